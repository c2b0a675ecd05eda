"""Big stores for tests and benchmarks: as many checks as asked, the same ones every time.

`fill(path, 100_000)` writes into a store that `ResultStore` made (or makes one); as a program:
`python -m tests.results.many STORE CHECKS`. A few hundred checks go through the real scoring, and
every stored one is a copy of one of them with its own time, label and end. The newest began at
`NEWEST`, on the last of `DAYS` days.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from kiosk.contract import report_json
from kiosk.moment import Moment
from kiosk.pose.keypoints import Leg
from kiosk.results import Kind, ResultStore, Software
from kiosk.results.encoding import json_text, moment_row, rep_row, verdict_rows
from kiosk.results.labels import label_key
from kiosk.results.trail_code import packed, points_text
from kiosk.scoring.findings import FreeLeg, OtherMovement, Refusal, Rep
from kiosk.scoring.report import build_report
from tests.results.trail_maker import piece

NEWEST = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
DAYS = 365
MEMBERS = 2_000
LABELLED = 0.7
COMPLETE = 0.85
CLOCK_UNSURE = 0.01
SAMPLES = 300
SOFTWARE = Software(
    "0.1.0", "7", "lightning-portrait", "ab" * 32, "camera", "thunder-portrait", "cd" * 32
)
_FIRST = ("Aïcha", "Bram", "Chloë", "Dirk", "Eva", "Fenna", "Giel", "Hanneke", "Ivo", "José")
_BATCH = 2_000
_TOOK = timedelta(seconds=95)
_DURING = ("reps", "other_movements", "trail_pieces", "rep_bottoms")
"""Tables that are written while a check runs; the others at its end."""
_REFUSALS = (Refusal.SHALLOW, Refusal.FOOT_DOWN, Refusal.TOO_FAST)


Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One check that went through the scoring, as rows by table, without the check's number."""

    reps: tuple[Row, ...]
    other_movements: tuple[Row, ...]
    verdicts: tuple[Row, ...]
    reports: tuple[Row, ...]
    trail_pieces: tuple[Row, ...]
    rep_bottoms: tuple[Row, ...]


_COLUMNS = {
    "reps": ("position", "leg", "counted", "values_json", "number", "practice"),
    "other_movements": ("position", "start_s", "end_s", "refused_because"),
    "verdicts": ("leg", "name", "verdict", "value_deg", "spread_deg", "events"),
    "reports": ("report_json",),
    "trail_pieces": ("position", "frames"),
    "rep_bottoms": ("position", "points_json"),
}


def fill(path: Path, checks: int, newest: datetime = NEWEST, kind: Kind = "kiosk") -> None:
    """Add so many checks to a store, which nothing else has open. Deterministic.

    100,000 take about a minute and 2 GB. Not safe against a loss of power, unlike the store.
    """
    draw = random.Random(checks)
    samples = [_sample(random.Random(number)) for number in range(min(SAMPLES, checks))]
    with ResultStore.open(path, kind, Moment(newest, 1.0, "boot", True)):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM checks").fetchone()
        made = (_check(draw, number, checks, newest) for number in range(checks))
        while batch := [{"seq": last + n + 1, **row} for n, row in islice(made, _BATCH)]:
            connection.execute("BEGIN")
            _add(connection, batch, draw.choices(samples, k=len(batch)))
            connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _check(
    draw: random.Random, number: int, of: int, newest: datetime
) -> tuple[int, dict[str, Any]]:
    """A row of `checks`, without its number in the store."""
    started = newest - timedelta(days=DAYS) * ((of - 1 - number) / of)
    sure = draw.random() >= CLOCK_UNSURE
    began = Moment(
        started if sure else started - timedelta(days=3),
        60.0 * number,
        f"boot-{number // 400}",
        sure,
    )
    ended = replace(began, utc=began.utc + _TOOK, monotonic_s=began.monotonic_s + 95.0)
    complete = draw.random() < COMPLETE
    label = _label(draw) if draw.random() < LABELLED else None
    return number, {
        "token": f"{draw.getrandbits(96):024x}",
        "state": "complete" if complete else "abandoned",
        "reason": None if complete else "the person left the spot",
        **moment_row("started", began),
        **moment_row("ended", ended),
        **asdict(SOFTWARE),
        "label": label,
        "label_key": None if label is None else label_key(label),
    }


def _label(draw: random.Random) -> str:
    """A regular comes often, most members seldom."""
    member = int(MEMBERS * draw.random() ** 1.5)
    return f"{_FIRST[member % len(_FIRST)]} {member:04d}"


