"""The member's report on one sheet, in the member's language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.contract import report_json
from kiosk.live import Live
from kiosk.moment import Moment
from kiosk.pose.keypoints import Joint, Leg
from kiosk.results import ResultStore
from kiosk.scoring.findings import PelvisBy, Rep
from kiosk.scoring.report import build_report
from kiosk.trail import Piece, Seen
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from kiosk.web.staff.hips_note import IN_THE_LAB
from kiosk.web.staff.report_scale import SCALES, scale_view
from kiosk.web.staff.report_view import MOST_MEANINGS, changes
from kiosk.words import LANGUAGES
from tests.labelled_checks import FIVE_EACH, SOFTWARE, add
from tests.trend_visits import stance, visit
from tests.web.conftest import NOON

HOSTILE = "<img src=x onerror=alert(1)>"
BODY = {joint: (100.0 + 10 * joint.value, 20.0 * joint.value) for joint in Joint if joint.value > 4}


def on(day: int, clock_sure: bool = True) -> Moment:
    return Moment(NOON + timedelta(days=day), 100.0 + day, "boot-1", clock_sure)


def page(client: FlaskClient, check_id: str, language: str = "en") -> str:
    answer = client.get(f"/staff/checks/{check_id}/report?lang={language}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def words(html: str) -> str:
    """What the sheet says, white space folded."""
    sheet = html.partition('<main class="sheet">')[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", sheet)).split())


def knees(left_deg: float) -> tuple[Rep, ...]:
    """Five reps of each leg; the left knee moves in as far as the angle says."""
    return tuple(
        replace(
            each,
            knee_fppa_deg=left_deg if each.leg is Leg.LEFT else 5.0,
            knee_fppa_change_deg=left_deg,
            hip_adduction_change_deg=left_deg,
        )
        for each in FIVE_EACH
    )


def test_only_staff_print_it(store: ResultStore, client: FlaskClient) -> None:
    """It is a member's result: nobody without a session gets it."""
    check_id = add(store, on(0))
    assert client.get(f"/staff/checks/{check_id}/report?lang=en").status_code == 303


def test_it_says_what_was_found(store: ResultStore, staff: FlaskClient) -> None:
    """Who, when, both legs with values and ±, left against right, limits, what measured it."""
    check_id = add(store, on(0), reps=knees(24.0))
    told = words(page(staff, check_id))
    for said in (
        "M-7 2 January 2026 Check 1",
        "Left leg 5 reps counted",
        "Knee moves in about 24° ± 1",
        "Knee stays in line about 5° ± 1",
        "Knee angle: A clear difference",
        "What it may mean",
        "What may help",
        "Book an assessment with a certified trainer",
        "Not a medical device: it does not diagnose, predict or prevent injury.",
        "± is the error to expect, measured on rendered people only.",
        "Kiosk 0.1.0, protocol 2, measured with one + two.",
    ):
        assert said in told
    assert "Compared with" not in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            ("Deine Ergebnisse", "etwa 24° ± 1", "Kein Medizinprodukt", "Keine messbare Änderung"),
        ),
        ("es", ("Tus resultados", "Ningún cambio medible", "Comparación", "Pierna izquierda")),
        ("fr", ("Vos résultats", "Aucun changement mesurable", "Pas un dispositif médical")),
    ],
)
def test_it_speaks_the_members_language(
    store: ResultStore, staff: FlaskClient, language: str, said: tuple[str, ...]
) -> None:
    """All of the sheet is in the language asked for, and the document says which that is."""
    add(store, on(0), reps=knees(24.0))
    check_id = add(store, on(30), reps=knees(24.0))
    html = page(staff, check_id, language)
    assert f'<html lang="{language}">' in html
    told = words(html)
    assert all(each.casefold() in told.casefold() for each in said)
    for english in ("Your results", "Left leg", "measurable change", "rendered", "protocol 2"):
        assert english not in told


def test_the_gyms_own_language_comes_first(live: Live, store: ResultStore) -> None:
    """Without a language, or with one there is not, it opens in the gym's own."""

    class Spanish:
        languages = ("es", "en")

        def choose(self, language: str) -> None:
            """Not asked here."""

    app = create_app(live, store, Given(language=Spanish()))
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
    check_id = add(store, on(0))
    for asked in ("", "?lang=xx", "?lang=../de"):
        answer = client.get(f"/staff/checks/{check_id}/report{asked}")
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith(f"/staff/checks/{check_id}/report?lang=es")


