"""The member screen in a real browser, fed by a real server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from kiosk.live import Live, Snapshot
from tests.web.browser.screen import drawn, painted, settled

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Snapshots = dict[str, Snapshot]


def test_stream_paints_skeleton_and_count(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """A published state appears: stick figure, leg, count, depth, last rep, banner."""
    page = open_page(address)
    expect(page.locator("#instruction")).to_have_text("Step on the spot.")
    painted(page, live, snapshots["reps"])
    assert drawn(page, ".bone") == 12
    assert drawn(page, ".joint") == 12
    assert drawn(page, ".knee-line") == drawn(page, ".pelvis-line") == 1
    expect(page.locator("#leg")).to_have_text("Left leg", use_inner_text=True)
    expect(page.locator("#count")).to_contain_text("of 5")
    assert page.locator("#pips .full").count() == 3
    expect(page.locator("#depth")).to_have_text("Deep enough", use_inner_text=True)
    expect(page.locator("#last-rep")).to_contain_text("Knee drifts in a little")
    expect(page.locator("#banner")).to_have_text("Replay: nothing here is a real check.")
    painted(page, live, replace(snapshots["reps"], reps_counted=4, banner=None))
    expect(page.locator("#counted")).to_have_text("4")
    expect(page.locator("#banner")).to_be_hidden()


def test_figure_is_mirrored_by_one_rule(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """The person's left side, on the right of the image, is on the left of the screen."""
    page = open_page(address)
    painted(page, live, snapshots["reps"])
    stance, other = (page.locator(f"#figure {kind}") for kind in (".knee-line", ".bone >> nth=11"))
    stance_box, other_box = stance.bounding_box(), other.bounding_box()
    assert stance_box is not None
    assert other_box is not None
    assert stance_box["x"] < other_box["x"]
    points = snapshots["reps"].skeleton
    assert points is not None
    assert points[11] is not None
    assert points[12] is not None
    assert points[11][0] > points[12][0]


