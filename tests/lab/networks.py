"""Error and cost of each network, crop and number of passes: `python -m tests.lab.networks`.

    .venv/bin/python -m tests.lab.networks CLIP.mp4 ... [--also MODEL.tflite ...]

Runs in the kiosk's own environment on rendered clips with their .truth.json. The shipped live
model finds the reps and the person; then every network looks at the same moments of each counted
rep's bottom: once and with the mirror image, in the crop that follows the person and in one that
stands still for the whole rep. Prints a table with bias and SD of a leg's knee FPPA (against
`fppa_bottom_ref`, before any correction) over square-on legs, processor milliseconds of one pass
on one thread, and of one stage or two for a rep of 4 s at 15 frames a second. `--also` takes other
sizes (`models/build.py --model ... --height ... --width ...`).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median, pstdev
from typing import Any, NamedTuple

from kiosk import paths
from kiosk.camera.frame import Frame
from kiosk.camera.video import VideoSource
from kiosk.pose.closer import Crop, CropKeeper, mean_pose, mirrored
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box, Canvas
from kiosk.pose.keypoints import Leg, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.pose.presence import pose_from_rows
from kiosk.scoring import geometry, tracker
from kiosk.scoring.events import RepEnded
from kiosk.scoring.moments import spread_out, worth_keeping
from kiosk.scoring.protocol import CLOSER_BOTTOM
from kiosk.scoring.tracker import Tracker

LEGS = {"L": Leg.LEFT, "R": Leg.RIGHT}
SAME_REP_S = 1.2
LIVE = "lightning-portrait"
REP_FRAMES = 60
CLOSER_LOOKS = 18
"""Crops of a rep's bottom and rest that the second stage looks at."""


class Way(NamedTuple):
    """One way of looking at a bottom."""

    network: str
    passes: int
    crop: str


@dataclass
class Network:
    """A model with the time that its runs took."""

    model: MoveNet
    run_s: list[float] = field(default_factory=list)

    def pose(self, frame: Frame, box: Box, *, mirror: bool) -> Pose:
        """One pass over what the box shows."""
        keeper = CropKeeper(self.model.input_height_px, self.model.input_width_px)
        keeper.keep(frame, box, frame.rgb[:1, :1])
        (crop,) = keeper.crops([frame.t_s])
        return self._run(crop, mirror=mirror)

    def _run(self, crop: Crop, *, mirror: bool) -> Pose:
        def fill(canvas: Canvas) -> None:
            canvas[...] = crop.canvas[:, ::-1] if mirror else crop.canvas

        self.model.prepare(fill)
        started = time.thread_time()
        self.model.invoke()
        self.run_s.append(time.thread_time() - started)
        rows = self.model.read()
        return pose_from_rows(mirrored(rows) if mirror else rows, crop.box, crop.t_s)


@dataclass(frozen=True)
class Bottom:
    """The moments of one counted rep's bottom: frames with the live crop's box."""

    rep: RepEnded
    seen: tuple[tuple[Frame, Box], ...]


class Frames(CropKeeper):
    """Keeps whole frames with the live crop's box in place of crops."""

    def __init__(self) -> None:
        super().__init__(1, 1)
        self.seen: dict[float, tuple[Frame, Box]] = {}

    def keep(self, frame: Frame, box: Box, seen: Canvas) -> None:  # noqa: ARG002
        """The frame itself, so that any network can look at it."""
        self.seen[frame.t_s] = (frame, box)

    def keep_only(self, times_s: Container[float]) -> None:
        """Forget the others."""
        self.seen = {t_s: seen for t_s, seen in self.seen.items() if t_s in times_s}


def bottoms(clip: Path, live: MoveNet) -> list[Bottom]:
    """Counted reps of a clip, found by the live model as the kiosk does."""
    source, found, frames = VideoSource(clip), [], Frames()
    estimator, state = PoseEstimator(live, frames), Tracker()
    while (frame := source.read()) is not None:
        pose = estimator.estimate(frame)
        state, events = tracker.step(state, frame.t_s, pose)
        for event in events:
            if isinstance(event, RepEnded) and event.rep.counted:
                found.append(_bottom(event, frames.seen))
        frames.keep_only(worth_keeping(state))
    source.close()
    return found


