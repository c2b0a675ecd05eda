"""What an ended dip was: counted, refused for its reason, another movement, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.assess import assess_dip
from kiosk.scoring.bottom import bottom_samples
from kiosk.scoring.findings import FreeLeg, OtherMovement, Refusal, Rep
from kiosk.scoring.movement import Dip
from kiosk.scoring.support import Support

from .people import descent_for, moved, without
from .script import Moment, Script, Squat
from .test_movement import STANDING, search
from .watching import watch

EITHER = pytest.mark.parametrize("leg", list(Leg))
RATES = pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])


def dip_of(squat: Squat, leg: Leg = Leg.LEFT, fps: float = 15, **lift: float) -> Dip:
    """The dip of one squat."""
    film = Script().stand(0.5).lift(leg, **lift).squats(1, squat).put_down().film(fps)  # type: ignore[arg-type]
    (dip,) = search(film).dips
    return dip


def rep_of(dip: Dip) -> Rep:
    outcome = assess_dip(dip, STANDING)
    assert isinstance(outcome, Rep)
    return outcome


def blinded(dip: Dip, share: float) -> Dip:
    """The dip with the leg unseen in so large a share of its frames, evenly."""
    samples = tuple(
        replace(s, pose=None, descent=None) if (i * share) % 1 + share >= 1 else s
        for i, s in enumerate(dip.samples)
    )
    return replace(dip, samples=samples)


def shallower(dip: Dip, flexion_deg: float = 36.0) -> Dip:
    """The same movement, only so deep."""
    part = descent_for(flexion_deg) / dip.depth
    samples = tuple(
        s if s.descent is None else replace(s, descent=part * s.descent) for s in dip.samples
    )
    return replace(dip, samples=samples, depth=part * dip.depth)


def with_poses(dip: Dip, *hidden: Joint, bottom_only: bool = False) -> Dip:
    """The dip with some joints not seen, everywhere or only near the bottom."""

    def shown(pose: Pose | None, descent: float | None) -> Pose | None:
        if bottom_only and (descent or 0.0) < 0.5 * dip.depth:
            return pose
        return pose and without(pose, *hidden)

    samples = tuple(replace(s, pose=shown(s.pose, s.descent)) for s in dip.samples)
    rest = dip.rest if bottom_only else tuple(without(pose, *hidden) for pose in dip.rest)
    return replace(dip, samples=samples, rest=rest)


@EITHER
@RATES
def test_a_good_squat_counts(leg: Leg, fps: float) -> None:
    """Two seconds down and up to 62 degrees is counted, on its stance leg, with its times."""
    rep = rep_of(dip_of(Squat(), leg, fps))
    assert rep.leg is leg
    assert rep.counted
    assert rep.refused_because is None
    assert rep.why_null == {}
    assert rep.start_s < rep.bottom_s < rep.end_s
    assert rep.bottom_s == pytest.approx(4.0, abs=0.2)
    assert rep.free_leg is FreeLeg.MIDDLE
    assert rep.balance_events == 0


@EITHER
@RATES
def test_angles_at_the_bottom(leg: Leg, fps: float) -> None:
    """Knee, its change, pelvis, trunk and flexion are those of the bottom, on either leg."""
    squat = Squat(flexion_deg=64, fppa_deg=17, drop_deg=9, lean_deg=11, bottom_s=0.4)
    rep = rep_of(dip_of(squat, leg, fps, rest_fppa_deg=3.0))
    assert rep.knee_fppa_deg == pytest.approx(17, abs=0.5)
    assert rep.knee_fppa_change_deg == pytest.approx(14, abs=1.0)
    fit = protocol.PELVIS_BY_WRISTS
    assert rep.pelvic_drop_deg == pytest.approx(fit.slope * 9 + fit.offset_deg, abs=1.0)
    assert rep.pelvic_error_deg == fit.error_deg
    assert rep.trunk_lean_deg == pytest.approx(11, abs=0.5)
    assert rep.knee_flexion_deg == pytest.approx(64, abs=2.5)
    assert rep.hip_adduction_change_deg is not None
    assert rep.hip_adduction_change_deg > protocol.SECOND_SIGNAL_MIN_DEG
    assert rep.knee_over_ankle_change_percent is not None
    assert rep.knee_over_ankle_change_percent > protocol.SECOND_SIGNAL_MIN_PERCENT


def test_second_signals_stay_low_for_a_straight_knee() -> None:
    """Without the knee moving in neither second signal rises."""
    rep = rep_of(dip_of(Squat(fppa_deg=0)))
    assert abs(rep.hip_adduction_change_deg or 0.0) < protocol.SECOND_SIGNAL_MIN_DEG
    assert abs(rep.knee_over_ankle_change_percent or 0.0) < protocol.SECOND_SIGNAL_MIN_PERCENT


@EITHER
@RATES
@pytest.mark.parametrize(
    ("squat", "because"),
    [
        pytest.param(Squat(down_s=0.4, up_s=1.8), Refusal.TOO_FAST, id="down too fast"),
        pytest.param(Squat(down_s=1.8, up_s=0.4), Refusal.TOO_FAST, id="up too fast"),
        pytest.param(Squat(touch_s=0.4), Refusal.FOOT_DOWN, id="foot down"),
        pytest.param(Squat(hop=0.2), Refusal.HOP, id="hop"),
        pytest.param(Squat(hop=-0.2), Refusal.HOP, id="hop inward"),
    ],
)
def test_each_refusal(leg: Leg, fps: float, squat: Squat, because: Refusal) -> None:
    """Each thing that spoils a squat is named, on either leg, at any rate; its angles stay."""
    rep = rep_of(dip_of(squat, leg, fps))
    assert rep.refused_because is because
    assert not rep.counted
    assert rep.knee_fppa_deg is not None


@pytest.mark.parametrize(("off_deg", "counts"), [(-6, False), (-2, False), (2, True), (6, True)])
def test_shallow_is_refused(off_deg: float, counts: bool) -> None:
    """Below the protocol's limit the squat is shallow, above it counts."""
    wanted_deg = protocol.SHALLOW_BELOW_DEG + off_deg
    rep = rep_of(shallower(dip_of(Squat()), wanted_deg))
    assert rep.counted is counts
    assert rep.refused_because is (None if counts else Refusal.SHALLOW)
    assert rep.knee_flexion_deg == pytest.approx(wanted_deg, abs=1.5)


