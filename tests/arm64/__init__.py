"""The locked wheels of 64-bit ARM, the board's own kind, tried on another machine.

`make arm64-test` runs it: Debian's packages for arm64 under a recent qemu, `kiosk analyze` on a
short clip, and the result beside this machine's own.
"""
