from __future__ import annotations

import numpy as np

from kiosk.spot import mat

from .calibrations import true_view
from .camera import Camera
from .floor_pictures import COUNT, EDGE_PX, specs, truth
from .mat_picture import INK, WHITE, mat_picture


def test_the_picture_is_the_layout() -> None:
    """Each cell of each marker has its colour, and white is around it."""
    picture = mat_picture(500)[..., 0]
    assert picture.shape == (round(mat.DEPTH_M * 500), round(mat.WIDTH_M * 500))
    cell_x, cell_y = mat.MARKER_WIDTH_M / mat.CELLS, mat.MARKER_LENGTH_M / mat.CELLS
    for marker, (x0, y0) in mat.MARKERS.items():
        for row in range(-1, mat.CELLS + 1):
            for column in range(-1, mat.CELLS + 1):
                x = round((x0 + (column + 0.5) * cell_x + mat.WIDTH_M / 2) * 500)
                y = round((y0 + (row + 0.5) * cell_y + mat.DEPTH_M / 2) * 500)
                inner = 0 < row < 5 and 0 < column < 5
                outer = not (0 <= row < 6 and 0 <= column < 6)
                white = outer or (inner and mat.BITS[marker][row - 1][column - 1] == "1")
                if 0 <= x < picture.shape[1] and 0 <= y < picture.shape[0]:
                    assert picture[y, x] == (WHITE if white else INK)


def test_every_spec_shows_the_mat() -> None:
    """All cameras have the whole mat in the picture, half of them with a person on it."""
    drawn = list(specs())
    assert len(drawn) == COUNT
    assert sum(each["spec"]["body"] is not None for each in drawn) == COUNT // 2
    for each in drawn:
        view = true_view(truth(each["spec"], each["light"]))
        places = np.array([place for marker in mat.MARKERS for place in mat.corners(marker)])
        seen = view.project(places)
        assert (seen > EDGE_PX).all()
        assert (seen < np.array([view.width_px, view.height_px]) - EDGE_PX).all()


def test_the_truth_is_that_of_the_camera() -> None:
    """The view that the errors are taken against puts a floor place where the lab's camera does."""
    each = next(iter(specs()))
    true = truth(each["spec"], each["light"])
    view, camera = true_view(true), Camera(**each["spec"]["camera"])
    place = np.array([[0.2, camera.height_m - view.camera_height_m, 0.1]])
    expected = camera.bent(camera.project(place))
    assert np.allclose(view.of_floor(np.array([[0.2, 0.1]])), expected, atol=1e-6)
