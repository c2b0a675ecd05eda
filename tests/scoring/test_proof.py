"""What was not seen proves nothing: no rep without proof of the leg that stood, no touch hidden."""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi

import pytest

from kiosk.pose.keypoints import Joint, Leg
from kiosk.scoring.findings import Refusal

from .people import FOOT_HALF, Posture, descent_for, pose_of, without
from .script import Moment, Script, Squat
from .watching import watch

LEFT_REP = Script().stand().lift(Leg.LEFT).squats(1)
"""One good squat on the left leg; over after this."""


@pytest.mark.parametrize("gap", [(4.5, 6.5), (4.5, 8.0), (3.6, 8.0)])
def test_frames_that_are_missing_are_not_seen(gap: tuple[float, float]) -> None:
    """A camera that stood still for seconds is a person not seen: two halves make no rep."""
    film = Script().stand().lift(Leg.LEFT).squats(2).film(15)
    cut = [(t_s, pose) for t_s, pose in film if not gap[0] <= t_s < gap[1]]
    unseen: list[Moment] = [(t_s, None if gap[0] <= t_s < gap[1] else pose) for t_s, pose in film]
    assert [rep.counted for rep in watch(cut).reps] == [rep.counted for rep in watch(unseen).reps]
    assert all(rep.start_s > 0.0 for rep in watch(cut).reps)


@pytest.mark.parametrize("hidden", ["ankle", "all"])
def test_a_frame_not_seen_hides_no_touch_down(hidden: str) -> None:
    """The foot was down before and after it: refused as with every frame."""
    film = Script().stand().lift(Leg.LEFT).squats(1, Squat(touch_s=0.3)).film(15)
    middle = min(range(len(film)), key=lambda i: abs(film[i][0] - 4.7))
    t_s, pose = film[middle]
    assert pose is not None
    film[middle] = (t_s, without(pose, Joint.RIGHT_ANKLE) if hidden == "ankle" else None)
    assert watch(film).refusals == [Refusal.FOOT_DOWN]


@pytest.mark.parametrize("shoulders", [(Joint.LEFT_SHOULDER,), (Joint.RIGHT_SHOULDER,)])
def test_two_legs_without_shoulders_are_no_rep(shoulders: tuple[Joint, ...]) -> None:
    """With a shoulder out of the picture nothing proves that the foot is still lifted."""
    film = LEFT_REP.put_down().stand(1.0).squats(2).film(15)
    hidden: list[Moment] = [
        (t_s, without(pose, *shoulders) if pose and t_s > LEFT_REP.length_s else pose)
        for t_s, pose in film
    ]
    assert watch(hidden).counted() == 1


@pytest.mark.parametrize("before", [LEFT_REP.put_down(), Script().stand()])
def test_two_legs_with_the_feet_together_are_no_rep(before: Script) -> None:
    """Feet too close to tell where the weight is: two squats on both of them count for no leg."""
    together = Posture(feet=((FOOT_HALF, 0.0), (FOOT_HALF - 0.09, 0.0)))
    film = before.film(15)
    counted = watch(film).counted()
    for frame in range(15 * 10):
        t_s = before.length_s + 1.5 + frame / 15
        depth = max(0.0, -cos(2 * pi * frame / 75)) * descent_for(62)
        film.append((t_s, pose_of(replace(together, descent=depth), t_s)))
    assert watch(film).counted() == counted
