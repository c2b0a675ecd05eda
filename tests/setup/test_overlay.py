"""From pixels to fractions of the picture and back, and what stands on a calibrated floor."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SpotError
from kiosk.setup import overlay
from kiosk.spot.calibration import Calibration
from kiosk.spot.view import View
from tests.setup.rig import VIEW, calibration_of

sizes = st.integers(160, 4096)
halves = st.floats(overlay.SMALLEST, overlay.LARGEST)
ellipses = st.tuples(st.floats(0, 1), st.floats(0, 1), halves, halves, st.floats(-90, 90))
views = st.builds(
    View,
    width_px=st.just(720),
    height_px=st.just(1280),
    focal_px=st.floats(700, 1500),
    k1=st.floats(-0.15, 0.1),
    camera_height_m=st.floats(0.5, 1.6),
    distance_m=st.floats(1.8, 4.5),
    pitch_deg=st.floats(-5, 15),
    roll_deg=st.floats(-5, 5),
    bearing_deg=st.floats(-8, 8),
    mat_turn_deg=st.floats(-10, 10),
)


@given(ellipse=ellipses, width_px=sizes, height_px=sizes)
def test_an_ellipse_comes_back_as_it_was_drawn(
    ellipse: overlay.Ellipse, width_px: int, height_px: int
) -> None:
    """Fractions to pixels and back change nothing, whatever the picture's size."""
    spot = overlay.drawn_spot(ellipse, width_px, height_px)
    assert overlay.fractions(spot, width_px, height_px) == pytest.approx(ellipse)


@given(ellipse=ellipses, turn=st.floats(0, 2 * np.pi))
def test_the_rim_is_where_the_page_draws_it(ellipse: overlay.Ellipse, turn: float) -> None:
    """A point on the drawn rim is exactly one spot away from its middle."""
    spot = overlay.drawn_spot(ellipse, 720, 1280)
    tilt = np.radians(spot.tilt_deg)
    right, down = spot.half_width_px * np.cos(turn), spot.half_height_px * np.sin(turn)
    x = spot.x_px + right * np.cos(tilt) - down * np.sin(tilt)
    y = spot.y_px + right * np.sin(tilt) + down * np.cos(tilt)
    assert spot.reach(float(x), float(y)) == pytest.approx(1.0)


@given(values=st.lists(st.floats(), min_size=0, max_size=7))
def test_any_other_numbers_are_refused_with_one_sentence(values: list[float]) -> None:
    """Too few, too many, endless and outside: whatever a form sends, a SpotError says so."""
    sound = len(values) == 5 and all(map(isfinite, values))
    if sound and 0 <= values[0] <= 1:
        values[0] += 2.0
    with pytest.raises(SpotError, match=r"^The spot was not set: "):
        overlay.drawn_spot(values, 720, 1280)


def project(view: View, across_m: float, up_m: float) -> tuple[float, float]:
    """A point over the middle line of the spot, by the same lens as the floor's but without its
    matrix: a floor that lies higher by so much."""
    raised = replace(view, camera_height_m=view.camera_height_m - up_m)
    x, y = raised.of_floor(np.array([[across_m, 0.0]]))[0]
    return float(x), float(y)


@given(view=views)
def test_a_tall_member_stands_on_the_spot(view: View) -> None:
    """Head, shoulders and feet are where the camera would see them, bend of the lens included."""
    spot, seen = view.spot(), calibration_of(view)
    assert overlay.head_px(spot, seen) == pytest.approx(project(view, 0.0, 2.0), abs=1e-3)
    drawn = overlay.person(spot, seen)
    assert len(drawn) == len(overlay.PERSON)
    for place, pixel in zip(overlay.PERSON, drawn, strict=True):
        assert pixel == pytest.approx(project(view, *place), abs=1e-3)


def test_the_middle_line_points_at_the_camera() -> None:
    """On a calibrated floor it is the line through the spot; else it is upright in the picture."""
    spot, seen = VIEW.spot(), calibration_of(VIEW)
    far, near = overlay.middle_line(spot, seen)
    wanted = VIEW.of_floor(np.array([[0.0, -0.45], [0.0, 0.45]]))
    assert [*far, *near] == pytest.approx([*wanted[0], *wanted[1]])
    (x_top, top), (x_bottom, bottom) = overlay.middle_line(replace(spot, floor=None), None)
    assert x_top == x_bottom == spot.x_px
    assert top < spot.y_px < bottom


def test_without_a_floor_nobody_stands_there() -> None:
    """A drawn spot has no scale: no outline and no head."""
    spot = replace(VIEW.spot(), floor=None)
    seen: Calibration = calibration_of(VIEW)
    assert overlay.person(spot, seen) == ()
    assert overlay.head_px(spot, seen) is None
