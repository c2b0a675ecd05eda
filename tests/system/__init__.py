"""Tests of the kiosk as a whole: camera loop, commands, kills, and what it says when it fails."""