def _bottom(event: RepEnded, kept: dict[float, tuple[Frame, Box]]) -> Bottom:
    dip = event.evidence.dip
    deep = [s.t_s for s in dip.samples if s.descent and s.descent >= 0.9 * dip.depth and s.pose]
    times = [t_s for t_s in spread_out(deep, CLOSER_BOTTOM) if t_s in kept]
    return Bottom(event, tuple(kept[t_s] for t_s in times))


def fppa(bottom: Bottom, poses: Sequence[Pose]) -> float:
    """Median knee FPPA of the poses, degrees."""
    evidence = bottom.rep.evidence
    medial = evidence.standing.medial[evidence.stance]
    points = [p for pose in poses if (p := geometry.leg_points(pose, evidence.stance))]
    return median(geometry.knee_fppa_deg(p, medial) for p in points)


def looks(bottom: Bottom, networks: dict[str, Network]) -> Iterator[tuple[Way, float]]:
    """Every way of looking at one bottom, with the angle that it gives."""
    still = bottom.seen[len(bottom.seen) // 2][1]
    for name, network in networks.items():
        for crop in ("following", "still"):
            plain, both = [], []
            for frame, box in bottom.seen:
                where = box if crop == "following" else still
                plain.append(network.pose(frame, where, mirror=False))
                both.append(mean_pose(plain[-1], network.pose(frame, where, mirror=True)))
            yield Way(name, 1, crop), fppa(bottom, plain)
            yield Way(name, 2, crop), fppa(bottom, both)


def errors(clips: Sequence[Path], networks: dict[str, Network]) -> dict[Way, list[float]]:
    """Error of each square-on leg (median of its middle reps) by each way of looking."""
    found: dict[Way, list[float]] = defaultdict(list)
    for number, clip in enumerate(clips, start=1):
        truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
        if truth["spec"].get("turn_deg") or truth["spec"].get("off_centre_m"):
            continue
        seen = bottoms(clip, networks[LIVE].model)
        for letter, leg in LEGS.items():
            for way, error in _leg_errors(seen, truth, letter, leg, networks):
                found[way].append(error)
        print(f"[{number} of {len(clips)}] {clip.stem}", flush=True)
    return found


def _leg_errors(
    seen: Sequence[Bottom], truth: dict[str, Any], letter: str, leg: Leg,
    networks: dict[str, Network],
) -> Iterator[tuple[Way, float]]:  # fmt: skip
    pairs = []
    for bottom in seen:
        rep = bottom.rep.rep
        true = [
            r["fppa_bottom_ref"] for r in truth["reps"]
            if r["leg"] == letter and r["counted"]
            and abs(r["t_bottom"] - rep.bottom_s) < SAME_REP_S
        ]  # fmt: skip
        if rep.leg is leg and true and bottom.seen:
            pairs.append((true[0], dict(looks(bottom, networks))))
    used = pairs[1:-1] if len(pairs) >= 5 else pairs
    if used:
        for way in used[0][1]:
            yield way, median(p[1][way] for p in used) - median(p[0] for p in used)


def table(found: dict[Way, list[float]], networks: dict[str, Network]) -> str:
    """Markdown: one row for each way of looking."""
    ms = {name: 1000 * median(network.run_s) for name, network in networks.items()}
    live_ms = REP_FRAMES * ms[LIVE]
    lines = [
        "| network | crop | passes | bias ± SD | ms a pass | ms a rep, alone | ms a rep, as second"
        " stage |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for way, values in sorted(found.items()):
        every = REP_FRAMES * way.passes * ms[way.network]
        second = live_ms + CLOSER_LOOKS * way.passes * ms[way.network]
        lines.append(
            f"| {way.network} | {way.crop} | {way.passes} | {fmean(values):+.1f} ±"
            f" {pstdev(values):.2f} | {ms[way.network]:.1f} | {every:.0f} | {second:.0f} |"
        )
    count = len(next(iter(found.values()), []))
    return "\n".join([f"{count} square-on legs.", "", *lines])


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.networks", description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--also", nargs="*", type=Path, default=[], help="further .tflite files")
    args = parser.parse_args()
    files = [*(paths.model_file(name) for name in paths.MODEL_FILES), *args.also]
    models = [MoveNet(path, threads=1) for path in files]
    networks = {model.name: Network(model) for model in models}
    print(table(errors(args.clips, networks), networks))


if __name__ == "__main__":
    main()
