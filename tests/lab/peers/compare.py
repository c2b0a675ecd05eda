"""MediaPipe Pose beside the kiosk: `python -m tests.lab.peers.compare CLIP.mp4 …`

Runs in the kiosk's own environment; MediaPipe runs in another one (`--peer-python`) through
`mediapipe_clip.py`, its landmarks come in through `kiosk convert`, and the kiosk's own scoring
turns them into reps, so that only the network differs. Each clip's CPU times are taken one after
the other, the live stage before and after the peer. Truth of a rep: `fppa_bottom_ref`.

`--json FILE` writes:
  made, kiosk_version, model, clips, frames
  methods: {mediapipe, single, shipped}: single is the live network alone, shipped with the closer
    looks; of each `reps` (measured on the right leg), `bias_deg`, `sd_deg`, `mae_deg`, `loa_deg`
    (95 % limits of agreement) of knee FPPA per rep, the same under `common` for the reps that all
    methods measured, `clips_counted_right`, and `count_errors` by kind
  cpu: `live_ms`, `mediapipe_ms` a frame (median and min over the clips), `ratio` live over
    MediaPipe (median of the clips' own, of the minima, worst clip)
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from kiosk import __version__

from ..measure.clips import Clip, read_clip
from ..measure.running import DEFAULT, ROOT, Setup, run_all, works_for
from .figures import Errors, Report, of_cpu, of_method, rep_errors, table
from .live_stage import LiveStage

PEER_SCRIPT = Path(__file__).with_name("mediapipe_clip.py")
PEER_PYTHON = ROOT / "build" / "mediapipe-env" / "bin" / "python"
SINGLE = Setup("single", ("--single-stage",), "the live network alone")
MEDIAPIPE = "mediapipe"
KIOSK = {"single": SINGLE, "shipped": DEFAULT}


@dataclass(frozen=True, slots=True)
class Seen:
    """One clip through MediaPipe, and both CPU times of that minute."""

    report: Report
    frames: int
    peer_ms: float
    live_ms: float


def main(argv: Sequence[str]) -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.peers.compare")
    parser.add_argument("clips", nargs="+", type=Path, help="videos with .truth.json beside them")
    parser.add_argument("--peer-python", type=Path, default=PEER_PYTHON, help="%(default)s")
    parser.add_argument("--json", type=Path, help="write the figures there")
    args = parser.parse_args(argv)
    if not args.peer_python.is_file():
        parser.error(f"{args.peer_python} is not there: make its environment first.")
    clips = {path: read_clip(path.with_suffix(".truth.json"), {}) for path in args.clips}
    live = LiveStage()
    seen = {path: look(path, clip, live, args.peer_python) for path, clip in clips.items()}
    found = figures(clips, seen, live.model)
    print(table(found))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def look(path: Path, clip: Clip, live: LiveStage, peer_python: Path) -> Seen:
    """MediaPipe and the live stage over one clip, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        landmarks = Path(folder, "landmarks.csv")
        before_ms = live.cpu_ms(path)
        command = [str(peer_python), str(PEER_SCRIPT), str(path), str(landmarks)]
        told = json.loads(_output(command).splitlines()[-1])
        live_ms = fmean((before_ms, live.cpu_ms(path)))
        report = _scored(landmarks, path.with_suffix(".truth.json"))
    print(
        f"{clip.name}: live stage {live_ms:.1f} ms, MediaPipe {told['cpu_ms']:.1f} ms a frame",
        file=sys.stderr,
        flush=True,
    )
    return Seen(report, told["frames"], told["cpu_ms"], live_ms)


def _scored(landmarks: Path, truth_file: Path) -> Report:
    """What the kiosk makes of MediaPipe's landmarks."""
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    recording = landmarks.with_suffix(".jsonl")
    kiosk = [sys.executable, "-m", "kiosk"]
    size = ["--width", str(truth["width"]), "--height", str(truth["height"])]
    _output([*kiosk, "convert", str(landmarks), "-o", str(recording), *size])
    report: Report = json.loads(_output([*kiosk, "analyze", str(recording), "--json", "-"]))
    return report


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[1:3]} failed: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def figures(clips: dict[Path, Clip], seen: dict[Path, Seen], model: str) -> dict[str, Any]:
    """What `--json` writes."""
    reports = {MEDIAPIPE: {path: each.report for path, each in seen.items()}, **_own(list(clips))}
    errors: dict[str, Errors] = {
        name: {
            key: e for p, report in mine.items() for key, e in rep_errors(clips[p], report).items()
        }
        for name, mine in reports.items()
    }
    common = set.intersection(*(set(each) for each in errors.values()))
    return {
        "made": datetime.now(UTC).date().isoformat(),
        "kiosk_version": __version__,
        "model": model,
        "clips": len(clips),
        "frames": sum(each.frames for each in seen.values()),
        "methods": {
            name: of_method(errors[name], common, [(clips[p], r) for p, r in mine.items()])
            for name, mine in reports.items()
        },
        "cpu": of_cpu([s.live_ms for s in seen.values()], [s.peer_ms for s in seen.values()]),
    }


def _own(paths: Sequence[Path]) -> dict[str, dict[Path, Report]]:
    """The kiosk's own reports; those of an earlier run where nothing changed."""
    works = works_for(paths, KIOSK.values())
    runs = run_all(works, 1, lambda line: print(line, file=sys.stderr, flush=True))
    reports: dict[str, dict[Path, Report]] = {name: {} for name in KIOSK}
    for name, setup in KIOSK.items():
        for work in works:
            if work.setup == setup:
                report = runs[work].report
                if report is None:
                    raise SystemExit(f"{work.clip}: {runs[work].failure}")
                reports[name][work.clip] = report
    return reports


if __name__ == "__main__":
    main(sys.argv[1:])
