"""A whole clip out of a spec: body, room, script, frames, H.264 file and truth file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from .bands import verdicts
from .body import COCO, Body, build_body
from .calibrate import controls, find_levels
from .camera import Camera
from .clothes import Outfit, dress
from .motion import Mover, Stance
from .render import Image, Renderer
from .rotation import Array
from .scene import Light, Scene, build_room
from .script import lay_out
from .skeleton import Pose, skin
from .timeline import SINGLE_FLEX_DEG, Level, Timeline
from .truth import CONVENTIONS, angles, by_leg, frame_rows, rep_row

# x264's AVX-512 code gave another file on every run from the same pictures.
ENCODER = {"preset": "slow", "threads": "1", "x264-params": "asm=SSE4.2"}
# Metres of the pelvis, degrees, and share of the free foot's lift.
SWAY = {"shift": 0.0022, "lean": 0.28, "swivel": 0.45, "drop": 0.16, "lift": 0.012}


@dataclass(frozen=True)
class Take:
    """One clip before drawing: everything but the pixels."""

    spec: Mapping[str, Any]
    body: Body | None
    camera: Camera
    line: Timeline
    pose: Pose | None
    t_s: Array
    measured: Mapping[str, Array]


def _made(kind: Any, values: Mapping[str, Any]) -> Any:
    """A dataclass from JSON values; an unknown key is an error that names it."""
    known = {f.name for f in fields(kind)}
    wrong = set(values) - known
    if wrong:
        raise ValueError(f"{kind.__name__} has no {sorted(wrong)}; it knows {sorted(known)}.")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def _scene(spec: Mapping[str, Any]) -> Scene:
    values = dict(spec.get("scene", {}))
    light = _made(Light, values.pop("light", {}))
    scene: Scene = _made(Scene, values)
    return replace(scene, light=light)


def plan(spec: Mapping[str, Any]) -> Take:
    """Pose and truth of a spec, all but the drawing."""
    camera: Camera = _made(Camera, spec.get("camera", {}))
    fps, seed = int(spec.get("fps", 15)), int(spec.get("seed", 1))
    legs = spec.get("legs", {})
    if spec.get("body") is None:
        empty = lay_out(spec["script"], legs, {}, seed)
        return Take(spec, None, camera, empty, None, np.arange(0.0, empty.end_s, 1.0 / fps), {})
    body = build_body(spec["body"])
    free = {leg: str(p.get("free", "middle")) for leg, p in legs.items()}
    stance: Stance = replace(_made(Stance, spec.get("stance", {})), free=free)

    def laid(levels: Mapping[Any, Level]) -> Timeline:
        return lay_out(spec["script"], legs, levels, seed)

    line = laid(find_levels(body, stance, camera, laid, legs))
    t_s = np.arange(0.0, line.end_s, 1.0 / fps)
    c = controls(line, t_s)
    for name, value in (("x", spec.get("off_centre_m", 0.0)), ("yaw", spec.get("turn_deg", 0.0))):
        c[name] = c[name] + float(value)
    _sway(c, t_s, seed)
    pose = Mover(body, stance, c).pose()
    return Take(spec, body, camera, line, pose, t_s, angles(body, pose, camera, c["yaw"]))


def _sway(c: dict[str, Array], t_s: Array, seed: int) -> None:
    """Nobody stands quite still: slow, small, seeded movement of pelvis, trunk and free leg."""
    rng = np.random.default_rng(seed + 500)
    for name, size in SWAY.items():
        wave = np.zeros_like(t_s)
        for rate in (0.23, 0.41, 0.87):
            wave += np.sin(2 * np.pi * (rate * rng.uniform(0.8, 1.2) * t_s + rng.uniform())) / 2.0
        amount = 1.0 if name == "shift" else c["weight"]
        c[name] = c[name] + wave * size * amount


def truth_file(take: Take, name: str) -> dict[str, Any]:
    """The truth file's content."""
    head: dict[str, Any] = {
        "clip": name, "width": take.camera.width, "height": take.camera.height,
        "fps": int(take.spec.get("fps", 15)), "n_frames": len(take.t_s), "labels": list(COCO),
        "spec": take.spec,
    }  # fmt: skip
    if take.body is None:
        return {**head, "reps": [], "events": [], "counted": {"L": 0, "R": 0}, "frames": []}
    a = take.measured
    still = int(np.argmin(np.abs(take.t_s - take.line.still_s)))
    reps = [rep_row(a, rep, take.t_s, still) for rep in take.line.reps]
    standing = {leg: _on_one_leg(take, leg) for leg in take.line.standing}
    points = a["points"][still]
    leg_px = np.linalg.norm(points[11] - points[13]) + np.linalg.norm(points[13] - points[15])
    return {
        **head,
        "body_height_m": round(take.body.height_m, 3),
        "leg_length_px": round(float(leg_px), 1),
        "standing_hip_tilt_right_lower": round(float(a["tilt"][still]), 3),
        "standing_knee_flexion": round(float(a["flex_L"][still]), 1),
        "single_leg_knee_flexion": SINGLE_FLEX_DEG,
        "conventions": CONVENTIONS,
        "reps": reps,
        "events": take.line.events,
        "counted": {leg: sum(r["counted"] and r["leg"] == leg for r in reps) for leg in "LR"},
        "single_leg_fppa_ref": {leg: round(v, 2) for leg, v in standing.items()},
        "verdicts": verdicts(reps, take.line.events, standing),
        "frames": frame_rows(a, take.line, take.t_s),
    }


