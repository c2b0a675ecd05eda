"""Prints what the scoring's fitted numbers rest on: `python -m tests.lab.fits CLIP.mp4 ...`.

Runs in the kiosk's own environment on the fitting set (and v01 to v34), never on the measured set.
Prints the lines that read each network's knee angle (`KNEE_SEEN_BY`, `KNEE_LOOKED_CLOSER_BY`), the
false knee angle by the elbows (`TURN_BY_...`, each person left out in turn), and where the body is
over its step (`BODY_ON_BOTH`). `--model` takes another live network.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.video import VideoSource
from kiosk.closer_looks import CloserLook
from kiosk.config import ModelConfig
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Leg, Pose
from kiosk.pose.loading import load_model, load_pelvis, load_second_model
from kiosk.scoring import protocol, tracker
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import Rep
from kiosk.scoring.place import body_place
from kiosk.scoring.protocol import Fit
from kiosk.scoring.tracker import Tracker

Column = NDArray[np.float64]
LEGS = {"L": Leg.LEFT, "R": Leg.RIGHT}
SAME_REP_S = 1.2
STANDING_PHASES = ("two_leg", "squat2")
ONE_LEG_PHASES = ("pause", "down", "bottom", "up")


@dataclass
class Seen:
    """What all clips gave: pairs of an angle and its truth by network, and so on."""

    knees: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    turns: list[tuple[float, float, float]] = field(default_factory=list)
    """Elbows aside, shoulders aside, false angle of the left leg, one row a clip."""
    places: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def watch(clip: Path, estimator: PoseEstimator, closer: CloserLook, seen: Seen) -> None:
    """Add one clip, watched as `kiosk analyze` does."""
    truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
    estimator.reset()
    source, network = VideoSource(clip), estimator.model.name
    state, reps = Tracker(centre_px=source.info.width_px / 2, network=network), []
    while (frame := source.read()) is not None:
        pose = estimator.estimate(frame)
        state, events = tracker.step(state, frame.t_s, pose)
        for event in events:
            if isinstance(event, RepEnded) and event.rep.counted:
                looks = closer.looks(closer.crops(event.evidence))
                reps.append((event, closer.measured(event.rep, event.evidence, looks)))
        closer.after_frame(state)
        _place(pose, state, truth, frame.t_s, seen)
    source.close()
    _knees(reps, truth, network, closer.model.name, seen)
    if "turn_deg" in truth["spec"]:
        _turn(reps, truth, seen)


def _place(
    pose: Pose | None, state: Tracker, truth: dict[str, Any], t_s: float, seen: Seen
) -> None:
    place = body_place(pose, state.standing) if pose and state.standing else None
    row = truth["frames"][min(round(t_s * truth["fps"]), len(truth["frames"]) - 1)]
    if place is None:
        return
    if row["phase"] in STANDING_PHASES:
        seen.places["both"].append(place)
    elif row["stance"] and row["phase"] in ONE_LEG_PHASES:
        seen.places[LEGS[row["stance"]].value].append(place)


def _paired(reps: Sequence[tuple[RepEnded, Rep]], truth: dict[str, Any], letter: str) -> list[Any]:
    return [
        (event, again, true)
        for event, again in reps
        for true in truth["reps"]
        if true["leg"] == letter and true["counted"] and event.rep.leg is LEGS[letter]
        and abs(true["t_bottom"] - event.rep.bottom_s) < SAME_REP_S
    ]  # fmt: skip


def _bare(rep: Rep, fit: Fit) -> float:
    """The angle as the network saw it, before it was read through its line."""
    return ((rep.knee_fppa_deg or 0.0) - fit.offset_deg) / fit.slope


def _knees(
    reps: Sequence[tuple[RepEnded, Rep]], truth: dict[str, Any], live: str, second: str, seen: Seen
) -> None:
    live_fit, closer_fit = protocol.knee_fit(live), protocol.knee_fit(second, closer=True)
    for letter in LEGS:
        if pairs := _paired(reps, truth, letter):
            true = median(t["fppa_bottom_ref"] for *_, t in pairs)
            first = median(_bare(event.rep, live_fit) for event, *_ in pairs)
            again = median(_bare(rep, closer_fit) for _, rep, _ in pairs)
            seen.knees[live].append((first, true))
            seen.knees[f"{second}, closer"].append((again, true))


def _turn(reps: Sequence[tuple[RepEnded, Rep]], truth: dict[str, Any], seen: Seen) -> None:
    for letter, sign in (("L", 1.0), ("R", -1.0)):
        pairs = _paired(reps, truth, letter)
        aside = pairs[0][0].evidence.standing.aside if pairs else None
        if aside:
            false = median(t["fppa_bottom_ref"] - t["asked"]["fppa_ref"] for *_, t in pairs)
            seen.turns.append((aside.elbows, aside.shoulders, sign * false))


def report(seen: Seen) -> list[str]:
    """The figures, one line each."""
    lines = []
    for name, pairs in seen.knees.items():
        angle, true = np.array(pairs).T
        slope, offset = np.polyfit(angle, true, 1)
        rest = float(np.std(slope * angle + offset - true))
        lines.append(f"{name}: {len(pairs)} legs, {slope:.2f} x {offset:+.2f}, error {rest:.2f}")
    if len(seen.turns) > 3:
        rows = np.array(seen.turns)
        lines.append(_turn_line(np.column_stack([rows[:, :2], np.ones(len(rows))]), rows[:, 2]))
    for name, places in seen.places.items():
        cuts = " ".join(f"{cut:.2f}" for cut in np.percentile(places, [0, 1, 5, 50, 95, 99, 100]))
        lines.append(f"body's place on {name}: {len(places)} frames, 0 1 5 50 95 99 100 %: {cuts}")
    return lines


def _turn_line(signals: Column, false: Column) -> str:
    weights = np.linalg.lstsq(signals, false, rcond=None)[0]
    out = []
    for i in range(len(false)):
        others = np.arange(len(false)) != i
        out.append(signals[i] @ np.linalg.lstsq(signals[others], false[others], rcond=None)[0])
    error, r = np.std(np.array(out) - false), np.corrcoef(out, false)[0, 1]
    return (
        f"false angle: {len(false)} people, elbows {weights[0]:.0f}, shoulders {weights[1]:.0f},"
        f" rest {weights[2]:+.2f}; each left out: SD {error:.2f}, r {r:.2f}"
    )


def main() -> None:
    """Watch the clips, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.fits", description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--model", default=ModelConfig().name_or_path, help="live network")
    args = parser.parse_args()
    wanted = ModelConfig(name_or_path=args.model)
    second = load_second_model(wanted)
    assert second is not None
    closer = CloserLook(second, load_pelvis(wanted))
    estimator, seen = PoseEstimator(load_model(wanted), closer.keeper), Seen()
    for clip in args.clips:
        watch(clip, estimator, closer, seen)
    print("\n".join(report(seen)))


if __name__ == "__main__":
    main()
