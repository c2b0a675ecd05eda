"""What the Setup page is told, as plain values ready for JSON. Pure.

Decides the rows of figures and what is compared with the day on which the spot was set. Places
are fractions of the picture. Missing is None: the page says "not calibrated".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kiosk.setup import overlay
from kiosk.setup.history import Kept
from kiosk.setup.look import Look
from kiosk.setup.overlay import Xy
from kiosk.setup.score import Row, overall
from kiosk.spot.calibration import Calibration
from kiosk.spot.limits import limits
from kiosk.spot.record import SpotRecord

DRAWN_IS_BLIND = "A drawn spot cannot notice a knocked camera; lay the mat to have it watched."
WATCHED = "The mat is watched: when the camera is knocked, this page and the self-check say so."
NO_SPOT = "No spot is set yet."


def setup_view(
    *,
    camera: str,
    size_px: tuple[int, int],
    kept: Kept | None,
    note: str | None,
    look: Look,
    now: Sequence[Row],
    can_undo: bool,
) -> Mapping[str, Any]:
    """Everything on the page. `now` are the rows of this moment."""
    record = kept.record if kept else None
    calibration = record.calibration if record else None
    state, words = overall(now)
    return {
        "camera": camera or None,
        "picture": {"width_px": size_px[0], "height_px": size_px[1]} if camera else None,
        "spot": _spot(record),
        "calibrated": calibration is not None,
        "set_at": record.set_utc if record else None,
        "set_by": record.set_by if record else None,
        "clock_sure": kept.clock_sure if kept else True,
        "note": note,
        "knocked": look.knocked,
        "watched": _watched(record, look),
        "figures": figures(calibration),
        "placement": _rows(now, kept.placement if kept else ()),
        "overall": {"state": state, "words": words},
        "outline": _outline(record, look.mat[1] if look.mat else None, size_px),
        "can_undo": can_undo,
    }


def figures(calibration: Calibration | None) -> list[dict[str, Any]]:
    """Name, value and unit; the value is None where nothing is calibrated."""
    rows: tuple[tuple[str, float | None, str], ...]
    if calibration is None:
        rows = tuple((name, None, unit) for name, unit in _FIGURES)
    else:
        at_most = limits(calibration.distance_m, calibration.mat_turn_deg)
        values = (
            calibration.camera_height_m,
            calibration.distance_m,
            calibration.pitch_deg,
            calibration.roll_deg,
            calibration.long_fov_deg,
            calibration.k1,
            at_most.off_centre_m,
            at_most.turned_deg,
        )
        rows = tuple(
            (name, value, unit) for (name, unit), value in zip(_FIGURES, values, strict=True)
        )
    return [{"name": name, "value": value, "unit": unit} for name, value, unit in rows]


_FIGURES = (
    ("Camera above the floor", "m"),
    ("Camera to the spot, along the floor", "m"),
    ("Camera looks down", "°"),
    ("Picture turned clockwise", "°"),
    ("Lens, view along the longer side", "°"),
    ("Lens, bend", "k1"),
    ("Foot off the centre line, at most", "m"),
    ("Body turned, at most", "°"),
)


def _spot(record: SpotRecord | None) -> dict[str, float] | None:
    if record is None:
        return None
    ellipse = overlay.fractions(record.spot, record.width_px, record.height_px)
    names = ("x", "y", "half_width", "half_height", "tilt_deg")
    return dict(zip(names, ellipse, strict=True))


def _watched(record: SpotRecord | None, look: Look) -> str:
    if record is None:
        return NO_SPOT
    if record.calibration is None:
        return DRAWN_IS_BLIND
    return look.untold or WATCHED


def _rows(now: Sequence[Row], then: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows of now, each with what it was when the spot was set, where that is kept."""
    before = {row.name: row for row in then}
    return [
        {
            "name": row.name,
            "state": row.state,
            "seen": row.seen,
            "mend": row.mend,
            "then_state": before[row.name].state if row.name in before else None,
            "then_seen": before[row.name].seen if row.name in before else None,
        }
        for row in now
    ]


def _outline(
    record: SpotRecord | None, seen: Calibration | None, size_px: tuple[int, int]
) -> dict[str, list[Any]]:
    """Lines over the picture: a member of 2 m, the middle line, the markers seen now."""
    person: Sequence[Xy] = ()
    middle: Sequence[Xy] = ()
    if record is not None:
        middle = overlay.middle_line(record.spot, record.calibration)
        if record.calibration is not None:
            person = overlay.person(record.spot, record.calibration)
    markers = seen.markers.values() if seen else ()
    return {
        "person": _fractions(person, size_px),
        "middle": _fractions(middle, size_px),
        "markers": [_fractions(corners, size_px) for corners in markers],
    }


def _fractions(points: Sequence[Xy], size_px: tuple[int, int]) -> list[list[float]]:
    width_px, height_px = size_px
    return [[round(x / width_px, 5), round(y / height_px, 5)] for x, y in points]
