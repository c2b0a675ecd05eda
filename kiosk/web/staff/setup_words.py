"""The Setup view's values as words and as fields of its form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.web.staff.check_view import when

NOT_CALIBRATED = "not calibrated"
ROLES_OF_STATES = {
    "good": ("good", "Good"),
    "poor": ("borderline", "Could be better"),
    "bad": ("fault", "Mend this"),
    "unknown": ("unsure", "Not known"),
}
"""State of a row: the mark that it wears, and its word."""
_FIRST = {"x": 0.5, "y": 0.85, "half_width": 0.18, "half_height": 0.05, "tilt_deg": 0.0}
"""Where drawing begins when there is no spot yet."""
_FORMATS = {"m": "{:.2f} m", "°": "{:.1f}°", "k1": "{:+.2f}"}


def figure_words(figure: Mapping[str, Any]) -> tuple[str, str]:
    """Name and value of one figure."""
    if figure["value"] is None:
        return figure["name"], NOT_CALIBRATED
    return figure["name"], _FORMATS[figure["unit"]].format(figure["value"])


def percent_form(spot: Mapping[str, float] | None) -> dict[str, str]:
    """The numbers of the form: percent of the picture, whole width and height, degrees."""
    spot = spot or _FIRST
    return {
        "x": f"{spot['x']:.1%}"[:-1],
        "y": f"{spot['y']:.1%}"[:-1],
        "width": f"{2 * spot['half_width']:.1%}"[:-1],
        "height": f"{2 * spot['half_height']:.1%}"[:-1],
        "tilt": f"{spot['tilt_deg']:.1f}",
    }


def remembered(view: Mapping[str, Any]) -> str | None:
    """When, how and by whom the spot was set."""
    if view["spot"] is None:
        return None
    how = "with the mat" if view["calibrated"] else "by hand"
    doubt = "" if view.get("clock_sure", True) else " (the kiosk's clock was not sure)"
    return f"Set {when(view['set_at'])}{doubt}, {how}, by {view['set_by']}."
