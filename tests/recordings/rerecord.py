"""Records clips anew: `.venv/bin/python tests/recordings/rerecord.py CLIP.mp4 ...`.

For each clip, with its truth in CLIP.truth.json beside it, writes NAME.jsonl.gz (what the
shipped model sees, through `kiosk analyze --record`) and NAME.json (what a right answer is,
from the truth). Run it again whenever the model, the crop or the thresholds of points change.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LEGS = {"L": "left", "R": "right"}
REASONS = {"touchdown": "foot_down", "kneelift": "knee_lift", "two_leg_squat": "two_legs"}
"""The truth's words in the words of the contract; others are the same in both."""


def main(clips: list[Path]) -> None:
    """Record each clip and write what its truth expects."""
    if not clips:
        sys.exit("Which clips? Give the paths of videos, each with its .truth.json beside it.")
    for clip in clips:
        lines = recorded(clip)
        path = HERE / f"{clip.stem}.jsonl.gz"
        path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
        truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
        frames = sum('"t_s"' in line for line in lines[1:])
        text = json.dumps(expected(truth, frames), indent=1)
        (HERE / f"{clip.stem}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{path.name}: {frames} frames, {path.stat().st_size / 1000:.0f} kB")


def recorded(clip: Path) -> list[str]:
    """The lines of the clip's keypoint recording, thinned to 0.1 px and scores of 0.01."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "recording.jsonl"
        command = [sys.executable, "-m", "kiosk", "analyze", str(clip), "--record", str(target)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        header, *frames = target.read_text(encoding="utf-8").splitlines()
    return [header, *(json.dumps(_thin(json.loads(line))) for line in frames)]


def _thin(frame: dict[str, Any]) -> dict[str, Any]:
    points = frame["keypoints"]
    if points is not None:
        points = [p and [round(p[0], 1), round(p[1], 1), round(p[2], 2)] for p in points]
    clock = "closer_t_s" if "closer_t_s" in frame else "t_s"
    seen = {"pelvis": frame["pelvis"]} if "pelvis" in frame else {}
    return {clock: round(frame[clock], 4), "keypoints": points, **seen}


def expected(truth: dict[str, Any], frames: int) -> dict[str, Any]:
    """Reps per leg with their angles, and other movements, in the words of the contract."""
    reps = truth["reps"]
    other = [_other(rep["t_bottom"], rep["why_not"]) for rep in reps if rep["leg"] == "both"]
    other += [_other(e["t"], e["type"]) for e in truth["events"] if e["type"] == "kneelift"]
    return {
        "frames": frames,
        "legs": {
            name: [_rep(rep) for rep in reps if rep["leg"] == letter]
            for letter, name in LEGS.items()
        },
        "other": sorted(other, key=lambda movement: movement["t_s"]),
    }


def _other(t_s: float, why: str) -> dict[str, Any]:
    return {"t_s": t_s, "refused_because": REASONS.get(why, why)}


def _rep(rep: dict[str, Any]) -> dict[str, Any]:
    why = rep["why_not"]
    return {
        "bottom_s": rep["t_bottom"],
        "refused_because": REASONS.get(why, why),
        "knee_fppa_deg": rep["fppa_bottom_ref"],
        "pelvic_drop_deg": rep["pelvic_drop_bottom_bone"],
        "trunk_lean_deg": rep["trunk_lean_bottom"],
        "knee_flexion_deg": rep["peak_flexion"],
    }


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
