"""The trend of a label on the staff's page: an answer in words, a chart, every value."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.moment import Moment
from kiosk.results import ResultStore, Software
from kiosk.scoring.findings import Rep
from kiosk.trend import LeftOut, Side, line
from kiosk.web.staff import trend_chart, trend_view
from tests.labelled_checks import FIVE_EACH, SOFTWARE, add
from tests.trend_visits import stance, visit
from tests.web.conftest import NOON

HOSTILE = '<script>alert("x")</script>&"\''


def on(day: int, clock_sure: bool = True) -> Moment:
    """Noon, so many days after the first check."""
    return Moment(NOON + timedelta(days=day), 100.0 + day, "boot-1", clock_sure)


def knees(left_deg: float, right_deg: float = 5.0, **given: Any) -> tuple[Rep, ...]:
    """Five reps of each leg."""
    return tuple(
        replace(each, knee_fppa_deg=left_deg if each.leg.value == "left" else right_deg, **given)
        for each in FIVE_EACH
    )


def text_of(client: FlaskClient, label: str) -> str:
    """The page's words, white space folded."""
    answer = client.get("/staff/trend", query_string={"label": label})
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(unescape(words).split())


def test_only_staff_see_a_trend(client: FlaskClient, visitor: FlaskClient) -> None:
    """Nobody without a session learns whether a label exists."""
    for each in (client, visitor):
        answer = each.get("/staff/trend?label=M-7")
        assert answer.status_code == 303
        assert "/sign-in" in answer.headers["Location"]


def test_a_change_inside_the_error_is_none(store: ResultStore, staff: FlaskClient) -> None:
    """8 degrees less in the knee: no measurable change, with both values and what it would take."""
    add(store, on(0), reps=knees(16.0))
    add(store, on(30), reps=knees(8.0))
    words = text_of(staff, "m-7")
    assert "Trend of M-7" in words
    assert "No measurable change in anything that can be compared." in words
    assert "From 16° ± 1 (2 Jan 2026) to 8° ± 1 (1 Feb 2026): −8°. Measurable from 9° on" in words
    assert "Lower by" not in words


def test_a_change_beyond_the_error_is_said(store: ResultStore, staff: FlaskClient) -> None:
    """10 degrees less is a lower knee; the other leg and the measures that stayed are not."""
    for day, left_deg in ((0, 18.0), (30, 15.0), (60, 8.0)):
        add(store, on(day), reps=knees(left_deg))
    words = text_of(staff, "M-7")
    assert "Measurably changed: knee angle, left leg: lower by 10°." in words
    assert words.count("No measurable change") == 8
    assert "Since 1 Feb 2026: no measurable change (−7°)." in words
    assert "improved" not in words


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"software": replace(SOFTWARE, protocol_version="1")}, LeftOut.PROTOCOL),
        ({"software": Software("0.1.0", "2", "other", "ef" * 32, "camera")}, LeftOut.NETWORK),
        ({"extra": {"eased": True}}, LeftOut.EASED),
        ({"reps": knees(30.0, knee_flexion_deg=50.0)}, LeftOut.DEPTH),
        ({"reps": knees(30.0, off_centre=0.9)}, LeftOut.IN_DOUBT),
        ({"reps": knees(30.0)[:2]}, LeftOut.FEW_REPS),
    ],
)
def test_what_is_not_alike_is_shown_and_not_compared(
    store: ResultStore, staff: FlaskClient, odd: dict[str, Any], why: LeftOut
) -> None:
    """The odd check is in the table with the reason; the change is that of the others."""
    add(store, on(0), **{"reps": knees(30.0), **odd})
    add(store, on(30), reps=knees(8.0))
    add(store, on(60), reps=knees(9.0))
    words = text_of(staff, "M-7")
    assert f"Not compared: {trend_view.WHY[why]}" in words
    assert "Measurably changed" not in words
    assert "(2 Jan 2026)" not in words.partition("Every value: knee angle")[0]


def test_one_check_has_nothing_to_compare(store: ResultStore, staff: FlaskClient) -> None:
    """A single check, and two that are not alike, say so."""
    add(store, on(0), extra={"eased": True})
    assert "Nothing to compare yet" in text_of(staff, "M-7")
    add(store, on(30))
    words = text_of(staff, "M-7")
    assert "Nothing to compare yet" in words
    assert words.count("One check so far") == 9


def test_an_unset_clock_names_the_check(store: ResultStore, staff: FlaskClient) -> None:
    """A check of a box that did not know the time is told by its number, and kept in order."""
    add(store, on(-9000, clock_sure=False), reps=knees(18.0))
    add(store, on(30), reps=knees(8.0))
    words = text_of(staff, "M-7")
    assert "From 18° ± 1 (check 1) to 8° ± 1 (1 Feb 2026): −10°." in words
    assert "2001" not in words


def test_a_spot_set_in_between_is_said(store: ResultStore, staff: FlaskClient) -> None:
    """A camera that may have been moved is named with its days, each once; else nothing is said."""
    add(store, on(0))
    add(store, on(30))
    assert "set anew" not in text_of(staff, "M-7")
    for day in (3, 3, 10, 12, 20):
        store.add_spot("camera", "{}", "staff", on(day))
    words = text_of(staff, "M-7")
    assert "set anew between these checks (12 Jan 2026, 14 Jan 2026, 22 Jan 2026)" in words


