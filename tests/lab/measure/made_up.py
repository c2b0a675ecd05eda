"""Truth files and reports of made-up clips, as small as they can be, for the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .clips import Clip, clip_of

SQUAT_S = 4.0
GOOD = {"knee_valgus": "good", "pelvic_drop": "good", "trunk_lean": "good", "depth": "good",
        "balance": "good"}  # fmt: skip
SIDES = {"L": "left", "R": "right"}


@dataclass(frozen=True)
class Entry:
    """As the measured set's."""

    name: str
    group: str
    base: str | None
    level: str


def squat(k: int, leg: str = "L", fppa: float = 5.0, flexion: float = 62.0,
          why_not: str | None = None) -> dict[str, Any]:  # fmt: skip
    """The `k`-th rep of a truth file."""
    bottom_s = SQUAT_S * (k + 1)
    return {
        "leg": leg, "t_start": bottom_s - 1.8, "t_bottom": bottom_s, "t_end": bottom_s + 1.8,
        "counted": why_not is None, "why_not": why_not, "peak_flexion": flexion,
        "fppa_bottom_ref": fppa, "pelvic_drop_bottom_bone": 3.0, "trunk_lean_bottom": 2.0,
        "asked": {"fppa_ref": fppa},
    }  # fmt: skip


def truth(reps: Iterable[Mapping[str, Any]], *, events: Iterable[Mapping[str, Any]] = (),
          bands: Mapping[str, str] = GOOD, **spec: Any) -> dict[str, Any]:  # fmt: skip
    """A truth file of these reps; legs with three counted ones deserve `bands`."""
    rows = list(reps)
    legs = [leg for leg in SIDES if sum(r["leg"] == leg and r["counted"] for r in rows) >= 3]
    return {
        "fps": 15, "n_frames": 300, "spec": {"body": {"gender": 1.0, "age": 0.5}, **spec},
        "reps": rows, "events": list(events),
        "verdicts": {SIDES[leg]: dict(bands) for leg in legs},
    }  # fmt: skip


def clip(reps: Iterable[Mapping[str, Any]], name: str = "made", **more: Any) -> Clip:
    """The clip of such a truth file; `entries` by name among the rest."""
    entries = more.pop("entries", {})
    return clip_of(name, truth(reps, **more), entries)


def _found(row: Mapping[str, Any], error_deg: float) -> dict[str, Any]:
    reason = {"touchdown": "foot_down"}.get(row["why_not"], row["why_not"])
    return {
        "start_s": row["t_start"], "bottom_s": row["t_bottom"] + 0.1, "end_s": row["t_end"],
        "counted": row["counted"], "refused_because": reason,
        "knee_fppa_deg": row["fppa_bottom_ref"] + error_deg,
        "pelvic_drop_deg": row["pelvic_drop_bottom_bone"] + error_deg,
        "trunk_lean_deg": row["trunk_lean_bottom"] + error_deg,
        "knee_flexion_deg": row["peak_flexion"] + error_deg,
    }  # fmt: skip


def report(reps: Iterable[Mapping[str, Any]], error_deg: float = 0.0,
           verdicts: Mapping[str, str] = GOOD,
           other: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:  # fmt: skip
    """What a kiosk would say that sees these reps, each angle off by `error_deg`."""
    rows = list(reps)
    legs = {}
    for letter, side in SIDES.items():
        mine = [_found(row, error_deg) for row in rows if row["leg"] == letter]
        counted = [rep for rep in mine if rep["counted"]]
        legs[side] = {"reps": mine, "checks": _checks(counted, verdicts)}
    return {"legs": legs, "other": list(other)}


def _checks(counted: list[dict[str, Any]], verdicts: Mapping[str, str]) -> dict[str, Any]:
    fields = {"knee_valgus": "knee_fppa_deg", "pelvic_drop": "pelvic_drop_deg",
              "trunk_lean": "trunk_lean_deg", "depth": "knee_flexion_deg"}  # fmt: skip
    checks: dict[str, Any] = {"balance": {"verdict": verdicts["balance"]}}
    for check, field in fields.items():
        # The made-up reps of a leg are alike, so any of them is their median.
        value = counted[0][field] if counted else None
        checks[check] = {"verdict": verdicts[check], "value_deg": value, "spread_deg": 2.0}
    return checks
