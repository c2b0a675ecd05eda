"""Rendered members and passers-by, as the network saw them: what the check makes of each scenario.

The whole kiosk on the same recordings, in a browser: tests/e2e/test_scenarios.py.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.scoring import session
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckCompleted,
    Event,
    PersonArrived,
    RepCounted,
    RepRefused,
)
from kiosk.scoring.spot import Floor, Spot
from kiosk.scoring.surroundings import Surroundings
from kiosk.scoring.tracker import Tracker

FOLDER = Path(__file__).resolve().parents[1] / "recordings" / "scenarios"
WHOLE = ("foot_down", "hidden", "passer_behind", "second_on_spot", "too_far", "whole_check")


def spot_of(truth: dict[str, Any], *, calibrated: bool) -> Spot:
    found, rows = truth["spot"], truth["spot"]["floor"]["to_floor"]
    floor = Floor(
        (tuple(rows[0]), tuple(rows[1]), tuple(rows[2])),
        tuple(found["floor"]["centre_px"]),
        found["floor"]["focal_px"],
        found["floor"]["k1"],
    )
    ellipse = {name: found[name] for name in found if name != "floor"}
    return Spot(**ellipse, floor=floor if calibrated else None)


def lived(name: str, *, calibrated: bool = True) -> list[Event]:
    """Every event of the scenario, at the pace of a real check."""
    truth = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    lines = gzip.decompress((FOLDER / f"{name}.jsonl.gz").read_bytes()).splitlines()
    network = json.loads(lines[0]).get("network")
    spot = spot_of(truth, calibrated=calibrated)
    width_px, height_px = truth["picture_px"]
    tracker = Tracker(centre_px=spot.x_px, network=network)
    state = Session(spot=spot, picture_px=(width_px, height_px), tracker=tracker)
    crowded, seen = truth.get("crowded_s", []), list[Event]()
    for line in lines[1:]:
        frame = json.loads(line)
        around = Surroundings(crowded=any(0 <= frame["t_s"] - at_s < 1.0 for at_s in crowded))
        state, events = session.step(state, frame["t_s"], pose_of(frame), around)
        seen += events
    return seen


def pose_of(frame: dict[str, Any]) -> Pose | None:
    if frame["keypoints"] is None:
        return None
    points = tuple(None if each is None else Point(*each) for each in frame["keypoints"])
    return Pose(frame["t_s"], points)


def counted(events: list[Event]) -> dict[Leg, int]:
    found = Counter(e.rep.leg for e in events if isinstance(e, RepCounted) and not e.practice)
    return dict(found)


@pytest.mark.parametrize("calibrated", [True, False], ids=["calibrated", "drawn"])
@pytest.mark.parametrize("name", [name for name in WHOLE if name != "second_on_spot"])
def test_a_check_is_complete_whoever_passes(name: str, calibrated: bool) -> None:
    """Five and five, once, on a calibrated spot and on one that was drawn."""
    events = lived(name, calibrated=calibrated)
    assert counted(events) == {Leg.LEFT: 5, Leg.RIGHT: 5}
    assert sum(isinstance(event, CheckCompleted) for event in events) == 1
    assert not any(isinstance(event, CheckAbandoned) for event in events)


def test_the_wrong_leg_and_the_foot_down_are_refused_for_that() -> None:
    """Each scenario's one mistake, in its own words."""
    for name, reason in (("foot_down", "foot_down"), ("wrong_leg", "wrong_leg")):
        refused = [e.rep.refused_because for e in lived(name) if isinstance(e, RepRefused)]
        assert [why.value for why in refused if why] == [reason]


def test_who_steps_off_leaves_nothing() -> None:
    """Two squats and gone: abandoned, not kept."""
    (ended,) = [e for e in lived("abandoned") if isinstance(e, CheckAbandoned)]
    assert not ended.kept


def test_a_second_body_stops_the_count_while_it_is_there() -> None:
    """No squat that ends while two stand on the spot counts; what came before and after does."""
    events = lived("second_on_spot")
    during = [e for e in events if isinstance(e, RepCounted) and 24.0 < e.rep.bottom_s < 30.0]
    assert during == []
    assert sum(isinstance(event, RepCounted) for event in events) >= 8


def test_nobody_on_the_spot_is_no_member() -> None:
    """Minutes of people around the spot: at most a glimpse of a welcome, never a squat."""
    events = lived("nobody")
    assert sum(isinstance(event, PersonArrived) for event in events) <= 1
    assert not any(isinstance(e, RepCounted | RepRefused | CheckCompleted) for e in events)
