"""A whole clip out of a spec: H.264 file and truth file, and the same thinned to lower rates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .bands import verdicts
from .body import COCO
from .picture import Sensor, pictures
from .take import Take, plan
from .timeline import SINGLE_FLEX_DEG
from .truth import CONVENTIONS, by_leg, frame_rows, rep_row

# Raised whenever the same spec is drawn differently than before; a truth file without it is 1.
GENERATOR = 1
# x264's AVX-512 code gave another file on every run from the same pictures.
ENCODER = {"preset": "slow", "threads": "1", "x264-params": "asm=SSE4.2"}


def truth_file(take: Take, name: str) -> dict[str, Any]:
    """The truth file's content."""
    head: dict[str, Any] = {
        "clip": name, "generator": GENERATOR, "width": take.camera.width,
        "height": take.camera.height, "fps": int(take.spec.get("fps", 15)),
        "n_frames": len(take.t_s), "labels": list(COCO), "spec": take.spec,
    }  # fmt: skip
    if take.member is None:
        return {**head, "reps": [], "events": list(take.events), "counted": {"L": 0, "R": 0},
                "verdicts": {}, "frames": []}  # fmt: skip
    a = take.measured
    still = int(np.argmin(np.abs(take.t_s - take.line.still_s)))
    reps = [rep_row(a, rep, take.t_s, still) for rep in take.line.reps]
    standing = {leg: _on_one_leg(take, leg) for leg in take.line.standing}
    points = take.camera.bent(a["points"][still])
    leg_px = np.linalg.norm(points[11] - points[13]) + np.linalg.norm(points[13] - points[15])
    return {
        **head,
        "body_height_m": round(take.member.body.height_m, 3),
        "leg_length_px": round(float(leg_px), 1),
        "standing_hip_tilt_right_lower": round(float(a["tilt"][still]), 3),
        "standing_knee_flexion": round(float(a["flex_L"][still]), 1),
        "single_leg_knee_flexion": SINGLE_FLEX_DEG,
        "conventions": CONVENTIONS,
        "reps": reps,
        "events": list(take.events),
        "counted": {leg: sum(r["counted"] and r["leg"] == leg for r in reps) for leg in "LR"},
        "single_leg_fppa_ref": {leg: round(v, 2) for leg, v in standing.items()},
        "verdicts": verdicts(reps, take.events, standing),
        "frames": frame_rows(a, take.line, take.t_s, take.camera),
    }


def _on_one_leg(take: Take, leg: str) -> float:
    """FPPA (reference) while simply standing on `leg`."""
    start, end = take.line.standing[leg]
    still = (take.t_s >= start) & (take.t_s <= end)
    return float(np.median(by_leg(take.measured, leg)["fppa_ref"][still]))


def thinned(truth: Mapping[str, Any], step: int, name: str) -> dict[str, Any]:
    """The truth of every `step`-th frame; reps and events are as they were."""
    frames = [{**row, "frame": i} for i, row in enumerate(truth["frames"][::step])]
    count = len(range(0, int(truth["n_frames"]), step))
    return {**truth, "clip": name, "fps": truth["fps"] // step, "n_frames": count,
            "frames": frames}  # fmt: skip


def steps(spec: Mapping[str, Any], out: Path) -> dict[Path, int]:
    """The files a spec gives, each with the step at which it takes the drawn frames."""
    fps = int(spec.get("fps", 15))
    files = {out: 1}
    for rate in spec.get("also_fps", ()):
        if fps % int(rate):
            raise ValueError(f"also_fps {rate} does not divide fps {fps}; choose one that does.")
        files[out.with_name(f"{out.stem}-{rate}{out.suffix}")] = fps // int(rate)
    return files


def truth_path(out: Path) -> Path:
    """Where the truth of a clip lies."""
    return out.with_suffix(".truth.json")


def unfinished(path: Path) -> Path:
    """Name of a file while it is being written."""
    return path.with_name(path.name + ".part")


class Film:
    """One H.264 file being written under its unfinished name."""

    def __init__(self, out: Path, fps: int, take: Take) -> None:
        import av

        self.out = out
        self.box = av.open(str(unfinished(out)), "w", format="mp4")
        self.stream = self.box.add_stream("libx264", rate=fps)
        self.stream.width, self.stream.height = take.camera.width, take.camera.height
        self.stream.pix_fmt = "yuv420p"
        self.stream.options = {"crf": str(take.spec.get("crf", 23)), **ENCODER}

    def add(self, image: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
        """One more frame (H, W, 3)."""
        import av

        frame = av.VideoFrame.from_ndarray(image, format="rgb24")
        self.box.mux(self.stream.encode(frame))

    def close(self) -> None:
        """Write out what the encoder still holds."""
        self.box.mux(self.stream.encode())
        self.box.close()


def render(spec: Mapping[str, Any], out: Path) -> dict[str, Any]:
    """Draw a spec into `out` (.mp4) and its truth beside it; return the truth.

    Clip and truth get their names only when finished, the truth last: where it lies, all is there.
    """
    files = steps(spec, out)
    for path in files:
        truth_path(path).unlink(missing_ok=True)
    take = plan(spec)
    fps = int(spec.get("fps", 15))
    films = {Film(path, fps // step, take): step for path, step in files.items()}
    size = (take.camera.height, take.camera.width)
    sensor = Sensor(take.scene, size, int(spec.get("seed", 1)))
    for i, clean in enumerate(pictures(take)):
        image = sensor.take(clean)
        for film, step in films.items():
            if i % step == 0:
                film.add(image)
    truth = truth_file(take, out.stem)
    for film in films:
        film.close()
        unfinished(film.out).replace(film.out)
    for path, step in reversed(files.items()):
        _write(truth if step == 1 else thinned(truth, step, path.stem), truth_path(path))
    return truth


def _write(truth: Mapping[str, Any], path: Path) -> None:
    text = json.dumps(truth, separators=(",", ":")) + "\n"
    unfinished(path).write_text(text, encoding="utf-8")
    unfinished(path).replace(path)
