"""Render clips: `python -m tests.lab SPEC.json|NAME -o out.mp4`, or several into a folder."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from .batch import Job, draw_all, is_current, processes
from .catalogue import NAMED, SETS


def _spec(word: str) -> dict[str, Any]:
    if word in NAMED:
        return NAMED[word]
    path = Path(word)
    if not path.is_file():
        sets = ", ".join(SETS)
        raise SystemExit(f"No spec file and no named clip {word!r}; --list prints all ({sets}).")
    try:
        spec: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SystemExit(f"{word} is no JSON: {error}.") from error
    return spec


def _jobs(words: list[str], out: Path) -> list[Job]:
    if out.suffix == ".mp4":
        return [Job(_spec(words[0]), out)]
    out.mkdir(parents=True, exist_ok=True)
    return [Job(_spec(word), out / f"{Path(word).stem}.mp4") for word in words]


def _say(line: str) -> None:
    print(line, flush=True)


def _drawn(jobs: list[Job], workers: int) -> int:
    return draw_all(jobs, processes(min(workers, len(jobs))), _say) if jobs else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("specs", nargs="*", help="spec files or names")
    parser.add_argument("--set", choices=sorted(SETS), help="all clips of a set")
    parser.add_argument("--list", action="store_true", help="print all names and end")
    parser.add_argument("-o", "--out", type=Path, help="an .mp4, or a folder")
    parser.add_argument("--reuse", action="store_true", help="leave out clips that are the same")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    return parser


def main(argv: list[str]) -> int:
    """Parse the command line and render; 0 when every clip is there, 1 when one failed."""
    parser = _parser()
    args = parser.parse_args(argv)
    if args.list:
        print(*NAMED, sep="\n")
        return 0
    words = [*args.specs, *(SETS[args.set] if args.set else ())]
    if not words or args.out is None:
        parser.error("name specs or a --set, and a place with -o")
    if args.out.suffix == ".mp4" and len(words) > 1:
        parser.error("several specs need a folder after --out")
    if args.jobs < 1:
        parser.error("--jobs must be at least 1")
    jobs = _jobs(words, args.out)
    wanted = [job for job in jobs if not (args.reuse and is_current(job))]
    if len(wanted) < len(jobs):
        _say(f"{len(jobs) - len(wanted)} of {len(jobs)} clips are there already.")
    try:
        failed = _drawn(wanted, args.jobs)
    except KeyboardInterrupt:
        _say("Stopped; finished clips stay, --reuse goes on from here.")
        return 130
    if failed:
        _say(f"{failed} of {len(jobs)} clips could not be drawn.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
