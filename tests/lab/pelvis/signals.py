"""What each candidate reads from a clip, per counted rep: signals in degrees, before any fit.

Decides the moments (the kiosk's own: standing on both feet, standing on one leg, the bottom) and
the views: the live network, Thunder on the person and on the pelvis alone, as they are and
mirrored, and the pelvis network. Positive when the free side sank.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.video import VideoSource
from kiosk.pose.closer import Crop, look_closer
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box, Canvas, Painter, box_around
from kiosk.pose.keypoints import Joint, Leg, PelvisTilt, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.pose.pelvis_crops import pelvis_box
from kiosk.pose.pelvis_net import SIDE_PX
from kiosk.scoring import geometry, tracker
from kiosk.scoring.bottom import bottom_samples
from kiosk.scoring.events import RepEnded
from kiosk.scoring.hands import hands_on_hips
from kiosk.scoring.moments import spread_out
from kiosk.scoring.protocol import CLOSER_BOTTOM, CLOSER_REST, STILL_S
from kiosk.scoring.tracker import Tracker

from ..hips import hands, seam

LEGS = {"L": Leg.LEFT, "R": Leg.RIGHT}
SAME_REP_S = 1.2
PERSON_LEGS, PELVIS_LEGS = 2.9, 1.5
"""Height of MoveNet's crops in leg lengths: the person, and the pelvis alone."""
LINES = {"hips": geometry.HIP, "wrists": geometry.WRIST, "shoulders": geometry.SHOULDER}

Row = dict[str, Any]


@dataclass(frozen=True)
class Moments:
    """Poses, or pictures, of the three moments of one rep."""

    both: Sequence[float]
    rest: Sequence[float]
    bottom: Sequence[float]


class Views:
    """The networks; `pelvis` reads a picture (128, 128, 3)."""

    def __init__(self, live: MoveNet, portrait: MoveNet, square: MoveNet,
                 pelvis: Callable[[Canvas], PelvisTilt | None] | None) -> None:  # fmt: skip
        self.live, self.portrait, self.square, self.pelvis = live, portrait, square, pelvis
        self.painter = Painter()

    def cut(self, frame: Frame, box: Box, size: tuple[int, int]) -> Canvas:
        """What `box` shows, `size` (height, width) pixels."""
        canvas = np.zeros((*size, 3), dtype=np.uint8)
        self.painter.paint(frame.rgb, box, canvas)
        return canvas

    def look(
        self, model: MoveNet, frame: Frame, middle: tuple[float, float], side_px: float
    ) -> Pose:
        """Pose of what lies `side_px` high around `middle`, mean with its mirror image."""
        size = model.input_height_px, model.input_width_px
        box = box_around(*middle, 0.0, side_px, size[1] / size[0])
        return look_closer(model, Crop(frame.t_s, box, self.cut(frame, box, size)))


def rows(clip: Path, views: Views) -> Iterator[Row]:
    """One row for each counted rep that the truth has too."""
    truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
    frames, poses, reps = _watched(clip, views.live)
    for event in reps:
        rep = event.rep
        true = [t for t in truth["reps"] if t["counted"] and LEGS[t["leg"]] is rep.leg
                and abs(t["t_bottom"] - rep.bottom_s) < SAME_REP_S]  # fmt: skip
        if true:
            yield {
                "clip": clip.stem, "leg": rep.leg.value, "true": true[0]["pelvic_drop_bottom_bone"],
                "hands": hands(truth["spec"]), "plain": truth["spec"]["scene"].get("plain", False),
                "top": truth["spec"]["outfit"].get("top", "tee"),
                "seam": seam(truth["spec"]),
                **_signals(event, frames, poses, views),
            }  # fmt: skip


def _watched(clip: Path, live: MoveNet) -> tuple[dict[float, Frame], dict[float, Pose], list[Any]]:
    source, estimator = VideoSource(clip), PoseEstimator(live)
    state = Tracker(centre_px=source.info.width_px / 2, network=live.name)
    frames: dict[float, Frame] = {}
    poses: dict[float, Pose] = {}
    reps: list[Any] = []
    while isinstance(frame := source.read(), Frame):
        frame = Frame(frame.t_s, frame.rgb.copy())
        frames[frame.t_s] = frame
        pose = estimator.estimate(frame)
        if pose:
            poses[frame.t_s] = pose
        state, events = tracker.step(state, frame.t_s, pose)
        reps += [e for e in events if isinstance(e, RepEnded) and e.rep.counted]
    source.close()
    return frames, poses, reps


