"""A turned stance is told from the elbows, and makes the knee unsure with its instruction."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.checks import leg_report
from kiosk.scoring.findings import CheckResult, Verdict
from kiosk.scoring.standing import Standing, renewed, stands_still
from kiosk.scoring.turned import Aside, aside

from .people import LEG_PX, Posture, mirrored, moved, pose_of, shifted, without
from .properties import bounded
from .reps import GOOD, KNEE_IN, on

ELBOWS = (Joint.LEFT_ELBOW, Joint.RIGHT_ELBOW)
SHOULDERS = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
LENGTH_PX = 160.0


def turned(elbows: float = 0.0) -> Pose:
    """Standing with the elbows' middle that far beside the shoulders', fraction of leg."""
    return shifted(pose_of(Posture()), ELBOWS, elbows * LEG_PX)


def stand(elbows: float = 0.0, t_s: float = 0.0) -> Standing:
    standing = stands_still([replace(turned(elbows), t_s=t_s + i / 15) for i in range(8)])
    assert standing is not None
    return standing


def knee(false_deg: float | None, fppa_deg: float = 2.0) -> CheckResult:
    shape = KNEE_IN if fppa_deg > 14 else GOOD
    rep = replace(shape, knee_fppa_deg=fppa_deg, false_fppa_deg=false_deg)
    return leg_report(Leg.LEFT, on(Leg.LEFT, *[rep] * 5)).checks["knee_valgus"]


def test_square_on_nothing_is_aside() -> None:
    """A symmetric person facing the camera shows no turn."""
    found = aside([pose_of(Posture())], LENGTH_PX)
    assert found is not None
    assert found.elbows == pytest.approx(0.0)
    assert found.false_fppa_deg(Leg.LEFT) == pytest.approx(0.0)


def test_false_angle_is_opposite_on_the_two_legs() -> None:
    """What looks medial on one leg looks lateral on the other."""
    found = Aside(elbows=0.02, shoulders=0.0)
    assert found.false_fppa_deg(Leg.LEFT) == -found.false_fppa_deg(Leg.RIGHT)
    assert found.false_fppa_deg(Leg.LEFT) == pytest.approx(0.02 * protocol.TURN_BY_ELBOWS_DEG)


@given(elbows=st.floats(-0.05, 0.05), scale=st.floats(0.5, 2.0), dx_px=st.floats(-200.0, 200.0))
@bounded(50)
def test_mirror_swaps_and_size_does_not_matter(elbows: float, scale: float, dx_px: float) -> None:
    """Mirrored the other way round; nearer, further or elsewhere the same."""
    pose = turned(elbows)
    seen = aside([pose], LENGTH_PX)
    mirror = aside([mirrored(pose)], LENGTH_PX)
    other = aside([moved(pose, scale=scale, dx_px=dx_px)], scale * LENGTH_PX)
    assert seen is not None
    assert mirror is not None
    assert other is not None
    assert mirror.elbows == pytest.approx(-seen.elbows, abs=1e-9)
    assert other.elbows == pytest.approx(seen.elbows, abs=1e-9)


def test_a_turned_head_tells_nothing() -> None:
    """The face may look elsewhere: the same answer without it."""
    pose = turned(0.02)
    face = tuple(Joint(i) for i in range(5))
    assert aside([without(pose, *face)], LENGTH_PX) == aside([pose], LENGTH_PX)


def test_a_leaning_trunk_is_taken_out() -> None:
    """Who leans carries elbows and shoulders aside alike: the shoulders' share speaks for that."""
    leaning = shifted(pose_of(Posture()), (*ELBOWS, *SHOULDERS), 0.02 * LEG_PX)
    found = aside([leaning], LENGTH_PX)
    assert found is not None
    assert found.elbows == pytest.approx(0.0)
    assert found.shoulders == pytest.approx(0.02 * LEG_PX / LENGTH_PX)


def test_hidden_elbows_or_hanging_hands_say_nothing() -> None:
    """No elbows, or hands off the hips: it cannot be told."""
    assert aside([without(turned(), *ELBOWS)], LENGTH_PX) is None
    hanging = [replace(pose_of(Posture(hand_off=1.0)), t_s=i / 15) for i in range(8)]
    standing = stands_still(hanging)
    assert standing is not None
    assert standing.aside is None


def test_a_stand_averages_its_turn() -> None:
    """While a person stands on, newer half seconds only count their share."""
    both = renewed(stand(0.02), stand(0.0, t_s=0.7))
    assert both.aside is not None
    assert both.aside.elbows == pytest.approx(0.01, abs=2e-3)


def test_after_squats_the_turn_is_taken_anew() -> None:
    """Who has squatted in between may stand turned otherwise."""
    later = renewed(stand(0.02), stand(0.0, t_s=20.0))
    assert later.aside is not None
    assert later.aside.elbows == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("fppa_deg", [2.0, 11.0, 25.0])
@pytest.mark.parametrize("false_deg", [-6.0, 6.0, 14.0])
def test_turned_is_unsure_with_its_instruction(false_deg: float, fppa_deg: float) -> None:
    """Beyond the limit no knee is judged, whatever its angle, and the reason says what to do."""
    result = knee(false_deg, fppa_deg)
    assert result.verdict is Verdict.UNSURE
    assert "point toes, hips and chest at the camera" in result.reason
    assert result.value_deg == fppa_deg


@pytest.mark.parametrize("false_deg", [None, 0.0, 2.9, -2.9])
def test_a_little_turn_changes_nothing(false_deg: float | None) -> None:
    """Within what square-on people show, or unknown: judged as ever."""
    assert knee(false_deg).verdict is Verdict.GOOD
    assert knee(false_deg, 25.0).verdict is Verdict.FAULT


def test_a_noticed_turn_must_not_change_the_verdict() -> None:
    """Between: a fault that would be none with the false part taken out is not called."""
    assert knee(4.0, 17.0).verdict is Verdict.UNSURE
    assert knee(4.0, 25.0).verdict is Verdict.FAULT
    assert knee(-4.0, 17.0).verdict is Verdict.FAULT
    assert knee(-4.0, 5.0).verdict is Verdict.UNSURE


def test_only_the_knee_is_in_doubt() -> None:
    """Trunk and depth of a turned person are still judged."""
    rep = replace(GOOD, false_fppa_deg=10.0)
    checks = leg_report(Leg.LEFT, on(Leg.LEFT, *[rep] * 5)).checks
    assert checks["trunk_lean"].verdict is Verdict.GOOD
    assert checks["depth"].verdict is Verdict.GOOD