def _add(
    connection: sqlite3.Connection, checks: list[dict[str, Any]], samples: list[Sample]
) -> None:
    """Half of those who left early had done enough for a report."""
    columns = tuple(checks[0])
    _insert(connection, "checks", columns, (tuple(check.values()) for check in checks))
    for table in _COLUMNS:
        _insert(
            connection,
            table,
            ("check_seq", *_COLUMNS[table]),
            (
                (check["seq"], *row)
                for check, sample in zip(checks, samples, strict=True)
                if check["state"] == "complete" or table in _DURING or check["seq"] % 2
                for row in getattr(sample, table)
            ),
        )


def _insert(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: Iterable[Row]
) -> None:
    places = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)


def _sample(draw: random.Random) -> Sample:
    """A practice rep and five counted ones a leg, some refused, each leg with a bent of its own."""
    reps = [rep for leg in Leg for rep in _leg(draw, leg)]
    other = [OtherMovement(70.0, 73.0, Refusal.TWO_LEGS)] if draw.random() < 0.2 else []
    report = report_json(build_report([rep for rep, practice in reps if not practice], other))
    return Sample(
        tuple(
            (position, *rep_row(rep).values(), None if practice else position, practice)
            for position, (rep, practice) in enumerate(reps, 1)
        ),
        tuple(
            (position, each.start_s, each.end_s, each.refused_because.value)
            for position, each in enumerate(other, 1)
        ),
        tuple(
            tuple(row[column] for column in _COLUMNS["verdicts"]) for row in verdict_rows(report)
        ),
        ((json_text(report),),),
        *_trail([rep for rep, _ in reps]),
    )


def _trail(reps: list[Rep]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """What was seen of each rep: its frames, and the body at its bottom."""
    pieces = [piece(rep.leg, rep.start_s, rep.end_s, rep.knee_fppa_deg or 0.0) for rep in reps]
    frames = tuple((number, packed(each.frames)) for number, each in enumerate(pieces, 1))
    bottoms = ((number, each.bottom) for number, each in enumerate(pieces, 1))
    return frames, tuple((number, points_text(at)) for number, at in bottoms if at is not None)


def _leg(draw: random.Random, leg: Leg) -> Iterator[tuple[Rep, bool]]:
    """Its reps, and whether each is practice."""
    start_s = 4.0 if leg is Leg.LEFT else 48.0
    bent = {
        "knee_deg": draw.gauss(9.0, 8.0),
        "hips_deg": draw.gauss(4.0, 4.0),
        "trunk_deg": draw.gauss(6.0, 5.0),
        "bend_deg": draw.gauss(64.0, 8.0),
    }
    yield _rep(draw, leg, start_s, bent), True
    for turn in range(5):
        start_s += 5.0 + draw.random()
        if draw.random() < 0.1:
            yield _rep(draw, leg, start_s, bent, draw.choice(_REFUSALS)), False
            start_s += 5.0
        yield _rep(draw, leg, start_s, bent, wobbles=int(draw.random() < 0.1 * turn)), False


def _rep(
    draw: random.Random,
    leg: Leg,
    start_s: float,
    bent: Mapping[str, float],
    refused: Refusal | None = None,
    wobbles: int = 0,
) -> Rep:
    knee_deg = bent["knee_deg"] + draw.gauss(0.0, 1.5)
    seen = draw.random() > 0.05
    return Rep(
        leg=leg,
        start_s=start_s,
        bottom_s=start_s + 1.9,
        end_s=start_s + 3.7 + draw.random(),
        counted=refused is None,
        refused_because=refused,
        knee_fppa_deg=knee_deg,
        knee_fppa_change_deg=knee_deg - 2.0,
        pelvic_drop_deg=bent["hips_deg"] + draw.gauss(0.0, 1.5) if seen else None,
        trunk_lean_deg=bent["trunk_deg"] + draw.gauss(0.0, 1.5),
        knee_flexion_deg=bent["bend_deg"] + draw.gauss(0.0, 3.0),
        free_leg=FreeLeg.BEHIND,
        jitter_deg=0.4,
        hip_adduction_change_deg=knee_deg - 2.0,
        knee_over_ankle_change_percent=knee_deg - 2.0,
        balance_events=wobbles,
        knee_error_deg=3.0,
        looked_closer=True,
        frames_per_s=14.6,
        pelvic_error_deg=2.4,
        false_fppa_deg=0.6,
        off_centre=0.05,
        why_null={} if seen else {"pelvic_drop_deg": "the hips were hidden"},
    )


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