def _signals(
    event: Any, frames: Mapping[float, Frame], poses: Mapping[float, Pose], views: Views
) -> Row:
    dip, stance, standing = event.evidence.dip, event.evidence.stance, event.evidence.standing
    both = [t for t in poses if standing.t_s - STILL_S <= t <= standing.t_s]
    bottom = [s.t_s for s in bottom_samples(dip) if s.pose]
    at = Moments(
        spread_out(both, CLOSER_REST),
        spread_out([p.t_s for p in dip.rest if p.t_s in poses], CLOSER_REST),
        spread_out(bottom, CLOSER_BOTTOM),
    )
    leg_px = sum(standing.leg_px.values()) / 2
    out: Row = {"proven": hands_on_hips([poses[t] for t in bottom], standing)}
    looks = {
        "live": poses,
        "thunder": _looked(at, frames, poses, views, views.portrait, PERSON_LEGS * leg_px),
        "tight": _looked(at, frames, poses, views, views.square, PELVIS_LEGS * leg_px),
    }
    for name, seen in looks.items():
        own = Looked(seen, at, stance, standing.medial[stance])
        out |= {f"{name}.{key}": value for key, value in own.signals()}
    if views.pelvis:
        out |= _network(at, frames, poses, stance, leg_px, views)
    return out


def _looked(
    at: Moments, frames: Mapping[float, Frame], poses: Mapping[float, Pose], views: Views,
    model: MoveNet, side_px: float,
) -> dict[float, Pose]:  # fmt: skip
    times = [t for t in {*at.both, *at.rest, *at.bottom} if t in poses]
    middles = {t: middle for t in times if (middle := _middle(poses[t]))}
    return {t: views.look(model, frames[t], middle, side_px) for t, middle in middles.items()}


@dataclass(frozen=True)
class Looked:
    """The poses of one view, by time, of one rep."""

    seen: Mapping[float, Pose]
    at: Moments
    stance: Leg
    medial: int

    def signals(self) -> Iterator[tuple[str, float | None]]:
        """Name and value, degrees."""
        for name, joints in LINES.items():
            after = self._line(self.at.bottom, joints)
            yield f"{name}.one_leg", _less(after, self._line(self.at.rest, joints))
            yield f"{name}.two_legs", _less(after, self._line(self.at.both, joints))
        yield "trunk", _less(self._lean(self.at.bottom), self._lean(self.at.both))
        thigh_px = self._median(self.at.both, self._thigh_px)

        def by_knee(pose: Pose) -> float | None:
            return _by_knee(pose, self.stance, thigh_px)

        after, before = (self._median(t, by_knee) for t in (self.at.bottom, self.at.rest))
        yield "free_knee", _less(after, before)

    def _median(
        self, times: Sequence[float], measure: Callable[[Pose], float | None]
    ) -> float | None:
        found = (measure(self.seen[t]) for t in times if t in self.seen)
        values = [value for value in found if value is not None]
        return median(values) if values else None

    def _line(self, times: Sequence[float], joints: dict[Leg, Joint]) -> float | None:
        return self._median(times, lambda p: geometry.line_drop_deg(p, joints, self.stance))

    def _lean(self, times: Sequence[float]) -> float | None:
        return self._median(times, lambda p: geometry.trunk_lean_deg(p, self.medial))

    def _thigh_px(self, pose: Pose) -> float | None:
        hip, knee = (pose.points[j[self.stance.other]] for j in (geometry.HIP, geometry.KNEE))
        return geometry.distance_px(hip, knee)


def _network(
    at: Moments, frames: Mapping[float, Frame], poses: Mapping[float, Pose], stance: Leg,
    leg_px: float, views: Views,
) -> Row:  # fmt: skip
    both, bottom = (_read(t, frames, poses, leg_px, views) for t in (at.both, at.bottom))
    if not both or not bottom:
        return {}
    sign = 1.0 if stance is Leg.LEFT else -1.0
    tilts = [median(each.tilt_deg for each in seen) for seen in (both, bottom)]
    errors = [median(each.error_deg for each in seen) for seen in (both, bottom)]
    return {
        "network": sign * (tilts[1] - tilts[0]),
        "network_error_both": errors[0],
        "network_error_bottom": errors[1],
    }


def _read(
    times: Sequence[float], frames: Mapping[float, Frame], poses: Mapping[float, Pose],
    leg_px: float, views: Views,
) -> list[PelvisTilt]:  # fmt: skip
    assert views.pelvis is not None
    boxes = {t: box for t in times if (box := pelvis_box(poses[t], leg_px))}
    size = (SIDE_PX, SIDE_PX)
    found = (views.pelvis(views.cut(frames[t], box, size)) for t, box in boxes.items())
    return [seen for seen in found if seen]


def _middle(pose: Pose) -> tuple[float, float] | None:
    return geometry.middle(pose, geometry.HIP)


def _less(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def _by_knee(pose: Pose, stance: Leg, thigh_px: float | None) -> float | None:
    """Tilt of the line from the stance hip to where the free hip would be above its knee."""
    own, free = pose.points[geometry.HIP[stance]], pose.points[geometry.HIP[stance.other]]
    knee = pose.points[geometry.KNEE[stance.other]]
    if own is None or free is None or knee is None or thigh_px is None:
        return None
    aside = min(abs(knee.x_px - free.x_px), thigh_px)
    top = knee.y_px - float(np.sqrt(thigh_px**2 - aside**2))
    return float(np.degrees(np.arctan2(top - own.y_px, abs(free.x_px - own.x_px))))
