"""When the kiosk may update by itself."""

from __future__ import annotations

from datetime import time

import pytest

from kiosk.update.quiet_hours import within


@pytest.mark.parametrize(
    ("hours", "now", "quiet"),
    [
        ("22:00-06:00", time(21, 59), False),
        ("22:00-06:00", time(22, 0), True),
        ("22:00-06:00", time(23, 59, 59), True),
        ("22:00-06:00", time(0, 0), True),
        ("22:00-06:00", time(5, 59), True),
        ("22:00-06:00", time(6, 0), False),
        ("01:00-05:00", time(0, 59), False),
        ("01:00-05:00", time(3, 0), True),
        ("01:00-05:00", time(5, 0), False),
        ("", time(12, 0), True),
    ],
)
def test_the_first_minute_counts_and_the_last_does_not(hours: str, now: time, quiet: bool) -> None:
    """Hours may pass midnight, and none are any time."""
    assert within(hours, now) is quiet


def test_nonsense_is_no_hours() -> None:
    """The configuration never lets such a text through."""
    with pytest.raises(ValueError, match="isoformat"):
        within("always", time(1, 0))
