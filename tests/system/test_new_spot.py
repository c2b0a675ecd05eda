"""Staff set another spot while somebody is in a check: whoever stands on it is a new person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.camera.frame import RecordedFrame
from kiosk.pose.keypoints import Leg
from kiosk.scoring.events import PersonArrived, RepRefused, TargetEased
from kiosk.scoring.flow import TRIES
from kiosk.senses import Senses
from tests.scoring.people import Posture, pose_of
from tests.scoring.script import Script, Squat
from tests.scoring.test_session_spot import spot_under

from .rig import Rig
from .test_senses import DeskOfOne

FPS = 10
QUICK = Squat(down_s=1.0, up_s=1.0, pause_s=0.4)
SHALLOW = replace(QUICK, flexion_deg=32)
TRYING = Script().stand(2).lift(Leg.LEFT)
SPOT = spot_under(pose_of(Posture(), 0.0))


def frames(script: Script, from_s: float) -> list[RecordedFrame]:
    """The film of a script, which begins at that time."""
    return [
        RecordedFrame(from_s + t_s, pose and replace(pose, t_s=from_s + t_s))
        for t_s, pose in script.film(FPS)
    ]


@pytest.mark.parametrize("tries", [TRIES - 1, TRIES + 1])
def test_a_new_spot_begins_with_all_tries_and_the_full_target(rig: Rig, tries: int) -> None:
    """Neither failed tries nor an eased target stay: as many shallow squats as are allowed before
    it is eased are refused again."""
    desk = DeskOfOne(SPOT)
    rig.loop.senses = Senses(desk=desk)
    first = TRYING.squats(tries, SHALLOW)
    rig.feed(frames(first, 0.0))
    before = rig.all_told("store")
    assert any(isinstance(event, TargetEased) for event in before) is (tries > TRIES)
    desk.moved.append(replace(SPOT, x_px=SPOT.x_px + 2.0))
    rig.go_on(frames(TRYING.squats(TRIES - 1, SHALLOW), first.length_s + 0.1))
    after = rig.all_told("store")[len(before) :]
    assert any(isinstance(event, PersonArrived) for event in after)
    assert sum(isinstance(event, RepRefused) for event in after) == TRIES - 1
    assert not any(isinstance(event, TargetEased) for event in after)
