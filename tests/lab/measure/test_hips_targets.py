"""The pelvic drop's own lines and section: each target fails when its figure is bad."""

from __future__ import annotations

from typing import Any

import pytest

from .hips import hips_section, hips_targets
from .made_up import GOOD, clip, report, squat
from .pairing import Judged, judge
from .results import Results

SPEC = {
    "script": [["stand", 1.0]],
    "stance": {"hands_ride": 1.0, "waist": 0.0},
    "scene": {"plain": True},
    "outfit": {"top": "bra"},
}


def person(drop_deg: float, read_deg: float | None, verdict: str = "unsure") -> Judged:
    """Three squats of one drop, read as another (None: no value), with the leg's verdict."""
    reps = [{**squat(k), "pelvic_drop_bottom_bone": drop_deg} for k in range(3)]
    said = report(reps, verdicts={**GOOD, "pelvic_drop": verdict})
    for rep in said["legs"]["left"]["reps"]:
        rep["pelvic_drop_deg"] = read_deg
    band = "good" if drop_deg <= 6.0 else "borderline" if drop_deg <= 12.0 else "fault"
    deserved = {**GOOD, "pelvic_drop": band}
    return judge(clip(reps, name=f"p{drop_deg:g}", bands=deserved), said)


def results(*people: Judged) -> Results:
    return Results(people, {}, 0.0, 0.0)


def met(*people: Judged) -> list[bool | None]:
    return [target.met for target in hips_targets(results(*people))]


WELL = (person(0.0, 0.5, "good"), person(6.0, 6.0), person(14.0, 13.0, "fault"))


def test_a_drop_that_follows_the_truth_meets_all() -> None:
    """Close to the truth, a value on each squat, nobody accused or passed over."""
    assert met(*WELL) == [True] * 6


@pytest.mark.parametrize(
    ("people", "missed"),
    [
        ((person(0.0, 9.0), person(6.0, 0.0), person(14.0, 8.0)), 0),
        ((*WELL, person(5.0, 13.0)), 1),
        ((person(0.0, 3.0), person(6.0, 6.0), person(14.0, 8.0)), 2),
        ((*WELL, person(4.0, None)), 3),
        ((*WELL, person(1.0, 1.0, "fault")), 4),
        ((*WELL, person(12.5, 12.0, "good")), 5),
    ],
)
def test_each_target_can_be_missed(people: tuple[Judged, ...], missed: int) -> None:
    """No correlation, a wide error, a flat slope, no value, a level hip accused, a drop missed."""
    assert met(*people)[missed] is False


def test_nothing_measured_is_said_and_no_target() -> None:
    """An empty folder is no success."""
    assert hips_targets(results()) == []
    assert "No squat of it was measured" in hips_section(results(), {})


def test_the_section_counts_by_who_it_is() -> None:
    """Every group has its own line; one without squats has dashes."""
    specs: dict[str, Any] = {each.clip.name: SPEC for each in WELL}
    lines = hips_section(results(*WELL), specs).splitlines()
    assert any(line.startswith("| all | 9 |") for line in lines)
    assert any(line.startswith("| hands elsewhere | 0 | - |") for line in lines)
    assert any(line.startswith("| all | 2 | 0 | 0 | 1 |") for line in lines)
