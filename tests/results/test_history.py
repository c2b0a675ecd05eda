"""The store gives a trend the checks of one label, oldest first, and what was measured in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from kiosk.contract import report_json
from kiosk.moment import Moment
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultReader, ResultStore, Software
from kiosk.results.history import _VISITS, MEASURED_AS, MOST
from kiosk.scoring.findings import FreeLeg, Rep
from kiosk.scoring.report import build_report
from kiosk.trend import DETECTABLE_DEG, LeftOut, Side, line
from tests.labelled_checks import FIVE_EACH, SOFTWARE, add, rep

At = Callable[[float], Moment]


def test_checks_of_a_label_come_oldest_first(store: ResultStore, at: At) -> None:
    """Whatever the case of the label; nobody else's, and none for a label that nobody has."""
    first = add(store, at(0), "Straße 7")
    add(store, at(100), "someone else")
    add(store, at(200), None)
    second = add(store, at(300), "STRASSE 7")
    visits = store.history.visits(" strasse  7 ")
    assert [visit.check_id for visit in visits] == [first, second]
    assert [visit.label for visit in visits] == ["Straße 7", "STRASSE 7"]
    assert store.history.visits("nobody") == ()


def test_a_visit_holds_what_was_measured(store: ResultStore, at: At) -> None:
    """Values, ±, depth, free leg, networks, protocol and the number of reps of each measure."""
    reps = [
        replace(each, pelvic_drop_deg=None) if n < 2 else each for n, each in enumerate(FIVE_EACH)
    ]
    add(store, at(0), reps=tuple(reps))
    (visit,) = store.history.visits("M-7")
    assert (visit.number, visit.clock_sure, visit.eased) == (1, True, False)
    assert visit.started_utc == at(0).utc_text
    assert visit.protocol_version == "2"
    assert visit.networks == ("ab" * 32, "cd" * 32)
    left = visit.legs["left"]
    assert (left.free_leg, left.depth_deg) == ("middle", 63.0)
    assert set(left.readings) == set(DETECTABLE_DEG)
    assert [left.readings[name].reps for name in DETECTABLE_DEG] == [5, 3, 5]
    knee = left.readings["knee_valgus"]
    assert (knee.value_deg, knee.in_doubt) == (10.0, False)
    assert knee.spread_deg is not None


def test_practice_and_refused_reps_are_not_counted(store: ResultStore, at: At) -> None:
    """Reps that count for no leg count for no measure of it."""
    check_id = store.start_check(at(0), SOFTWARE)
    store.add_rep(check_id, rep(Leg.LEFT, 0), None, practice=True)
    store.add_rep(check_id, replace(rep(Leg.LEFT, 1), counted=False), None)
    reps = tuple(rep(Leg.LEFT, turn) for turn in (2, 3))
    for number, each in enumerate(reps, 1):
        store.add_rep(check_id, each, number)
    store.complete(check_id, report_json(build_report(reps)), at(90))
    store.finding.set_label(check_id, "M-7")
    (visit,) = store.history.visits("M-7")
    assert visit.legs["left"].readings["knee_valgus"].reps == 2
    assert line([visit], "knee_valgus", Side.LEFT).points[0].left_out is LeftOut.FEW_REPS


def test_doubt_is_read_from_the_report(store: ResultStore, at: At) -> None:
    """A turned body's knee is in doubt, its trunk is not; a value near a line is in no doubt."""
    turned = tuple(replace(each, false_fppa_deg=12.0) for each in FIVE_EACH)
    add(store, at(0), reps=turned)
    near = tuple(replace(each, knee_fppa_deg=8.0) for each in FIVE_EACH)
    add(store, at(100), reps=near)
    doubted, unsure = (visit.legs["left"].readings for visit in store.history.visits("M-7"))
    assert doubted["knee_valgus"].in_doubt
    assert not doubted["trunk_lean"].in_doubt
    assert not unsure["knee_valgus"].in_doubt