def test_missing_points_leave_gaps(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """Bones to a point that was not seen are left out; with nobody there is no figure."""
    page = open_page(address)
    whole = snapshots["reps"].skeleton
    assert whole is not None
    painted(page, live, replace(snapshots["reps"], skeleton=(*whole[:15], None, whole[16])))
    assert drawn(page, ".bone") == 11
    assert drawn(page, ".knee-line") == 0
    assert drawn(page, ".pelvis-line") == 1
    painted(page, live, replace(snapshots["reps"], skeleton=None, spot=None))
    expect(page.locator("#figure")).to_be_hidden()


def test_squat_does_not_zoom_the_figure(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """When the body sinks the head sinks on the screen: the view does not follow the squat."""
    page = open_page(address)
    standing = snapshots["reps"]
    painted(page, live, standing)
    high = page.locator("#figure .head").bounding_box()
    assert standing.skeleton is not None
    sunk = tuple(
        None if point is None else (point[0], point[1] + (0.05 if index < 13 else 0.0))
        for index, point in enumerate(standing.skeleton)
    )
    painted(page, live, replace(standing, skeleton=sunk))
    low = page.locator("#figure .head").bounding_box()
    assert high is not None
    assert low is not None
    assert low["y"] > high["y"] + 40
    assert low["width"] == pytest.approx(high["width"], rel=0.01)


@pytest.mark.parametrize("verdict", ["good", "borderline", "fault", None])
def test_lines_say_the_verdict_in_colour_dashes_and_mark(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots, verdict: str | None
) -> None:
    """The lines' verdicts differ by more than colour, and without a verdict they are plain."""
    page = open_page(address)
    painted(page, live, replace(snapshots["reps"], knee_now=verdict, pelvis_now=verdict))
    for line in (".knee-line", ".pelvis-line"):
        assert drawn(page, f"{line}.{verdict}" if verdict else line) == 1
    marks = [each.get_attribute("href") for each in page.locator("#figure .mark").all()]
    assert drawn(page, ".mark") == (2 if verdict else 0)
    if verdict:
        assert marks == [f"#icon-{verdict}"] * 2
    dashes = page.locator(".knee-line").evaluate("line => getComputedStyle(line).strokeDasharray")
    assert (dashes == "none") == (verdict in ("good", None))


def test_spot_is_drawn_where_it_is(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """The spot lies under the feet, mirrored with them, and beckons when the member must move."""
    page = open_page(address)
    painted(page, live, snapshots["hint"])
    spot, foot = (page.locator(f"#figure {each}") for each in (".spot", ".knee-line"))
    spot_box, leg_box = spot.bounding_box(), foot.bounding_box()
    assert spot_box is not None
    assert leg_box is not None
    assert spot_box["x"] < leg_box["x"] < spot_box["x"] + spot_box["width"]
    assert spot_box["y"] < leg_box["y"] + leg_box["height"] < spot_box["y"] + spot_box["height"]
    beckoning = "spot => spot.getAnimations().length"
    assert spot.evaluate(beckoning) == 1
    painted(page, live, snapshots["reps"])
    assert spot.evaluate(beckoning) == 0
    painted(page, live, replace(snapshots["reps"], spot=None))
    expect(spot).to_be_hidden()


def test_refused_rep_says_why(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """A rep that does not count shows its reason and the count stays."""
    page = open_page(address)
    painted(page, live, snapshots["refused"])
    expect(page.locator("#last-rep")).to_have_text("Not counted: the other foot touched down")
    expect(page.locator("#counted")).to_have_text("2")


@pytest.mark.parametrize(("state", "eyebrow"), [("hint", ""), ("pause", "Paused")])
def test_hint_and_pause_take_the_screen(
    live: Live,
    address: str,
    open_page: OpenPage,
    snapshots: Snapshots,
    state: str,
    eyebrow: str,
) -> None:
    """What interrupts the check is amber with its picture; the rest is grey until it is over."""
    page = open_page(address)
    painted(page, live, snapshots["reps"])
    colour = "e => getComputedStyle(document.querySelector(e)).color"
    lively = page.evaluate(colour, "#counted")
    painted(page, live, snapshots[state])
    expect(page.locator("#instruction")).to_have_text(snapshots[state].instruction)
    expect(page.locator("#pictogram")).to_have_attribute("data-name", snapshots[state].pictogram)
    expect(page.locator("#eyebrow:visible")).to_have_text([eyebrow] if eyebrow else [])
    assert page.evaluate(colour, "#counted") != lively
    amber = "getComputedStyle(document.querySelector('#say')).backgroundColor"
    assert page.evaluate(amber) == "rgb(255, 194, 71)"
    painted(page, live, snapshots["reps"])
    assert page.evaluate(amber) == "rgba(0, 0, 0, 0)"
    expect(page.locator("#eyebrow")).to_be_hidden()


def test_ring_fills_while_standing_still(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """The ring shows how much of the standing still is done, at the welcome only."""
    page = open_page(address)
    dash = "getComputedStyle(document.querySelector('#held')).strokeDasharray"
    for hold in (0.0, 0.4, 1.0):
        painted(page, live, replace(snapshots["welcome"], hold=hold))
        settled(page)
        assert float(page.evaluate(dash).split(",")[0].removesuffix("px")) == pytest.approx(hold)
        expect(page.locator("#held")).to_be_visible()
    expect(page.locator(".welcome li")).to_have_count(3)
    painted(page, live, snapshots["stand"])
    expect(page.locator("#held")).to_be_hidden()


def test_results_stand_side_by_side(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """Both legs stand side by side, words first, with advice and the limits, all on the screen."""
    page = open_page(address)
    painted(page, live, snapshots["results"])
    left, right = page.locator(".leg-result").all()
    expect(left).to_contain_text("Knee moves in")
    expect(right).to_contain_text("Knee stays in line")
    boxes = [leg.bounding_box() for leg in (left, right)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] < boxes[1]["x"]
    assert boxes[0]["y"] == boxes[1]["y"]
    expect(page.locator("#result-trainer")).to_contain_text("certified trainer")
    expect(page.locator(".limits")).to_contain_text("Not a medical device")
    expect(page.locator("#glass")).to_be_hidden()
    painted(page, live, snapshots["waiting"])
    expect(page.locator("#results")).to_be_hidden()
    expect(page.locator("#glass")).to_be_visible()


def test_first_leg_is_shown_while_the_legs_change(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """Beside the instruction to change legs stands what the first one did, and goes with it."""
    page = open_page(address)
    painted(page, live, snapshots["change_leg"])
    expect(page.locator("#first-leg")).to_contain_text("Left leg")
    expect(page.locator("#first-leg")).to_contain_text("Knee moves in")
    expect(page.locator("#count")).to_be_hidden()
    painted(page, live, snapshots["reps"])
    expect(page.locator("#first-leg")).to_be_hidden()


def test_camera_trouble_covers_the_figure(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """A lost camera is said in its sentence, and goes away when the camera is back."""
    page = open_page(address)
    painted(page, live, snapshots["camera_lost"])
    expect(page.locator("#camera-message")).to_have_text(
        "The camera sends no pictures: check its cable."
    )
    expect(page.locator("#instruction")).to_have_text("One moment, please.")
    painted(page, live, snapshots["waiting"])
    expect(page.locator("#camera-message")).to_be_hidden()
    expect(page.locator("#instruction")).to_have_text("Step on the spot.")
