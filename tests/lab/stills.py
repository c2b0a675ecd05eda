"""Single pictures of pelvis and thighs with the true tilt: `python -m tests.lab.stills`.

Draws people of `varied`, some poses each, and keeps of every picture the square around the hips, a
little larger than the pelvis network sees, with what is true of it. One .npz a person, written
whole or not at all; a person that is there already is passed over.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from .body import bent, build_body, hinged
from .camera import Camera
from .clothes import dress
from .motion import Mover
from .picture import Sensor, _blurred, _drawn, _veil
from .render import Renderer
from .rotation import Array
from .scene import build_room
from .skeleton import Pose
from .take import Actor
from .truth import angles
from .varied import SEAMS, Person, somebody

SIDE_PX = 176
SIDE_LEGS = 1.5
"""Side of the square that is kept, in leg lengths; the network sees 1.15 of them."""
BELOW_LEGS = 0.06
"""Its centre below the middle of the hips."""
MARGIN_PX = 16
"""Drawn around it."""


def pictures(who: Person, seed: int) -> Iterator[dict[str, Any]]:
    """One row a pose: crop (SIDE_PX, SIDE_PX, 3), tilt_deg of the joint centres' line in the
    picture (right side lower positive), hips and knees (4, 2) as shares of the crop's side."""
    person = bent(hinged(build_body(who.body), who.hinge), who.waist)
    size = (who.camera.height, who.camera.width)
    sensor, rng = Sensor(who.scene, size, seed), np.random.default_rng(seed + 77)
    leg_px = _leg_px(person, who)
    with Renderer(who.camera, who.scene) as renderer:
        room = _blurred(renderer.room(build_room(who.scene, seed)), who.scene)
        veil = _veil(room) if who.scene.window > 0.0 else 0.0
        figure = renderer.wear(dress(person, who.outfit))
        for number, (stance, moves) in enumerate(who.groups):
            pose = Mover(person, replace(stance, waist=who.waist, hinge=who.hinge), moves).pose()
            true = angles(person, pose, who.camera, moves["yaw"])
            people = [(Actor(person, who.outfit, (pose,)), figure)]
            for i in range(len(moves["side"])):
                square = _square(true["points"][i], leg_px)
                renderer.only = _inside(square, who.camera)
                clean = _drawn(renderer, who.scene, room, people, i) + veil
                image = _stored(sensor.take(clean), rng)
                shown = np.concatenate([true["hips_bone"][i], true["points"][i][13:15]])
                yield {
                    "crop": _cut(image, square),
                    "tilt_deg": true["tilt_bone"][i],
                    "points": (shown - square[:2]) / square[2],
                    "stance": moves["side"][i] * (moves["lift"][i] > 0),
                    "hands": moves["hand_l"][i] + moves["hand_r"][i],
                    "group": number,
                }


def _square(points: Array, leg_px: float) -> Array:
    """Left, top and side of what is kept, pixels."""
    middle = points[11:13].mean(0) + np.array([0.0, BELOW_LEGS * leg_px])
    return np.array([*(middle - SIDE_LEGS * leg_px / 2), SIDE_LEGS * leg_px])


def _inside(square: Array, camera: Camera) -> tuple[int, int, int, int]:
    """The square with a margin, as a box of the picture."""
    left, top, side = square
    low = np.clip(np.floor([left - MARGIN_PX, top - MARGIN_PX]), 0, None)
    high = np.ceil([left + side + MARGIN_PX, top + side + MARGIN_PX])
    right, bottom = np.minimum(high, [camera.width, camera.height])
    return int(low[0]), int(low[1]), int(right), int(bottom)


def _cut(image: Any, square: Array) -> Any:
    """The square, SIDE_PX wide."""
    import cv2

    scale = SIDE_PX / square[2]
    place = -square[:2] * scale + 0.5 * scale - 0.5
    matrix = np.array([[scale, 0.0, place[0]], [0.0, scale, place[1]]])
    return cv2.warpAffine(image, matrix, (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR)


def _leg_px(person: Any, who: Person) -> float:
    """Length hip-knee-ankle in the picture, standing on both feet, mean of both legs."""
    stance, moves = who.groups[0]
    still = {name: value[:1] * 0.0 for name, value in moves.items()} | {"side": np.ones(1)}
    still |= {"x": moves["x"][:1], "flex": np.full(1, 9.0)}
    pose: Pose = Mover(person, stance, still).pose()
    points = angles(person, pose, who.camera, still["yaw"])["points"][0]
    return float(np.mean([_length(points[[11, 13, 15]]), _length(points[[12, 14, 16]])]))


def _length(points: Array) -> float:
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def _stored(image: Any, rng: np.random.Generator) -> Any:
    """As a camera's own compression leaves it; one in four as it was."""
    import cv2

    if rng.uniform() < 0.25:
        return image
    _, data = cv2.imencode(
        ".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 96))]
    )
    return cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1]


def draw(task: tuple[Path, int, argparse.Namespace]) -> int:
    """One person's file; returns how many pictures it holds."""
    folder, seed, args = task
    out = folder / f"{seed:06d}.npz"
    if out.exists():
        return 0
    who = somebody(
        seed, groups=args.groups, poses=args.poses, held_back=args.held_back, seam=args.seam
    )
    rows = list(pictures(who, seed))
    unfinished = out.with_suffix(".part.npz")
    np.savez(unfinished, **{key: np.stack([row[key] for row in rows]) for key in rows[0]})
    unfinished.replace(out)
    return len(rows)


def main() -> None:
    """Draw the people of the seeds that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.stills", description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--first", type=int, default=100_000, help="seed of the first person")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--groups", type=int, default=6)
    parser.add_argument("--poses", type=int, default=5)
    parser.add_argument("--held-back", action="store_true", help="clothes and shading to judge by")
    parser.add_argument("--seam", choices=SEAMS, default="none", help="where the trunk bends")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    tasks = [(args.out, args.first + i, args) for i in range(args.people)]
    began, total = time.monotonic(), 0
    with Pool(args.jobs, maxtasksperchild=40) as pool:
        for done, count in enumerate(pool.imap_unordered(draw, tasks), start=1):
            total += count
            if done % 20 == 0:
                took = time.monotonic() - began
                left = took / done * (len(tasks) - done) / 60
                print(
                    f"{done} of {len(tasks)} people, {total} pictures, {left:.0f} min to go",
                    flush=True,
                )


if __name__ == "__main__":
    main()
