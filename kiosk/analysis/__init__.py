"""Scoring a whole video or recording as fast as it goes: `kiosk analyze`."""
