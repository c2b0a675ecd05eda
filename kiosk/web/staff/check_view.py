"""Stored checks as the staff pages show them: words, whole degrees, readable times. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kiosk.agreement import Site
from kiosk.web import wording
from kiosk.web.ports import CheckDetail, CheckRow
from kiosk.web.results_view import check_view, results_view
from kiosk.web.staff.hips_note import hips_note

_STATES = {"complete": "Complete", "abandoned": "Abandoned", "open": "Under way"}
_SOFTWARE = {
    "kiosk_version": "Kiosk",
    "protocol_version": "Protocol",
    "model_name": "Model",
    "model_sha256": "Model sha256",
    "second_model_name": "Second look",
    "second_model_sha256": "Its sha256",
    "source_kind": "Source",
}
_COLUMNS = ("knee_valgus", "pelvic_drop", "trunk_lean", "depth")
"""The check that judges each column of angles in the table of reps."""


def line(row: CheckRow) -> dict[str, Any]:
    """One check of the list."""
    return {
        "id": row.check_id,
        "number": row.number,
        "label": row.label,
        "when": when(row.started_utc),
        "started_utc": row.started_utc,
        "clock_sure": row.clock_sure,
        "state": row.state,
        "state_name": _STATES.get(row.state, row.state),
        "reason": row.reason,
        "replay": row.kind == "replay",
        "legs": [
            {
                "name": name,
                "checks": [
                    _word(title, (row.verdicts.get(side) or {}).get(check))
                    for check, title in wording.CHECK_NAMES.items()
                ],
            }
            for side, name in wording.LEG_NAMES.items()
        ],
    }


def _word(title: str, verdict: str | None) -> dict[str, str | None]:
    named = None if verdict is None else wording.VERDICT_NAMES.get(verdict, verdict)
    return {"title": title, "verdict": verdict, "verdict_name": named}


def when(moment_utc: str | None) -> str:
    """An ISO moment as people read it on the box, in the box's own time zone."""
    if moment_utc is None:
        return "–"
    try:
        moment = datetime.fromisoformat(moment_utc).astimezone()
    except (ValueError, OverflowError):
        return moment_utc
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M}"


def detail_view(detail: CheckDetail, site: Site | None = None) -> dict[str, Any]:
    """One check in full; `site`: what trainers found here."""
    report = detail.report or {}
    return {
        **line(detail.row),
        "ended": when(detail.ended_utc),
        "eased": bool(report.get("eased")),
        "legs": [_leg(side, detail, site) for side in wording.LEG_NAMES],
        "symmetry": results_view(report)["symmetry"],
        "advice": results_view(report)["advice"],
        "other": [
            {"at_s": other.get("start_s"), "what": wording.refusal(other.get("refused_because"))}
            for other in detail.other
        ],
        "software": [
            (title, detail.software[key])
            for key, title in _SOFTWARE.items()
            if detail.software.get(key)
        ],
    }


def _leg(side: str, detail: CheckDetail, site: Site | None) -> dict[str, Any]:
    """The report's leg; without a report, what was committed rep by rep."""
    leg = ((detail.report or {}).get("legs") or {}).get(side) or {}
    checks = leg.get("checks") or {}
    committed = [(rep.values, rep.practice) for rep in detail.reps if rep.leg == side]
    reps = [(rep, False) for rep in leg["reps"]] if "reps" in leg else committed
    kept = [rep for rep, practice in reps if not practice]
    made_by = detail.software.get("protocol_version")
    return {
        "name": wording.LEG_NAMES[side],
        "counted": sum(1 for rep in kept if rep.get("counted")),
        "refused": sum(1 for rep in kept if not rep.get("counted")),
        "free_leg": wording.FREE_LEGS.get(leg.get("free_leg") or "unknown"),
        "checks": [
            check_view(name, checks[name])
            | ({"note": hips_note(checks[name], site, made_by)} if name == "pelvic_drop" else {})
            for name in wording.CHECK_NAMES
            if checks.get(name)
        ],
        "reps": _numbered(reps),
        "spreads": _spreads(checks) if any(checks.values()) else [],
    }


def _spreads(checks: Mapping[str, Any]) -> list[str]:
    """The leg's ± under each column of its reps, knee to depth; a missing one is a dash."""
    found = [(checks.get(name) or {}).get("spread_deg") for name in _COLUMNS]
    return ["–" if spread is None else wording.give_or_take(spread) for spread in found]


def _numbered(reps: Sequence[tuple[Mapping[str, Any], bool]]) -> list[dict[str, Any]]:
    """Counted reps carry their number, as the member saw it; others say what they were."""
    lines, number = [], 0
    for rep, practice in reps:
        counts = bool(rep.get("counted")) and not practice
        number += counts
        lines.append(_rep(str(number) if counts else "", practice, rep))
    return lines


def _rep(number: str, practice: bool, rep: Mapping[str, Any]) -> dict[str, Any]:
    start_s, end_s = rep.get("start_s"), rep.get("end_s")
    took = f"{end_s - start_s:.1f} s" if start_s is not None and end_s is not None else "–"
    return {
        "number": number,
        "not_counted": "" if number else _why_not(practice, rep),
        "knee": wording.degrees(rep.get("knee_fppa_deg")),
        "hips": wording.degrees(rep.get("pelvic_drop_deg")),
        "trunk": wording.degrees(rep.get("trunk_lean_deg")),
        "flexion": wording.degrees(rep.get("knee_flexion_deg")),
        "took": took,
        "missing": [f"{key}: {why}" for key, why in (rep.get("why_null") or {}).items()],
    }


def _why_not(practice: bool, rep: Mapping[str, Any]) -> str:
    reason = wording.refusal(rep.get("refused_because"))
    if practice:
        return f"practice, {reason}" if reason else "practice"
    return reason or "not counted"
