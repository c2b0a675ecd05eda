"""Dark and blurred pictures are told from good ones, whatever the noise and the clothes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame, Rgb
from kiosk.camera.picture_quality import Quality, measured
from kiosk.camera.video import VideoSource

CLIPS = Path(__file__).resolve().parents[1] / "clips"
BODY = (140.0, 150.0, 200.0, 340.0)
"""Where the members of the clips are."""


def pictures() -> Iterator[tuple[str, Rgb]]:
    """One picture of each clip with a person on the spot."""
    for name in ("left_valgus", "right_good", "left_shallow_touch", "two_leg_squats"):
        source = VideoSource(CLIPS / f"{name}.mp4")
        frame = source.read()
        source.close()
        assert isinstance(frame, Frame)
        yield name, frame.rgb


PICTURES = dict(pictures())
EACH = pytest.mark.parametrize("rgb", PICTURES.values(), ids=PICTURES.keys())


def of(rgb: Rgb) -> Quality:
    found = measured(rgb, BODY)
    assert found is not None
    return found


def noisy(rgb: Rgb, sigma: float, gain: float = 1.0) -> Rgb:
    noise = np.random.default_rng(1).normal(0.0, sigma, rgb.shape)
    return np.clip(rgb * gain + noise, 0, 255).astype(np.uint8)


def blurred(rgb: Rgb, sigma_px: float) -> Rgb:
    return cast(Rgb, cv2.GaussianBlur(rgb, (0, 0), sigma_px))


@EACH
def test_a_good_picture_is_neither(rgb: Rgb) -> None:
    """As it is, with noise, in half the light, larger, or a little soft."""
    large = cast(Rgb, cv2.resize(rgb, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC))
    for picture in (rgb, noisy(rgb, 8.0), noisy(rgb, 4.0, 0.5), blurred(rgb, 1.0)):
        assert not of(picture).dark
        assert not of(picture).blurred
    twice = measured(large, (280.0, 300.0, 400.0, 680.0))
    assert twice is not None
    assert not twice.blurred


@EACH
def test_a_dark_picture(rgb: Rgb) -> None:
    """A tenth of the light, with the noise that such pictures have; and the cap on the lens."""
    for picture in (noisy(rgb, 6.0, 0.1), np.zeros_like(rgb)):
        assert of(picture).dark
        assert not of(picture).blurred


@EACH
def test_a_blurred_picture(rgb: Rgb) -> None:
    """Out of focus, smeared sideways, and out of focus with noise on top."""
    smeared = cast(Rgb, cv2.blur(rgb, (17, 1)))
    for picture in (blurred(rgb, 5.0), smeared, noisy(blurred(rgb, 5.0), 5.0)):
        assert of(picture).blurred
        assert not of(picture).dark


def test_a_picture_without_edges_is_not_called_blurred() -> None:
    """A bare wall tells nothing of the lens."""
    wall = np.full((640, 480, 3), 130, dtype=np.uint8)
    assert of(wall).sharpness is None
    assert not of(wall).blurred
    assert not of(noisy(wall, 4.0)).blurred


def test_a_box_over_the_edge_is_cut_to_the_picture() -> None:
    """What is outside of the picture does not count; a box all outside has no quality."""
    rgb = PICTURES["left_valgus"]
    assert measured(rgb, (-100.0, -100.0, 900.0, 900.0)) == measured(rgb)
    assert measured(rgb, (900.0, 0.0, 200.0, 300.0)) is None
    assert measured(rgb, (-300.0, -300.0, 100.0, 100.0)) is None
