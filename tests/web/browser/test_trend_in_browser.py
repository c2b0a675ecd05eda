"""Trend and report in a real browser: on phone and desk, and the report on one sheet of paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from kiosk.contract import report_json
from kiosk.moment import Moment
from kiosk.pose.keypoints import Joint, Leg
from kiosk.results import ResultStore
from kiosk.scoring.findings import OtherMovement, PelvisBy, Refusal, Rep
from kiosk.scoring.report import build_report
from kiosk.trail import Piece, Seen
from kiosk.web.sessions import COOKIE
from kiosk.words import LANGUAGES
from tests.labelled_checks import FIVE_EACH, SOFTWARE, add
from tests.web.conftest import NOON

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROW: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
LONG = "Maximiliane von Hohenlohe-Waldenburg-Schillingsfürst, Gruppe"
"""As long as a label may be."""
A4_PT = (595, 842)

BODY = {
    Joint.LEFT_SHOULDER: (281.0, 282.0),
    Joint.RIGHT_SHOULDER: (223.0, 275.0),
    Joint.LEFT_ELBOW: (307.0, 314.0),
    Joint.RIGHT_ELBOW: (197.0, 314.0),
    Joint.LEFT_WRIST: (283.0, 346.0),
    Joint.RIGHT_WRIST: (216.0, 342.0),
    Joint.LEFT_HIP: (266.0, 362.0),
    Joint.RIGHT_HIP: (235.0, 371.0),
    Joint.LEFT_KNEE: (245.0, 419.0),
    Joint.RIGHT_KNEE: (226.0, 435.0),
    Joint.LEFT_ANKLE: (264.0, 467.0),
    Joint.RIGHT_ANKLE: (216.0, 442.0),
}


def on(day: int) -> Moment:
    return Moment(NOON + timedelta(days=day), 100.0 + day, "boot-1", True)


def well_made(page: Page) -> None:
    """No sideways scrolling, and nothing for axe to find."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def open_as_staff(app: Flask, address: str, open_page: OpenPage) -> Callable[[str, str], Page]:
    """A page as staff see it who have signed in."""

    def open_one(path: str, size: str) -> Page:
        page = open_page(f"{address}/healthz", size)
        cookie = app.extensions["kiosk_sessions"].open("staff")
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
        page.goto(address + path)
        return page

    return open_one


def five_visits(store: ResultStore) -> None:
    """The left knee comes down over five checks; one was eased, one turned."""
    odd: dict[int, dict[str, object]] = {1: {"extra": {"eased": True}}}
    for turn, left_deg in enumerate((22.0, 30.0, 16.0, 11.0, 9.0)):
        reps = tuple(
            replace(each, knee_fppa_deg=left_deg if each.leg is Leg.LEFT else 7.0 + turn / 2)
            for each in FIVE_EACH
        )
        add(store, on(21 * turn), "M-0042", reps, **odd.get(turn, {}))  # type: ignore[arg-type]


def test_trend_is_read_on_phone_and_desk(
    store: ResultStore, open_as_staff: Callable[[str, str], Page], screenshot: Screenshot
) -> None:
    """The answer comes first, each side has its chart, the table opens, and all is well made."""
    five_visits(store)
    page = open_as_staff("/staff/trend", "phone")
    well_made(page)
    page.get_by_role("link", name="M-0042").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trend of M-0042")
    expect(page.locator(".in-short")).to_contain_text("knee angle, left leg: lower by 13°")
    boxes = [chart.bounding_box() for chart in page.get_by_role("img").all()]
    assert len(boxes) == 9
    assert all(box and min(box["width"], box["height"]) > 80 for box in boxes)
    screenshot(page, "trend-phone")
    page.get_by_text("Every value: knee angle").click()
    expect(page.get_by_text("Not compared: easier target").first).to_be_visible()
    page.set_viewport_size(NARROW)
    well_made(page)
    page.set_viewport_size(DESK)
    well_made(page)
    screenshot(page, "trend-landscape")
    page.get_by_role("row", name="2 Jan 2026").get_by_role("link").click()
    page.get_by_role("link", name="Trend of M-0042").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trend of M-0042")


def piece(rep: Rep) -> Piece:
    """A squat's course, plain as a ramp down and up."""
    times = [rep.start_s + step / 15 for step in range(int(15 * (rep.end_s - rep.start_s)))]
    knee_deg = rep.knee_fppa_deg or 0.0
    parts = [1 - abs(2 * (t_s - rep.start_s) / (rep.end_s - rep.start_s) - 1) for t_s in times]
    frames = [
        Seen(t_s, rep.leg, (knee_deg * part, 3.0, 4.0, 60.0 * part))
        for t_s, part in zip(times, parts, strict=True)
    ]
    return Piece(tuple(frames), BODY)


