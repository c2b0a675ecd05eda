"""Stored checks as a trend sees them, well measured unless said otherwise."""

from __future__ import annotations

from typing import Any

from kiosk.trend import DETECTABLE_DEG, Reading, Stance, Visit

NETWORKS = ("ab" * 32, "cd" * 32)


def stance(value_deg: float = 10.0, **given: Any) -> Stance:
    """A leg that measured every check alike: `spread_deg`, `in_doubt`, `reps`, `free_leg` and
    `depth_deg` can be given."""
    reading = Reading(
        value_deg,
        given.get("spread_deg", 1.5),
        given.get("in_doubt", False),
        given.get("reps", 5),
    )
    readings = dict.fromkeys(DETECTABLE_DEG, reading)
    return Stance(given.get("free_leg", "middle"), given.get("depth_deg", 62.0), readings)


def visit(number: int, left: Stance | None, right: Stance | None = None, **given: Any) -> Visit:
    """A check; the right leg is like the left one unless it is given."""
    legs = {"left": left, "right": right or left}
    return Visit(
        check_id=f"{number}-{number:024x}",
        number=number,
        label="M-7",
        started_utc=f"2026-{number % 12 + 1:02d}-02T12:00:00.000000Z",
        clock_sure=given.get("clock_sure", True),
        protocol_version=given.get("protocol_version", "2"),
        networks=given.get("networks", NETWORKS),
        eased=given.get("eased", False),
        legs={name: leg for name, leg in legs.items() if leg is not None},
    )
