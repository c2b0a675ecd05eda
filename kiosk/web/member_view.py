"""A `Snapshot` as the member screen paints it: plain words and numbers, ready for JSON.

Pure. All wording happens here, in `page_words.py` and in `wording.py`, in the snapshot's
language; the page's script only paints. Results are `results_view.py`.
"""

from __future__ import annotations

from typing import Any

from kiosk.live import Snapshot
from kiosk.pose.keypoints import FACE_JOINTS
from kiosk.web import wording
from kiosk.web.qr import qr_code
from kiosk.web.results_view import leg_view, screen_results
from kiosk.words import LANGUAGES, say

SHORT = ("knee_valgus", "pelvic_drop")
"""What the page says of the first leg while the member changes legs: there are seconds to read."""

_NO_PICTURE = ("missing", "lost", "frozen", "covered")
_WAIT = "One moment, please."
_CAMERA_FALLBACK = {
    "starting": "The camera is starting.",
    "missing": "No camera found.",
    "lost": "The camera stopped.",
    "frozen": "The camera stopped.",
    "covered": "The camera sees nothing.",
    "ended": "The recording has ended.",
}
_SQUATTING = ("practice", "reps")


def member_view(snapshot: Snapshot) -> dict[str, Any]:
    """Everything the page needs for one state."""
    return {
        "seq": snapshot.seq,
        "t_s": round(snapshot.t_s, 4),
        "camera": {"state": snapshot.camera, "message": _camera_message(snapshot)},
        "banner": snapshot.banner and say(snapshot.language, snapshot.banner),
        "stage": "held" if _held(snapshot) else snapshot.stage,
        **_instruction(snapshot),
        "elsewhere": _elsewhere(snapshot),
        "leg": snapshot.leg,
        "leg_name": _said(snapshot, wording.LEG_NAMES.get(snapshot.leg or "")),
        "counted": snapshot.reps_counted,
        "wanted": snapshot.reps_wanted,
        "last_rep": _last_rep(snapshot),
        "aspect": _aspect(snapshot),
        "figure": _figure(snapshot),
        "spot": _spot(snapshot),
        "lines": _lines(snapshot),
        "depth": _rounded(snapshot.depth_fraction, 3),
        "resting": snapshot.resting,
        "picture": snapshot.picture and snapshot.camera == "ok",
        "cue": {"name": snapshot.cue, "seq": snapshot.cue_seq, "sound": snapshot.sound},
        "first_leg": _first_leg(snapshot),
        "results": _results(snapshot),
    }


def _instruction(snapshot: Snapshot) -> dict[str, Any]:
    """The one thing to do now, its picture, and whether it interrupts the check."""
    if snapshot.camera in _NO_PICTURE:
        said = {"instruction": _WAIT, "pictogram": "wait", "hint": None, "pause": None}
    else:
        said = {
            "instruction": snapshot.instruction,
            "pictogram": snapshot.pictogram,
            "hint": snapshot.hint,
            "pause": snapshot.pause,
        }
    said["instruction"] = say(snapshot.language, said["instruction"] or "")
    return {**said, "hold": _rounded(snapshot.hold, 3)}


def _held(snapshot: Snapshot) -> bool:
    """No check can begin; a camera without a picture has its own words for that."""
    return snapshot.held and snapshot.camera not in _NO_PICTURE


def _elsewhere(snapshot: Snapshot) -> list[dict[str, str]]:
    """Why no check can begin, in the other languages: nobody may wait for a sentence they read."""
    if not _held(snapshot):
        return []
    others = (code for code in LANGUAGES if code != snapshot.language)
    return [{"lang": code, "words": say(code, snapshot.instruction)} for code in others]


def _camera_message(snapshot: Snapshot) -> str | None:
    if snapshot.camera == "ok":
        return None
    message = snapshot.camera_message or _CAMERA_FALLBACK.get(snapshot.camera, "No picture.")
    return say(snapshot.language, message)


def _figure(snapshot: Snapshot) -> dict[str, Any] | None:
    """The stick figure without its face, whatever the loop sent."""
    if snapshot.skeleton is None or _aspect(snapshot) is None:
        return None
    points = [
        None if point is None or index in FACE_JOINTS else [round(point[0], 4), round(point[1], 4)]
        for index, point in enumerate(snapshot.skeleton)
    ]
    return {"points": points}


def _aspect(snapshot: Snapshot) -> float | None:
    """Width of the camera picture by its height."""
    if snapshot.width_px <= 0 or snapshot.height_px <= 0:
        return None
    return round(snapshot.width_px / snapshot.height_px, 4)


def _spot(snapshot: Snapshot) -> dict[str, float] | None:
    """The spot in units of the picture's height, as the figure is drawn; tilt in degrees."""
    aspect = _aspect(snapshot)
    if snapshot.spot is None or aspect is None:
        return None
    x, y, half_width, half_height, tilt_deg = snapshot.spot
    return {
        "x": round(x * aspect, 4),
        "y": round(y, 4),
        "half_width": round(half_width * aspect, 4),
        "half_height": round(half_height, 4),
        "tilt_deg": round(tilt_deg, 1),
    }


def _lines(snapshot: Snapshot) -> dict[str, str | None] | None:
    """How the knee's and the pelvis's line look now, None being neutral; no lines but in squats."""
    if snapshot.stage not in _SQUATTING:
        return None
    return {"knee": snapshot.knee_now, "pelvis": snapshot.pelvis_now}


def _last_rep(snapshot: Snapshot) -> dict[str, Any] | None:
    """The last rep's line: counted with its knee and hip words, or why it was not counted."""
    rep = snapshot.last_rep
    if rep is None:
        return None
    counted = bool(rep.get("counted"))
    found = (("knee_valgus", rep.get("knee")), ("pelvic_drop", rep.get("hip")))
    return {
        "counted": counted,
        "practice": bool(rep.get("practice")),
        "text": say(snapshot.language, rep.get("text") or ""),
        "verdicts": [
            {"verdict": verdict, "words": say(snapshot.language, wording.seen(check, verdict))}
            for check, verdict in found
            if counted and verdict is not None
        ],
    }


def _first_leg(snapshot: Snapshot) -> dict[str, Any] | None:
    """The first leg's result in short, while the legs change."""
    if not snapshot.leg_report or snapshot.stage != "change_leg":
        return None
    side, leg = next(iter(snapshot.leg_report.items()))
    checks = {name: found for name, found in (leg.get("checks") or {}).items() if name in SHORT}
    return leg_view(side, {**leg, "checks": checks}, snapshot.language)


def _results(snapshot: Snapshot) -> dict[str, Any] | None:
    if not snapshot.report:
        return None
    address = snapshot.share_url
    shown = screen_results(snapshot.report, snapshot.language)
    return {**shown, "qr": qr_code(address) if address else None}


def _said(snapshot: Snapshot, message: str | None) -> str | None:
    return None if message is None else say(snapshot.language, message)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
