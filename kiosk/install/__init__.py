"""Puts the kiosk onto a box: `sudo systemd/install`, run by the system's own python3.

Standard library alone and nothing else of kiosk: there is no environment yet when it runs. The
updater makes and switches slots and bases with the same functions.
"""

from __future__ import annotations