def test_old_reports_without_the_mark_are_taken_with_care(store: ResultStore, at: At) -> None:
    """A report of before the mark: `unsure` may be doubt, any other verdict is none."""
    report = report_json(build_report(FIVE_EACH))
    checks = report["legs"]["left"]["checks"]
    for check in checks.values():
        check.pop("in_doubt", None)
    checks["knee_valgus"]["verdict"] = "unsure"
    add(store, at(0), extra=report)
    readings = store.history.visits("M-7")[0].legs["left"].readings
    assert readings["knee_valgus"].in_doubt
    assert not readings["trunk_lean"].in_doubt


def test_what_makes_checks_unlike_is_told(store: ResultStore, at: At) -> None:
    """The easier target, an unseen free leg and networks without a sum of their own."""
    unseen = tuple(replace(each, free_leg=FreeLeg.UNKNOWN) for each in FIVE_EACH)
    plain = Software("0.1.0", "2", "one", None, "keypoints")
    add(store, at(0), reps=unseen, software=plain, extra={"eased": True})
    (visit,) = store.history.visits("M-7")
    assert visit.eased
    assert visit.legs["right"].free_leg is None
    assert visit.networks == ("one", None)


def test_checks_without_a_report_have_no_leg(store: ResultStore, at: At) -> None:
    """An abandoned check is there, empty; an open one is not yet."""
    abandoned = store.start_check(at(0), SOFTWARE)
    store.abandon(abandoned, "the person left the spot", None, at(10))
    store.finding.set_label(abandoned, "M-7")
    running = store.start_check(at(20), SOFTWARE)
    store.finding.set_label(running, "M-7")
    (visit,) = store.history.visits("M-7")
    assert visit.check_id == abandoned
    assert visit.legs == {}


def test_older_checks_can_be_asked_for_alone(store: ResultStore, at: At) -> None:
    """As of one check: what came later is not in it."""
    for turn in range(3):
        add(store, at(100.0 * turn))
    assert [visit.number for visit in store.history.visits("M-7", up_to=2)] == [1, 2]


def test_very_many_checks_are_the_newest(
    store: ResultStore, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more checks than a page can tell of, the newest are taken."""
    assert MOST >= 50
    monkeypatch.setattr("kiosk.results.history.MOST", 2)
    for turn in range(3):
        add(store, at(100.0 * turn))
    assert [visit.number for visit in store.history.visits("M-7")] == [2, 3]


def test_the_label_is_found_by_an_index(store: ResultStore, at: At) -> None:
    """However large the store: no walk over all checks."""
    add(store, at(0))
    with store._database.reading() as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {_VISITS}", ("m-7", 10, 5)).fetchall()
    steps = [row["detail"] for row in plan]
    assert "checks_by_label" in steps[0]
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps)


def test_spots_set_between_two_checks_are_told(store: ResultStore, at: At) -> None:
    """What was set before, after, or by a clock that was not set is left out."""
    for t_s, sure in ((10.0, True), (20.0, True), (30.0, False), (40.0, True), (90.0, True)):
        store.add_spot("camera", "{}", "staff", replace(at(t_s), clock_sure=sure))
    found = store.history.set_up_anew(at(10.0).utc_text, at(50.0).utc_text)
    assert found == (at(20.0).utc_text, at(40.0).utc_text)


def test_a_reader_asks_too(store: ResultStore, path: Path, at: At) -> None:
    """Another program that only reads the store sees the same."""
    add(store, at(0))
    reader = ResultReader.open_to_read(path, "kiosk")
    assert reader.history.visits("M-7") == store.history.visits("M-7")


def test_measures_are_those_of_the_trend() -> None:
    """Every check that has a trend is a measure of the reps."""
    assert set(MEASURED_AS) == set(DETECTABLE_DEG)
    assert set(MEASURED_AS.values()) <= {field.name for field in fields(Rep)}
