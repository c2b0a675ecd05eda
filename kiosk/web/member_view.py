"""A `Snapshot` as the member screen paints it: plain words and numbers, ready for JSON.

Pure. All wording happens here and in `wording.py`; the page's script only paints.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.live import Snapshot
from kiosk.pose.keypoints import FACE_JOINTS
from kiosk.web import wording

MOST_ADVICE = 4
"""Texts on the member's screen, which cannot scroll: the first ones and the closing one."""

_DIFFERS = ("borderline", "fault")
_NO_PICTURE = ("missing", "lost")
_WAIT = "One moment, please."
_CAMERA_FALLBACK = {
    "starting": "The camera is starting.",
    "missing": "No camera found.",
    "lost": "The camera stopped.",
    "ended": "The recording has ended.",
}


def member_view(snapshot: Snapshot) -> dict[str, Any]:
    """Everything the page needs for one state."""
    return {
        "seq": snapshot.seq,
        "camera": {"state": snapshot.camera, "message": _camera_message(snapshot)},
        "banner": snapshot.banner,
        "stage": snapshot.stage,
        "instruction": _WAIT if snapshot.camera in _NO_PICTURE else snapshot.instruction,
        "leg": snapshot.leg,
        "leg_name": wording.LEG_NAMES.get(snapshot.leg or ""),
        "counted": snapshot.reps_counted,
        "wanted": snapshot.reps_wanted,
        "last_rep": _last_rep(snapshot.last_rep),
        "figure": _figure(snapshot),
        "depth": _rounded(snapshot.depth_fraction, 3),
        "cue": snapshot.cue,
        "results": _screen_results(snapshot.report) if snapshot.report else None,
    }


def _camera_message(snapshot: Snapshot) -> str | None:
    if snapshot.camera == "ok":
        return None
    return snapshot.camera_message or _CAMERA_FALLBACK.get(snapshot.camera, "No picture.")


def _figure(snapshot: Snapshot) -> dict[str, Any] | None:
    """The stick figure without its face, whatever the loop sent."""
    if snapshot.skeleton is None or snapshot.width_px <= 0 or snapshot.height_px <= 0:
        return None
    points = [
        None if point is None or index in FACE_JOINTS else [round(point[0], 4), round(point[1], 4)]
        for index, point in enumerate(snapshot.skeleton)
    ]
    return {"aspect": round(snapshot.width_px / snapshot.height_px, 4), "points": points}


def _last_rep(rep: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The last rep's line: counted with its knee and hip words, or why it was not counted."""
    if rep is None:
        return None
    counted = bool(rep.get("counted"))
    verdicts = [
        {
            "name": wording.CHECK_NAMES[check],
            "verdict": verdict,
            "words": wording.seen(check, verdict),
        }
        for check, verdict in (("knee_valgus", rep.get("knee")), ("pelvic_drop", rep.get("hip")))
        if counted and verdict is not None
    ]
    return {
        "counted": counted,
        "practice": bool(rep.get("practice")),
        "text": rep.get("text") or "",
        "verdicts": verdicts,
    }


def _screen_results(report: Mapping[str, Any]) -> dict[str, Any]:
    """The results as far as a screen holds them: what differs, and the advice to begin with."""
    found = results_view(report)
    gaps, advice = found["symmetry"], found["advice"]
    found["symmetry"] = [gap for gap in gaps if gap["verdict"] in _DIFFERS] or gaps[:1]
    if len(advice) > MOST_ADVICE:
        found["advice"] = [*advice[: MOST_ADVICE - 1], advice[-1]]
    return found


def results_view(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report (legs, symmetry, advice of `kiosk analyze --json`) in words."""
    legs = report.get("legs") or {}
    return {
        "legs": [_leg(side, legs[side]) for side in wording.LEG_NAMES if legs.get(side)],
        "symmetry": [
            _symmetry(name, found)
            for name, found in (report.get("symmetry") or {}).items()
            if name in wording.SYMMETRY_NAMES
        ],
        "advice": [
            {"finding": advice["finding"], "text": advice["text"]}
            for advice in report.get("advice") or ()
        ],
    }


def _leg(side: str, leg: Mapping[str, Any]) -> dict[str, Any]:
    checks = leg.get("checks") or {}
    return {
        "side": side,
        "name": wording.LEG_NAMES[side],
        "counted": f"{leg.get('counted', 0)} reps counted",
        "checks": [
            check_view(name, checks[name]) for name in wording.CHECK_NAMES if checks.get(name)
        ],
    }


def check_view(name: str, check: Mapping[str, Any]) -> dict[str, Any]:
    """One check of one leg: name, verdict, words, amount, reason."""
    verdict = check.get("verdict") or "unsure"
    return {
        "name": wording.CHECK_NAMES[name],
        "verdict": verdict,
        "verdict_name": wording.VERDICT_NAMES.get(verdict, verdict),
        "words": wording.seen(name, verdict),
        "amount": wording.amount(check),
        "reason": check.get("reason") or "",
    }


def _symmetry(name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    verdict = found.get("verdict") or "unsure"
    difference = found.get("difference_deg")
    size_deg = None if difference is None else abs(difference)
    return {
        "name": wording.SYMMETRY_NAMES[name],
        "verdict": verdict,
        "words": wording.symmetry_seen(verdict),
        "amount": wording.about(size_deg, found.get("spread_deg")) or found.get("reason") or "",
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
