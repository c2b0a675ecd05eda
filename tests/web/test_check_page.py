"""The page of one check: its course over time, its figures, and how well it was seen."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from kiosk.agreement import FEWEST_CHECKS, Pair, Site, limits, verdicts
from kiosk.contract import report_json
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore
from kiosk.scoring import protocol
from kiosk.scoring.findings import Refusal
from kiosk.scoring.report import build_report
from kiosk.trail import Piece, Seen, Trail
from kiosk.web.ports import StoredRep
from kiosk.web.staff.check_charts import leg_chart
from kiosk.web.staff.check_reps import figures, marks_of, rep_words, tracking
from kiosk.web.staff.hips_note import IN_THE_LAB, hips_note
from tests.results.trail_maker import piece
from tests.web.conftest import REPORT, REPS, SOFTWARE, moment, rep

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def check_id(store: ResultStore) -> str:
    """A whole check with its course, as the loop stores it: practice, six left, five right."""
    return add_with_trail(store)


def add_with_trail(store: ResultStore, clock_sure: bool = True) -> str:
    check_id = store.start_check(moment(0, clock_sure), SOFTWARE)
    practice = piece(Leg.LEFT, 0.5, 4.6)
    store.add_rep(check_id, rep(Leg.LEFT, 0.5, 20.0), None, practice=True, seen=practice)
    for number, each in enumerate(REPS, 1):
        known = replace(each, frames_per_s=14.6, looked_closer=each.counted and number != 2)
        seen = piece(each.leg, each.start_s, each.end_s, each.knee_fppa_deg or 0.0)
        store.add_rep(check_id, known, number if each.counted else None, seen=seen)
    store.complete(check_id, REPORT, moment(90))
    return check_id


def page_of(staff: FlaskClient, check_id: str) -> str:
    answer = staff.get(f"/staff/checks/{check_id}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def charts_in(page: str) -> list[ET.Element]:
    return [ET.fromstring(each) for each in re.findall(r'<svg[^>]*class="chart".*?</svg>', page)]


def test_both_legs_are_drawn_side_by_side(staff: FlaskClient, check_id: str) -> None:
    """Each leg has four measures with their bands, its reps numbered and the refused hatched."""
    left, right = charts_in(page_of(staff, check_id))
    looks = [each.get("class", "") for each in left.iter()]
    assert looks.count("zone good") == 4
    assert looks.count("zone fault") == 3
    assert looks.count("span counted") == 4 * 5
    assert looks.count("span refused") == looks.count("span practice") == 4
    assert [each.get("class") for each in right.iter()].count("span refused") == 0
    numbers = [each.text for each in left.iter(f"{SVG}text") if each.get("class") == "words"]
    assert numbers[:5] == ["1", "2", "3", "4", "5"]


def test_a_text_stands_for_the_picture(staff: FlaskClient, check_id: str) -> None:
    """Who does not see the chart hears how long, how many reps, and from what to what."""
    left, right = charts_in(page_of(staff, check_id))
    told = left.findtext(f"{SVG}desc", "")
    assert told.startswith("Left leg over 3")
    assert "5 counted reps, 1 not counted" in told
    assert re.search(r"knee inward 0° to 2\d°; hip drop 1° to 4°", told)
    assert "0 not counted" in right.findtext(f"{SVG}desc", "")


def test_every_rep_has_its_figure(staff: FlaskClient, check_id: str) -> None:
    """Counted, refused and practice: twelve bodies, each with its words."""
    page = page_of(staff, check_id)
    assert page.count('class="figure"') == 12
    for words in ("Rep 5", "Practice", "Foot touched down"):
        assert f"<span>{words}</span>" in page
    assert page.count('aria-label="Bottom of a squat on the right leg, rep 5"') == 1
    assert 'leg, not counted: foot touched down"' in page


def test_it_says_how_well_it_was_seen(staff: FlaskClient, check_id: str) -> None:
    """Pictures a second, how much of the leg was seen, and how many reps were looked at twice."""
    page = page_of(staff, check_id)
    assert page.count("in 100 % of the pictures") == 2
    assert "4 of 5 counted reps" in page
    assert "<dd>15</dd>" in page


def test_an_old_check_says_that_it_has_no_course(
    staff: FlaskClient, add_check: Callable[..., str]
) -> None:
    """A check without a trail has all its figures and one sentence in place of the charts."""
    page = page_of(staff, add_check())
    assert "This check has no course over time" in page
    assert charts_in(page) == []
    assert "Knee moves in" in page


def test_an_unsure_clock_is_said(staff: FlaskClient, store: ResultStore) -> None:
    """Where the box did not know the time the page says what may be wrong and what is right."""
    page = page_of(staff, add_with_trail(store, clock_sure=False))
    assert "the date may be wrong, the order of checks is right" in page
    assert "not sure at the start" in page


def test_the_chart_alone(staff: FlaskClient, check_id: str) -> None:
    """One leg's chart by itself is an SVG that nothing may be added to, named after the check."""
    answer = staff.get(f"/staff/checks/{check_id}/charts/left.svg")
    assert answer.mimetype == "image/svg+xml"
    assert 'filename="check-1-left.svg"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert ET.fromstring(answer.get_data(as_text=True)).get("class") == "chart"


