"""`python -m tests.lab.pelvis signals CLIP... -o FILE`, then `... table --fit FILE --judge FILE`.

The first watches clips (minutes), the second fits each candidate on one set of reps and prints how
it does on the other: people, clothes and shading that nothing was fitted to. `... cost FILE` prints
the size of a network file and what a run takes on one core.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from statistics import median

import numpy as np

from kiosk.config import ModelConfig
from kiosk.pose.loading import load_model, load_network
from kiosk.pose.network import Network
from kiosk.pose.pelvis_net import SIDE_PX, PelvisNet

from .candidates import table
from .signals import Views, rows

RUNS = 200


def _cost(path: Path) -> str:
    """Size of the file, and processor time of one run."""
    network, picture = PelvisNet(path, threads=1), np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8)
    took_ms = []
    for _ in range(RUNS):
        started = time.process_time()
        network.read(picture)
        took_ms.append(1000 * (time.process_time() - started) / 2)
    size = path.stat().st_size / 1e6
    return f"{size:.2f} MB, {median(took_ms):.2f} ms of one core a run (median of {2 * RUNS})"


def main() -> None:
    """Watch clips, or print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.pelvis", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    watch = verbs.add_parser("signals")
    watch.add_argument("clips", nargs="+", type=Path)
    watch.add_argument("-o", "--out", type=Path, required=True)
    watch.add_argument("--network", type=Path, help="a pelvis network other than the shipped one")
    show = verbs.add_parser("table")
    show.add_argument("--fit", type=Path, nargs="+", required=True)
    show.add_argument("--judge", type=Path, nargs="+", required=True)
    cost = verbs.add_parser("cost")
    cost.add_argument("network", type=Path)
    args = parser.parse_args()
    if args.verb == "cost":
        print(_cost(args.network))
        return
    if args.verb == "table":
        print(table(*([json.loads(line) for path in paths for line in path.read_text().splitlines()]
                      for paths in (args.fit, args.judge))))  # fmt: skip
        return
    live = load_model(ModelConfig())
    portrait, square = (
        load_network(Network(name, 1), "auto") for name in ("thunder-portrait", "thunder")
    )
    views = Views(
        live, portrait, square, PelvisNet(args.network, threads=1).read if args.network else None
    )
    with args.out.open("w", encoding="utf-8") as file:
        for number, clip in enumerate(args.clips, start=1):
            for row in rows(clip, views):
                file.write(json.dumps(row) + "\n")
            print(f"{number} of {len(args.clips)}: {clip.stem}", flush=True)


if __name__ == "__main__":
    main()
