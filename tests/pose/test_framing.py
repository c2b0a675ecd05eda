from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.framing import (
    Box,
    Canvas,
    Painter,
    box_around,
    canvas_to_image,
    to_fractions,
    to_image_px,
)

pixels = st.floats(-3000, 3000)
lengths = st.floats(20, 4000)
aspects = st.sampled_from([192 / 320, 1.0, 160 / 256, 4 / 3])
boxes = st.builds(box_around, pixels, pixels, lengths, lengths, aspects)


def canvas(height_px: int = 320, width_px: int = 192) -> Canvas:
    return np.full((height_px, width_px, 3), 77, dtype=np.uint8)


@given(boxes, pixels, pixels)
def test_a_point_goes_there_and_back_unchanged(box: Box, x_px: float, y_px: float) -> None:
    """A point of the image comes back from the model's fractions to where it was."""
    back = to_image_px(box, *to_fractions(box, x_px, y_px))
    assert back == pytest.approx((x_px, y_px), abs=1e-6)


@given(pixels, pixels, lengths, lengths, aspects)
def test_the_box_holds_the_rectangle_in_the_models_aspect(
    x_px: float, y_px: float, width_px: float, height_px: float, aspect: float
) -> None:
    """A box keeps its centre, has the asked aspect and is just large enough for both sides."""
    box = box_around(x_px, y_px, width_px, height_px, aspect)
    assert box.width_px / box.height_px == pytest.approx(aspect)
    assert (box.centre_x_px, box.centre_y_px) == pytest.approx((x_px, y_px), abs=1e-6)
    slack = (box.width_px - width_px, box.height_px - height_px)
    assert min(slack) == pytest.approx(0, abs=1e-6)


@given(boxes)
def test_x_and_y_are_scaled_alike(box: Box) -> None:
    """No box squeezes the picture: one step right and one step down are equally long."""
    matrix = canvas_to_image(box, 320)
    assert matrix[0, 0] == matrix[1, 1] > 0
    assert matrix[0, 1] == matrix[1, 0] == 0


@given(boxes, st.floats(0, 1), st.floats(0, 1))
def test_pixels_and_keypoints_use_the_same_geometry(box: Box, x: float, y: float) -> None:
    """A place on the canvas shows the image where its keypoint is reported."""
    height_px = 320
    width_px = height_px * box.width_px / box.height_px
    matrix = canvas_to_image(box, height_px)
    x_index, y_index = matrix @ [x * width_px - 0.5, y * height_px - 0.5, 1.0]
    assert (x_index + 0.5, y_index + 0.5) == pytest.approx(to_image_px(box, y, x), abs=1e-6)


@given(st.floats(60, 420), st.floats(60, 580), st.floats(150, 900))
def test_a_disc_stays_round_and_in_its_place(x_px: float, y_px: float, height_px: float) -> None:
    """A painted disc is as wide as high, and lies where its centre is mapped to."""
    rows, columns = np.mgrid[0:640, 0:480] + 0.5
    grey = np.clip(20.5 - np.hypot(columns - x_px, rows - y_px), 0, 1) * 255
    shown = canvas()
    image = np.rint(grey)[..., None].repeat(3, axis=2).astype(np.uint8)
    Painter().paint(image, box_around(x_px, y_px, 0, height_px, 0.6), shown)
    across, down = shown[:, :, 0].sum(axis=0), shown[:, :, 0].sum(axis=1)
    x_middle, y_middle = np.arange(192) + 0.5, np.arange(320) + 0.5
    centre = np.average(x_middle, weights=across), np.average(y_middle, weights=down)
    assert centre == pytest.approx((96, 160), abs=0.2)
    spread_x = np.average((x_middle - 96) ** 2, weights=across)
    assert spread_x == pytest.approx(np.average((y_middle - 160) ** 2, weights=down), rel=0.03)


def test_beyond_the_image_is_black() -> None:
    """Where the box reaches over the image's edges the canvas is black, inside it is not."""
    shown = canvas()
    Painter().paint(np.full((100, 60, 3), 200, np.uint8), Box(-30, -50, 120, 200), shown)
    assert (shown[:78] == 0).all()
    assert (shown[:, :46] == 0).all()
    assert (shown[82:238, 50:142] == 200).all()
    assert (shown[242:] == 0).all()


def test_colours_keep_their_order() -> None:
    """Red, green and blue of the image are red, green and blue of the canvas."""
    image = np.zeros((64, 64, 3), np.uint8)
    image[...] = (10, 20, 30)
    shown = canvas(64, 64)
    Painter().paint(image, Box(0, 0, 64, 64), shown)
    assert (shown == (10, 20, 30)).all()


def test_painting_writes_where_the_canvas_lies() -> None:
    """The model's own memory is filled, no copy of it."""
    memory = np.zeros((1, 64, 64, 3), np.uint8)
    Painter().paint(np.full((64, 64, 3), 9, np.uint8), Box(0, 0, 64, 64), memory[0])
    assert (memory == 9).all()