def test_labels_to_choose_from(store: ResultStore, staff: FlaskClient) -> None:
    """Without a label, or with one that nobody has, the page offers those there are."""
    assert "No check has a label yet." in text_of(staff, "")
    add(store, on(0), "M-7")
    add(store, on(1), "Ana")
    assert "Whose checks? Ana 1 check M-7 1 check" in text_of(staff, "")
    words = text_of(staff, "nobody")
    assert "No ended check has the label nobody." in words
    assert "Ana 1 check" in words


def test_a_hostile_label_is_only_words(store: ResultStore, staff: FlaskClient) -> None:
    """Markup in a label is shown, never run, whether it exists or not."""
    add(store, on(0), HOSTILE)
    for label in (HOSTILE, HOSTILE + "none"):
        page = staff.get("/staff/trend", query_string={"label": label}).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_odd_labels_are_no_mistake(staff: FlaskClient) -> None:
    """An address that somebody made up gets a page, not an error."""
    for label in ("\x00", "%", "a" * 5000, "\ud7ff", "🦵"):
        assert staff.get("/staff/trend", query_string={"label": label}).status_code == 200


def test_abandoned_checks_are_told_apart(store: ResultStore, staff: FlaskClient) -> None:
    """A check without a result is in the table as not measured."""
    check_id = store.start_check(on(0), SOFTWARE)
    store.abandon(check_id, "the person left the spot", None, on(0))
    store.finding.set_label(check_id, "M-7")
    words = text_of(staff, "M-7")
    assert "Not measured well yet" in words
    assert "Not compared: not measured" in words


def test_a_gap_says_which_leg_is_higher() -> None:
    """Left minus right in words; equal legs have no side."""
    visits = [visit(1, stance(16.0), stance(4.0)), visit(2, stance(2.0), stance(4.0))]
    found = trend_view.side_view(line(visits, "knee_valgus", Side.GAP))
    assert found["words"] == "Changed by 14°"
    assert "From left 12° ± 2 higher (2 Feb 2026) to right 2° ± 2 higher" in found["told"]
    assert "): 14°. Measurable from 12.8° on" in found["told"]
    same = line([visit(1, stance(4.2), stance(4.0))], "knee_valgus", Side.GAP)
    assert trend_view.point_words(same.points[0], Side.GAP) == "0° ± 2"


def test_figures_never_read_like_the_other_answer() -> None:
    """What is under the detectable change is not rounded up to it."""
    assert [trend_view.number(value) for value in (8.99, 9.0, 12.79, 12.8, 0.04)] == [
        "8.9°",
        "9°",
        "12.7°",
        "12.8°",
        "0°",
    ]


def test_charts_show_what_is_compared() -> None:
    """A dot for each compared check, the band around the first, both legs on one scale."""
    visits = [
        visit(1, stance(20.0), stance(5.0)),
        visit(2, stance(19.0, in_doubt=True), stance(5.0)),
        visit(3, stance(8.0), stance(6.0)),
    ]
    lines = {side: line(visits, "knee_valgus", side) for side in Side}
    charts = trend_chart.charts_of("Knee angle", lines)
    left, right = charts[Side.LEFT], charts[Side.RIGHT]
    assert left is not None
    assert right is not None
    (panel,) = left.panels
    band, curve, dots = panel.layers
    assert (band.low, band.high, band.look) == (11.0, 29.0, "band")  # type: ignore[union-attr]
    assert [(dot.x, dot.y, dot.spread) for dot in dots.dots] == [  # type: ignore[union-attr]
        (0.0, 20.0, 1.5),
        (2.0, 8.0, 1.5),
    ]
    assert list(curve.points) == [(0.0, 20.0), (2.0, 8.0)]  # type: ignore[union-attr]
    assert (panel.low, panel.high) == (right.panels[0].low, right.panels[0].high)
    assert panel.low <= -4.0
    assert panel.high >= 29.0
    assert left.text == ("Knee angle, left leg: 2 Feb 2026: 20° ± 2; 2 Apr 2026: 8° ± 2.")
    assert [tick.words for tick in left.x_ticks][-1] == "2 Apr 2026"


def test_nothing_compared_has_no_chart() -> None:
    """An empty chart would look like a measurement of nothing."""
    lines = {
        side: line([visit(1, stance(eased=True), eased=True)], "trunk_lean", side) for side in Side
    }
    assert set(trend_chart.charts_of("Lean", lines).values()) == {None}


def test_many_checks_have_few_days_under_the_chart() -> None:
    """Of a hundred checks four days are named, the first and the last among them."""
    lines = {
        side: line([visit(n, stance()) for n in range(1, 101)], "knee_valgus", side)
        for side in Side
    }
    chart = trend_chart.charts_of("Knee", lines)[Side.LEFT]
    assert chart is not None
    assert [tick.value for tick in chart.x_ticks] == [0.0, 33.0, 66.0, 99.0]
    assert chart.x_low <= -5
