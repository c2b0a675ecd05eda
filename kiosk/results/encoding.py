"""Between the store's rows and the program's values. Pure; no SQL is run here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from kiosk.moment import Moment, parse_utc
from kiosk.results.records import Setting, SettingChange, Software, StoredRep
from kiosk.scoring.findings import Rep


def rep_row(rep: Rep) -> dict[str, Any]:
    """A rep as columns of `reps`."""
    values = {field.name: _plain(getattr(rep, field.name)) for field in fields(rep)}
    return {"leg": rep.leg.value, "counted": rep.counted, "values_json": json_text(values)}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return dict(value) if isinstance(value, Mapping) else value


def rep_of(row: sqlite3.Row) -> StoredRep:
    """A row of `reps`, its values in the report's form."""
    values = json.loads(row["values_json"])
    return StoredRep(row["leg"], row["number"], bool(row["practice"]), values)


def json_text(value: object) -> str:
    """Compact JSON. Raises ValueError for NaN and infinity: missing is null, with a reason."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def verdict_rows(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row of `verdicts` for each leg and check in a report."""
    for leg, leg_report in report.get("legs", {}).items():
        for name, result in leg_report.get("checks", {}).items():
            optional = {key: result.get(key) for key in ("value_deg", "spread_deg", "events")}
            yield {"leg": leg, "name": name, "verdict": result["verdict"], **optional}


def moment_row(prefix: str, moment: Moment) -> dict[str, Any]:
    """A moment as the four columns `<prefix>_utc` and so on."""
    return {
        f"{prefix}_utc": moment.utc_text,
        f"{prefix}_monotonic_s": moment.monotonic_s,
        f"{prefix}_boot_id": moment.boot_id,
        f"{prefix}_clock_sure": moment.clock_sure,
    }


def moment_of(prefix: str, row: sqlite3.Row) -> Moment:
    """The moment in the four columns."""
    return Moment(
        parse_utc(row[f"{prefix}_utc"]),
        row[f"{prefix}_monotonic_s"],
        row[f"{prefix}_boot_id"],
        bool(row[f"{prefix}_clock_sure"]),
    )


def software_of(row: sqlite3.Row) -> Software:
    """What measured the check of a row of `checks`."""
    return Software(*(row[field.name] for field in fields(Software)))


def setting_of(row: sqlite3.Row) -> Setting:
    """A row of `settings`."""
    return Setting(
        row["key"],
        json.loads(row["value_json"]),
        parse_utc(row["set_utc"]),
        bool(row["set_clock_sure"]),
        row["set_by"],
    )


def setting_change_of(row: sqlite3.Row) -> SettingChange:
    """A row of `settings_log`."""
    texts = (row["old_json"], row["new_json"])
    old, new = (None if text is None else json.loads(text) for text in texts)
    sure = bool(row["at_clock_sure"])
    return SettingChange(row["key"], old, new, parse_utc(row["at_utc"]), sure, row["by_whom"])