def store_with_course(store: ResultStore, now: Moment, reps: tuple[Rep, ...]) -> str:
    """A whole check of the member with the long name, with its course over time."""
    check_id = store.start_check(now, SOFTWARE)
    for number, each in enumerate(reps, 1):
        store.add_rep(check_id, each, number if each.counted else None, seen=piece(each))
    for refusal in (Refusal.TWO_LEGS, Refusal.KNEE_LIFT):
        store.add_other(check_id, OtherMovement(90.0, 92.0, refusal))
    store.complete(check_id, report_json(build_report(reps)), now)
    store.finding.set_label(check_id, LONG[:60])
    return check_id


REFUSED = tuple(
    replace(FIVE_EACH[0], leg=leg, start_s=start_s, bottom_s=start_s + 1, end_s=start_s + 2)
    for leg, start_s in ((Leg.LEFT, 28.0), (Leg.RIGHT, 68.0))
)
EVERY_REFUSAL = tuple(
    replace(rep, counted=False, refused_because=refusal)
    for rep in REFUSED
    for refusal in (
        Refusal.FOOT_DOWN,
        Refusal.HOP,
        Refusal.TOO_FAST,
        Refusal.SHALLOW,
        Refusal.LOW_CONFIDENCE,
    )
)
EVERYTHING = tuple(
    replace(
        each,
        knee_fppa_deg=28.0 if each.leg is Leg.LEFT else 17.0,
        knee_fppa_change_deg=16.0,
        hip_adduction_change_deg=16.0,
        pelvic_drop_deg=15.0,
        trunk_lean_deg=20.0,
        knee_flexion_deg=51.0,
    )
    for each in FIVE_EACH
)
"""Every fault on both legs."""
HIPS_UNSEEN = tuple(
    replace(each, pelvic_error_deg=4.0, pelvis_by=PelvisBy.LOOKS) for each in EVERYTHING
)
"""The same with the hips' instruction in place of their fault: the longest reason."""
NOTHING_SURE = tuple(
    replace(each, knee_fppa_deg=8.0, pelvic_drop_deg=6.0, trunk_lean_deg=8.0, knee_flexion_deg=60.0)
    for each in FIVE_EACH
)
"""Every answer unsure, each with its reason."""


@pytest.mark.parametrize(
    "found",
    [EVERYTHING, HIPS_UNSEEN, NOTHING_SURE],
    ids=["everything", "hips unseen", "unsure"],
)
def test_report_is_one_sheet_in_every_language(
    store: ResultStore,
    open_as_staff: Callable[[str, str], Page],
    found: tuple[Rep, ...],
) -> None:
    """With the most that can be found and said, it prints on one page of A4."""
    lower = tuple(replace(each, knee_fppa_deg=-9.0) for each in found)
    for turn in range(3):
        store_with_course(store, on(turn), lower)
    check_id = store_with_course(store, on(30), (*found, *EVERY_REFUSAL))
    for language in LANGUAGES:
        page = open_as_staff(f"/staff/checks/{check_id}/report?lang={language}", "landscape")
        paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(paper) == 1, language
        assert tuple(round(side) for side in paper[0].get_size()) == pytest.approx(A4_PT, abs=1)
        text = paper[0].get_textpage().get_text_range()
        for said in ("Schillingsfürst", "60°" if found is NOTHING_SURE else "17°", "one + two"):
            assert said in text
        paper.close()


def test_report_is_a_sheet_on_the_screen_too(
    store: ResultStore, open_as_staff: Callable[[str, str], Page], screenshot: Screenshot
) -> None:
    """Black on white, in the language that is chosen on the page, printed by a button."""
    store_with_course(store, on(0), EVERYTHING)
    check_id = store_with_course(store, on(30), EVERYTHING)
    page = open_as_staff(f"/staff/checks/{check_id}", "phone")
    page.get_by_role("link", name="Report for the member").click()
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Linkes Bein")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".sheet")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator(".sheet")).to_have_css("color", "rgb(0, 0, 0)")
    screenshot(page, "report-phone")
    page.set_viewport_size(NARROW)
    well_made(page)
    page.set_viewport_size(DESK)
    well_made(page)
    screenshot(page, "report-landscape")
    page.evaluate("window.print = () => (document.title = 'printed')")
    page.get_by_role("button", name="Print or save as PDF").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    expect(page.locator(".desk")).to_be_hidden()
    expect(page.locator(".figure")).to_have_count(2)
