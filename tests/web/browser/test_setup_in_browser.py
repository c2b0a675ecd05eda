"""The Setup view in a real browser: calibrating, drawing by mouse, touch and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from kiosk.live import Live
from kiosk.pictures import Pictures
from kiosk.results import ResultStore
from kiosk.setup.desk import SetupDesk
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from kiosk.web.sessions import COOKIE
from tests.setup.rig import BARE, MAT, VIEW, drawn

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
Serve = Callable[..., tuple[WebServer, str]]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FIELDS = ("x", "y", "width", "height", "tilt")
TOO_WIDE = """document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")].map((each) =>
      [each.tagName + "." + each.className, each.getBoundingClientRect().right])
    .filter(([, right]) => right > innerWidth)"""
BESIDE = drawn(replace(VIEW, bearing_deg=VIEW.bearing_deg + 4.0))


@pytest.fixture
def app(live: Live, store: ResultStore, desk: SetupDesk) -> Flask:
    return create_app(live, store, Given(setup=desk))


@pytest.fixture
def open_setup(app: Flask, address: str, open_page: OpenPage) -> OpenPage:
    """The view as somebody sees it who has signed in."""

    def open_one(size: str = "phone") -> Page:
        page = open_page(f"{address}/staff/sign-in", size)
        cookie = app.extensions["kiosk_sessions"].open("staff")
        host = address.removeprefix("http://").partition(":")[0]
        page.context.add_cookies(
            [{"name": COOKIE, "value": cookie, "domain": host, "path": "/staff"}]
        )
        page.goto(f"{address}/staff/setup/")
        expect(page.locator("#picture[data-number]")).to_be_visible()
        return page

    return open_one


def well_made(page: Page) -> None:
    """No sideways scrolling, and nothing for axe to find."""
    page.wait_for_load_state()
    assert page.evaluate(TOO_WIDE) == []
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()


def numbers(page: Page) -> dict[str, float]:
    return {name: float(page.locator(f"#draw-{name}").input_value()) for name in FIELDS}


def start_drawing(page: Page) -> None:
    page.get_by_text("Draw the spot by hand").click()
    expect(page.locator("#handle-middle")).to_be_visible()


def middle_of(page: Page, handle: str) -> tuple[float, float]:
    box = page.locator(f"#handle-{handle} .knob").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("size", ["phone", "portrait", "landscape"])
def test_staff_calibrate_with_one_press(
    open_setup: OpenPage, screenshot: Screenshot, desk: SetupDesk, size: str
) -> None:
    """Before, after and while drawing, the page is well made; one press sets everything."""
    page = open_setup(size)
    expect(page.locator(".figures")).to_contain_text("not calibrated")
    well_made(page)
    screenshot(page, f"setup-before-{size}")
    page.get_by_role("button", name="Calibrate with the mat").click()
    expect(page.get_by_role("status").first).to_have_text("Calibrated with the mat.")
    expect(page.locator(".figures")).to_contain_text("1.00 m")
    expect(page.locator(".lines .person")).to_be_visible()
    expect(page.locator(".lines .marker")).to_have_count(4)
    well_made(page)
    screenshot(page, f"setup-calibrated-{size}")
    start_drawing(page)
    well_made(page)
    screenshot(page, f"setup-drawing-{size}")
    assert desk.view()["calibrated"]


def test_a_refusal_names_its_cause(
    open_setup: OpenPage, screenshot: Screenshot, box: Pictures
) -> None:
    """Without the mat in view the page says what to do."""
    page = open_setup()
    box.show(BARE)
    page.get_by_role("button", name="Calibrate with the mat").click()
    expect(page.get_by_role("alert")).to_contain_text("marker")
    well_made(page)
    screenshot(page, "setup-refused-phone")


def test_a_knocked_camera_is_told_while_the_page_is_open(
    open_setup: OpenPage, screenshot: Screenshot, box: Pictures
) -> None:
    """Nobody has to load the page again: the word and the placement of now appear by themselves."""
    page = open_setup()
    page.get_by_role("button", name="Calibrate with the mat").click()
    expect(page.get_by_role("status").first).to_be_visible()
    box.show(BESIDE)
    expect(page.locator(".knocked")).to_contain_text("since the spot was set")
    aim = page.locator(".rows li", has_text="Aim")
    expect(aim).to_contain_text("to the right of the middle; when set:")
    expect(aim).to_contain_text("Turn the camera to the right")
    well_made(page)
    screenshot(page, "setup-knocked-phone")


def test_a_dark_picture_says_so_in_the_placement(open_setup: OpenPage, box: Pictures) -> None:
    """Light is told as it is now."""
    page = open_setup()
    box.show(drawn(light=0.08))
    light = page.locator(".rows li", has_text="Light")
    expect(light).to_contain_text("too dark")
    expect(light).to_contain_text("Light the member from the front.")


def drag_by_mouse(page: Page, handle: str, right: float, down: float) -> None:
    x, y = middle_of(page, handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def drag_by_touch(page: Page, handle: str, right: float, down: float) -> None:
    x, y = middle_of(page, handle)
    finger = page.context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.0), ("touchMove", 0.5), ("touchMove", 1.0)):
        points = [{"x": x + right * share, "y": y + down * share}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".handle.held")).to_have_count(0)


@pytest.mark.parametrize("drag", [drag_by_mouse, drag_by_touch])
def test_the_spot_is_drawn_by_hand(
    open_setup: OpenPage, desk: SetupDesk, screenshot: Screenshot, drag: Callable[..., None]
) -> None:
    """Dragging the handles moves, widens, heightens and tilts; what is seen is what is saved."""
    page = open_setup()
    start_drawing(page)
    page.locator("#editor").scroll_into_view_if_needed()
    seen = page.locator("#editor").bounding_box()
    assert seen is not None
    before = numbers(page)
    drag(page, "middle", 0.1 * seen["width"], -0.05 * seen["height"])
    assert numbers(page)["x"] == pytest.approx(before["x"] + 10, abs=0.5)
    assert numbers(page)["y"] == pytest.approx(before["y"] - 5, abs=0.5)
    drag(page, "width", 0.04 * seen["width"], 0)
    assert numbers(page)["width"] == pytest.approx(before["width"] + 8, abs=0.8)
    drag(page, "height", 0, 0.02 * seen["height"])
    assert numbers(page)["height"] == pytest.approx(before["height"] + 4, abs=0.8)
    drag(page, "tilt", 0, -8)
    drawn_by_hand = numbers(page)
    assert drawn_by_hand["tilt"] > 1.0
    screenshot(page, f"setup-drawn-{drag.__name__}")
    page.get_by_role("button", name="Save the drawn spot").click()
    expect(page.get_by_role("status").first).to_have_text("The spot is set as drawn.")
    spot = desk.view()["spot"]
    assert spot["x"] * 100 == pytest.approx(drawn_by_hand["x"])
    assert spot["half_height"] * 200 == pytest.approx(drawn_by_hand["height"])
    assert spot["tilt_deg"] == pytest.approx(drawn_by_hand["tilt"])


def test_the_spot_is_drawn_by_keyboard_alone(open_setup: OpenPage, desk: SetupDesk) -> None:
    """Tab reaches every handle; arrows move by 1, with Shift by 5, and each step is announced."""
    page = open_setup()
    page.get_by_text("Draw the spot by hand").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#handle-middle")).to_be_visible()
    before = numbers(page)
    for handle, keys, said in (
        ("middle", ("ArrowRight", "Shift+ArrowUp"), "% from the left, "),
        ("width", ("Shift+ArrowRight", "ArrowLeft"), "% wide"),
        ("height", ("ArrowDown",), "% high"),
        ("tilt", ("Shift+ArrowRight", "ArrowLeft"), "tilted 4 degrees clockwise"),
    ):
        page.locator(f"#handle-{handle}").focus()
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator("#draw-said")).to_contain_text(said)
    wanted = (before["x"] + 1, before["y"] - 5, before["width"] + 4, before["height"] + 1, 4.0)
    assert tuple(numbers(page).values()) == pytest.approx(wanted)
    slider = page.get_by_role("slider", name="Tilt of the spot")
    expect(slider).to_have_attribute("aria-valuenow", "4")
    page.get_by_role("button", name="Save the drawn spot").press("Enter")
    expect(page.get_by_role("status").first).to_be_visible()
    assert desk.view()["spot"]["x"] * 100 == pytest.approx(before["x"] + 1)


def test_handles_can_be_reached_in_order(open_setup: OpenPage) -> None:
    """Tab goes through the four handles one after the other."""
    page = open_setup()
    start_drawing(page)
    page.locator("#handle-middle").focus()
    for handle in ("width", "height", "tilt"):
        page.keyboard.press("Tab")
        expect(page.locator(f"#handle-{handle}")).to_be_focused()


def test_typed_numbers_move_the_drawing(open_setup: OpenPage) -> None:
    """The fields and the handles are one thing seen twice; out of range stays inside."""
    page = open_setup()
    start_drawing(page)
    left = middle_of(page, "middle")[0]
    page.locator("#draw-x").fill("70")
    assert middle_of(page, "middle")[0] > left + 20
    page.locator("#handle-middle").focus()
    for _ in range(9):
        page.keyboard.press("Shift+ArrowRight")
    assert numbers(page)["x"] == 100.0


def test_undo_brings_the_spot_before_back(open_setup: OpenPage, desk: SetupDesk) -> None:
    """After two drawings one press goes back, and then nothing is offered any more."""
    desk.draw((0.5, 0.7, 0.15, 0.03, 0.0), "ann")
    desk.draw((0.5, 0.8, 0.15, 0.03, 0.0), "ann")
    page = open_setup()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_have_text("The earlier spot holds again.")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert desk.view()["spot"]["y"] == pytest.approx(0.7)


def test_the_picture_comes_back_by_itself(open_setup: OpenPage, box: Pictures) -> None:
    """Without a picture the page says so, and shows it again as soon as there is one."""
    page = open_setup()
    box.clear()
    expect(page.locator("#no-picture")).to_be_visible()
    expect(page.locator("#picture")).to_be_hidden()
    box.show(MAT)
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator("#no-picture")).to_be_hidden()
