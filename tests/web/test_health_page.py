"""What staff read about the box, and `/ready` for its own watchers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import __version__
from kiosk.health.report import Level, Reading, plain_reading
from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.vitals import Vitals
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.staff.health_view import (
    amount,
    camera_view,
    figures,
    light_views,
    overall,
    worst_first,
)
from tests.web.fake_health import AT, ERRORS, UNSURE, UNWELL, WELL, FakeHealth

PAGE = "/staff/health"
Post = Callable[..., Any]


@pytest.fixture
def app(live: Live, store: ResultStore, health: FakeHealth) -> Flask:
    return create_app(live, store, Given(health=health))


def words(answer: Any) -> str:
    """The page's words without its marks."""
    html = re.sub(r"<svg.*?</svg>", "", answer.get_data(as_text=True), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_worst_stands_first(staff: FlaskClient, health: FakeHealth) -> None:
    """What needs mending is on top with its mend, then what to watch, the unknown, the well."""
    health.fail_card()
    text = words(staff.get(PAGE))
    labels = ("File system", "Clock", "Slowed down", "Temperature", "Free space")
    places = [text.index(label) for label in labels]
    assert places == sorted(places)
    assert f"File system 3 Mend this {ERRORS.text} {ERRORS.mend}" in text
    assert "1 thing to mend, 1 to watch The light says: card failing." in text


def test_a_healthy_box_says_so(staff: FlaskClient) -> None:
    """With nothing to mend the page says that all is well, with values people can read."""
    text = words(staff.get(PAGE))
    assert "All is well" in text
    assert "Temperature 54 °C Well The processor has 54 degrees Celsius." in text
    assert "Free space 21.4 GB Well" in text
    assert "Slowed down Not known This machine does not say" in text
    assert "The light says:" not in text


def test_the_camera_and_its_rung_are_told(staff: FlaskClient, health: FakeHealth) -> None:
    """A frozen camera has its own sentence, and the step that is being taken is marked."""
    health.lose_camera()
    answer = staff.get(PAGE)
    assert "The camera repeats one picture since 12 s." in words(answer)
    current = re.findall(r'aria-current="step">([^<]+)<', answer.get_data(as_text=True))
    assert current == ["Opening the camera again"]


def test_the_boards_choice_is_told_with_its_reason(staff: FlaskClient) -> None:
    """Milliseconds by model and threads, what each is used for, why, and when it was measured."""
    text = words(staff.get(PAGE))
    assert "Live picture lightning-portrait, 2 threads, half precision" in text
    assert "Frames a second about 30" in text
    assert "Second look thunder-portrait, 2 threads, half precision" in text
    assert "lightning-portrait live, half precision 2 24.3 26.7" in text
    assert "thunder-portrait second, half precision 2 71.0 78.1" in text
    assert "thunder-portrait takes 57 ms and 40 are allowed" in text
    assert re.search(r"Measured \w+ 20 Nov 2026, \d\d:\d\d", text)


def test_lighter_work_for_heat_is_told(staff: FlaskClient, health: FakeHealth) -> None:
    """A hot board says what it leaves out, and what it does otherwise."""
    health.heat_up()
    text = words(staff.get(PAGE))
    assert "The board is hot: lightning watches in place of lightning-portrait" in text
    assert "Otherwise: lightning-portrait holds 15 frames a second" in text


def test_a_board_too_slow_to_judge_says_so(staff: FlaskClient, health: FakeHealth) -> None:
    """Staff learn that squats are only counted here."""
    said = "Squats are only counted: nothing is judged."
    assert said not in words(staff.get(PAGE))
    health.slow_down()
    assert said in words(staff.get(PAGE))


def test_measuring_again_is_asked_for_once(
    staff: FlaskClient, health: FakeHealth, post: Post
) -> None:
    """The button asks the kiosk and answers with a page that may be loaded again."""
    answer = post(staff, "/staff/health/measure", PAGE)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?done=measure")
    assert health.asked == 1
    assert "Measuring has been asked for" in words(staff.get(answer.location))
    assert health.asked == 1


def test_measuring_is_refused_while_somebody_is_there(
    staff: FlaskClient, health: FakeHealth, post: Post
) -> None:
    """The kiosk's own reason stands on the page, as an alert."""
    health.refusal = "Somebody is on the spot: measure when the check is over."
    answer = post(staff, "/staff/health/measure", PAGE)
    assert answer.status_code == 409
    assert f'role="alert">{health.refusal}' in answer.get_data(as_text=True)


def test_measuring_needs_the_form(staff: FlaskClient, health: FakeHealth) -> None:
    """Another site cannot make the kiosk measure."""
    assert staff.post("/staff/health/measure").status_code == 403
    assert health.asked == 0


def test_while_measuring_no_button_is_offered(staff: FlaskClient, health: FakeHealth) -> None:
    """A measurement under way is told instead of offering another."""
    assert health.board is not None
    health.board["measuring"] = True
    text = words(staff.get(PAGE))
    assert "It is being measured anew." in text
    assert "Measure again" not in text


def test_a_board_that_was_never_measured_says_so(staff: FlaskClient, health: FakeHealth) -> None:
    """Before the first measurement there is no table, and without a board no such part."""
    health.forget_board()
    text = words(staff.get(PAGE))
    assert "Never measured." in text
    assert "9 of 10" not in text
    health.board = None
    assert "This board" not in words(staff.get(PAGE))


def test_trouble_is_marked_on_the_other_pages(staff: FlaskClient, health: FakeHealth) -> None:
    """The link to the page carries a mark with words on every staff page, only while it is bad."""
    mark = "Health (something to mend)"
    assert mark not in words(staff.get("/staff/"))
    health.readings = (*WELL, UNSURE)
    assert mark not in words(staff.get("/staff/"))
    health.fail_card()
    assert mark in words(staff.get("/staff/"))


def test_no_page_fails_because_health_does(staff: FlaskClient, health: FakeHealth) -> None:
    """Where health cannot be told, the results are still read and the page says why."""
    health.stop_telling()
    assert staff.get("/staff/").status_code == 200
    answer = staff.get(PAGE)
    assert answer.status_code == 503
    assert "The card cannot be read: change it." in words(answer)


def test_before_the_first_look_nothing_is_claimed(staff: FlaskClient, health: FakeHealth) -> None:
    """Without any reading the page does not say that all is well."""
    health.readings, health.vitals, health.fresh_age_s = (), Vitals(), None
    text = words(staff.get(PAGE))
    assert "Nothing is known yet" in text
    assert "Last fresh frame –" in text


def test_text_of_readings_is_escaped(staff: FlaskClient, health: FakeHealth) -> None:
    """What a reading quotes from the system is shown as text."""
    text, mend = "<script>alert(1)</script>", "Run `<i>y</i>` `"
    health.readings = (Reading("x", "<b>x</b>", Level.BAD, text, mend),)
    html = staff.get(PAGE).get_data(as_text=True)
    assert "<script>alert" not in html
    assert "<b>x" not in html
    assert "Run <code>&lt;i&gt;y&lt;/i&gt;</code>" in html


def test_a_run_without_health_says_so(live: Live, store: ResultStore, post: Post) -> None:
    """A demo has no health: one sentence, nothing to measure, and it is not ready."""
    app = create_app(live, store)
    client = app.test_client()
    client.set_cookie("kiosk_session", app.extensions["kiosk_sessions"].open("staff"))
    assert "does not watch its own health" in words(client.get(PAGE))
    assert post(client, "/staff/health/measure", PAGE).status_code == 404
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["ready"], answer.json["held"]) == (False, False)


