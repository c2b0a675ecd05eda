"""What a stick person does over time, and the film of it: a stream of poses.

Decides the course of each movement (half-cosines) and the camera's faults: frame rate,
noise, dropped frames, hidden points. Every film is the same from its seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import cos, pi, sin
from random import Random

from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.scoring.findings import FreeLeg

from .people import FOOT_HALF, Posture, descent_for, mirrored, moved, pose_of

Moment = tuple[float, Pose | None]
Course = Callable[[float], Posture | None]
"""From 0 to 1 of a segment to the posture; None when nobody is in view."""

STEP_S, STEP, STEP_LIFT = 0.55, 0.5, 0.12


@dataclass(frozen=True, slots=True)
class Squat:
    """One squat on one leg. Angles are reached at the bottom."""

    flexion_deg: float = 62.0
    fppa_deg: float = 2.0
    drop_deg: float = 0.0
    lean_deg: float = 2.0
    down_s: float = 1.8
    bottom_s: float = 0.2
    up_s: float = 1.8
    pause_s: float = 0.6
    touch_s: float = 0.0
    """The free foot stands for this long around the bottom."""
    hop: float = 0.0
    """The stance foot jumps this far at the bottom, fraction of leg length."""
    hand_off_s: float = 0.0
    bounce: float = 0.0
    """Coming up by this part of the depth half-way through the bottom, and down again."""


@dataclass(frozen=True, slots=True)
class Script:
    """Segments of time, added one after another; each method gives a longer script."""

    segments: tuple[tuple[float, Course], ...] = ()
    now: Posture = field(default_factory=Posture)
    """How the last segment left the person."""

    @property
    def length_s(self) -> float:
        return sum(seconds for seconds, _ in self.segments)

    def hold(self, seconds: float) -> Script:
        """Stay as it is."""
        still = self.now
        return self._then(seconds, lambda _u: still)

    def stand(self, seconds: float = 1.2) -> Script:
        """Stand on both feet."""
        return replace(self, now=Posture(x=self.now.x)).hold(seconds)

    def away(self, seconds: float) -> Script:
        """Nobody in view."""
        return self._then(seconds, lambda _u: None)

    def lift(
        self,
        stance: Leg,
        free: FreeLeg = FreeLeg.MIDDLE,
        *,
        lower: float = 0.08,
        rest_fppa_deg: float = 0.0,
        seconds: float = 0.7,
        still_s: float = 0.9,
        sink: float = 0.0,
    ) -> Script:
        """Shift the weight over one foot, lift the other, stand still on one leg."""
        rest = Posture(stance, self.now.x, 1.0, 1.0, free, lower=lower, fppa_deg=rest_fppa_deg)

        def rising(u: float) -> Posture:
            weight, lift = _smooth(2 * u), _smooth(2 * u - 1)
            return replace(
                rest,
                weight=weight,
                lift=lift,
                fppa_deg=weight * rest_fppa_deg,
                descent=sink * sin(pi * u),
            )

        return self._then(seconds, rising, rest).hold(still_s)

    def put_down(self, seconds: float = 0.7, *, sink: float = 0.0) -> Script:
        """Both feet on the floor again; the hip may sink a little on the way."""
        rest = self.now

        def falling(u: float) -> Posture:
            lift, weight = 1 - _smooth(2 * u), 1 - _smooth(2 * u - 1)
            return replace(
                rest,
                weight=weight,
                lift=lift,
                fppa_deg=weight * rest.fppa_deg,
                descent=sink * sin(pi * u),
            )

        return self._then(seconds, falling, Posture(x=rest.x))

    def squats(self, times: int = 1, squat: Squat | None = None) -> Script:
        """Squats on the leg that stands, or on both."""
        squat = squat or Squat()
        script, rest = self, self.now
        for _ in range(times):
            seconds = squat.down_s + squat.bottom_s + squat.up_s
            script = script._then(seconds, _course(rest, squat), rest).hold(squat.pause_s)
        return script

    def knee_lift(self, rise: float = 0.25, seconds: float = 1.2) -> Script:
        """Lift the free knee and lower it; the hip stays."""
        rest = self.now
        return self._then(
            seconds, lambda u: replace(rest, knee_up=rise * _smooth(2 - abs(4 * u - 2))), rest
        )

    def walk(self, steps: int, step: float = STEP) -> Script:
        """Walk sideways through the picture, one foot after the other; `step` < 0 to the left."""
        script, x = self, self.now.x
        for number in range(steps):
            script = script._then(STEP_S, _stepping(x + number * step, step, number % 2 == 0))
        return replace(script, now=Posture(x=x + steps * step))

    def film(
        self,
        fps: float = 15.0,
        *,
        start_s: float = 0.0,
        noise_px: float = 0.0,
        dropped: float = 0.0,
        hidden: float = 0.0,
        seed: int = 0,
        mirror: bool = False,
        scale: float = 1.0,
        dx_px: float = 0.0,
        dy_px: float = 0.0,
    ) -> list[Moment]:
        """The stream of poses; `dropped` frames and `hidden` points are shares of all."""
        random = Random(seed)
        moments: list[Moment] = []
        for frame in range(round(self.length_s * fps)):
            if random.random() < dropped:
                continue
            t_s = start_s + frame / fps
            posture = self._at(frame / fps)
            pose = None
            if posture:
                pose = pose_of(posture, t_s)
                pose = moved(
                    mirrored(pose) if mirror else pose, scale=scale, dx_px=dx_px, dy_px=dy_px
                )
                pose = spoilt(pose, random, noise_px, hidden)
            moments.append((t_s, pose))
        return moments

    def _then(self, seconds: float, course: Course, after: Posture | None = None) -> Script:
        return Script((*self.segments, (seconds, course)), after or self.now)

    def _at(self, t_s: float) -> Posture | None:
        for seconds, course in self.segments:
            if t_s < seconds:
                return course(t_s / seconds)
            t_s -= seconds
        return self.now


def check_on(*legs: Leg, squat: Squat | None = None, reps: int = 5) -> Script:
    """Standing, then on each leg so many squats: what a member does."""
    script = Script().stand()
    for leg in legs:
        script = script.lift(leg).squats(reps, squat).put_down().stand()
    return script


def spoilt(pose: Pose, random: Random, noise_px: float, hidden: float) -> Pose:
    """The pose with noise on every point and some points not seen."""
    if not noise_px and not hidden:
        return pose

    def seen(point: Point | None) -> Point | None:
        if point is None or random.random() < hidden:
            return None
        dx, dy = random.gauss(0.0, noise_px), random.gauss(0.0, noise_px)
        return Point(point.x_px + dx, point.y_px + dy, point.score)

    return replace(pose, points=tuple(seen(point) for point in pose.points))


def _smooth(u: float) -> float:
    """From 0 to 1 as half a cosine, flat outside."""
    return (1 - cos(pi * min(1.0, max(0.0, u)))) / 2


def _course(rest: Posture, squat: Squat) -> Course:
    whole_s = squat.down_s + squat.bottom_s + squat.up_s
    middle_s = squat.down_s + squat.bottom_s / 2

    def course(u: float) -> Posture:
        t_s = u * whole_s
        part = _depth_part(t_s, squat)
        near = abs(t_s - middle_s)
        return replace(
            rest,
            descent=descent_for(squat.flexion_deg) * part if part else 0.0,
            fppa_deg=rest.fppa_deg + part * (squat.fppa_deg - rest.fppa_deg),
            drop_deg=squat.drop_deg * part,
            lean_deg=squat.lean_deg * part,
            lift=0.0 if near < squat.touch_s / 2 else rest.lift,
            hop=squat.hop * _smooth((t_s - middle_s) / 0.2 + 0.5),
            hand_off=0.6 if near < squat.hand_off_s / 2 else 0.0,
        )

    return course


def _depth_part(t_s: float, squat: Squat) -> float:
    """How deep the person is at this moment, 0 to 1."""
    if t_s < squat.down_s:
        return _smooth(t_s / squat.down_s)
    t_s -= squat.down_s
    if t_s < squat.bottom_s:
        return 1.0 - squat.bounce * sin(pi * t_s / squat.bottom_s)
    return 1.0 - _smooth((t_s - squat.bottom_s) / squat.up_s)


def _stepping(x: float, step: float, left_swings: bool) -> Course:
    """One step: one foot flies over the distance of two, the other stands."""

    def course(u: float) -> Posture:
        flying = (x - step / 2 + 2 * step * _smooth(u) - step / 2, STEP_LIFT * sin(pi * u))
        standing = (x, 0.0)
        left, right = (flying, standing) if left_swings else (standing, flying)
        feet = (left[0] + FOOT_HALF, left[1]), (right[0] - FOOT_HALF, right[1])
        return Posture(feet=feet, descent=0.03 * (1 - sin(pi * u)))

    return course
