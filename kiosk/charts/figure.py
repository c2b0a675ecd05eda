"""A body as a stick figure: the leg that carries it plain to see, never a face."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.pose.keypoints import BONES, FACE_JOINTS, Joint

_WIDTH, _HEIGHT, _EDGE = 100.0, 150.0, 12.0


@dataclass(frozen=True, slots=True)
class Figure:
    """`points` are in any unit, x to the right and y down; `bold` are the joints of the stance leg;
    `words` are read out in place of the picture."""

    points: Mapping[Joint, tuple[float, float]]
    bold: frozenset[Joint]
    words: str


def figure_drawn(figure: Figure) -> str:
    """One `<svg>` element that fills its frame; "" where too little was seen to draw."""
    points = {joint: place for joint, place in figure.points.items() if joint not in FACE_JOINTS}
    bones = [(a, b) for a, b in BONES if a in points and b in points]
    if not bones:
        return ""
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "figure",
            "viewBox": f"0 0 {_WIDTH:g} {_HEIGHT:g}",
            "role": "img",
            "aria-label": figure.words,
            "stroke-linecap": "round",
        },
    )
    placed = _fitted(points)
    for a, b in sorted(bones, key=lambda bone: _is_bold(figure, *bone)):
        root.append(_bone(placed[a], placed[b], bold=_is_bold(figure, a, b)))
    for joint in figure.bold & placed.keys():
        x, y = placed[joint]
        dot = {"cx": str(x), "cy": str(y), "r": "3.5", "fill": "#0b5cad"}
        root.append(ET.Element("circle", {"class": "joint", **dot}))
    return ET.tostring(root, encoding="unicode")


def _is_bold(figure: Figure, *joints: Joint) -> bool:
    return all(joint in figure.bold for joint in joints)


def _fitted(points: Mapping[Joint, tuple[float, float]]) -> dict[Joint, tuple[float, float]]:
    """The points as large as the frame allows, in its middle, on its floor."""
    xs, ys = zip(*points.values(), strict=True)
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    across = (_WIDTH - 2 * _EDGE) / max(right - left, 1e-6)
    scale = min(across, (_HEIGHT - 2 * _EDGE) / max(bottom - top, 1e-6))
    middle = (left + right) / 2
    return {
        joint: (
            round(_WIDTH / 2 + (x - middle) * scale, 1),
            round(_HEIGHT - _EDGE + (y - bottom) * scale, 1),
        )
        for joint, (x, y) in points.items()
    }


def _bone(start: tuple[float, float], end: tuple[float, float], *, bold: bool) -> ET.Element:
    ends = dict(zip(("x1", "y1", "x2", "y2"), map(str, (*start, *end)), strict=True))
    look = {
        "class": "bone stance" if bold else "bone",
        "stroke": "#0b5cad" if bold else "#87939b",
        "stroke-width": "4" if bold else "2.5",
    }
    return ET.Element("line", {**ends, **look})