def test_ready_tells_why_not(client: FlaskClient, health: FakeHealth) -> None:
    """200 while a check could begin, 503 with the reason while none could or nobody knows."""
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "words": "A check can begin.",
        "version": __version__,
        "camera": True,
        "store": True,
        "busy": False,
        "held": False,
    }
    health.lose_camera()
    answer = client.get("/ready")
    assert answer.status_code == 503
    told = answer.json or {}
    assert (told["ready"], told["words"], told["camera"]) == (False, health.not_ready, False)
    health.stop_telling()
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "words": "The card cannot be read: change it.",
        "version": __version__,
        **dict.fromkeys(("camera", "store", "busy", "held"), False),
    }


def test_ready_tells_an_updater_who_would_be_disturbed(
    client: FlaskClient, health: FakeHealth
) -> None:
    """Somebody on the spot, and whether a check could still begin, beside what is well."""
    health.vitals = replace(health.vitals, busy=True, held=True)
    told = client.get("/ready").json
    assert told is not None
    assert (told["busy"], told["held"], told["camera"]) == (True, True, True)


def test_the_page_renews_itself_by_script(staff: FlaskClient) -> None:
    """No refresh that throws a reader back to the top: our own script, and a link without it."""
    html = staff.get(PAGE).get_data(as_text=True)
    assert "http-equiv" not in html
    assert "js/health.js" in html
    assert f'data-now="{PAGE}"' in html
    assert f'<a href="{PAGE}">renew it now</a>' in html
    assert f'datetime="{AT}"' in html


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "bytes", None),
        (0, "bytes", "0 bytes"),
        (999, "bytes", "999 bytes"),
        (512_000_000, "bytes", "512.0 MB"),
        (81.6, "celsius", "82 °C"),
        (28.44, "hertz", "28.4 Hz"),
        (0.125, "ratio", "12.5%"),
        (0.04, "seconds", "0.0 s"),
        (45, "seconds", "45 s"),
        (119, "seconds", "119 s"),
        (600, "seconds", "10 min"),
        (7_300, "seconds", "2 h"),
        (3e6, "seconds", "35 days"),
        (12_345, "count", "12,345"),
        (1.0, "", None),
    ],
)
def test_values_read_like_words(value: float | None, unit: str, said: str | None) -> None:
    """Every unit has its own form, and a missing value none."""
    assert amount(value, unit) == said


