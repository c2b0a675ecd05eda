"""The words for every verdict, check and reason, in one place.

Pages say the words first and the number second; colour is never the only sign. Nothing
here diagnoses: it names what was seen. All of it is English: `kiosk.words.say` knows these
sentences, finished as they are, in the other languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

LIMITS = (
    "Movement check. Not a medical device: it does not diagnose, predict or prevent injury. "
    "Angles are camera estimates."
)

LEG_NAMES = {"left": "Left leg", "right": "Right leg"}

CHECK_NAMES = {
    "knee_valgus": "Knee",
    "pelvic_drop": "Hips",
    "trunk_lean": "Upper body",
    "depth": "Depth",
    "balance": "Balance",
}
"""In the order in which pages show them."""

VERDICT_NAMES = {
    "good": "Good",
    "borderline": "Borderline",
    "fault": "Fault",
    "unsure": "Unsure",
}

_SEEN = {
    "knee_valgus": ("Knee stays in line", "Knee drifts in a little", "Knee moves in"),
    "pelvic_drop": ("Hips stay level", "Hip drops a little", "Hip drops"),
    "trunk_lean": ("Upper body upright", "Upper body leans a little", "Upper body leans"),
    "depth": ("Deep enough", "Could go deeper", "Too shallow to judge"),
    "balance": ("Steady", "One wobble", "Several wobbles"),
}
_COLUMN = {"good": 0, "borderline": 1, "fault": 2}

_WOBBLES = {0: "no wobble", 1: "1 wobble"}

REFUSALS = {
    "shallow": "not deep enough",
    "foot_down": "foot touched down",
    "too_fast": "too fast",
    "hop": "the standing foot hopped",
    "low_confidence": "the camera could not see well enough",
    "two_legs": "squat on two legs",
    "knee_lift": "knee lift, not a squat",
    "wrong_leg": "the other leg",
}

SYMMETRY_NAMES = {
    "knee_fppa": "Knee angle",
    "pelvic_drop": "Hip drop",
    "trunk_lean": "Upper body lean",
}
_SYMMETRY = {
    "good": "No clear difference",
    "borderline": "A small difference",
    "fault": "A clear difference",
}

MEASURE_NAMES = {
    "knee_fppa_deg": "Knee angle",
    "pelvic_drop_deg": "Hip drop",
    "trunk_lean_deg": "Upper body lean",
    "knee_flexion_deg": "Knee bend (depth)",
}
NOT_MEASURED = "not measured"

UNSURE_WHEN = (
    ("Too close to a line", "The value is nearer than its ± to where good ends or fault begins."),
    ("Off the spot", "The standing foot was not in the middle of the picture. Stand on the spot."),
    ("Turned", "The body was turned. Face the camera, with the toes toward it."),
    ("Too few squats", "Fewer than {min_reps} were counted on that leg. Do the check again."),
    ("Not seen", "Clothes, light or another person hid a joint that the value needs."),
    (
        "Hips hidden",
        "Hands off the hips, a loose top or bad light. Hands on the hips, and tuck the top in.",
    ),
    ("Camera too slow", "The kiosk got fewer than {min_frames} pictures a second."),
)
"""When a verdict is `unsure`, and what a person can do; the numbers are the protocol's."""

FREE_LEGS = {
    "middle": "beside the standing leg",
    "behind": "behind",
    "front": "in front",
    "unknown": "not seen",
}


def seen(check: str, verdict: str) -> str:
    """What was seen, in plain words: `("knee_valgus", "fault")` -> "Knee moves in"."""
    if verdict not in _COLUMN:
        return f"{CHECK_NAMES[check]}: unsure"
    return _SEEN[check][_COLUMN[verdict]]


def symmetry_seen(verdict: str) -> str:
    """How the legs compare, in plain words."""
    return _SYMMETRY.get(verdict, "Unsure")


def refusal(code: str | None) -> str:
    """Why a rep was not counted; an unknown code is shown as it is, in words."""
    if code is None:
        return ""
    return REFUSALS.get(code, code.replace("_", " "))


def degrees(value_deg: float | None) -> str:
    """`12.4` -> "12°"; a missing value is a dash."""
    return "–" if value_deg is None else f"{_whole(value_deg)}°"


def about(value_deg: float | None, spread_deg: float | None) -> str:
    """A value with its spread: "about 11° ± 3"; "" when there is no value."""
    if value_deg is None:
        return ""
    return f"about {_whole(value_deg)}° ± {_spread(spread_deg)}"


def give_or_take(spread_deg: float | None) -> str:
    """`1.4` -> "± 2", in whole degrees like the value; an unknown spread says so.

    Rounded up save for a quarter of a degree, and at least 1: a spread must not be understated.
    """
    return f"± {_spread(spread_deg)}"


def tenths(value_deg: float | None, sign: bool = False) -> str:
    """`-0.52` -> "−0.5°", with `sign` `1.0` -> "+1.0°"; a missing figure says so."""
    if value_deg is None:
        return NOT_MEASURED
    said = f"{value_deg:+.1f}" if sign else f"{value_deg:.1f}"
    plain = said.lstrip("+-")
    tenth = plain if float(plain) == 0 else said.replace("-", "−")
    return f"{tenth}°"


def share(part: int | None, whole: int | None) -> str:
    """`57, 60` -> "57 of 60"; a missing figure says so."""
    return NOT_MEASURED if part is None or whole is None else f"{part} of {whole}"


def sure_line(validated_on: str | None) -> str:
    """What "±" is, in one line; without the second half where the figures cannot be read."""
    if not validated_on:
        return "± is the error to expect."
    return f"± is the error to expect, measured on {validated_on}."


def amount(check: Mapping[str, Any]) -> str:
    """The measured amount of a check: an angle with spread, or a number of wobbles."""
    events = check.get("events")
    if events is not None:
        return _WOBBLES.get(events, f"{events} wobbles")
    return about(check.get("value_deg"), check.get("spread_deg"))


def _spread(spread_deg: float | None) -> str:
    return NOT_MEASURED if spread_deg is None else str(max(1, ceil(spread_deg - 0.25)))


def _whole(value: float) -> str:
    whole = round(value)
    return f"−{-whole}" if whole < 0 else str(whole)
