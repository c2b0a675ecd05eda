"""The candidates: which signals each uses, a straight fit on one set, its error on another.

Decides the table. A rep without the signals of a candidate has no value by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

Row = Mapping[str, Any]

SINGLE = (
    "live.hips.two_legs", "live.hips.one_leg", "live.wrists.two_legs", "live.wrists.one_leg",
    "live.shoulders.two_legs", "live.trunk", "live.free_knee", "thunder.hips.two_legs",
    "thunder.hips.one_leg", "thunder.wrists.two_legs", "thunder.free_knee",
    "tight.hips.two_legs", "tight.hips.one_leg", "tight.free_knee", "network",
)  # fmt: skip
NO_HANDS = ("thunder.hips.one_leg", "thunder.hips.two_legs", "thunder.free_knee", "thunder.trunk",
            "thunder.shoulders.two_legs", "tight.hips.one_leg", "tight.free_knee")  # fmt: skip
TOGETHER = {
    "wrists, only with hands proven": ("thunder.wrists.two_legs",),
    "hip line and wrists": ("live.hips.one_leg", "live.wrists.two_legs"),
    "linear, all without hands": NO_HANDS,
    "linear, all with wrists": (*NO_HANDS, "thunder.wrists.two_legs"),
    "small model (squares), all with wrists": (*NO_HANDS, "thunder.wrists.two_legs"),
    "network and wrists": ("network", "thunder.wrists.two_legs"),
}
RIDGE = 3.0
GROUPS: dict[str, Any] = {
    "all": lambda _: True,
    "hands ride": lambda row: row["hands"] == "ride",
    "hands rest": lambda row: row["hands"] == "rest",
    "hands off": lambda row: row["hands"] == "off",
    "bend at the waist": lambda row: row["seam"] == "waist",
    "bend at the hip joints": lambda row: row["seam"] == "hinge",
}


def _has(row: Row, names: Sequence[str], proven: bool) -> bool:
    return all(row.get(name) is not None for name in names) and (not proven or row["proven"])


def _columns(rows: Sequence[Row], names: Sequence[str], squares: bool) -> Any:
    x = np.array([[row[name] for name in names] for row in rows], dtype=float)
    if squares:
        pairs = [x[:, i] * x[:, j] for i in range(x.shape[1]) for j in range(i + 1)]
        x = np.column_stack([x, np.stack(pairs, axis=1) / 10.0])
    return x


def _fitted(x: Any, true: Any) -> Any:
    """Ridge about the means: weights, and the offset."""
    centre, scale = x.mean(0), x.std(0) + 1e-9
    z = (x - centre) / scale
    weights = np.linalg.solve(z.T @ z + RIDGE * np.eye(z.shape[1]), z.T @ (true - true.mean()))
    return weights / scale, float(true.mean() - (weights / scale) @ centre)


def candidates() -> Iterator[tuple[str, tuple[str, ...], bool, bool]]:
    """Name, signals, whether the hands must be proven on the hips, whether squares are added."""
    for name in SINGLE:
        yield name, (name,), False, False
    for name, signals in TOGETHER.items():
        yield name, signals, "proven" in name, "squares" in name


def estimates(fit: Sequence[Row], judge: Sequence[Row], names: Sequence[str], *, proven: bool,
              squares: bool) -> list[tuple[Row, float]]:  # fmt: skip
    """The judged rows that have the signals, each with its value."""
    mine = [row for row in fit if _has(row, names, proven)]
    theirs = [row for row in judge if _has(row, names, proven)]
    if len(mine) < 10 or not theirs:
        return []
    true = np.array([row["true"] for row in mine])
    weights, offset = _fitted(_columns(mine, names, squares), true)
    values = _columns(theirs, names, squares) @ weights + offset
    return list(zip(theirs, (float(v) for v in values), strict=True))


def figures(found: Sequence[tuple[Row, float]], of: int) -> str:
    """Reps with a value, bias, SD, correlation with the truth and slope on it."""
    if len(found) < 5:
        return "- |" * 4 + " -"
    true = np.array([row["true"] for row, _ in found])
    value = np.array([value for _, value in found])
    off = value - true
    r = np.corrcoef(true, value)[0, 1]
    slope = np.polyfit(true, value, 1)[0]
    share = 100 * len(found) / of
    return f"{share:.0f} % | {off.mean():+.1f} | {off.std():.1f} | {r:.2f} | {slope:.2f}"


def table(fit: Sequence[Row], judge: Sequence[Row]) -> str:
    """A line for each candidate and group of reps."""
    lines = [f"{len(fit)} reps to fit on, {len(judge)} to judge by.", "",
             "| candidate | reps | value on | bias | SD | r | slope |",
             "|---|---|---:|---:|---:|---:|---:|"]  # fmt: skip
    for name, signals, proven, squares in candidates():
        found = estimates(fit, judge, signals, proven=proven, squares=squares)
        for group, holds in GROUPS.items():
            of = [row for row in judge if holds(row)]
            part = [(row, value) for row, value in found if holds(row)]
            if of and (group == "all" or name in ("network", *TOGETHER)):
                lines.append(f"| {name} | {group} ({len(of)}) | {figures(part, len(of))} |")
    return "\n".join(lines)