def test_overall_counts_what_is_wrong() -> None:
    """The worst level leads, and unknown readings alone are not well."""
    well, unwell = ([plain_reading(each) for each in readings] for readings in (WELL, UNWELL))
    assert overall(unwell)["words"] == "1 thing to mend, 1 to watch"
    assert overall(unwell + unwell)["words"] == "2 things to mend, 2 to watch"
    assert overall(well)["level"] == "ok"
    assert overall([each for each in well if each["level"] == "unknown"])["level"] == "unknown"
    levels = [each["level"] for each in worst_first(unwell)]
    assert levels == ["bad", "warn", "unknown", "ok", "ok", "ok"]


@pytest.mark.parametrize(
    ("state", "level"),
    [
        ("starting", "unknown"),
        ("ok", "ok"),
        ("missing", "bad"),
        ("lost", "bad"),
        ("frozen", "bad"),
        ("covered", "bad"),
        ("ended", "unknown"),
        ("new word", "unknown"),
    ],
)
def test_every_camera_state_has_its_level(state: str, level: str) -> None:
    """A state of a later version is shown as it is, and is not called well."""
    shown = camera_view({"camera": state, "camera_message": None, "rung": "watching"})
    assert shown["level"] == level
    assert shown["text"]


def test_lights_are_drawn_over_the_same_seconds() -> None:
    """A short rhythm is repeated to the end of the longest, a last flash cut off there."""
    short = {"steps": [("#f0f", 0.5), (None, 0.5)]}
    long = {"steps": [("#00f", 1.5), (None, 0.75)]}
    first, second = light_views([short, long])
    assert first["bars"] == [(0.0, 0.5, "#f0f"), (1.0, 0.5, "#f0f"), (2.0, 0.25, "#f0f")]
    assert second["bars"] == [(0.0, 1.5, "#00f")]
    assert first["length"] == second["length"] == 2.25
    assert light_views([]) == []


def test_what_the_loop_does_is_one_phrase() -> None:
    """Somebody on the spot comes before an update, and that before idling."""
    base = {
        **dict.fromkeys(("fresh_age_s", "frame_rate_hz", "tick_ms", "network")),
        "second_network": None,
        "frames": 0,
        "dropped": 0,
    }
    said = [
        figures({**base, "busy": busy, "held": held, "idle": idle})[0][1]
        for busy, held, idle in (
            (True, True, False),
            (False, True, True),
            (False, False, True),
            (False, False, False),
        )
    ]
    assert [each.partition(":")[0] for each in said] == [
        *("Busy", "Being updated", "Resting", "Waiting")
    ]
