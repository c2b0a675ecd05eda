"""Rendered members and passers-by, as the network saw them: what the check makes of each scenario.

The whole kiosk on the same recordings, in a browser: tests/e2e/test_scenarios.py.
"""

from __future__ import annotations

from collections import Counter

import pytest

from kiosk.pose.keypoints import Leg
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
from kiosk.scoring.surroundings import Surroundings
from kiosk.scoring.tracker import Tracker
from tests.recordings.scenarios.reading import known, picture_px, recorded, spot_of

WHOLE = ("foot_down", "hidden", "passer_behind", "second_on_spot", "too_far", "whole_check")


def lived(name: str, *, calibrated: bool = True) -> list[Event]:
    """Every event of the scenario, at the pace of a real check."""
    header, moments = recorded(name)
    spot = spot_of(name, calibrated=calibrated)
    tracker = Tracker(centre_px=spot.x_px, network=header.network)
    state = Session(spot=spot, picture_px=picture_px(name), tracker=tracker)
    crowded, seen = known(name).get("crowded_s", []), list[Event]()
    for moment in moments:
        around = Surroundings(crowded=any(0 <= moment.t_s - at_s < 1.0 for at_s in crowded))
        state, events = session.step(state, moment.t_s, moment.pose, around)
        seen += events
    return seen


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