def test_what_may_be_forty_degrees_is_not_called_shallow() -> None:
    """The contract's 45 less the estimate's own error: at or under 41, and never below 36."""
    assert 36.0 <= protocol.SHALLOW_BELOW_DEG <= 41.0


@pytest.mark.parametrize("flexion_deg", [46.0, 60.0, 80.0])
def test_deep_enough_counts(flexion_deg: float) -> None:
    """From 45 degrees on, and deeper than the norms, a squat counts."""
    assert rep_of(dip_of(Squat(flexion_deg=flexion_deg))).counted


@pytest.mark.parametrize("seconds", [0.8, 1.2, 3.0, 4.0])
@RATES
def test_unhurried_counts(seconds: float, fps: float) -> None:
    """From 0.8 s on, down and up, no rate calls it too fast."""
    assert rep_of(dip_of(Squat(down_s=seconds, up_s=seconds), fps=fps)).counted


def test_a_touch_of_one_frame_is_no_foot_down() -> None:
    """Less than 150 ms on the floor is allowed."""
    rep = rep_of(dip_of(Squat(touch_s=0.08), fps=30))
    assert rep.counted
    assert rep.balance_events == 0


def test_too_many_unseen_frames_are_low_confidence() -> None:
    """A rep with the leg hidden in 40 % of its frames is refused for that, at 20 % it counts."""
    dip = dip_of(Squat())
    assert rep_of(blinded(dip, 0.4)).refused_because is Refusal.LOW_CONFIDENCE
    assert rep_of(blinded(dip, 0.2)).counted


@pytest.mark.parametrize("gone_s", [3.6, 4.1, 4.6])
def test_a_squat_that_was_never_seen_to_end_is_not_counted(gone_s: float) -> None:
    """Whoever vanishes at the bottom or on the way up gets no rep, or one of low confidence."""
    film = Script().stand(0.5).lift(Leg.LEFT).squats(1).stand(3).film()
    seen = watch([(t_s, pose if t_s < gone_s else None) for t_s, pose in film])
    assert seen.counted() == 0
    assert set(seen.refusals) <= {Refusal.LOW_CONFIDENCE}


