"""The tracker over whole streams: the right reps on the right leg, whatever the camera does."""

from __future__ import annotations

import pytest

from kiosk.pose.keypoints import Joint, Leg
from kiosk.scoring import tracker
from kiosk.scoring.angles import angles_now
from kiosk.scoring.events import LegLifted, OtherMovementSeen, RepEnded, RepStarted, StoodStill
from kiosk.scoring.findings import FreeLeg, Refusal
from kiosk.scoring.geometry import ANKLE
from kiosk.scoring.tracker import Tracker

from .people import Posture, pose_of, without
from .script import Moment, Script, Squat, check_on
from .test_free_leg import SEEN_AS
from .watching import Seen, watch

EITHER = pytest.mark.parametrize("leg", list(Leg))
RATES = pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])


def names(seen: Seen) -> list[str]:
    return [type(event).__name__ for event in seen.events]


@EITHER
def test_events_of_one_squat(leg: Leg) -> None:
    """Standing still, foot lifted, squat begun and ended, standing again: each said once."""
    seen = watch(check_on(leg, reps=1).film())
    assert names(seen) == ["StoodStill", "LegLifted", "RepStarted", "RepEnded", "StoodStill"]
    stood, lifted, started, ended, _ = seen.events
    assert isinstance(stood, StoodStill)
    assert isinstance(lifted, LegLifted)
    assert isinstance(started, RepStarted)
    assert isinstance(ended, RepEnded)
    assert lifted.stance is started.stance is ended.rep.leg is leg
    assert stood.t_s < lifted.t_s < started.t_s < ended.t_s


@RATES
@EITHER
@pytest.mark.parametrize("free", [FreeLeg.MIDDLE, FreeLeg.BEHIND, FreeLeg.FRONT])
def test_squats_count_on_the_leg_that_stands(fps: float, leg: Leg, free: FreeLeg) -> None:
    """However the free leg is held, three squats are three reps of the stance leg."""
    seen = watch(Script().stand().lift(leg, free).squats(3).put_down().film(fps, noise_px=0.5))
    assert seen.counted(leg) == len(seen.reps) == 3
    assert {rep.free_leg for rep in seen.reps} == {SEEN_AS[free]}
    assert seen.others == []


@EITHER
def test_leaning_away_with_the_foot_in_front_loses_no_rep(leg: Leg) -> None:
    """Eight degrees of lean to the free side, the free foot under its hip: two reps at any rate."""
    script = Script().stand().lift(leg, FreeLeg.FRONT).squats(2, Squat(lean_deg=-8.0)).put_down()
    for fps in (10.0, 15.0, 30.0):
        assert watch(script.film(fps)).counted(leg) == 2


@RATES
def test_a_whole_check(fps: float) -> None:
    """Five on each leg, nothing else, at any frame rate, with noise."""
    seen = watch(check_on(Leg.LEFT, Leg.RIGHT).film(fps, noise_px=0.5, seed=4))
    assert (seen.counted(Leg.LEFT), seen.counted(Leg.RIGHT)) == (5, 5)
    assert len(seen.reps) == 10
    assert seen.others == []


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Script().stand().squats(4).stand(), id="squats on two legs"),
        pytest.param(Script().walk(20), id="walking through"),
        pytest.param(Script().stand().walk(12).stand().walk(12, -0.5), id="walking on and off"),
        pytest.param(Script().stand(10), id="standing"),
        pytest.param(Script().away(10), id="empty room"),
        pytest.param(Script().stand().lift(Leg.LEFT).hold(5).put_down().stand(), id="one leg"),
        pytest.param(
            Script().stand().lift(Leg.LEFT).hold(1).knee_lift().hold(1).knee_lift().put_down(),
            id="knee lifts",
        ),
        pytest.param(Script().stand(2).away(3).stand(2).away(3), id="coming and going"),
    ],
)
@RATES
@pytest.mark.parametrize("seed", [1])
def test_nothing_to_count_counts_nothing(script: Script, fps: float, seed: int) -> None:
    """Two-leg squats, walking, standing, an empty room: no rep, not even a refused one."""
    assert watch(script.film(fps, noise_px=0.6, seed=seed)).reps == []


@RATES
def test_two_leg_squats_are_named(fps: float) -> None:
    """Each squat on both feet is one other movement."""
    seen = watch(Script().stand().squats(3).stand().film(fps, noise_px=0.5))
    assert [other.refused_because for other in seen.others] == [Refusal.TWO_LEGS] * 3


@pytest.mark.parametrize("joint", [Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE])
def test_two_leg_squats_with_a_hidden_ankle_are_no_reps(joint: Joint) -> None:
    """An ankle out of sight (a bench, the image's edge) makes no single-leg squat."""
    film = Script().stand(2).squats(3).stand().film()
    seen = watch([(t, without(pose, joint) if pose and t > 1.2 else pose) for t, pose in film])
    assert seen.counted() == 0


