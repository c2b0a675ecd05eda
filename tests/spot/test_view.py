from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kiosk.spot import mat
from kiosk.spot.view import View, ellipse
from tests.lab.camera import Camera
from tests.spot.photos import VIEWS

PLACES = st.tuples(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))


@given(view=VIEWS, place=PLACES)
def test_a_place_of_the_floor_comes_back_from_its_pixel(
    view: View, place: tuple[float, float]
) -> None:
    """From metres to the picture and back by the floor is where it began, for any camera."""
    x, y = view.of_floor(np.array([place]))[0]
    back = view.floor().place_m(float(x), float(y))
    assert back is not None
    assert np.allclose(back, place, atol=1e-4)


@given(view=VIEWS, place=PLACES)
def test_the_view_is_that_of_the_labs_camera(view: View, place: tuple[float, float]) -> None:
    """The same camera built independently in the lab puts a floor place on the same pixel."""
    camera = Camera(
        width=view.width_px,
        height=view.height_px,
        distance_m=view.distance_m,
        height_m=view.camera_height_m,
        yaw_deg=view.bearing_deg,
        pitch_deg=view.pitch_deg,
        roll_deg=-view.roll_deg,
        long_fov_deg=view.long_fov_deg,
        k1=view.k1,
    )
    world = np.array([[place[0], 0.0, place[1]]])
    assert np.allclose(
        camera.bent(camera.project(world)), view.of_floor(np.array([place])), atol=1e-6
    )


@given(view=VIEWS)
def test_the_spot_is_the_ring(view: View) -> None:
    """Every pixel of the printed ring is on the rim of the spot, and its middle near the middle."""
    spot = view.spot()
    ring = view.project(np.array(mat.circle(mat.RING_M, steps=24)))
    assert all(abs(spot.reach(float(x), float(y)) - 1.0) < 0.01 for x, y in ring)
    x, y = view.of_floor(np.array([[0.0, 0.0]]))[0]
    assert spot.reach(float(x), float(y)) < 0.2


@given(
    half_width=st.floats(20.0, 200.0),
    flatness=st.floats(0.15, 0.9),
    tilt_deg=st.floats(-30.0, 30.0),
)
def test_an_ellipse_is_found_from_its_points(
    half_width: float, flatness: float, tilt_deg: float
) -> None:
    """Middle, half axes and tilt come back from points on the rim."""
    turn, around = np.radians(tilt_deg), np.linspace(0.0, 6.0, 40)
    along, beside = half_width * np.cos(around), half_width * flatness * np.sin(around)
    x = 300.0 + along * np.cos(turn) - beside * np.sin(turn)
    y = 900.0 + along * np.sin(turn) + beside * np.cos(turn)
    found = ellipse(np.stack([x, y], axis=-1))
    assert np.allclose(
        found, (300.0, 900.0, half_width, half_width * flatness, tilt_deg), atol=1e-3
    )