UNSEEN = tuple(
    replace(each, pelvic_drop_deg=20.0, pelvic_error_deg=4.0, pelvis_by=PelvisBy.LOOKS)
    for each in FIVE_EACH
)
HIPS = {
    "en": "tuck in a loose top and repeat",
    "es": "mete por dentro la camiseta suelta y repite",
    "de": "ein weites Oberteil einstecken und wiederholen",
    "fr": "rentrez un haut ample, puis recommencez",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_hips_that_were_not_seen_say_what_to_change(
    store: ResultStore, staff: FlaskClient, language: str
) -> None:
    """No fault, but the instruction beside each leg's hips, and not again among the meanings."""
    told = words(page(staff, add(store, on(0), reps=UNSEEN), language))
    assert told.count(HIPS[language]) == 2


def test_what_the_hips_rest_on_is_for_staff_alone(store: ResultStore, staff: FlaskClient) -> None:
    """Validated on rendered people only: over the sheet and not on it; without hips nowhere."""
    shown = page(staff, add(store, on(0)))
    assert shown.count(IN_THE_LAB) == 1
    assert IN_THE_LAB not in words(shown)
    hidden = tuple(replace(each, pelvic_drop_deg=None) for each in FIVE_EACH)
    assert IN_THE_LAB not in page(staff, add(store, on(1), reps=hidden))


def test_it_says_what_changed(store: ResultStore, staff: FlaskClient) -> None:
    """Since the first comparable check: measurable for one knee, not measurable for the rest."""
    add(store, on(0), reps=knees(20.0))
    second = add(store, on(30), reps=knees(6.0))
    add(store, on(60), reps=knees(30.0))
    told = words(page(staff, second))
    assert "Compared with 2 January 2026" in told
    assert "Knee angle 14° less No measurable change Changed by 14°" in told
    assert told.count("No measurable change") == 7
    assert "no measurable change." in told


def test_what_is_unusual_stands_at_the_top(store: ResultStore, staff: FlaskClient) -> None:
    """An unfinished check and smaller squats are said; a usual check has no such line."""
    usual = page(staff, add(store, on(0)))
    assert 'class="notes"' not in usual
    eased = words(page(staff, add(store, on(0), extra={"eased": True}), "de"))
    assert "Leichteres Ziel: kleinere Kniebeugen zählten." in eased
    check_id = store.start_check(on(0), SOFTWARE)
    store.abandon(check_id, "left", report_json(build_report(FIVE_EACH[:5])), on(0))
    assert "This check was not finished." in words(page(staff, check_id))


def test_a_replay_is_no_real_check(tmp_path: Path, live: Live) -> None:
    """What was replayed says so on paper too."""
    with ResultStore.open(tmp_path / "replay.db", "replay", on(0)) as replay:
        check_id = add(replay, on(0))
        app = create_app(live, replay, Given())
        client = app.test_client()
        client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
        assert "A replay, not a real check." in words(page(client, check_id))


def test_without_a_label_nothing_is_compared(store: ResultStore, staff: FlaskClient) -> None:
    """A check that nobody named is compared with nobody's."""
    add(store, on(0), label=None)
    told = words(page(staff, add(store, on(30), label=None)))
    assert "Compared with" not in told


def test_a_check_that_is_not_compared_says_nothing_of_others() -> None:
    """An eased check has no row, although older ones compare with each other."""
    visits = [visit(1, stance(20.0)), visit(2, stance(5.0)), visit(3, stance(5.0), eased=True)]
    assert changes(visits, visits[2].check_id, "en") == {"since": None, "changes": []}
    assert changes(visits, visits[1].check_id, "en")["changes"]


def test_different_first_checks_are_named_each() -> None:
    """Where they are, each cell says its own; a check of an unset clock goes by its number."""
    doubted, first = stance(20.0, in_doubt=True), stance(20.0)
    visits = [
        visit(1, first, doubted, clock_sure=False),
        visit(2, first, first),
        visit(3, stance(5.0), stance(5.0)),
    ]
    found = changes(visits, visits[2].check_id, "en")
    assert found["since"] is None
    assert found["changes"][0]["cells"] == [
        ("15° less", "since check 1"),
        ("15° less", "since 2 March 2026"),
        ("No measurable change", "since 2 March 2026"),
    ]


def test_a_hostile_label_is_only_words(store: ResultStore, staff: FlaskClient) -> None:
    """Markup in a label is printed as it was typed."""
    html = page(staff, add(store, on(0), HOSTILE))
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_an_unset_clock_has_no_day(store: ResultStore, staff: FlaskClient) -> None:
    """A day that the box did not know is not printed."""
    told = words(page(staff, add(store, on(0, clock_sure=False))))
    assert "January" not in told
    assert "Check 1" in told


def test_a_check_without_a_result_has_no_report(store: ResultStore, staff: FlaskClient) -> None:
    """An abandoned check without a result, and one that is gone, answer in one sentence."""
    check_id = store.start_check(on(0), SOFTWARE)
    store.abandon(check_id, "the person left the spot", None, on(0))
    answer = staff.get(f"/staff/checks/{check_id}/report?lang=en")
    assert answer.status_code == 404
    assert "This check came to no result" in answer.get_data(as_text=True)
    for gone in ("1-000000000000000000000000", "x", "..%2F..%2Fetc"):
        assert staff.get(f"/staff/checks/{gone}/report?lang=en").status_code == 404


def test_it_draws_the_body_and_the_knee(store: ResultStore, staff: FlaskClient) -> None:
    """With a stored course: each leg has its figure and its chart, named in the language."""
    check_id = store.start_check(on(0), SOFTWARE)
    for number, each in enumerate(FIVE_EACH, 1):
        times = [each.start_s + step / 5 for step in range(20)]
        frames = tuple(Seen(t_s, each.leg, (9.0, 3.0, 4.0, 50.0)) for t_s in times)
        store.add_rep(check_id, each, number, seen=Piece(frames, BODY))
    store.complete(check_id, report_json(build_report(FIVE_EACH)), on(0))
    html = page(staff, check_id, "de")
    assert html.count('class="figure"') == 2
    assert (
        html.count(
            'aria-label="Figur: du am tiefsten Punkt einer Kniebeuge, wie die Kamera dich sah."'
        )
        == 2
    )
    assert html.count('class="chart"') == 2
    assert html.count("Linkes Bein: Kniewinkel") == 1
    assert "style=" not in html
    assert "Figur: du am tiefsten Punkt" in words(html)


def test_without_a_course_there_is_no_drawing(store: ResultStore, staff: FlaskClient) -> None:
    """A check from before courses were stored prints without figures."""
    html = page(staff, add(store, on(0)))
    assert 'class="figure"' not in html
    assert 'class="chart"' not in html


def test_meanings_are_few(staff: FlaskClient, store: ResultStore, worst: dict[str, Any]) -> None:
    """Of the most that can be found, two meanings of each leg are printed, and all verdicts."""
    told = words(page(staff, add(store, on(0), extra=worst)))
    meanings = told.partition("What it may mean")[2].partition("What may help")[0]
    assert meanings.count("Left leg:") == meanings.count("Right leg:") == MOST_MEANINGS
    assert told.count("Upper body leans") == 2


@pytest.fixture
def worst() -> dict[str, Any]:
    """Everything found on both legs."""
    reps = [
        replace(
            each,
            knee_fppa_deg=24.0,
            knee_fppa_change_deg=20.0,
            hip_adduction_change_deg=20.0,
            pelvic_drop_deg=15.0,
            trunk_lean_deg=20.0,
            knee_flexion_deg=50.0,
        )
        for each in FIVE_EACH
    ]
    return report_json(build_report(reps))


def test_bars_show_where_a_value_lies() -> None:
    """Bands in order, the value with its ± on them, and the ends hold what is beyond."""
    knee = scale_view("knee_valgus", {"value_deg": 10.0, "spread_deg": 2.0})
    assert knee is not None
    assert [name for name, _, _ in knee["bands"]] == ["good", "borderline", "fault"]
    assert (knee["low"], knee["at"], knee["high"]) == (45.0, 50.0, 55.0)
    depth = scale_view("depth", {"value_deg": 200.0, "spread_deg": None})
    assert depth is not None
    assert [name for name, _, _ in depth["bands"]] == ["fault", "borderline", "good"]
    assert (depth["low"], depth["at"], depth["high"]) == (100.0, 100.0, 100.0)
    for name in SCALES:
        view = scale_view(name, {"value_deg": 5.0})
        assert view is not None
        assert sum(length for _, _, length in view["bands"]) == pytest.approx(100.0)
    assert scale_view("balance", {"events": 1}) is None
    assert scale_view("depth", {"value_deg": None}) is None


def test_the_report_is_a_link_away(store: ResultStore, staff: FlaskClient) -> None:
    """The page of a check leads to its report and, where it has a label, to the trend."""
    named, unnamed = add(store, on(0), "Ana & Bo"), add(store, on(1), None)
    html = staff.get(f"/staff/checks/{named}").get_data(as_text=True)
    assert f"/staff/checks/{named}/report" in html
    assert "/staff/trend?label=Ana+%26+Bo" in html or "/staff/trend?label=Ana%20%26%20Bo" in html
    assert "/staff/trend?" not in staff.get(f"/staff/checks/{unnamed}").get_data(as_text=True)
    assert set(LANGUAGES) == {"en", "es", "de", "fr"}
