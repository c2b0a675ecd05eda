"""The checks of one label over time, as far as a trend asks. What of them is compared is
`kiosk.trend`'s."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from kiosk.results.check_ids import CheckKey
from kiosk.results.database import DatabaseReader
from kiosk.results.labels import label_key
from kiosk.trend import DETECTABLE_DEG, Reading, Stance, Visit

MOST = 60
"""Checks of one label that are looked at, the newest ones: more than a year of one a week."""
MEASURED_AS = {
    "knee_valgus": "knee_fppa_deg",
    "pelvic_drop": "pelvic_drop_deg",
    "trunk_lean": "trunk_lean_deg",
}
"""The measure of a rep that a check judges."""

# The reps and the advice are most of a report, and nothing of them is wanted here.
_VISITS = """
SELECT seq, token, label, started_utc, started_clock_sure, protocol_version,
       model_name, model_sha256, second_model_name, second_model_sha256,
       json_remove(report_json, '$.legs.left.reps', '$.legs.right.reps', '$.advice') AS report
FROM checks LEFT JOIN reports ON check_seq = seq
WHERE label_key = ? AND state <> 'open' AND seq <= ? ORDER BY seq DESC LIMIT ?
"""
_REPS = """
SELECT check_seq, leg, {counts} FROM reps WHERE counted AND NOT practice
AND check_seq IN (SELECT value FROM json_each(?)) GROUP BY check_seq, leg
""".format(
    counts=", ".join(
        f"count(json_extract(values_json, '$.{measure}')) AS {check}"
        for check, measure in MEASURED_AS.items()
    )
)


class History:
    """Made from an open store; any thread may ask."""

    def __init__(self, database: DatabaseReader) -> None:
        self._database = database

    def visits(self, label: str, up_to: int = 2**63 - 1) -> tuple[Visit, ...]:
        """The newest `MOST` ended checks of a label, whatever its case, oldest first; none for a
        label that nobody has. `up_to`: a check's number; only that one and older ones."""
        with self._database.reading() as connection:
            rows = connection.execute(_VISITS, (label_key(label), up_to, MOST)).fetchall()
            numbers = json.dumps([row["seq"] for row in rows])
            reps = connection.execute(_REPS, (numbers,)).fetchall()
        seen = {(row["check_seq"], row["leg"]): dict(row) for row in reps}
        return tuple(_visit(row, seen) for row in reversed(rows))

    def set_up_anew(self, since_utc: str, until_utc: str) -> tuple[str, ...]:
        """When the spot was set between two moments (ISO 8601 as `Moment.utc_text`), oldest first:
        the camera may have been moved then. Only what a set clock saw."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT set_utc FROM spots WHERE set_clock_sure AND set_utc > ? AND set_utc < ?"
                " ORDER BY seq",
                (since_utc, until_utc),
            ).fetchall()
        return tuple(row["set_utc"] for row in rows)


Seen = Mapping[tuple[int, str], Mapping[str, Any]]
"""By check and leg: in how many counted reps each measure was seen."""


def _visit(row: sqlite3.Row, seen: Seen) -> Visit:
    report = json.loads(row["report"] or "{}")
    legs = report.get("legs") or {}
    return Visit(
        check_id=CheckKey(row["seq"], row["token"]).public_id,
        number=row["seq"],
        label=row["label"],
        started_utc=row["started_utc"],
        clock_sure=bool(row["started_clock_sure"]),
        protocol_version=row["protocol_version"],
        networks=(
            row["model_sha256"] or row["model_name"],
            row["second_model_sha256"] or row["second_model_name"],
        ),
        eased=bool(report.get("eased")),
        legs={side: _stance(leg, seen.get((row["seq"], side), {})) for side, leg in legs.items()},
    )


def _stance(leg: Mapping[str, Any], seen: Mapping[str, Any]) -> Stance:
    checks: Mapping[str, Any] = leg.get("checks") or {}
    free_leg = leg.get("free_leg")
    return Stance(
        free_leg=None if free_leg == "unknown" else free_leg,
        depth_deg=(checks.get("depth") or {}).get("value_deg"),
        readings={
            name: _reading(checks[name], seen.get(name, 0))
            for name in DETECTABLE_DEG
            if name in checks
        },
    )


def _reading(check: Mapping[str, Any], reps: int) -> Reading:
    """A report older than the mark of doubt says `unsure` for a value in doubt as for one near a
    line: then either is taken for the first."""
    in_doubt = check.get("in_doubt", check.get("verdict") == "unsure")
    return Reading(check.get("value_deg"), check.get("spread_deg"), bool(in_doubt), reps)
