"""A clip's truth as the judgement needs it: reps, reasons, bands and what disturbs the picture.

Speaks the words of `kiosk analyze --json` (left, right, foot_down, two_legs); the truth file's
own words end here. Leaves pairing and every figure to others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

T = TypeVar("T")

SIDES = {"L": "left", "R": "right", "both": "both"}
REASONS = {"touchdown": "foot_down"}
"""Of the truth's words those that the kiosk has another word for."""
OTHER_EVENTS = {"kneelift": "knee_lift"}
GREY_FROM_DEG, SHALLOW_BELOW_DEG = 40.0, 45.0
"""Shallow in truth, but so near to 45 that the contract prefers it counted: either is right."""
GOOD_GROUPS = frozenset({"people", "repeat", "rate"})
MIN_REPS = 3
"""Fewer counted reps are not judged."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One angle: its field in the kiosk's rep, its key in the truth's, and its check's cuts."""

    field: str
    truth_key: str
    check: str
    label: str
    good_deg: float
    fault_deg: float

    def to_cut_deg(self, truth_deg: float) -> float:
        """Distance to the nearer cut."""
        return min(abs(truth_deg - self.good_deg), abs(truth_deg - self.fault_deg))

    def is_good(self, truth_deg: float) -> bool:
        """Whether a value lies on the good side of the first cut."""
        above = self.fault_deg > self.good_deg
        return truth_deg <= self.good_deg if above else truth_deg >= self.good_deg


MEASURES = (
    Measure("knee_fppa_deg", "fppa_bottom_ref", "knee_valgus", "Knee FPPA", 8.0, 14.0),
    Measure("pelvic_drop_deg", "pelvic_drop_bottom_bone", "pelvic_drop", "Pelvic drop", 6.0, 12.0),
    Measure("trunk_lean_deg", "trunk_lean_bottom", "trunk_lean", "Trunk lean", 8.0, 13.0),
    Measure("knee_flexion_deg", "peak_flexion", "depth", "Knee flexion", 60.0, 45.0),
)


@dataclass(frozen=True, slots=True)
class TrueRep:
    """One squat that took place. `leg` is left, right or both."""

    leg: str
    bottom_s: float
    counted: bool
    reasons: frozenset[str]
    """Any of them is a right reason to refuse it."""
    values: Mapping[str, float]
    """By field of the kiosk's rep, degrees, as the camera sees them."""
    own_fppa_deg: float
    """The person's own knee FPPA, seen square on and centred."""

    @property
    def grey(self) -> bool:
        """Shallow by so little that counting it is right too."""
        only_shallow = self.reasons == {"shallow"}
        return only_shallow and self.values["knee_flexion_deg"] >= GREY_FROM_DEG


@dataclass(frozen=True, slots=True)
class Clip:
    """What is true of one clip."""

    name: str
    group: str
    base: str | None
    """The same person and script undisturbed."""
    level: str
    fps: float
    frames: int
    person: str
    """Says who it is: equal for equal bodies."""
    woman: bool | None
    turn_deg: float
    off_centre_m: float
    reps: tuple[TrueRep, ...]
    others: tuple[tuple[float, str], ...]
    """Time and word of what must be named although it is no squat of a leg."""
    hops_s: tuple[float, ...]
    verdicts: Mapping[str, Mapping[str, str]]
    """Side, check: the band that the truth deserves."""

    @property
    def displaced(self) -> bool:
        """Turned or off-centre by whatever amount."""
        return bool(self.turn_deg or self.off_centre_m)

    @property
    def good_scene(self) -> bool:
        """Nothing disturbs it."""
        return self.group in GOOD_GROUPS and not self.displaced

    @property
    def counted(self) -> int:
        """Reps that count."""
        return sum(rep.counted for rep in self.reps)

    def middle_reps(self, side: str) -> Sequence[TrueRep]:
        """Those that speak for a leg; none when there are too few."""
        mine = [rep for rep in self.reps if rep.leg == side and rep.counted]
        return middle_of(mine) if len(mine) >= MIN_REPS else ()

    def leg_truth_deg(self, side: str, field: str) -> float | None:
        """Median of the leg's middle reps; None when there are too few."""
        reps = self.middle_reps(side)
        return float(median(rep.values[field] for rep in reps)) if reps else None

    def own_fppa_deg(self, side: str) -> float | None:
        """The same of the person's own knee FPPA."""
        reps = self.middle_reps(side)
        return float(median(rep.own_fppa_deg for rep in reps)) if reps else None


def middle_of(reps: Sequence[T]) -> Sequence[T]:
    """Of five or more without the first and the last, else all."""
    return reps[1:-1] if len(reps) >= 5 else reps


def read_clip(truth_file: Path, entries: Mapping[str, Any]) -> Clip:
    """The clip of one `.truth.json`. `entries` are those of the measured set, by name."""
    name = truth_file.name.removesuffix(".truth.json")
    truth: dict[str, Any] = json.loads(truth_file.read_text(encoding="utf-8"))
    return clip_of(name, truth, entries)


def clip_of(name: str, truth: Mapping[str, Any], entries: Mapping[str, Any]) -> Clip:
    """What a parsed truth file says; a clip of no entry belongs to `other` or, if nothing
    disturbs it by its spec, to `people`.
    """
    spec = truth["spec"]
    body = spec.get("body")
    turn_deg, off_m = float(spec.get("turn_deg", 0.0)), float(spec.get("off_centre_m", 0.0))
    group, base, level = _place(name, float(truth["fps"]), entries, bool(turn_deg or off_m))
    events = truth["events"]
    return Clip(
        name=name, group=group, base=base, level=level,
        fps=float(truth["fps"]), frames=int(truth["n_frames"]),
        person=sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:12],
        woman=None if not body else float(body.get("gender", 1.0)) >= 0.5,
        turn_deg=turn_deg, off_centre_m=off_m,
        reps=tuple(_rep(row, events) for row in truth["reps"]),
        others=tuple((e["t"], OTHER_EVENTS[e["type"]]) for e in events
                     if e["type"] in OTHER_EVENTS),
        hops_s=tuple(e["t"] for e in events if e["type"] == "hop"),
        verdicts=truth.get("verdicts", {}),
    )  # fmt: skip


def _place(
    name: str, fps: float, entries: Mapping[str, Any], displaced: bool
) -> tuple[str, str | None, str]:
    """Group, base and level; a thinned clip NAME-10 goes with its NAME."""
    whole, _, ending = name.rpartition("-")
    entry = entries.get(name) or (entries.get(whole) if ending.isdigit() else None)
    if entry is None:
        return ("other" if displaced else "people"), None, ""
    if entry.group == "rate":
        return "rate", entry.name, f"{fps:.0f} fps"
    return entry.group, entry.base, entry.level


def _rep(row: Mapping[str, Any], events: list[dict[str, Any]]) -> TrueRep:
    reasons = set()
    if row["why_not"]:
        reasons.add(REASONS.get(row["why_not"], row["why_not"]))
        touched = [e for e in events if e["type"] == "touchdown"]
        if any(row["t_start"] <= e["t"] <= row["t_end"] for e in touched):
            reasons.add("foot_down")
        if row["peak_flexion"] < SHALLOW_BELOW_DEG:
            reasons.add("shallow")
    return TrueRep(
        leg=SIDES[row["leg"]], bottom_s=row["t_bottom"], counted=row["counted"],
        reasons=frozenset(reasons),
        values={measure.field: row[measure.truth_key] for measure in MEASURES},
        own_fppa_deg=row["asked"]["fppa_ref"],
    )  # fmt: skip
