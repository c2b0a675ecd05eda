"""Every deciding number of health, in one table with its source.

"Our choice" marks what nobody prescribes; all are of 2026-11.
"""

from __future__ import annotations

HOT_C = 78.0
"""Warm enough to take lighter work; the configuration's `health.hot_c` replaces it. Our choice:
two degrees below the first limit of Raspberry Pi's firmware (80, its documentation of frequency
management and thermal control)."""
TOO_HOT_C = 85.0
"""Raspberry Pi's documentation: at 85 degrees the board slows down as far as it can."""
COOLED_BY_C = 3.0
"""A hot box counts as cool again this far below `HOT_C`, so that the light does not flicker. Our
choice."""

LOW_SPACE_BYTES = 500_000_000
"""Our choice: a check takes a few kilobytes, an update and its logs far more."""
NO_SPACE_BYTES = 50_000_000
"""Our choice: what is left then goes into SQLite's journal and the system's own logs."""
SLOW_WRITE_S = 5.0
"""A card writes 4 KiB in some hundredths of a second; seconds mean it repeats writes. Our
choice."""

LOW_MEMORY_BYTES = 150_000_000
NO_MEMORY_BYTES = 50_000_000
"""Of MemAvailable. Our choice: with less, Linux first drops what it will need again at once, then
ends programs."""
MUCH_MEMORY_BYTES = 1_000_000_000
"""The kiosk's own resident memory. Our choice: several times what it takes with both models."""

LEAST_RATE_HZ = 10.0
"""The lowest rate that the lab has measured as right (docs/measurements.md, 2026-11-22)."""
NEAR_LEAST_RATE_HZ = 12.0
"""Our choice: a fifth above the least."""
MOST_DROPPED = 0.7
"""Our choice: a camera of 30 frames a second, of which just under 10 are looked at, drops 0.67."""

MANY_RESTARTS = 5
"""Since the box was switched on. The service unit gives up after five in ten minutes."""

LOW_POWER_SHOWN_S = 3600.0
"""After the last dip of the voltage the light says so for this long. Our choice: staff pass by
within an hour, and one dip does not take the members' light for a whole day."""
