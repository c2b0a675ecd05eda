"""The Setup pages: who may do what, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.live import Live
from kiosk.pictures import Pictures
from kiosk.results import ResultStore
from kiosk.setup.desk import SetupDesk
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from tests.setup.rig import BARE, moment

PAGE = "/staff/setup/"
READING = (PAGE, "/staff/setup/now", "/staff/setup/picture.jpg", "/staff/setup/mat.pdf")
DOING = ("/staff/setup/calibrate", "/staff/setup/draw", "/staff/setup/undo")
SPOT = {"x": "50", "y": "70,5", "width": "30", "height": "6.5", "tilt": "-2"}
Post = Callable[..., Any]


@pytest.fixture
def app(live: Live, store: ResultStore, desk: SetupDesk) -> Flask:
    return create_app(live, store, Given(setup=desk))


def text(answer: Any) -> str:
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("url", READING)
def test_only_staff_may_look(client: FlaskClient, staff: FlaskClient, url: str) -> None:
    """Without a session every address of the view leads to the PIN, on the box too."""
    assert staff.get(url).status_code == 200
    staff.delete_cookie(COOKIE)
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in")


@pytest.mark.parametrize("url", DOING)
def test_only_staff_with_the_forms_token_may_change(
    app: Flask, staff: FlaskClient, desk: SetupDesk, url: str
) -> None:
    """A form without its token, and one without a session, change nothing."""
    assert staff.post(url, data=SPOT).status_code == 403
    assert app.test_client().post(url, data=SPOT).status_code == 403
    assert desk.view()["spot"] is None


def test_the_picture_is_a_jpeg_that_nobody_keeps(staff: FlaskClient, box: Pictures) -> None:
    """It comes from memory, is marked not to be stored, and is missing with a cause."""
    answer = staff.get("/staff/setup/picture.jpg")
    assert answer.data.startswith(b"\xff\xd8")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    box.clear()
    answer = staff.get("/staff/setup/picture.jpg")
    assert answer.status_code == 503
    assert "sends no picture" in text(answer)


def test_staff_print_the_mat(staff: FlaskClient) -> None:
    """The page links to the PDF."""
    assert 'href="/staff/setup/mat.pdf"' in text(staff.get(PAGE))
    answer = staff.get("/staff/setup/mat.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


def test_one_press_calibrates(staff: FlaskClient, post: Post, desk: SetupDesk) -> None:
    """The page comes back with the outcome, the figures and who set it where."""
    answer = post(staff, "/staff/setup/calibrate", PAGE)
    assert answer.status_code == 303
    page = text(staff.get(answer.headers["Location"]))
    assert "Calibrated with the mat." in page
    assert "<td>1.00 m</td>" in page
    assert "with the mat, by staff, on the kiosk." in page
    assert desk.view()["calibrated"]


def test_a_refused_calibration_shows_the_cause(
    staff: FlaskClient, post: Post, box: Pictures
) -> None:
    """Without the mat the page says so in place of the outcome."""
    box.show(BARE)
    answer = post(staff, "/staff/setup/calibrate", PAGE)
    assert answer.status_code == 409
    assert 'role="alert">No marker' in text(answer)


def test_numbers_alone_set_the_spot(staff: FlaskClient, post: Post, desk: SetupDesk) -> None:
    """Without any script the five numbers set it; a comma is a decimal point as well."""
    answer = post(staff, "/staff/setup/draw", PAGE, **SPOT)
    assert answer.headers["Location"] == "/staff/setup/?done=drawn"
    spot = desk.view()["spot"]
    wanted = {"x": 0.5, "y": 0.705, "half_width": 0.15, "half_height": 0.0325, "tilt_deg": -2.0}
    assert spot == pytest.approx(wanted)
    page = text(staff.get(PAGE))
    assert 'name="height" id="draw-height"' in page
    assert 'value="6.5"' in page
    assert page.count("<td>not calibrated</td>") == 8
    assert "cannot notice a knocked camera" in page


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [({"x": ""}, "missing"), ({"x": "left"}, "missing"), ({"y": "nan"}, "missing"),
     ({"x": "140"}, "outside the picture"), ({"width": "0.1"}, "width and height")],
)  # fmt: skip
def test_a_wrong_number_is_named_and_the_others_stay(
    staff: FlaskClient, post: Post, desk: SetupDesk, wrong: dict[str, str], cause: str
) -> None:
    """The form comes back as it was filled in, open, with the cause."""
    answer = post(staff, "/staff/setup/draw", PAGE, **{**SPOT, **wrong})
    assert answer.status_code == 409
    assert cause in text(answer)
    assert 'id="draw" open' in text(answer)
    assert 'value="-2"' in text(answer)
    assert desk.view()["spot"] is None


def test_undo_is_offered_only_where_there_is_a_spot_before(
    staff: FlaskClient, post: Post, desk: SetupDesk
) -> None:
    """With two spots the page goes back to the first; then nothing is left to undo."""
    post(staff, "/staff/setup/draw", PAGE, **SPOT)
    assert "Undo" not in text(staff.get(PAGE))
    post(staff, "/staff/setup/draw", PAGE, **{**SPOT, "y": "80"})
    assert "Undo" in text(staff.get(PAGE))
    assert post(staff, "/staff/setup/undo", PAGE).status_code == 303
    assert desk.view()["spot"]["y"] == pytest.approx(0.705)
    answer = post(staff, "/staff/setup/undo", PAGE)
    assert answer.status_code == 409
    assert "no earlier spot" in text(answer)


def test_before_a_camera_is_open_the_page_says_so(live: Live, store: ResultStore) -> None:
    """Nothing can be drawn or calibrated yet, and no page breaks."""
    desk = SetupDesk(store, moment, Pictures().newest_rgb, live)
    app = create_app(live, store, Given(setup=desk))
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"), path="/staff")
    assert "No camera is open yet" in text(client.get(PAGE))
    assert client.get("/staff/setup/now").status_code == 200
    assert desk.draw((0.5, 0.5, 0.1, 0.1, 0.0), "ann")[0] is False
    desk.close()


def test_a_run_without_a_desk_says_so(live: Live, store: ResultStore) -> None:
    """The link leads to one sentence, not to an error."""
    app = create_app(live, store)
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"), path="/staff")
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "no camera to set up" in text(answer)
    assert client.get("/staff/setup/now").status_code == 404


def test_staff_find_the_view_from_every_page(staff: FlaskClient) -> None:
    """The bar of the staff pages links to it, and says on the page itself that it is there."""
    assert '<a href="/staff/setup/" >Setup</a>' in text(staff.get("/staff/"))
    assert 'href="/staff/setup/" aria-current="page"' in text(staff.get(PAGE))
