"""Holds the kiosk against the truth of rendered clips: `python -m tests.lab.judge CLIP.mp4 ...`.

Runs in the kiosk's own environment. For each clip it reads the .truth.json beside it, pairs
reps by the time of their bottom, and prints counts that differ, then bias and SD over all.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import fmean, median, pstdev
from typing import Any

from kiosk.analysis.run import analyze, moments
from kiosk.camera.video import VideoSource
from kiosk.config import ModelConfig
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Leg
from kiosk.pose.loading import load_model
from kiosk.scoring.checks import middle_reps
from kiosk.scoring.findings import Report

LEGS = {"L": Leg.LEFT, "R": Leg.RIGHT}
MEASURES = {
    "knee_fppa_deg": "fppa_bottom_ref",
    "pelvic_drop_deg": "pelvic_drop_bottom_bone",
    "trunk_lean_deg": "trunk_lean_bottom",
    "knee_flexion_deg": "peak_flexion",
}
"""Field of a rep: key of the truth."""
SAME_REP_S = 1.2


def report_of(clip: Path, estimator: PoseEstimator) -> Report:
    """What the kiosk finds in one clip."""
    estimator.reset()
    source = VideoSource(clip)
    try:
        return analyze(moments(source, estimator), source.info.width_px).report
    finally:
        source.close()


def differing_counts(report: Report, truth: dict[str, Any]) -> list[str]:
    """One line for each leg whose counted reps are not those of the truth."""
    lines = []
    for name, leg in LEGS.items():
        wanted, found = truth["counted"].get(name, 0), report.leg(leg).counted
        if wanted != found:
            lines.append(f"{leg.value}: {found} counted, {wanted} in truth")
    return lines


def leg_errors(report: Report, truth: dict[str, Any], field: str) -> list[float]:
    """Error of each leg: median of its middle reps less that of the same reps' truth."""
    errors = []
    for name, leg in LEGS.items():
        true_reps = [r for r in truth["reps"] if r["leg"] == name and r["counted"]]
        pairs = [
            (getattr(rep, field), true[MEASURES[field]])
            for rep in middle_reps([r for r in report.leg(leg).reps if r.counted])
            for true in true_reps
            if abs(true["t_bottom"] - rep.bottom_s) < SAME_REP_S and getattr(rep, field) is not None
        ]
        if pairs:
            errors.append(median(p[0] for p in pairs) - median(p[1] for p in pairs))
    return errors


def main(clips: list[Path]) -> None:
    """Print the comparison of all clips."""
    estimator = PoseEstimator(load_model(ModelConfig()))
    errors: dict[str, list[float]] = {field: [] for field in MEASURES}
    for clip in clips:
        truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
        report = report_of(clip, estimator)
        print(clip.name, "; ".join(differing_counts(report, truth)) or "counts as in truth")
        for field in MEASURES:
            errors[field] += leg_errors(report, truth, field)
    for field, values in errors.items():
        if values:
            print(
                f"{field}: {len(values)} legs, bias {fmean(values):+.2f}, SD {pstdev(values):.2f}"
            )


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
