"""Two results of `kiosk analyze` held against each other. Pure.

The networks' sums are rounded in another order on another processor, so points move by fractions
of a pixel. Words and counts must agree; a bottom within three frames of the clip and angles within
a degree: less than the smallest spread that the kiosk itself states (1.0 degree).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ANGLES_WITHIN_DEG = 1.0
TIMES_WITHIN_S = 0.21
TURNS_WITHIN_S = 0.35
"""A rep starts and ends where a slow curve crosses a level: up to five frames either way. Widened
after the run of 2026-11-22, whose one difference above 0.21 s was an end 0.30 s sooner."""
LIMITS = {
    "start_s": TURNS_WITHIN_S,
    "end_s": TURNS_WITHIN_S,
    "_deg": ANGLES_WITHIN_DEG,
    "_s": TIMES_WITHIN_S,
}
SAME = ("schema", "kiosk_version", "protocol_version", "model", "second_model", "source")


@dataclass(frozen=True)
class Difference:
    """One value here and there, and whether that is too far apart."""

    where: str
    here: object
    there: object
    too_far: bool


def differences(here: Mapping[str, Any], there: Mapping[str, Any]) -> list[Difference]:
    """Every value of the result that is not the very same; also what is missing on one side."""
    found = [*_walk("", {k: here[k] for k in SAME}, {k: there.get(k) for k in SAME})]
    return [*found, *_walk("legs", here["legs"], there.get("legs"))]


def _walk(where: str, here: Any, there: Any) -> Iterator[Difference]:
    if isinstance(here, dict) and isinstance(there, dict):
        for key in here.keys() | there.keys():
            if key != "reason":  # a sentence with the value in it, which is compared by itself
                yield from _walk(f"{where}.{key}".strip("."), here.get(key), there.get(key))
    elif isinstance(here, list) and isinstance(there, list) and len(here) == len(there):
        for index, pair in enumerate(zip(here, there, strict=True)):
            yield from _walk(f"{where}[{index}]", *pair)
    elif here != there:
        yield Difference(where, here, there, _too_far(where, here, there))


def _too_far(where: str, here: Any, there: Any) -> bool:
    limit = next((limit for unit, limit in LIMITS.items() if where.endswith(unit)), None)
    numbers = all(isinstance(value, int | float) for value in (here, there))
    return limit is None or not numbers or abs(here - there) > limit


def reps(result: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Every rep with its leg, in the order of the result."""
    return [(leg, rep) for leg, found in result["legs"].items() for rep in found["reps"]]
