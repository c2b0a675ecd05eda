"""Draws single pictures of the mat by many cameras, each with its truth: `python -m
tests.lab.floor_pictures -o DIR`. `tests.lab.calibrations` then holds the kiosk against them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.spot import mat

from .camera import Camera
from .people import person
from .picture import Sensor, pictures
from .render import FLOOR_Y, MAT_ABOVE_FLOOR_M
from .take import made, plan

COUNT = 36
SIZES = ((480, 640), (720, 1280), (1280, 720))
LIGHTS = {
    "usual": {},
    "dim": {"exposure": 0.45, "noise": 5.0},
    "backlit": {"window": 1.0, "exposure": 0.75},
}
# The spot's surroundings must be in the picture by this many pixels.
EDGE_PX = 4.0


def specs() -> Iterator[dict[str, Any]]:
    """COUNT specs, the same on every run; every second one has a person on the mat."""
    rng = np.random.default_rng(77)
    made_so_far = 0
    while made_so_far < COUNT:
        camera = _camera(rng)
        if not _mat_in_view(made(Camera, camera)):
            continue
        drawn = person(600 + made_so_far, bool(made_so_far % 4 < 2))
        light = list(LIGHTS)[made_so_far // 2 % len(LIGHTS)]
        scene = {**drawn["scene"], **LIGHTS[light], "mat": True}
        scene["blur_px"] = round(float(rng.uniform(0.4, 0.9)), 3)
        spec = {**drawn, "scene": scene, "camera": camera, "script": [["stand", 0.1]]}
        if made_so_far % 2 == 0:
            spec["body"] = None
        yield {"light": light, "spec": spec}
        made_so_far += 1


def _camera(rng: np.random.Generator) -> dict[str, Any]:
    width, height = SIZES[int(rng.integers(len(SIZES)))]
    ranges = {
        "distance_m": (2.3, 3.8), "height_m": (0.7, 1.4), "pitch_deg": (-3.0, 12.0),
        "roll_deg": (-3.0, 3.0), "yaw_deg": (-4.0, 4.0), "long_fov_deg": (50.0, 80.0),
        "k1": (-0.1, 0.05),
    }  # fmt: skip
    drawn = {name: round(float(rng.uniform(*ends)), 4) for name, ends in ranges.items()}
    return {"width": width, "height": height, **drawn}


def _mat_in_view(camera: Camera) -> bool:
    x, z = mat.WIDTH_M / 2.0, mat.DEPTH_M / 2.0
    corners = np.array([[x, 0, z], [-x, 0, z], [x, 0, -z], [-x, 0, -z]])
    seen = camera.bent(camera.project(corners))
    inside = (seen > EDGE_PX) & (seen < 2.0 * camera.centre_px - EDGE_PX)
    return bool(inside.all())


def draw(spec: dict[str, Any], out: Path) -> None:
    """The first frame of a spec as a PNG."""
    take = plan(spec)
    sensor = Sensor(take.scene, (take.camera.height, take.camera.width), int(spec["seed"]))
    _write_png(sensor.take(next(pictures(take))), out)


def _write_png(image: np.ndarray[Any, np.dtype[np.uint8]], out: Path) -> None:
    import av

    with av.open(str(out), "w", format="image2") as box:
        stream: Any = box.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = image.shape[1], image.shape[0], "rgb24"
        box.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        box.mux(stream.encode())


def truth(spec: dict[str, Any], light: str) -> dict[str, Any]:
    """What a perfect calibration of the picture would say."""
    camera = spec["camera"]
    above = FLOOR_Y + MAT_ABOVE_FLOOR_M
    return {
        **camera, "height_m": camera["height_m"] - above, "light": light,
        "person": spec["body"] is not None,
    }  # fmt: skip


def main(argv: list[str]) -> int:
    """Draw all pictures into a folder; those that are there already stay."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.floor_pictures", description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True)
    folder: Path = parser.parse_args(argv).out
    folder.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(specs()):
        picture = folder / f"mat{number:02d}.png"
        if picture.is_file():
            continue
        picture.with_suffix(".json").write_text(
            json.dumps(truth(each["spec"], each["light"])) + "\n", encoding="utf-8"
        )
        draw(each["spec"], picture)
        print(picture.name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