def test_reasons_come_in_a_trainers_order() -> None:
    """Not seen before hop before foot down before shallow before too fast."""
    fast = Squat(down_s=0.4, bottom_s=0.4, up_s=0.4)
    touching = replace(fast, touch_s=0.4)
    hopping = replace(touching, hop=0.2)
    assert rep_of(dip_of(fast, fps=30)).refused_because is Refusal.TOO_FAST
    assert rep_of(shallower(dip_of(fast, fps=30))).refused_because is Refusal.SHALLOW
    assert rep_of(shallower(dip_of(touching, fps=30))).refused_because is Refusal.FOOT_DOWN
    assert rep_of(shallower(dip_of(hopping, fps=30))).refused_because is Refusal.HOP
    hidden = blinded(shallower(dip_of(hopping, fps=30)), 0.4)
    assert rep_of(hidden).refused_because is Refusal.LOW_CONFIDENCE


def test_a_short_shallow_dip_is_sway_and_nothing() -> None:
    """A small stir of the hip for a third of a second is nobody's squat, not even a refused one."""
    quick = dip_of(Squat(down_s=0.3, bottom_s=0.0, up_s=0.3), fps=30)
    slow = dip_of(Squat())
    assert assess_dip(shallower(quick, 27.0), STANDING) is None
    assert rep_of(shallower(slow, 27.0)).refused_because is Refusal.SHALLOW
    assert rep_of(shallower(quick, 36.0)).refused_because is Refusal.SHALLOW
    assert rep_of(quick).refused_because is Refusal.TOO_FAST


def test_two_legs_are_another_movement() -> None:
    """A squat on both feet is named, with its times, and is no rep."""
    film = Script().stand().squats(1).stand().film()
    (dip,) = search(film).dips
    outcome = assess_dip(dip, STANDING)
    assert isinstance(outcome, OtherMovement)
    assert outcome.refused_because is Refusal.TWO_LEGS
    assert outcome.start_s == pytest.approx(1.2, abs=0.6)
    assert outcome.end_s == pytest.approx(5.0, abs=0.6)


def test_a_small_dip_on_two_legs_is_nothing() -> None:
    """Swaying on both feet is no movement worth naming."""
    (dip,) = search(Script().stand().squats(1).film()).dips
    assert assess_dip(replace(dip, depth=0.8 * protocol.OTHER_MIN_DIP), STANDING) is None


@pytest.mark.parametrize("support", list(Support))
def test_a_dip_that_travels_is_walking(support: Support) -> None:
    """The carrying foot somewhere else at the end: nobody's rep, nothing to name."""
    dip = dip_of(Squat())
    samples = tuple(
        replace(s, pose=s.pose and moved(s.pose, dx_px=4.0 * i)) for i, s in enumerate(dip.samples)
    )
    assert assess_dip(replace(dip, samples=samples, support=support), STANDING) is None


@pytest.mark.parametrize(
    ("squat", "events"),
    [
        (Squat(), 0),
        (Squat(touch_s=0.4), 1),
        (Squat(hop=0.08), 1),
        (Squat(hand_off_s=0.6), 1),
        (Squat(hand_off_s=0.6, touch_s=0.4), 2),
        (Squat(hand_off_s=0.6, touch_s=0.4, hop=0.08), 3),
    ],
)
def test_balance_events(squat: Squat, events: int) -> None:
    """Foot down, stance foot shifted, hand off the hip: each once a rep."""
    assert rep_of(dip_of(squat)).balance_events == events


def test_a_small_shift_of_the_foot_does_not_refuse() -> None:
    """8 % of the leg is an event of balance, not a hop."""
    assert rep_of(dip_of(Squat(hop=0.08))).counted


@EITHER
def test_a_rep_says_where_the_free_leg_was(leg: Leg) -> None:
    """A leg held in front is told."""
    film = Script().stand(0.5).lift(leg, FreeLeg.FRONT).squats(1).put_down().film()
    (dip,) = search(film).dips
    assert rep_of(dip).free_leg is FreeLeg.FRONT


