"""The demo's spot is where the demo's member stands."""

from __future__ import annotations

import json
from math import radians, tan

import pytest

from kiosk import paths
from kiosk.camera.frame import RecordedFrame
from kiosk.scoring import session
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import CheckCompleted, Event, HintGiven
from kiosk.scoring.tracker import Tracker
from kiosk.spot.files import read_spot

from .fakes import INFO


def test_the_demo_is_a_whole_check_on_its_spot(demo_recorded: list[RecordedFrame]) -> None:
    """At the pace of a real check, with the welcome: complete, and nothing to mend."""
    spot = read_spot(paths.DEMO_SPOT).spot
    state = Session(
        spot=spot,
        picture_px=(INFO.width_px, INFO.height_px),
        tracker=Tracker(centre_px=spot.x_px, network="lightning-portrait"),
    )
    seen = list[Event]()
    for frame in demo_recorded:
        state, events = session.step(state, frame.t_s, frame.pose)
        seen += events
    assert sum(isinstance(event, CheckCompleted) for event in seen) == 1
    assert [event for event in seen if isinstance(event, HintGiven)] == []


def test_the_demo_s_spot_lies_on_its_floor() -> None:
    """The ellipse's middle is the floor's origin, and the lens the one that drew the clip."""
    spot = read_spot(paths.DEMO_SPOT).spot
    assert spot.floor is not None
    place = spot.floor.place_m(spot.x_px, spot.y_px)
    assert place == pytest.approx((0.0, 0.05), abs=0.02)  # the ring is a foot ahead of the ankles
    truth = json.loads(paths.DEMO_CLIP.with_suffix(".truth.json").read_text(encoding="utf-8"))
    half = radians(truth["spec"]["camera"].get("long_fov_deg", 66.0) / 2)
    assert spot.floor.focal_px == pytest.approx(INFO.height_px / 2 / tan(half), rel=1e-6)
