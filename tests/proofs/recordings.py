"""Keypoint recordings for the proofs, made from the demo's: one visit, or hours of a gym's life."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEMO = Path(__file__).resolve().parents[1] / "recordings" / "demo.jsonl.gz"
FPS = 15.0
EMPTY_S = 8.0
"""Nobody there between two visits: long enough to have left, short enough to wait for."""


def write_visits(path: Path, visits: int) -> float:
    """So many people one after the other in one recording; its length in seconds."""
    with gzip.open(DEMO, "rt", encoding="utf-8") as file:
        head, *lines = file.read().splitlines()
    rows = [json.loads(line) for line in lines]
    visit_s: float = max(row.get("t_s", 0.0) for row in rows) + EMPTY_S
    with path.open("w", encoding="utf-8") as out:
        out.write(f"{head}\n")
        for number in range(visits):
            for row in _later(rows, number * visit_s):
                out.write(f"{json.dumps(row)}\n")
    return visits * visit_s


def _later(rows: list[dict[str, Any]], by_s: float) -> Iterator[dict[str, Any]]:
    """One visit, that much later, and nobody for a while after it."""
    last_s = 0.0
    for row in rows:
        key = "t_s" if "t_s" in row else "closer_t_s"
        last_s = max(last_s, row.get("t_s", 0.0))
        yield {**row, key: round(row[key] + by_s, 4)}
    for frame in range(1, int((EMPTY_S - 1 / FPS) * FPS)):
        yield {"t_s": round(by_s + last_s + frame / FPS, 4), "keypoints": None}