def test_an_ankle_hidden_on_one_leg_loses_no_rep() -> None:
    """The free foot behind the standing leg, unseen: the squats count."""
    film = Script().stand().lift(Leg.LEFT).squats(3).put_down().film()
    hidden = [
        (t, without(pose, Joint.RIGHT_ANKLE) if pose and t > 1.6 else pose) for t, pose in film
    ]
    assert watch(hidden).counted(Leg.LEFT) == 3


@EITHER
def test_a_standing_ankle_hidden_at_the_bottom_loses_no_rep(leg: Leg) -> None:
    """The network loses the standing foot for 0.8 s with the knee far in; hip and knee are seen."""
    script = Script().stand().lift(leg)
    bottom_s = script.length_s + 1.9
    film = [
        (t, without(pose, ANKLE[leg]) if pose and abs(t - bottom_s) < 0.4 else pose)
        for t, pose in script.squats(1).put_down().film()
    ]
    assert watch(film).counted(leg) == 1


@RATES
@pytest.mark.parametrize("sink", [0.02, 0.04, 0.06])
@pytest.mark.parametrize("seconds", [0.7, 1.5])
def test_bending_the_knee_to_lift_a_foot_is_no_rep(fps: float, sink: float, seconds: float) -> None:
    """The hip may sink a little as the foot leaves the floor: only the squat is a rep."""
    script = Script().stand().lift(Leg.LEFT, seconds=seconds, sink=sink).squats(1).put_down()
    seen = watch(script.stand().film(fps))
    assert [rep.counted for rep in seen.reps] == [True]


@RATES
@pytest.mark.parametrize("sink", [0.03, 0.05])
@pytest.mark.parametrize("seconds", [0.7, 1.5])
def test_bending_the_knee_to_put_the_foot_down_is_no_rep(
    fps: float, sink: float, seconds: float
) -> None:
    """The hip may sink a little as the foot comes down after the last squat: no refused rep."""
    script = Script().stand().lift(Leg.LEFT).squats(1).put_down(seconds, sink=sink).stand()
    seen = watch(script.film(fps))
    assert [rep.counted for rep in seen.reps] == [True]


def test_times_do_not_start_at_zero() -> None:
    """A camera's clock may have run for days: the same reps at the later times."""
    early, late = (watch(check_on(Leg.LEFT, reps=2).film(start_s=s)).reps for s in (0.0, 1e6))
    assert len(late) == 2
    for a, b in zip(early, late, strict=True):
        assert b.bottom_s == pytest.approx(a.bottom_s + 1e6, abs=0.01)
        assert b.knee_fppa_deg == pytest.approx(a.knee_fppa_deg, abs=0.05)


def test_nothing_before_standing_still() -> None:
    """Without the baseline of both feet nothing is judged."""
    on_one_leg = Script(now=Posture(Leg.LEFT, weight=1, lift=1))
    assert watch(on_one_leg.hold(2).squats(3).film()).events == ()


def test_standing_is_said_again_after_moving() -> None:
    """Still, moved, still: twice."""
    seen = watch(Script().stand().walk(4).stand().film())
    assert names(seen) == ["StoodStill", "StoodStill"]


def test_the_camera_sees_the_centre() -> None:
    """The baseline carries the image's middle line when the width is known."""
    film = Script().stand().film()
    known, unknown = watch(film, width_px=480), watch(film)
    assert known.tracker.standing is not None
    assert known.tracker.standing.centre_px == 240
    assert unknown.tracker.standing is not None
    assert unknown.tracker.standing.centre_px is None


def test_a_frame_without_a_person_starts_stillness_anew() -> None:
    """Half a second of stillness must be seen in one piece."""
    film: list[Moment] = []
    for i in range(30):
        film.append((i / 15, None if i % 5 == 4 else pose_of(Posture(), i / 15)))
    assert watch(film).events == ()


def test_angles_now_follow_the_stance_leg() -> None:
    """The live angles are those of this frame, from the leg that stands; on two feet none."""
    state = Tracker()
    shown = []
    film = Script().stand().lift(Leg.RIGHT).squats(1, Squat(fppa_deg=15, lean_deg=8)).film()
    for t_s, pose in film:
        state, _ = tracker.step(state, t_s, pose)
        shown.append(angles_now(state, pose))
    assert shown[10] is None
    deepest = max((a for a in shown if a), key=lambda a: a.knee_flexion_deg or 0.0)
    assert deepest.stance is Leg.RIGHT
    assert deepest.knee_fppa_deg == pytest.approx(15, abs=1.0)
    assert deepest.trunk_lean_deg == pytest.approx(8, abs=1.0)
    assert deepest.knee_flexion_deg == pytest.approx(62, abs=4)
    assert angles_now(state, None) is None


def test_other_movements_carry_the_time_of_the_frame() -> None:
    """The event's time is that of the frame that told it, not before the movement's end."""
    seen = watch(Script().stand().lift(Leg.LEFT).hold(1).knee_lift().hold(1).film())
    (event,) = (e for e in seen.events if isinstance(e, OtherMovementSeen))
    assert event.t_s >= event.movement.end_s
