"""The movement check itself, pure: poses in, events out. No I/O, no clock, no device."""