@pytest.mark.parametrize("name", ["middle", "..", "left.svg", "%2e%2e%2fleft", "<script>"])
def test_other_charts_do_not_exist(staff: FlaskClient, check_id: str, name: str) -> None:
    """Only the two legs have a chart; whatever else is asked for is not found."""
    assert staff.get(f"/staff/checks/{check_id}/charts/{name}.svg").status_code == 404


@pytest.mark.parametrize("check", ["none", "1-" + "0" * 24, "1", "1-%00"])
def test_other_checks_have_no_chart(staff: FlaskClient, check_id: str, check: str) -> None:
    """A check that is none, or a number without its token, is gone for chart and page."""
    assert check_id.startswith("1-")
    for address in (f"/staff/checks/{check}", f"/staff/checks/{check}/charts/left.svg"):
        assert staff.get(address).status_code == 404


def test_the_hips_say_what_they_rest_on(staff: FlaskClient, store: ResultStore) -> None:
    """Beside each leg's hips, and nowhere where the hips have no value."""
    page = page_of(staff, add_with_trail(store))
    assert page.count(IN_THE_LAB) == 2
    for part in page.split("<dt>Hips</dt>")[1:]:
        assert IN_THE_LAB in part.partition("</dd>")[0]
    half = store.start_check(moment(0), SOFTWARE)
    unseen = [replace(each, pelvic_drop_deg=None) for each in REPS if each.leg is Leg.LEFT]
    reps = [*unseen, *(each for each in REPS if each.leg is Leg.RIGHT)]
    store.complete(half, report_json(build_report(reps)), moment(90))
    assert page_of(staff, half).count(IN_THE_LAB) == 1


@pytest.mark.parametrize(
    ("checks", "made_by", "study"),
    [
        (FEWEST_CHECKS, protocol.VERSION, True),
        (FEWEST_CHECKS - 1, protocol.VERSION, False),
        (FEWEST_CHECKS, "0", False),
    ],
)
def test_the_sites_study_speaks_from_enough_checks_on(
    checks: int, made_by: str, study: bool
) -> None:
    """How often both said the same, of those where the kiosk was sure, with the checks; only of
    the protocol in use."""
    pairs = [Pair(check, "good", "good" if check else "fault") for check in range(checks)]
    found = verdicts([*pairs, Pair(0, "good", "unsure")])
    none = limits([])
    site = Site(checks, checks + 1, verdicts([]), found, none, none)
    note = hips_note({"value_deg": 4.0}, site, made_by)
    own = "on 19 of 20 squats (20 checks); of 1 more the kiosk was unsure."
    assert note["study"] is study
    assert (own in note["words"]) is study
    assert (note["words"] == IN_THE_LAB) is not study
    assert hips_note({"value_deg": None}, site, made_by) == {}


def test_no_leg_without_a_rep_is_drawn(staff: FlaskClient, store: ResultStore) -> None:
    """A check with one leg says so of the other, and has no chart of it."""
    check_id = store.start_check(moment(0), SOFTWARE)
    store.add_rep(check_id, REPS[0], 1, seen=piece(Leg.LEFT, 4.0, 8.1))
    store.abandon(check_id, "the person left the spot", None, moment(9))
    page = page_of(staff, check_id)
    assert len(charts_in(page)) == 1
    assert "No rep on this leg." in page
    assert staff.get(f"/staff/checks/{check_id}/charts/right.svg").status_code == 404


