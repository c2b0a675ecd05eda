"""One clip before drawing: who is in the room, each person's pose at each moment, the camera.

Decides how a spec's values become bodies, poses and measured angles; drawing is `picture`'s,
the truth file `clip`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from .body import Body, bent, build_body, hinged
from .calibrate import controls, find_levels
from .camera import Camera
from .clothes import Outfit
from .motion import Mover, Stance
from .people import person
from .rotation import Array
from .scene import Light, Scene
from .script import lay_out
from .skeleton import Pose, coco_points
from .timeline import Level, Timeline
from .truth import angles

# Controls that a spec shifts by one value for the whole clip.
CONSTANT = {"x": "off_centre_m", "yaw": "turn_deg", "head": "head_turn_deg"}
# Metres of the pelvis, degrees, and share of the free foot's lift.
SWAY = {"shift": 0.0022, "lean": 0.28, "swivel": 0.45, "drop": 0.16, "lift": 0.012}
# Moments at which an open shutter is sampled, in shares of its time about the frame's own.
SHUTTER = (-1.0 / 3.0, 0.0, 1.0 / 3.0)
# Out of the picture for less than this is the same visit: only an arm swung out.
ONE_VISIT_S = 0.7
KNOWN = {
    "seed", "fps", "also_fps", "crf", "body", "outfit", "camera", "scene", "stance", "legs",
    "script", "others", *CONSTANT.values(),
}  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """A person in the room: `poses` holds one Pose for each moment of the shutter, the frame's own
    time in the middle."""

    body: Body
    outfit: Outfit
    poses: tuple[Pose, ...]

    @property
    def pose(self) -> Pose:
        """Pose at the frames' own times."""
        return self.poses[len(self.poses) // 2]


@dataclass(frozen=True)
class Take:
    """Everything of a clip but the pixels. `member` does the check; None in a clip without."""

    spec: Mapping[str, Any]
    camera: Camera
    scene: Scene
    line: Timeline
    t_s: Array
    member: Actor | None
    others: tuple[Actor, ...]
    measured: Mapping[str, Array]
    events: Sequence[Mapping[str, Any]]

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All people in the room."""
        return self.others if self.member is None else (self.member, *self.others)


def made(kind: Any, values: Mapping[str, Any]) -> Any:
    """A dataclass from JSON values; an unknown key is an error that names it."""
    known = {f.name for f in fields(kind)}
    wrong = set(values) - known
    if wrong:
        raise ValueError(f"{kind.__name__} has no {sorted(wrong)}; it knows {sorted(known)}.")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def _scene(spec: Mapping[str, Any]) -> Scene:
    values = dict(spec.get("scene", {}))
    light = made(Light, values.pop("light", {}))
    scene: Scene = made(Scene, values)
    return replace(scene, light=light)


def plan(spec: Mapping[str, Any]) -> Take:
    """Poses and truth of a spec, all but the drawing."""
    wrong = set(spec) - KNOWN
    if wrong:
        raise ValueError(f"A spec has no {sorted(wrong)}; it knows {sorted(KNOWN)}.")
    camera: Camera = made(Camera, spec.get("camera", {}))
    scene, fps, seed = _scene(spec), int(spec.get("fps", 15)), int(spec.get("seed", 1))
    member: Actor | None = None
    measured: Mapping[str, Array] = {}
    if spec.get("body") is None:
        line = lay_out(spec["script"], spec.get("legs", {}), {}, seed)
        t_s = np.arange(0.0, line.end_s, 1.0 / fps)
    else:
        member, line, t_s, measured = _member(spec, camera, scene)
    others = tuple(_other(o, scene, t_s) for o in spec.get("others", ()))
    seen = [event for other in others for event in _seen(other, camera, t_s)]
    events = sorted([*line.events, *seen], key=lambda event: float(event["t"]))
    return Take(spec, camera, scene, line, t_s, member, others, measured, events)


def _member(spec: Mapping[str, Any], camera: Camera,
            scene: Scene) -> tuple[Actor, Timeline, Array, Mapping[str, Array]]:  # fmt: skip
    """The person who does the check, with their calibrated script."""
    seed, legs = int(spec.get("seed", 1)), spec.get("legs", {})
    free = {leg: str(p.get("free", "middle")) for leg, p in legs.items()}
    stance: Stance = replace(made(Stance, spec.get("stance", {})), free=free)
    body = bent(hinged(build_body(spec["body"]), stance.hinge), stance.waist)

    def laid(levels: Mapping[Any, Level]) -> Timeline:
        return lay_out(spec["script"], legs, levels, seed)

    line = laid(find_levels(body, stance, camera, laid, legs))
    t_s = np.arange(0.0, line.end_s, 1.0 / int(spec.get("fps", 15)))
    shift = {name: float(spec.get(key, 0.0)) for name, key in CONSTANT.items()}
    moves = [_controls(line, t, shift, seed) for t in _shutter(scene, t_s)]
    poses = tuple(Mover(body, stance, c).pose() for c in moves)
    actor = Actor(body, made(Outfit, spec.get("outfit", {})), poses)
    return actor, line, t_s, angles(body, actor.pose, camera, moves[len(moves) // 2]["yaw"])


def _other(values: Mapping[str, Any], scene: Scene, t_s: Array) -> Actor:
    """A passer-by: a person of a seed with a script of their own, `path`."""
    wrong = set(values) - {"seed", "woman", "body", "outfit", "stance", "path", "legs"}
    if wrong:
        raise ValueError(f"A passer-by has no {sorted(wrong)}; see README.")
    seed = int(values["seed"])
    drawn = person(seed, bool(values.get("woman", False)))
    parts = {k: {**drawn[k], **values.get(k, {})} for k in ("body", "outfit", "stance")}
    body, stance = build_body(parts["body"]), made(Stance, parts["stance"])
    line = lay_out(values["path"], values.get("legs", {}), {}, seed)
    moves = [_controls(line, t, {}, seed) for t in _shutter(scene, t_s)]
    poses = tuple(Mover(body, stance, c).pose() for c in moves)
    return Actor(body, made(Outfit, parts["outfit"]), poses)


def _shutter(scene: Scene, t_s: Array) -> list[Array]:
    if scene.shutter_s == 0.0:
        return [t_s]
    return [t_s + share * scene.shutter_s for share in SHUTTER]


def _controls(line: Timeline, t_s: Array, shift: Mapping[str, float],
              seed: int) -> dict[str, Array]:  # fmt: skip
    """All controls: the script's, the spec's constant shifts, and the sway on top."""
    c = controls(line, t_s)
    for name, value in shift.items():
        c[name] = c[name] + value
    _sway(c, t_s, seed)
    return c


def _sway(c: dict[str, Array], t_s: Array, seed: int) -> None:
    """Nobody stands quite still: slow, small, seeded movement of pelvis, trunk and free leg."""
    rng = np.random.default_rng(seed + 500)
    for name, size in SWAY.items():
        wave = np.zeros_like(t_s)
        for rate in (0.23, 0.41, 0.87):
            wave += np.sin(2 * np.pi * (rate * rng.uniform(0.8, 1.2) * t_s + rng.uniform())) / 2.0
        amount = 1.0 if name == "shift" else c["weight"]
        c[name] = c[name] + wave * size * amount


def _seen(other: Actor, camera: Camera, t_s: Array) -> Iterator[dict[str, Any]]:
    """An event for each span of time in which a passer-by is in the picture."""
    points = coco_points(other.body, other.pose)
    pixels = camera.bent(camera.project(points))
    inside = ((pixels > 0) & (pixels < 2 * camera.centre_px)).all(-1)
    inside &= points[..., 2] < camera.distance_m - 0.2
    for start, end in spans(t_s[inside.any(-1)]):
        yield {"type": "other_person", "t": round(start, 3), "t_end": round(end, 3)}


def spans(t_s: Array) -> Iterator[tuple[float, float]]:
    """First and last of the times that follow each other without a longer gap."""
    if len(t_s):
        for part in np.split(t_s, np.flatnonzero(np.diff(t_s) > ONE_VISIT_S) + 1):
            yield float(part[0]), float(part[-1])
