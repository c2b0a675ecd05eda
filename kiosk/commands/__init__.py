"""The commands of `kiosk`, a few lines each: read options, call the part, print."""