def test_missing_joints_give_none_with_the_reason() -> None:
    """What cannot be measured is None and `why_null` says why; the rest stays."""
    rep = rep_of(with_poses(dip_of(Squat()), Joint.LEFT_SHOULDER, bottom_only=True))
    assert rep.trunk_lean_deg is None
    assert set(rep.why_null) == {"trunk_lean_deg"}
    assert "did not see" in rep.why_null["trunk_lean_deg"]
    assert rep.knee_fppa_deg is not None


def test_missing_hips_leave_the_knee_out() -> None:
    """Without free hip and hand there is no pelvis and no trunk; the stance leg's knee stays."""
    hidden = (Joint.RIGHT_HIP, Joint.RIGHT_WRIST)
    rep = rep_of(with_poses(dip_of(Squat(fppa_deg=10)), *hidden))
    assert rep.pelvic_drop_deg is None
    assert rep.trunk_lean_deg is None
    assert set(rep.why_null) == {"pelvic_drop_deg", "trunk_lean_deg"}
    assert rep.knee_fppa_deg == pytest.approx(10, abs=0.5)


def test_without_a_rest_there_is_no_change() -> None:
    """Squatting at once, nothing to compare with: changes are None and say so."""
    rep = rep_of(replace(dip_of(Squat(fppa_deg=10)), rest=()))
    assert rep.knee_fppa_deg == pytest.approx(10, abs=0.5)
    assert rep.knee_fppa_change_deg is None
    assert set(rep.why_null) == {"knee_fppa_change_deg"}
    assert "no still moment" in rep.why_null["knee_fppa_change_deg"]


@EITHER
@pytest.mark.parametrize("dx_px", [-100.0, 0.0, 60.0])
def test_off_centre_is_the_stance_foot_from_the_middle(leg: Leg, dx_px: float) -> None:
    """As a fraction of the leg, + to the image's right; unknown where the picture's size is."""
    film: list[Moment] = Script().stand().lift(leg).squats(1).put_down().film(dx_px=dx_px)
    (rep,) = watch(film, width_px=480).reps
    side = 0.13 if leg is Leg.LEFT else -0.13
    assert rep.off_centre == pytest.approx(side + dx_px / 160, abs=0.02)
    (unknown,) = watch(film).reps
    assert unknown.off_centre is None


def test_jitter_is_the_spread_between_frames() -> None:
    """Noise of a pixel gives about three degrees between frames, none gives hardly any."""
    calm = rep_of(dip_of(Squat(fppa_deg=0, bottom_s=2.0)))
    film = (
        Script()
        .stand(0.5)
        .lift(Leg.LEFT)
        .squats(1, Squat(fppa_deg=0, bottom_s=2.0))
        .film(noise_px=1.0, seed=2)
    )
    (dip,) = search(film + Script().stand().film(start_s=10)).dips
    assert calm.jitter_deg < 0.3
    assert 1.0 < rep_of(dip).jitter_deg < 6.0


def test_bottom_is_what_lies_within_nine_tenths() -> None:
    """The frames that make the value: deep ones only, unseen ones never."""
    dip = blinded(dip_of(Squat()), 0.2)
    found = bottom_samples(dip)
    assert 3 <= len(found) < len(dip.samples) / 2
    assert all(s.descent is not None and s.descent >= 0.9 * dip.depth for s in found)


def test_one_wild_frame_at_the_bottom_does_not_move_the_value() -> None:
    """The median over the bottom withstands a knee that jumps in one frame."""
    dip = dip_of(Squat(fppa_deg=10, bottom_s=0.6))
    deepest = max(range(len(dip.samples)), key=lambda i: dip.samples[i].descent or 0.0)
    pose = dip.samples[deepest].pose
    assert pose is not None
    points = list(pose.points)
    knee = points[Joint.LEFT_KNEE]
    assert knee is not None
    points[Joint.LEFT_KNEE] = knee._replace(x_px=knee.x_px - 50)
    wild = replace(dip.samples[deepest], pose=replace(pose, points=tuple(points)))
    samples = (*dip.samples[:deepest], wild, *dip.samples[deepest + 1 :])
    assert rep_of(replace(dip, samples=samples)).knee_fppa_deg == pytest.approx(10, abs=0.5)
