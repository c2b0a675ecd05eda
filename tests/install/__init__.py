"""Tests of the installer and the units (kiosk/install, systemd)."""
