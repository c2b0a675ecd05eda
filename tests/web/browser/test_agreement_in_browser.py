"""Agreement mode in a real browser: a trainer with a phone in hand, and the member's screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from kiosk.live import Live
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from tests.web.browser.screen import axe_findings
from tests.web.conftest import FakeClock
from tests.web.study_rig import StudyRig

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
SMALLEST_PX = 44
"""A finger, with eyes on somebody else."""


@pytest.fixture
def study(store: ResultStore, clock: FakeClock) -> StudyRig:
    return StudyRig.made(store, clock)


@pytest.fixture
def app(live: Live, store: ResultStore, clock: FakeClock, study: StudyRig) -> Flask:
    return create_app(live, store, Given(clock=clock, rating=study.desk))


@pytest.fixture
def phone(
    app: Flask, serve: Callable[..., tuple[WebServer, str]], open_page: OpenPage, pin: str
) -> Page:
    """Signed in, on the page of agreement mode."""
    page = open_page(f"{serve(app)[1]}/staff/", "phone")
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Agreement").click()
    expect(page.get_by_role("heading", name="Rate a check")).to_be_visible()
    return page


def well_made(page: Page) -> None:
    """No sideways scrolling, not on the narrowest phone either, and nothing for axe to find."""
    page.wait_for_load_state()
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_findings(page) == ""
    page.set_viewport_size({"width": 320, "height": size["height"]})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(size)


def tap(page: Page, part: str, answer: str) -> None:
    page.get_by_role("group", name=part).get_by_role("button", name=answer).click()


def test_a_trainer_rates_a_check(phone: Page, study: StudyRig, screenshot: Screenshot) -> None:
    """From the wish to the comparison: the next squat comes by itself, two taps each, and all of
    it fits a thumb."""
    well_made(phone)
    screenshot(phone, "agreement-begin-phone")
    phone.get_by_role("checkbox").check()
    phone.get_by_role("button", name="Rate the next check").click()
    expect(phone.get_by_role("heading", name="Waiting for the member")).to_be_visible()
    study.step_on()
    expect(phone.get_by_role("heading", name="Watch the member")).to_be_visible()
    study.squat(Leg.LEFT, 1)
    expect(phone.get_by_role("heading", name="Left leg, squat 1")).to_be_visible()
    buttons = phone.locator(".card button").all()
    boxes = [button.bounding_box() for button in buttons]
    assert all(box and min(box["width"], box["height"]) >= SMALLEST_PX for box in boxes)
    well_made(phone)
    screenshot(phone, "agreement-rate-phone")
    tap(phone, "Knee", "Fault")
    chosen = phone.get_by_role("button", name="Fault", pressed=True)
    expect(chosen).to_be_visible()
    study.squat(Leg.LEFT, 2)
    tap(phone, "Hips", "Good")
    expect(phone.get_by_role("heading", name="Left leg, squat 2")).to_be_visible()
    tap(phone, "Knee", "Good")
    tap(phone, "Hips", "Borderline")
    expect(phone.get_by_role("heading", name="Watch the member")).to_be_visible()
    study.finish()
    show = phone.get_by_role("button", name="Show the kiosk’s result")
    expect(show).to_be_visible()
    well_made(phone)
    screenshot(phone, "agreement-over-phone")
    phone.get_by_text("Angles measured by hand").click()
    phone.get_by_label("Left leg, squat 1, knee in degrees").fill("12,5")
    phone.get_by_role("button", name="Keep the angles").click()
    show.click()
    expect(phone.get_by_role("heading", name="You and the kiosk")).to_be_visible()
    expect(phone.locator(".both tbody")).to_have_count(2)
    well_made(phone)
    screenshot(phone, "agreement-shown-phone")
    phone.set_viewport_size({"width": 1280, "height": 800})
    well_made(phone)
    screenshot(phone, "agreement-shown-landscape")


def test_a_squat_that_comes_moves_nothing_under_the_finger(phone: Page, study: StudyRig) -> None:
    """While one squat is rated and the next is counted, the buttons stay where they are and mean
    the same squat."""
    study.desk.begin(False, None)
    study.step_on()
    study.squat(Leg.LEFT, 1)
    heading = phone.get_by_role("heading", name="Left leg, squat 1")
    expect(heading).to_be_visible()
    button = phone.get_by_role("group", name="Hips").get_by_role("button", name="Good")
    before = button.bounding_box()
    tap(phone, "Knee", "Good")
    with phone.expect_response(lambda answer: answer.url.endswith("/staff/agreement")):
        study.squat(Leg.LEFT, 2)
    expect(heading).to_be_visible()
    assert button.bounding_box() == before


def test_no_tap_is_lost_on_a_slow_network(phone: Page, study: StudyRig) -> None:
    """The second tap comes before the kiosk has answered the first: both are kept, in order."""
    study.desk.begin(False, None)
    study.step_on()
    study.squat(Leg.LEFT, 1)
    expect(phone.get_by_role("heading", name="Left leg, squat 1")).to_be_visible()
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    phone.route("**/staff/agreement/rate", hold_the_first)
    with phone.expect_request("**/staff/agreement/rate"):
        tap(phone, "Knee", "Fault")
    tap(phone, "Hips", "Borderline")
    expect(phone.get_by_role("button", pressed=True)).to_have_count(2)
    held[0].continue_()
    expect(phone.get_by_role("heading", name="Watch the member")).to_be_visible()
    (squat,) = study.desk.view()["squats"]
    assert (squat["knee"], squat["pelvis"]) == ("fault", "borderline")


def test_without_script_the_same_forms_work(
    app: Flask,
    serve: Callable[..., tuple[WebServer, str]],
    open_page: OpenPage,
    study: StudyRig,
    pin: str,
) -> None:
    """A browser that runs no script rates too, a page a tap."""
    page = open_page("about:blank", "phone")
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{serve(app)[1]}/staff/")
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Sign in").click()
    study.desk.begin(False, None)
    study.step_on()
    study.squat(Leg.LEFT, 1)
    page.get_by_role("link", name="Agreement").click()
    tap(page, "Knee", "Fault")
    tap(page, "Hips", "Good")
    page.get_by_role("link", name="Look again").click()
    assert study.desk.view()["left_to_rate"] == 0
    plain.close()


def test_the_list_has_nothing_before(phone: Page, study: StudyRig) -> None:
    """Staff who open the list of checks while one is rated do not find it there."""
    study.whole()
    phone.get_by_role("link", name="Checks").click()
    expect(phone.locator(".checks time")).to_have_count(0)
    study.desk.release()
    phone.reload()
    expect(phone.locator(".checks time")).to_have_count(1)
