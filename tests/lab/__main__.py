"""Render clips: `python -m tests.lab SPEC.json|NAME -o out.mp4`, or several NAMEs into a folder."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from .catalogue import NAMED
from .clip import render


def _spec(word: str) -> dict[str, Any]:
    if word in NAMED:
        return NAMED[word]
    path = Path(word)
    if not path.is_file():
        known = " ".join(sorted(NAMED))
        raise SystemExit(f"No spec file and no named clip {word!r}; named clips: {known}.")
    spec: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return spec


def main(argv: list[str]) -> int:
    """Parse the command line and render."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("specs", nargs="+", help="spec files or names: " + " ".join(sorted(NAMED)))
    parser.add_argument("-o", "--out", type=Path, required=True, help="an .mp4, or a folder")
    parser.add_argument("--reuse", action="store_true", help="leave out clips that exist")
    args = parser.parse_args(argv)
    single = args.out.suffix == ".mp4"
    if single and len(args.specs) > 1:
        parser.error("several specs need a folder after --out")
    if not single:
        args.out.mkdir(parents=True, exist_ok=True)
    for word in args.specs:
        out = args.out if single else args.out / f"{Path(word).stem}.mp4"
        if args.reuse and out.with_suffix(".truth.json").exists():
            continue
        started = time.monotonic()
        truth = render(_spec(word), out)
        took = time.monotonic() - started
        frames, counted = truth["n_frames"], truth["counted"]
        print(f"{out}: {frames} frames in {took:.0f} s, counted {counted}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
