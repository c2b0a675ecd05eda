"""A movement-check kiosk for gyms: single-leg squats, watched and scored on the device."""

from __future__ import annotations

__version__ = "0.1.0"
