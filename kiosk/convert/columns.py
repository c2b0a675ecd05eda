"""Which columns of a landmark CSV hold the points.

Decides: which style of names a header is written in, and what a file may lack. Leaves to
others: the styles themselves (`landmark_names`) and the column of the time (`times`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.convert.header import Header, listed
from kiosk.convert.landmark_names import GUESSES, LANDMARKS, Style, told_styles
from kiosk.errors import InputError
from kiosk.pose.keypoints import Joint

MAY_LACK = frozenset({Joint.LEFT_ELBOW, Joint.RIGHT_ELBOW, Joint.LEFT_WRIST, Joint.RIGHT_WRIST})
"""A squat can be scored without these."""
SCORE_WORDS = ("visibility", "v", "vis", "score", "confidence", "conf", "c")


@dataclass(frozen=True, slots=True)
class Axes:
    """The words that stand for {axis}; the score's are tried in turn, none means no scores."""

    x: str = "x"
    y: str = "y"
    scores: tuple[str, ...] = SCORE_WORDS


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Positions of one point in a row; `score` is None where the file has no scores."""

    x: int
    y: int
    score: int | None


def axes_from(words: str | None) -> Axes:
    """From `--axes x,y,z,visibility`, or `x,y` for a file without scores. Raises InputError."""
    if words is None:
        return Axes()
    each = [word.strip() for word in words.split(",")]
    if len(each) not in (2, 4) or not all(each):
        raise InputError(
            f"--axes {words} is not understood: write four words such as x,y,z,visibility, or the "
            f"two of x and y for a file without scores."
        )
    return Axes(each[0], each[1], tuple(each[3:]))


def find_columns(header: Header, pattern: str | None, axes: Axes) -> dict[Joint, PointColumns]:
    """The columns of each joint. Raises InputError saying what is missing and what is there."""
    styles = _told(pattern) if pattern else [s for s in GUESSES if _believable(s, header, axes)]
    lacking = {style: _lacking(style, header, axes) for style in styles}
    best = min(lacking, key=lambda style: len(lacking[style]))
    if lacking[best]:
        raise InputError(_not_found(header, lacking[best], told=pattern is not None))
    return _points(best, header, axes)


def _told(pattern: str) -> Sequence[Style]:
    styles = told_styles(pattern)
    if not styles:
        raise InputError(
            f"--columns {pattern} is not understood: it needs {{axis}} and one of {{name}} (such "
            f"as left_knee), {{index}} (0 to 32) or {{number}} (1 to 33)."
        )
    return styles


def _believable(style: Style, header: Header, axes: Axes) -> bool:
    proof, disproof = style.naming.proof, style.naming.disproof
    if proof is not None and style.column(proof, axes.x) not in header:
        return False
    return disproof is None or style.column(disproof, axes.x) not in header


def _lacking(style: Style, header: Header, axes: Axes) -> list[str]:
    """The columns that a squat needs and that are not there in this style."""
    words = [style.naming.words[joint] for joint in LANDMARKS if joint not in MAY_LACK]
    names = [style.column(word, axis) for word in words for axis in (axes.x, axes.y)]
    return [name for name in names if name not in header]


def _points(style: Style, header: Header, axes: Axes) -> dict[Joint, PointColumns]:
    def name(joint: Joint, axis: str) -> str:
        return style.column(style.naming.words[joint], axis)

    there = [j for j in LANDMARKS if name(j, axes.x) in header and name(j, axes.y) in header]
    scores = [word for word in axes.scores if all(name(joint, word) in header for joint in there)]
    return {
        joint: PointColumns(
            header.place(name(joint, axes.x)),
            header.place(name(joint, axes.y)),
            header.place(name(joint, scores[0])) if scores else None,
        )
        for joint in there
    }


def _not_found(header: Header, lacking: Sequence[str], *, told: bool) -> str:
    needed = 2 * (len(LANDMARKS) - len(MAY_LACK))
    missing = f"lacks {listed(lacking)}" if told or len(lacking) < needed else "names no landmark"
    return (
        f"{header.file} {missing}; its columns are {header.shown()}: say how they are called with "
        f'--columns, such as "{{name}}_{{axis}}", and --axes, such as x,y,z,visibility.'
    )