def test_visitors_get_no_chart(visitor: FlaskClient, check_id: str) -> None:
    """Who has not signed in is sent to sign in."""
    answer = visitor.get(f"/staff/checks/{check_id}/charts/left.svg")
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location


def stored(start_s: float, **values: object) -> StoredRep:
    """A rep as the store gives it."""
    from kiosk.results import StoredRep as Stored

    times = {"start_s": start_s, "bottom_s": start_s + 1.0, "end_s": start_s + 2.0}
    return Stored("left", None, False, {"counted": True, **times, **values})


def frames(*angles_deg: float | None) -> tuple[Seen, ...]:
    """Frames on the left leg, a tenth of a second apart, with this knee angle."""
    return tuple(
        Seen(10.0 + i / 10, Leg.LEFT, (knee, None, None, None)) for i, knee in enumerate(angles_deg)
    )


def test_both_legs_have_the_same_scales() -> None:
    """A knee that goes far in on one leg widens the scale of the other as well, in whole tens."""
    right = tuple(Seen(20.0 + i / 10, Leg.RIGHT, (47.0, None, None, None)) for i in range(20))
    trail = Trail((*frames(*[3.0] * 20), *right))
    chart = leg_chart("left", trail, [stored(10.0)])
    assert chart is not None
    assert (chart.panels[0].low, chart.panels[0].high) == (-10.0, 50.0)
    wild = leg_chart("left", Trail(frames(*[179.0] * 20)), [stored(10.0)])
    assert wild is not None
    assert wild.panels[0].high == 60.0


def test_the_line_breaks_where_pictures_are_missing() -> None:
    """Frames on both feet, unseen frames and a pause are gaps in the line."""
    seen = frames(*[3.0] * 30)
    gap = (*seen[:10], *(Seen(each.t_s, None) for each in seen[10:12]), *seen[20:])
    chart = leg_chart("left", Trail(gap), [stored(10.0)])
    assert chart is not None
    (line,) = [each for each in chart.panels[0].layers if hasattr(each, "points")]
    assert [x for x, y in line.points if y is None] == [pytest.approx(x) for x in (1.0, 1.1, 1.1)]


def test_the_share_of_pictures_is_never_rounded_up() -> None:
    """A leg that was missed once is not said to have been seen in all pictures."""
    trail = Trail(frames(*[3.0] * 15, None, *[3.0] * 4))
    assert tracking("left", trail, [stored(10.0)])["Leg seen"] == "in 95 % of the pictures"
    assert tracking("left", None, [stored(10.0)]) == {"Looked at twice": "0 of 1 counted reps"}
    assert tracking("right", trail, [stored(10.0)]) == {"Leg seen": "not measured"}


def test_reps_are_numbered_as_the_member_saw_them() -> None:
    """Refused and practice reps have words instead of a number; an unknown reason has its own."""
    refused = stored(20.0, counted=False, refused_because="moon_walk")
    practice = replace(stored(5.0), practice=True)  # type: ignore[type-var]
    reps = [practice, stored(10.0), refused, stored(30.0)]
    words = [rep_words(mark) for mark in marks_of("left", reps)]
    assert words == ["practice", "rep 1", "not counted: moon walk", "rep 2"]
    assert figures("left", Trail(()), reps) == []
    assert Refusal.FOOT_DOWN.value == "foot_down"


def test_a_rep_without_its_times_is_left_out() -> None:
    """What a later version may leave out of a rep costs the mark of that rep, not the chart."""
    timeless = stored(12.0, bottom_s=None)
    chart = leg_chart("left", Trail(frames(*[3.0] * 20)), [stored(10.0), timeless])
    assert chart is not None
    assert sum(hasattr(each, "start") for each in chart.panels[0].layers) == 1
    assert leg_chart("left", Trail(frames(3.0, 3.0)), [timeless]) is None
    assert tracking("left", Trail(frames(3.0)), [timeless])["Leg seen"] == "not measured"


def test_a_rep_outside_of_the_course_is_no_reason_to_fail() -> None:
    """Reps that the frames do not cover give no chart instead of an error."""
    assert leg_chart("left", Trail(frames(3.0, 3.0)), [stored(500.0)]) is None
    assert leg_chart("left", Trail(()), [stored(10.0)]) is None
    assert leg_chart("left", Trail(frames(3.0)), []) is None
    assert Piece(()).bottom is None
