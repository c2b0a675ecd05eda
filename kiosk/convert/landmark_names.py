"""How files call MediaPipe's 33 pose landmarks, as far as a squat needs them.

Decides: the landmarks behind our joints and the spellings that are understood. `left` and
`right` are the person's own, as with us. Source of the numbers: MediaPipe's PoseLandmark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.convert.points import BODY_JOINTS
from kiosk.pose.keypoints import Joint

LANDMARKS: Mapping[Joint, int] = {
    Joint.LEFT_SHOULDER: 11,
    Joint.RIGHT_SHOULDER: 12,
    Joint.LEFT_ELBOW: 13,
    Joint.RIGHT_ELBOW: 14,
    Joint.LEFT_WRIST: 15,
    Joint.RIGHT_WRIST: 16,
    Joint.LEFT_HIP: 23,
    Joint.RIGHT_HIP: 24,
    Joint.LEFT_KNEE: 25,
    Joint.RIGHT_KNEE: 26,
    Joint.LEFT_ANKLE: 27,
    Joint.RIGHT_ANKLE: 28,
}
"""Counted from 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Naming:
    """One way to call the landmarks.

    A guess is believed only where the file has `proof` and not `disproof`: counting from the
    wrong end would silently shift every point to its neighbour.
    """

    hole: str
    """The word in braces that it fills in a pattern: name, index or number."""
    words: Mapping[Joint, str]
    proof: str | None = None
    disproof: str | None = None


def _spelled(spell: Callable[[str, str], str]) -> Naming:
    parts = {joint: joint.name.lower().split("_") for joint in BODY_JOINTS}
    return Naming("name", {joint: spell(side, part) for joint, (side, part) in parts.items()})


NAMINGS: tuple[Naming, ...] = (
    _spelled(lambda side, part: f"{side}_{part}"),
    _spelled(lambda side, part: f"{part}_{side}"),
    _spelled(lambda side, part: f"{side[0]}_{part}"),
    _spelled(lambda side, part: f"{part}_{side[0]}"),
    Naming("index", {joint: str(n) for joint, n in LANDMARKS.items()}, proof="0"),
    Naming(
        "number", {joint: str(n + 1) for joint, n in LANDMARKS.items()}, proof="33", disproof="0"
    ),
)
HOLES = sorted({naming.hole for naming in NAMINGS})


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """A naming in a pattern such as `landmark_{}_{axis}`."""

    pattern: str
    naming: Naming

    def column(self, word: str, axis: str) -> str:
        """The name of one column, as people write it."""
        return self.pattern.replace("{axis}", axis).replace("{}", word)


PATTERNS = ("{}_{axis}", "{axis}_{}", "landmark_{}_{axis}", "lm_{}_{axis}")
GUESSES = tuple(Style(pattern, naming) for naming in NAMINGS for pattern in PATTERNS)


def told_styles(pattern: str) -> tuple[Style, ...]:
    """The styles that `--columns` may mean; none where the pattern does not hold what it must."""
    holes = set(re.findall(r"\{(.*?)\}", pattern))
    (hole, *more) = sorted(holes - {"axis"}) or [""]
    if "axis" not in holes or hole not in HOLES or more:
        return ()
    blank = pattern.replace(f"{{{hole}}}", "{}")
    return tuple(Style(blank, naming) for naming in NAMINGS if naming.hole == hole)