def _on_one_leg(take: Take, leg: str) -> float:
    """FPPA (reference) while simply standing on `leg`."""
    start, end = take.line.standing[leg]
    still = (take.t_s >= start) & (take.t_s <= end)
    return float(np.median(by_leg(take.measured, leg)["fppa_ref"][still]))


def pictures(take: Take) -> Iterator[Image]:
    """Frames (H, W, 3) in 0..255, before noise."""
    scene, camera = _scene(take.spec), take.camera
    outfit: Outfit = _made(Outfit, take.spec.get("outfit", {}))
    with Renderer(camera, scene) as renderer:
        room = _blurred(renderer.room(build_room(scene, int(take.spec.get("seed", 1)))), scene)
        if take.body is None or take.pose is None:
            for _ in take.t_s:
                yield room.copy()
            return
        person = dress(take.body, outfit)
        renderer.wear(person)
        for i in range(len(take.t_s)):
            vertices = skin(person.body, person.body.vertices, take.pose, i)
            seen, shadow = renderer.person(vertices)
            frame = room.copy()
            shadow.of(frame)[...] *= 1.0 - 0.42 * shadow.values
            layer = _blurred(seen.values, scene)
            part = seen.of(frame)
            part *= 1.0 - layer[..., 3:] / 255.0
            part += layer[..., :3]
            yield frame


def _blurred(image: Image, scene: Scene) -> Image:
    """The lens's blur, put on layers before they are laid over each other."""
    from scipy.ndimage import gaussian_filter

    return np.asarray(gaussian_filter(image, (scene.blur_px, scene.blur_px, 0)))


class Sensor:
    """What the camera does to a clean picture: fall-off, exposure and noise.

    The noise of a frame is a window at a random place of one large sheet of it: as good as fresh
    for the eye and the encoder, and ten times cheaper.
    """

    def __init__(self, scene: Scene, size: tuple[int, int], seed: int) -> None:
        self.size = size
        self.rng = np.random.default_rng(seed + 9000)
        y, x = np.mgrid[0 : size[0], 0 : size[1]]
        away = ((x / size[1] - 0.5) ** 2 + (y / size[0] - 0.5) ** 2) * 2.0
        self.fall_off = (1.0 - 0.16 * away).astype(np.float32)[..., None] * scene.exposure
        sheet = (size[0] + 128, size[1] + 128)
        grain = self.rng.standard_normal((*sheet, 1), dtype=np.float32)
        tint = self.rng.standard_normal((*sheet, 3), dtype=np.float32)
        self.noise = (0.8 * grain + 0.5 * tint) * np.float32(scene.noise)

    def take(self, clean: Image) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """One frame as bytes."""
        top, left = (int(v) for v in self.rng.integers(0, 128, 2))
        image = clean * self.fall_off
        grain = self.noise[top : top + self.size[0], left : left + self.size[1]]
        image += grain * (0.6 + image * (0.4 / 128.0))
        return np.asarray(np.clip(image, 0, 255, out=image), dtype=np.uint8)


def render(spec: Mapping[str, Any], out: Path) -> dict[str, Any]:
    """Draw a spec into `out` (.mp4) and its truth beside it; return the truth."""
    import av

    take = plan(spec)
    scene, camera = _scene(spec), take.camera
    sensor = Sensor(scene, (camera.height, camera.width), int(spec.get("seed", 1)))
    with av.open(str(out), "w") as box:
        stream = box.add_stream("libx264", rate=int(spec.get("fps", 15)))
        stream.width, stream.height = camera.width, camera.height
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(spec.get("crf", 23)), **ENCODER}
        for clean in pictures(take):
            frame = av.VideoFrame.from_ndarray(sensor.take(clean), format="rgb24")
            box.mux(stream.encode(frame))
        box.mux(stream.encode())
    truth = truth_file(take, out.stem)
    text = json.dumps(truth, separators=(",", ":")) + "\n"
    out.with_suffix(".truth.json").write_text(text, encoding="utf-8")
    return truth
