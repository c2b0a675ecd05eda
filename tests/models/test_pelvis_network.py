"""The pelvis network is the promised one and sees the pelvis; what it was taught with is right.

`hips.jpg` holds pictures of people, clothes and shading that it was not taught with, in a sheet of
squares; `hips.json` the true tilt of each.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import PelvisTilt
from kiosk.pose.pelvis_net import SIDE_PX, PelvisNet

Array = npt.NDArray[Any]

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent.parent / "models"
LARGEST_BYTES = 5_000_000


def _augment() -> ModuleType:
    """The module models/pelvis/augment.py, which is a script's sibling and no installed package."""
    spec = importlib.util.spec_from_file_location("augment", MODELS / "pelvis" / "augment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


AUGMENT = _augment()


@pytest.fixture(scope="module")
def network() -> PelvisNet:
    """The committed file."""
    return PelvisNet(MODELS / "pelvis.tflite", threads=1)


@pytest.fixture(scope="module")
def people() -> list[tuple[Array, float]]:
    """Pictures (128, 128, 3) with their true tilt, degrees."""
    stored = cv2.imread(str(HERE / "hips.jpg"))
    assert stored is not None
    sheet = cv2.cvtColor(stored, cv2.COLOR_BGR2RGB)
    across = sheet.shape[1] // SIDE_PX
    tilts = json.loads((HERE / "hips.json").read_text(encoding="utf-8"))["tilt_deg"]
    places = [(n // across * SIDE_PX, n % across * SIDE_PX) for n in range(len(tilts))]
    squares = [sheet[y : y + SIDE_PX, x : x + SIDE_PX] for y, x in places]
    return list(zip(squares, tilts, strict=True))


def _read(network: PelvisNet, picture: Array) -> PelvisTilt:
    seen = network.read(np.ascontiguousarray(picture))
    assert seen is not None
    return seen


def test_small_enough() -> None:
    """The file is no larger than was allowed."""
    assert (MODELS / "pelvis.tflite").stat().st_size <= LARGEST_BYTES


def test_sees_the_pelvis(network: PelvisNet, people: list[tuple[Array, float]]) -> None:
    """On single pictures of people it never saw, the tilt goes with the truth."""
    true = np.array([tilt for _, tilt in people])
    seen = np.array([_read(network, picture).tilt_deg for picture, _ in people])
    assert np.corrcoef(true, seen)[0, 1] > 0.8
    assert np.std(seen - true) < 4.5


def test_its_error_is_honest(network: PelvisNet, people: list[tuple[Array, float]]) -> None:
    """Errors are neither much larger nor much smaller than it says itself."""
    readings = [(_read(network, picture), tilt) for picture, tilt in people]
    ratios = [(seen.tilt_deg - tilt) / seen.error_deg for seen, tilt in readings]
    assert 0.5 < np.std(ratios) < 1.6


def test_a_mirrored_person_tilts_the_other_way(
    network: PelvisNet, people: list[tuple[Array, float]]
) -> None:
    """Left and right are read alike."""
    picture = people[0][0]
    plain, turned = _read(network, picture), _read(network, picture[:, ::-1])
    assert turned.tilt_deg == pytest.approx(-plain.tilt_deg, abs=1e-3)
    assert turned.error_deg == pytest.approx(plain.error_deg, abs=1e-3)


def test_no_person_is_no_sure_tilt(network: PelvisNet, people: list[tuple[Array, float]]) -> None:
    """Where there is no pelvis to see, its error is larger than on any person."""
    noise = np.random.default_rng(3).integers(0, 256, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    surest = np.median([_read(network, picture).error_deg for picture, _ in people])
    for empty in (np.full_like(noise, 120), noise):
        assert _read(network, empty).error_deg > 1.5 * surest


POINTS = np.array([[0.58, 0.46], [0.42, 0.50], [0.6, 0.75], [0.44, 0.72]])


def _dotted(points: Array) -> Array:
    """A stored picture with a white dot at each hip."""
    picture = np.zeros((176, 176, 3), dtype=np.uint8)
    for x, y in points[:2]:
        cv2.circle(picture, (round(x * 176 - 0.5), round(y * 176 - 0.5)), 2, (255, 255, 255), -1)
    return picture


@given(
    turn=st.floats(-7, 7), size=st.floats(0.85, 1.15), mirror=st.booleans(),
    x=st.floats(-0.05, 0.05), y=st.floats(-0.05, 0.05),
)  # fmt: skip
def test_points_go_with_the_picture(
    turn: float, size: float, mirror: bool, x: float, y: float
) -> None:
    """Whatever is done to a picture, its points lie where their dots have gone."""
    seen, placed = AUGMENT.cut(_dotted(POINTS), POINTS, turn, size, (x, y), mirror)
    for point in placed[:2]:
        column, row = (int(v) for v in point * AUGMENT.SEEN_PX)
        assert seen[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3].max() > 100


@given(turn=st.floats(-7, 7))
def test_tilt_follows_the_turn(turn: float) -> None:
    """A picture turned clockwise lowers the side on its right, and mirroring changes the sign."""
    before = AUGMENT.tilt_deg(POINTS * 1.0)
    turned = AUGMENT.cut(_dotted(POINTS), POINTS, turn)[1]
    mirrored = AUGMENT.cut(_dotted(POINTS), POINTS, mirror=True)[1]
    assert AUGMENT.tilt_deg(turned) == pytest.approx(before - turn, abs=1e-6)
    assert AUGMENT.tilt_deg(mirrored) == pytest.approx(-before, abs=1e-6)


def test_varied_pictures_are_all_different() -> None:
    """The same picture comes out otherwise each time, and the same for the same seed."""
    picture = np.random.default_rng(1).integers(0, 256, (176, 176, 3), dtype=np.uint8)
    first, again, other = (
        AUGMENT.varied(picture, POINTS, np.random.default_rng(seed))[0] for seed in (5, 5, 6)
    )
    assert (first == again).all()
    assert (first != other).any()
