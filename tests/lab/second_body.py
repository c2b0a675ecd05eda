"""How well a second body is found, and what light and lens are called: prints two tables.

    .venv/bin/python -m tests.lab.second_body CLIP.mp4 ... [--every N]

Runs in the kiosk's own environment on rendered clips with their .truth.json (the sets `company`,
`scenarios`, `measured`), on every N-th frame. A look is taken each second while the followed body
is on the spot. For each group of clips (the place of the second body in the set `company`): looks,
the share that found somebody in the way, the share called dark and blurred, and the share of frames
on one leg in which the stance ankle is off by more than 0.12 of the leg, without and with whoever
passes being overlooked.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot
from pathlib import Path
from statistics import fmean
from typing import Any

from kiosk import paths
from kiosk.camera.frame import Frame
from kiosk.camera.picture_quality import measured
from kiosk.camera.video import VideoSource
from kiosk.looking_around import EVERY_S, LookAround, home_box, stands_on
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Joint, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.scoring.placement import leg_length_px
from kiosk.scoring.spot import Spot

from .camera import Camera
from .floor import seen_spot

NETWORK = "lightning-portrait"
ANKLE = {"L": Joint.LEFT_ANKLE, "R": Joint.RIGHT_ANKLE}
OFF = 0.12


@dataclass
class Found:
    """What came of one group of clips."""

    clips: int = 0
    in_the_way: list[bool] = field(default_factory=list)
    dark: list[bool] = field(default_factory=list)
    blurred: list[bool] = field(default_factory=list)
    ankle_off: dict[bool, list[bool]] = field(default_factory=lambda: {False: [], True: []})
    took_s: list[float] = field(default_factory=list)


def main() -> None:
    """Look at every clip twice and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.second_body", description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every N-th frame")
    args = parser.parse_args()
    model = MoveNet(paths.model_file(NETWORK))
    groups: dict[str, Found] = defaultdict(Found)
    for clip in args.clips:
        truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
        found = groups[group_of(clip.stem, truth)]
        found.clips += 1
        for overlooking in (False, True) if truth["spec"].get("others") else (True,):
            look(model, clip, truth, found, overlooking=overlooking, every=args.every)
    for line in table(groups):
        print(line)


def group_of(name: str, truth: dict[str, Any]) -> str:
    """The second body's place in the set `company`, else whether there are others."""
    place = re.fullmatch(r"c\d_(.+)", name)
    if place:
        return place[1]
    if truth["spec"].get("body") is None:
        return "no member"
    return name if truth["spec"].get("others") else "alone"


def look(model: MoveNet, clip: Path, truth: dict[str, Any], found: Found, *,
         overlooking: bool, every: int) -> None:  # fmt: skip
    """One clip, with or without overlooking; what is in the way is counted when overlooking."""
    spot = seen_spot(Camera(**truth["spec"]["camera"]))
    estimator = PoseEstimator(model)
    estimator.look_at(home_box(spot))
    look_around = LookAround(model, estimator if overlooking else None)
    there_s = 0.0
    for number, frame in frames(clip, every):
        pose = estimator.estimate(frame)
        there_s = frame.t_s if pose is None or there(pose, spot) else there_s
        if frame.t_s - there_s > EVERY_S:
            estimator.go_home()
        if look_around.due(frame.t_s):
            started = time.thread_time()
            look_around.look(frame, pose, spot)
            if overlooking:
                found.took_s.append(time.thread_time() - started)
        leg_px = leg_length_px(pose, None) if pose else None
        if pose is None or leg_px is None:
            continue
        row = truth["frames"][number] if truth["frames"] else {"stance": None}
        if row["stance"]:
            found.ankle_off[overlooking].append(off(pose, row, truth["leg_length_px"]))
        whole_second = int(frame.t_s / EVERY_S) != int((frame.t_s - every / truth["fps"]) / EVERY_S)
        if overlooking and whole_second and stands_on(pose, spot, leg_px):
            found.in_the_way.append(look_around.crowded(frame, pose, spot))
            judge(frame, pose, found)


def there(pose: Pose, spot: Spot) -> bool:
    """Whether the followed body stands on the spot; else the loop lets it go after a second."""
    leg_px = leg_length_px(pose, None)
    return leg_px is not None and stands_on(pose, spot, leg_px)


def judge(frame: Frame, pose: Pose, found: Found) -> None:
    """Light and lens where the body is."""
    points = [point for point in pose.points if point]
    left_px, top_px = min(p.x_px for p in points), min(p.y_px for p in points)
    width_px = max(p.x_px for p in points) - left_px
    height_px = max(p.y_px for p in points) - top_px
    quality = measured(frame.rgb, (left_px, top_px, width_px, height_px))
    if quality is not None:
        found.dark.append(quality.dark)
        found.blurred.append(quality.blurred)


def off(pose: Pose, row: dict[str, Any], leg_px: float) -> bool:
    """Whether the stance ankle is missing or somewhere else."""
    joint = ANKLE[row["stance"]]
    ankle, (x_px, y_px) = pose.points[joint], row["keypoints"][joint]
    return ankle is None or hypot(ankle.x_px - x_px, ankle.y_px - y_px) > OFF * leg_px


def frames(clip: Path, every: int) -> Iterator[tuple[int, Frame]]:
    """Every N-th frame with its number."""
    source, number = VideoSource(clip), 0
    while isinstance(frame := source.read(), Frame):
        if number % every == 0:
            yield number, frame
        number += 1
    source.close()


def table(groups: dict[str, Found]) -> Iterator[str]:
    """A line for each group."""
    yield "| clips | n | looks | in the way | dark | blurred | ankle off | overlooking |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, found in groups.items():
        shares = [found.in_the_way, found.dark, found.blurred]
        cells = [percent(values) for values in (*shares, found.ankle_off[False])]
        cells.append(percent(found.ankle_off[True]))
        yield f"| {name} | {found.clips} | {len(found.in_the_way)} | {' | '.join(cells)} |"
    took_s = [each for found in groups.values() for each in found.took_s]
    yield f"A look takes {1000 * fmean(took_s):.1f} ms of processor time (mean of {len(took_s)})."


def percent(values: list[bool]) -> str:
    """Share of a list that holds."""
    return f"{100 * fmean(values):.1f} %" if values else "-"


if __name__ == "__main__":
    main()
