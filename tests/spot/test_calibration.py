from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from kiosk.errors import SpotError
from kiosk.spot import mat
from kiosk.spot.calibration import Calibration, calibrate
from kiosk.spot.solving import fit
from kiosk.spot.view import View
from tests.spot.photos import VIEW, VIEWS, Photo, corners_px, moved, photo, with_patch


def refusal(picture: Photo) -> str:
    with pytest.raises(SpotError) as caught:
        calibrate(picture)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert ". " not in sentence
    return sentence


def near(seen: Calibration, true: View) -> None:
    assert abs(seen.distance_m - true.distance_m) < 0.08
    assert abs(seen.camera_height_m - true.camera_height_m) < 0.02
    assert abs(seen.pitch_deg - true.pitch_deg) < 0.3
    assert abs(seen.roll_deg - true.roll_deg) < 0.15
    assert abs(seen.mat_turn_deg - true.mat_turn_deg) < 0.2
    assert abs(seen.bearing_deg - true.bearing_deg) < 0.2
    assert abs(seen.long_fov_deg - true.long_fov_deg) < 1.5


def test_one_picture_tells_where_the_camera_is() -> None:
    """Height, distance, tilt and lens come out of a photo of the mat, with their uncertainty."""
    spot, seen = calibrate(photo())
    near(seen, VIEW)
    assert sorted(seen.markers) == sorted(mat.MARKERS)
    assert seen.error_px < 0.3
    assert 0.0 < seen.distance_sd_m < 0.1
    assert 0.0 < seen.height_sd_m < 0.03
    assert spot.floor is not None


def test_the_floor_is_known_to_millimetres() -> None:
    """Places 0.3 m from the middle come out within 1 cm."""
    floor = calibrate(photo())[0].floor
    assert floor is not None
    for place in ((0.3, 0.0), (-0.3, 0.0), (0.0, 0.3), (0.0, -0.3)):
        x, y = VIEW.of_floor(np.array([place]))[0]
        found = floor.place_m(float(x), float(y))
        assert found is not None
        assert np.hypot(found[0] - place[0], found[1] - place[1]) < 0.01


def test_the_spot_is_the_printed_ring() -> None:
    """The ring's pixels are on the rim of the spot that was calibrated."""
    spot, _ = calibrate(photo())
    for x, y in VIEW.project(np.array(mat.circle(mat.RING_M, steps=12))):
        assert abs(spot.reach(float(x), float(y)) - 1.0) < 0.03


def test_a_told_field_of_view_makes_it_surer() -> None:
    """With the lens's field of view given, distance and lens are less uncertain."""
    told, untold = calibrate(photo(), VIEW.long_fov_deg)[1], calibrate(photo())[1]
    near(told, VIEW)
    assert told.distance_sd_m < untold.distance_sd_m


def test_one_marker_may_be_covered() -> None:
    """With somebody's foot on one marker the other three calibrate."""
    _, seen = calibrate(with_patch(photo(), VIEW, 3))
    assert sorted(seen.markers) == [0, 1, 2]
    near(seen, VIEW)


@settings(max_examples=25)
@given(view=VIEWS)
def test_any_camera_comes_back_from_its_corners(view: View) -> None:
    """Exact corners of any camera that staff may put up give back the camera and the floor."""
    found = fit({marker: corners_px(view, marker) for marker in mat.MARKERS}, 720, 1280)
    assert found.error_px < 0.1
    assert abs(found.view.camera_height_m - view.camera_height_m) < 0.03
    assert abs(found.view.distance_m - view.distance_m) < 0.12
    for place in ((0.3, 0.0), (0.0, -0.3)):
        x, y = view.of_floor(np.array([place]))[0]
        back = found.view.floor().place_m(float(x), float(y))
        assert back is not None
        assert np.hypot(back[0] - place[0], back[1] - place[1]) < 0.01


@pytest.mark.parametrize("marker", sorted(mat.MARKERS))
def test_a_sheet_taped_askew_is_refused(marker: int) -> None:
    """A marker 3 cm off its place is told with the disagreement and the mend."""
    picture = photo().copy()
    x0, y0 = (corners_px(VIEW, marker).min(0) - 6).astype(int)
    x1, y1 = (corners_px(VIEW, marker).max(0) + 6).astype(int)
    part = picture[y0:y1, x0:x1].copy()
    picture[y0:y1, x0:x1] = 230
    picture[y0 + 4 : y1 + 4, x0 + 8 : x1 + 8] = part
    assert "markers disagree by" in refusal(picture)


def test_no_mat_is_told() -> None:
    """An empty floor says that no marker can be seen, and what to do."""
    sentence = refusal(np.full((1280, 720, 3), 120, dtype=np.uint8))
    assert sentence.startswith("No marker can be seen")


def test_too_few_markers_are_counted() -> None:
    """With half of the mat covered the sentence says how many markers are left."""
    picture = photo()
    for marker in (0, 2):
        picture = with_patch(picture, VIEW, marker, grey=230)
    assert refusal(picture).startswith("Only 2 of 4 markers can be seen")


def test_the_dark_is_told() -> None:
    """A picture too dark for markers says so and asks for light."""
    assert "too dark" in refusal(photo(gain=0.02, noise=6.0))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"distance_m": 1.3, "pitch_deg": 18.0}, "too near (1.3 m)"),
        ({"distance_m": 5.6, "camera_height_m": 1.5, "focal_px": 1800.0}, "too far (5."),
        ({"mat_turn_deg": 181.0}, "turned by 179 degrees"),
        ({"mat_turn_deg": 30.0}, "turned by 30 degrees"),
    ],
)
def test_a_mat_in_the_wrong_place_is_told(changes: dict[str, float], word: str) -> None:
    """Too near, too far and turned mats are refused with their figure."""
    assert word in refusal(photo(moved(VIEW, **changes)))
