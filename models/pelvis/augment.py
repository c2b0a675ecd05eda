"""One stored picture of the hips, as it might have come out otherwise: what is learnt from.

Decides how much place, size, roll, light, colour, sharpness and hidden parts vary. The true points
go through the same change as the picture, and the tilt is taken from them afterwards.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SEEN_PX = 128
SEEN_SHARE = 1.15 / 1.5
"""Side of what the network sees over that of what is stored."""
HIPS_AND_KNEES_MIRRORED = [1, 0, 3, 2]

GRAIN = [
    np.random.default_rng(level).normal(0, 0.9 * level, (400, 400, 3)).astype(np.int16)
    for level in range(11)
]
"""Sheets of noise, each stronger than the one before."""

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]


def tilt_deg(points: Points) -> float:
    """Tilt of the line through the hip joint centres (rows 0 left, 1 right): right lower is +."""
    (left_x, left_y), (right_x, right_y) = points[:2]
    return float(np.degrees(np.arctan2(right_y - left_y, abs(left_x - right_x))))


def cut(
    picture: Picture, points: Points, turn_deg: float = 0.0, size: float = 1.0,
    shift: tuple[float, float] = (0.0, 0.0), mirror: bool = False,
) -> tuple[Picture, Points]:  # fmt: skip
    """The square that the network sees, and the points as shares of its side.

    `size` is its side over the usual one, `shift` that of its centre in such sides.
    """
    stored_px = picture.shape[0]
    scale = SEEN_PX / (stored_px * SEEN_SHARE * size)
    turn = np.radians(turn_deg)
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    centre = stored_px * (0.5 + SEEN_SHARE * np.array(shift))
    offset = SEEN_PX / 2 - linear @ centre
    placed = points * stored_px @ linear.T + offset
    if mirror:
        flip = np.diag([-1.0, 1.0])
        linear, offset = flip @ linear, flip @ offset + np.array([SEEN_PX, 0.0])
        placed = (placed * [-1.0, 1.0] + [SEEN_PX, 0.0])[HIPS_AND_KNEES_MIRRORED]
    indices = linear @ np.array([0.5, 0.5]) + offset - 0.5  # pixels count from their centres
    matrix = np.column_stack([linear, indices])
    seen = cv2.warpAffine(picture, matrix, (SEEN_PX, SEEN_PX), flags=cv2.INTER_LINEAR)
    return np.asarray(seen, dtype=np.uint8), placed / SEEN_PX


def varied(picture: Picture, points: Points, rng: np.random.Generator) -> tuple[Picture, Points]:
    """The picture as it might have been seen otherwise, and its points."""
    seen, placed = cut(
        picture, points, turn_deg=float(rng.uniform(-7, 7)), size=float(rng.uniform(0.84, 1.18)),
        shift=(float(rng.normal(0, 0.035)), float(rng.normal(0, 0.035))),
        mirror=bool(rng.uniform() < 0.5),
    )  # fmt: skip
    seen = coloured(seen, rng)
    seen = softened(seen, rng)
    return hidden(noisy(seen, rng), rng), placed


def coloured(seen: Picture, rng: np.random.Generator) -> Picture:
    """Other light: gain of each colour, gamma, contrast; now and then other colours or none."""
    kind = rng.uniform()
    if kind < 0.1:
        grey = cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY)
        seen = np.asarray(cv2.merge([grey, grey, grey]), dtype=np.uint8)
    elif kind < 0.3:
        seen = np.ascontiguousarray(seen[..., rng.permutation(3)])
    elif kind < 0.4:
        seen = np.asarray(cv2.bitwise_not(seen), dtype=np.uint8)
    level = np.arange(256) / 255.0
    gamma, gain = np.exp(rng.uniform(-0.4, 0.4)), np.exp(rng.uniform(-0.35, 0.35))
    lift = rng.uniform(-0.12, 0.12)
    tables = [level**gamma * gain * np.exp(rng.normal(0, 0.1)) + lift for _ in range(3)]
    table = np.clip(np.stack(tables, axis=-1) * 255.0, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(seen, table[None]), dtype=np.uint8)


def softened(seen: Picture, rng: np.random.Generator) -> Picture:
    """Out of focus, moved, or seen from further away."""
    kind = rng.uniform()
    if kind < 0.2:
        return np.asarray(cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.4, 1.8)), dtype=np.uint8)
    if kind < 0.4:
        small = max(40, int(SEEN_PX * rng.uniform(0.35, 0.8)))
        less = cv2.resize(seen, (small, small), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(less, (SEEN_PX, SEEN_PX)), dtype=np.uint8)
    if kind < 0.5:
        length = int(rng.integers(2, 7))
        kernel = np.zeros((length, length), dtype=np.float32)
        kernel[length // 2] = 1.0 / length
        return np.asarray(cv2.filter2D(seen, -1, kernel if rng.uniform() < 0.5 else kernel.T))
    return seen


def noisy(seen: Picture, rng: np.random.Generator) -> Picture:
    """Grain of the sensor: a window of one of some large sheets of it, as good as fresh."""
    sheet = GRAIN[int(rng.integers(len(GRAIN)))]
    top, left = (int(v) for v in rng.integers(0, sheet.shape[0] - SEEN_PX, 2))
    grain = sheet[top : top + SEEN_PX, left : left + SEEN_PX]
    return np.asarray(cv2.add(seen, grain, dtype=cv2.CV_8U), dtype=np.uint8)


def hidden(seen: Picture, rng: np.random.Generator) -> Picture:
    """Something in front: up to two boxes of one colour."""
    for _ in range(int(rng.choice([0, 0, 1, 2]))):
        width, height = (int(v) for v in rng.integers(6, 40, 2))
        left, top = (int(v) for v in rng.integers(-10, SEEN_PX, 2))
        colour: Any = tuple(int(v) for v in rng.integers(0, 256, 3))
        cv2.rectangle(seen, (left, top), (left + width, top + height), colour, -1)
    return seen
