"""The kiosk on a real systemd: a Debian root, booted, installed as the README says, and hurt.

`make appliance-test` runs it; `make test` does not (see `conftest.py`).
"""
