"""Records scenario clips: `.venv/bin/python -m tests.recordings.scenarios.record CLIP.mp4 ...`.

For each clip of the lab's set `scenarios`, with its .truth.json beside it, writes NAME.jsonl.gz
(what the live network sees, looking at the spot as the loop does) and NAME.json (the spot, and
what happens when, from the truth). Run it again whenever the model, the crop or the thresholds of
points change.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kiosk import paths
from kiosk.camera.frame import Frame
from kiosk.camera.video import VideoSource
from kiosk.looking_around import LookAround, home_box
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.scoring.placement import leg_length_px, on_spot
from kiosk.scoring.spot import Spot
from tests.lab.camera import Camera
from tests.lab.floor import seen_spot

HERE = Path(__file__).resolve().parent
NETWORK = "lightning-portrait"
LET_GO_S = 1.0
"""Whoever is followed away from the spot for so long is let go, as the loop does."""
LEGS = {"L": Leg.LEFT, "R": Leg.RIGHT}
REASONS = {"touchdown": "foot_down"}


def main(clips: list[Path]) -> None:
    """Record each clip and write what happens in it."""
    if not clips:
        sys.exit("Which clips? Give the paths of videos, each with its .truth.json beside it.")
    model = MoveNet(paths.model_file(NETWORK))
    for clip in clips:
        truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
        spot = seen_spot(Camera(**truth["spec"]["camera"]))
        found = seen(clip, model, spot)
        lines = [_header(truth), *(_line(t_s, pose) for t_s, pose in found.poses)]
        packed = gzip.compress("\n".join(lines).encode(), mtime=0)
        (HERE / f"{clip.stem}.jsonl.gz").write_bytes(packed)
        text = json.dumps({**happenings(truth, spot), "crowded_s": found.crowded_s}, indent=1)
        (HERE / f"{clip.stem}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{clip.stem}: {len(lines) - 1} frames, {len(packed) / 1000:.0f} kB", flush=True)


@dataclass
class Seen:
    """What the kiosk saw of a clip."""

    poses: list[tuple[float, Pose | None]] = field(default_factory=list)
    crowded_s: list[float] = field(default_factory=list)
    """Times of looks around that found a second body in the way."""


def seen(clip: Path, model: MoveNet, spot: Spot) -> Seen:
    """Every frame of a clip as the loop looks at it."""
    estimator, source, found = PoseEstimator(model), VideoSource(clip), Seen()
    look_around = LookAround(model, estimator)
    estimator.look_at(home_box(spot))
    off_since_s: float | None = None
    while isinstance(frame := source.read(), Frame):
        pose = estimator.estimate(frame)
        found.poses.append((frame.t_s, pose))
        if look_around.due(frame.t_s) and look_around.look(frame, pose, spot).crowded:
            found.crowded_s.append(round(frame.t_s, 2))
        off_since_s = (off_since_s or frame.t_s) if _off(pose, spot) else None
        if off_since_s is not None and frame.t_s - off_since_s > LET_GO_S:
            estimator.go_home()
    source.close()
    return found


def _off(pose: Pose | None, spot: Spot) -> bool:
    leg_px = leg_length_px(pose, None) if pose else None
    if pose is None or leg_px is None:
        return False
    return all(on_spot(pose, spot, leg, leg_px) is False for leg in Leg)


def _header(truth: dict[str, Any]) -> str:
    head = {"kiosk_keypoints": 1, "width_px": truth["width"], "height_px": truth["height"]}
    return json.dumps({**head, "fps": float(truth["fps"]), "network": NETWORK})


def _line(t_s: float, pose: Pose | None) -> str:
    points = None if pose is None else [_thin(point) for point in pose.without_face().points]
    return json.dumps({"t_s": round(t_s, 4), "keypoints": points})


def _thin(point: Point | None) -> list[float] | None:
    return point and [round(point.x_px, 1), round(point.y_px, 1), round(point.score, 2)]


def happenings(truth: dict[str, Any], spot: Spot) -> dict[str, Any]:
    """The spot; when the member is on it; each squat in the words of the contract; passers-by."""
    return {
        "spot": asdict(spot),
        "picture_px": [truth["width"], truth["height"]],
        "frames": truth["n_frames"],
        "on_spot_s": on_the_spot(truth["frames"], spot),
        "reps": [
            {
                "leg": LEGS[rep["leg"]].value if rep["leg"] in LEGS else rep["leg"],
                "start_s": rep["t_start"],
                "end_s": rep["t_end"],
                "refused_because": REASONS.get(rep["why_not"], rep["why_not"]),
                "knee_fppa_deg": rep["fppa_bottom_ref"],
            }
            for rep in truth["reps"]
        ],
        "others_s": [
            [event["t"], event["t_end"]]
            for event in truth["events"]
            if event["type"] == "other_person"
        ],
    }


def on_the_spot(frames: list[dict[str, Any]], spot: Spot) -> list[list[float]]:
    """From when to when both feet, or the one that carries, are on the spot."""
    spans: list[list[float]] = []
    before = False
    for frame in frames:
        points = [Point(x_px, y_px, 1.0) for x_px, y_px in frame["keypoints"]]
        pose, stance = Pose(frame["t_s"], tuple(points)), LEGS.get(frame["stance"])
        leg_px = leg_length_px(pose, None)
        now = leg_px is not None and bool(on_spot(pose, spot, stance, leg_px, before=before))
        if now and not before:
            spans.append([frame["t_s"], frame["t_s"]])
        if now:
            spans[-1][1] = frame["t_s"]
        before = now
    return spans


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
