"""How two results are held against each other, and what an install without network needs."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.appliance import record
from tests.arm64 import compare

REP = {"bottom_s": 5.9, "counted": True, "refused_because": None, "knee_fppa_deg": 18.7}
CHECK = {"verdict": "fault", "value_deg": 18.7, "reason": "19° is over 14°"}
RESULT: dict[str, Any] = {
    **dict.fromkeys(compare.SAME, "same"),
    "legs": {"left": {"counted": 1, "reps": [REP], "checks": {"knee_valgus": CHECK}}},
}


def too_far(change: dict[str, Any], where: str = "rep") -> list[str]:
    """What is told when one part of the other result is changed like this."""
    other = copy.deepcopy(RESULT)
    leg = other["legs"]["left"]
    {"rep": leg["reps"][0], "check": leg["checks"]["knee_valgus"], "leg": leg}[where].update(change)
    return [found.where for found in compare.differences(RESULT, other) if found.too_far]


def test_the_same_is_no_difference() -> None:
    """A result agrees with itself without a word."""
    assert compare.differences(RESULT, copy.deepcopy(RESULT)) == []


def test_rounding_is_not_too_far() -> None:
    """Angles within a degree and times within three frames pass, and are still listed."""
    assert too_far({"knee_fppa_deg": 19.6, "bottom_s": 6.1}) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"knee_fppa_deg": 19.8}, "rep"),
        ({"knee_fppa_deg": None}, "rep"),
        ({"bottom_s": 6.2}, "rep"),
        ({"counted": False}, "rep"),
        ({"refused_because": "too shallow"}, "rep"),
        ({"verdict": "unsure"}, "check"),
        ({"counted": 2}, "leg"),
        ({"reps": []}, "leg"),
    ],
)
def test_what_is_too_far(change: dict[str, Any], where: str) -> None:
    """Another word, another count, a missing value or an angle off by more is told."""
    assert len(too_far(change, where)) == 1


def test_another_model_is_told() -> None:
    """Two results of two networks are never the same."""
    other = {**copy.deepcopy(RESULT), "model": "another"}
    assert [found.where for found in compare.differences(RESULT, other)] == ["model"]


def test_a_record_is_renewed_in_its_place() -> None:
    """The second run replaces what the first wrote, and leaves the rest of the page alone."""
    page = record.renewed("# Page\n\nText.\n", "one-test", "first")
    page = record.renewed(page, "two-test", "other")
    again = record.renewed(page, "one-test", "second")
    assert again.count("one-test") == 2
    assert "first" not in again
    assert again.replace("second", "first") == page
    assert again.startswith("# Page\n\nText.\n\n## Proofs\n")
