"""Whether this is a time of the day at which the kiosk may update by itself. Pure."""

from __future__ import annotations

from datetime import time


def within(hours: str, now: time) -> bool:
    """Whether `now` lies in `22:00-06:00`, which may pass midnight; always for an empty text.

    The first minute counts, the last does not. Raises ValueError for any other text.
    """
    if not hours:
        return True
    begin, _, end = hours.partition("-")
    first, last = time.fromisoformat(begin), time.fromisoformat(end)
    if first <= last:
        return first <= now < last
    return now >= first or now < last
