"""What is printed on the floor mat and where, in metres. Pure.

Decides the layout that the print, the detector and the lab share. Places are (across, toward):
across to the right as the camera sees it, toward the camera, from the middle of the spot.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, exp, pi, radians, sin

Place = tuple[float, float]

WIDTH_M, DEPTH_M = 1.06, 0.75
"""Of the paper: eight A3 sheets. Our choice, 2026-11-22."""
RING_M, RING_LINE_M = 0.30, 0.012
"""Radius of the spot, to the middle of its line, and the line's width. Our choice."""
FOOT_LENGTH_M, FOOT_WIDTH_M, FOOT_ASIDE_M, TOE_OUT_DEG = 0.27, 0.10, 0.10, 7.0
"""The outlines: size, distance of the ankle from the middle line, turn of the toes outward."""
HEEL_BEHIND_M = 0.065
"""How far the heel is behind the ankle; the ankles are what the camera sees, so they are level
with the spot's middle."""

MARKER_WIDTH_M, MARKER_LENGTH_M = 0.16, 0.32
"""Twice as long as wide: the camera sees the floor so flat that a square would shrink to a bar.
Measured in docs/decisions/0008."""
CELLS = 6
"""A marker is 6 by 6 cells: a black rim of one cell around 4 by 4 bits."""
MARKERS: dict[int, Place] = {
    0: (-0.49, -0.345),
    1: (0.33, -0.345),
    2: (-0.49, 0.025),
    3: (0.33, 0.025),
}
"""Marker id: its corner far from the camera, on the left of the picture."""
BITS: dict[int, tuple[str, str, str, str]] = {
    0: ("1011", "0101", "0011", "0010"),
    1: ("0000", "1111", "1001", "1010"),
    2: ("0011", "0011", "0010", "1101"),
    3: ("1001", "1001", "0100", "0110"),
}
"""The patterns of these ids in OpenCV's DICT_4X4_50; 1 is white."""

BLACK, PAPER, LINE, FOOT = "#000000", "#ffffff", "#1b66ad", "#c9dff2"


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled outline; later ones lie over earlier ones."""

    colour: str
    outline: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text, centred on its place, for people only."""

    text: str
    place: Place
    height_m: float
    turned: bool = False
    """Readable for who stands on the far side and faces the camera."""


WORDS = (
    Words("This side toward the camera", (0.0, 0.352), 0.022),
    Words("Stand on the feet and face the screen", (0.0, -0.345), 0.018, turned=True),
)


def corners(marker: int) -> tuple[Place, Place, Place, Place]:
    """Far left, far right, near right, near left, as the detector orders them."""
    x, y = MARKERS[marker]
    return rectangle(x, y, MARKER_WIDTH_M, MARKER_LENGTH_M)


def rectangle(x: float, y: float, width: float, length: float) -> tuple[Place, Place, Place, Place]:
    """Corners from the far left one, clockwise as the camera sees them."""
    return (x, y), (x + width, y), (x + width, y + length), (x, y + length)


def circle(radius_m: float, middle: Place = (0.0, 0.0), steps: int = 180) -> tuple[Place, ...]:
    """A ring, about the middle of the spot unless told otherwise."""
    turns = [2.0 * pi * step / steps for step in range(steps)]
    return tuple(
        (middle[0] + radius_m * cos(turn), middle[1] + radius_m * sin(turn)) for turn in turns
    )


def shapes() -> tuple[Shape, ...]:
    """Everything but the words, in the order of drawing; the paper itself is the first."""
    return (
        Shape(PAPER, rectangle(-WIDTH_M / 2, -DEPTH_M / 2, WIDTH_M, DEPTH_M)),
        Shape(LINE, circle(RING_M + RING_LINE_M / 2)),
        Shape(PAPER, circle(RING_M - RING_LINE_M / 2)),
        *_middle_line(),
        *(shape for x in (-0.222, 0.222) for shape in _camera((x, 0.345))),
        *(Shape(FOOT, foot(side)) for side in (-1.0, 1.0)),
        *(shape for marker in MARKERS for shape in _marker(marker)),
    )


def foot(side: float) -> tuple[Place, ...]:
    """The sole of a shoe, toes toward the camera: `side` -1 left in the picture, 1 right."""
    turn = radians(TOE_OUT_DEG) * side
    return tuple(
        (
            side * FOOT_ASIDE_M + x * cos(turn) + y * sin(turn),
            y * cos(turn) - x * sin(turn),
        )
        for x, y in _sole(side)
    )


def _sole(side: float) -> tuple[Place, ...]:
    """Outline of a sole about its ankle: broad at the ball, narrow at the waist, its tip inward."""
    points = []
    for step in range(72):
        turn = 2.0 * pi * step / 72
        along = 0.5 - 0.5 * cos(turn)
        waist = 0.11 * exp(-(((along - 0.38) / 0.16) ** 2))
        rounded = (1.0 - abs(2.0 * along - 1.0) ** 4) ** 0.5
        half = FOOT_WIDTH_M * (0.5 - waist - 0.12 * (1.0 - along)) * rounded
        x = (half if turn < pi else -half) - side * 0.012 * along**3
        points.append((x, -HEEL_BEHIND_M + FOOT_LENGTH_M * along))
    return tuple(points)


def _middle_line() -> tuple[Shape, ...]:
    """Dashes through the spot, and an arrow head toward the camera."""
    dashes = [rectangle(-0.003, -0.27 + 0.06 * step, 0.006, 0.035) for step in range(9)]
    arrow = ((-0.03, 0.312), (0.03, 0.312), (0.0, 0.337))
    return (*(Shape(LINE, dash) for dash in dashes), Shape(LINE, arrow))


def _camera(place: Place) -> tuple[Shape, ...]:
    """A small picture of a camera: says the same as the words beside it."""
    x, y = place
    return (
        Shape(LINE, rectangle(x - 0.012, y - 0.022, 0.024, 0.012)),
        Shape(LINE, rectangle(x - 0.028, y - 0.016, 0.056, 0.036)),
        Shape(PAPER, circle(0.013, (x, y + 0.002), 48)),
        Shape(LINE, circle(0.008, (x, y + 0.002), 48)),
    )


def _marker(marker: int) -> tuple[Shape, ...]:
    """Its black field and the white cells on it."""
    x, y = MARKERS[marker]
    cell_x, cell_y = MARKER_WIDTH_M / CELLS, MARKER_LENGTH_M / CELLS
    white = [
        rectangle(x + (column + 1) * cell_x, y + (row + 1) * cell_y, cell_x, cell_y)
        for row, bits in enumerate(BITS[marker])
        for column, bit in enumerate(bits)
        if bit == "1"
    ]
    return Shape(BLACK, corners(marker)), *(Shape(PAPER, cell) for cell in white)
