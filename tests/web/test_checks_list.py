"""The list of checks over a real store: filters, search, pages, today."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.errors import StoreError
from kiosk.live import Live
from kiosk.moment import Moment
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from kiosk.web.staff.checks_page import PAGE_SIZE
from tests.web.conftest import NOON, FakeClock, moment

AddCheck = Callable[..., str]
DAY_S = 86400.0


@pytest.fixture(autouse=True)
def greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A box whose days are those of UTC."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


class Wall:
    """The wall clock of the box; sure until told otherwise."""

    def __init__(self) -> None:
        self.now = moment(0)

    def __call__(self) -> Moment:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def app(live: Live, store: ResultStore, clock: FakeClock, wall: Wall) -> Flask:
    return create_app(live, store, Given(clock=clock, now=wall))


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
    return client


def text_of(client: FlaskClient, address: str) -> str:
    """A page's words, without markup."""
    html = client.get(address).get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def ids_on(client: FlaskClient, address: str) -> list[str]:
    """The checks that a page links to, in order."""
    html = client.get(address).get_data(as_text=True)
    return re.findall(r'href="/staff/checks/([^/"]+)"', html)


def test_empty_list_says_so(staff: FlaskClient) -> None:
    """With nothing stored the list says what to expect, and today has none."""
    words = text_of(staff, "/staff/")
    assert "No checks yet." in words
    assert "No checks so far today." in words


def test_list_shows_state_and_verdicts(staff: FlaskClient, add_check: AddCheck) -> None:
    """Each check shows its state and, leg by leg, its verdicts as words, newest first."""
    add_check(0.0)
    add_check(3600.0, state="abandoned", clock_sure=False)
    words = text_of(staff, "/staff/").partition("Stored checks, newest first")[2]
    assert words.index("Abandoned") < words.index("Complete")
    newest, oldest = words.split("Complete")
    assert "Time unsure" in newest
    assert "not judged" in newest
    left, right = oldest.split("Right leg")
    assert "Fault" in left.split("Left leg")[1]
    assert "Fault" not in right
    assert right.count("Good") >= 3


def test_paging_reaches_every_check_once(staff: FlaskClient, add_check: AddCheck) -> None:
    """Following `Older` shows every check of the filter exactly once, newest first."""
    states = ("open", "abandoned")
    stored = [add_check(float(turn), state=states[turn % 2]) for turn in range(3 * PAGE_SIZE)]
    seen: list[str] = []
    address: str | None = "/staff/?state=open"
    while address:
        html = staff.get(address).get_data(as_text=True)
        seen += re.findall(r'href="/staff/checks/([^/"]+)"', html)
        older = re.search(r'rel="next" href="([^"]+)"', html)
        address = older[1].replace("&amp;", "&") if older else None
    assert seen == stored[::2][::-1]


@pytest.mark.parametrize("before", ["", "none", "../etc", "'; DROP TABLE checks; --", "9" * 4000])
def test_foolish_page_address_does_no_harm(
    staff: FlaskClient, add_check: AddCheck, before: str
) -> None:
    """Whatever stands in the address, the list answers and nothing is lost."""
    add_check()
    answer = staff.get("/staff/", query_string={"before": before})
    assert answer.status_code == 200
    assert "Complete" in text_of(staff, "/staff/")


def test_filters_show_what_was_asked(staff: FlaskClient, add_check: AddCheck) -> None:
    """A filter shows the checks that fit, how many they are, and what was chosen."""
    judged, early = add_check(0.0), add_check(DAY_S, state="abandoned")
    assert ids_on(staff, "/staff/?verdict=fault&check=knee_valgus&leg=left") == [judged]
    assert ids_on(staff, "/staff/?verdict=fault&check=knee_valgus&leg=right") == []
    assert ids_on(staff, "/staff/?state=abandoned") == [early]
    assert ids_on(staff, "/staff/?from=2026-01-03&to=2026-01-03") == [early]
    assert ids_on(staff, "/staff/?to=2026-01-02") == [judged]
    assert "1 check · Show all" in text_of(staff, "/staff/?state=abandoned")
    html = staff.get("/staff/?verdict=fault").get_data(as_text=True)
    assert '<option value="fault" selected>' in html


def test_nothing_that_fits_is_said(staff: FlaskClient, add_check: AddCheck) -> None:
    """A filter that finds none says so and leads back; an empty page says it is the last."""
    add_check()
    assert "No check fits. Show all checks" in text_of(staff, "/staff/?q=nobody")
    assert "No older checks." in text_of(staff, "/staff/?before=none")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=soon", "“from” is a day such as 2026-03-14."),
        ("from=2026-02-02&to=2026-02-01", "The first day is after the last one: swap them."),
        ("leg=third", "“leg” is one of left, right."),
        ("q=" + "x" * 61, "“q” has at most 60 letters."),
    ],
)
def test_wrong_filter_is_one_sentence(staff: FlaskClient, query: str, sentence: str) -> None:
    """What cannot be meant is said on the page, with everything else still there."""
    answer = staff.get(f"/staff/?{query}")
    assert answer.status_code == 400
    words = text_of(staff, f"/staff/?{query}")
    assert f"{sentence} Show all checks" in words
    assert "Label or number" in words


def test_search_finds_labels_and_numbers(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck
) -> None:
    """Part of a label finds it, and so does the number of a check."""
    first, second = add_check(0.0), add_check(60.0)
    store.finding.set_label(first, "Anna B")
    assert ids_on(staff, "/staff/?q=nna") == [first]
    assert ids_on(staff, "/staff/?q=2") == [second]
    assert ids_on(staff, "/staff/?label=ANNA+b") == [first]
    assert "1 check of ANNA b" in text_of(staff, "/staff/?label=ANNA+b")
    assert ids_on(staff, "/staff/?labelled=no") == [second]


def test_hostile_label_and_search_stay_words(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck
) -> None:
    """Markup in a label or in the address is shown, never run."""
    store.finding.set_label(add_check(), '"><script>x()</script>')
    for address in ("/staff/", '/staff/?q="><script>x()</script>', '/staff/?label="><script>'):
        html = staff.get(address).get_data(as_text=True)
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_today_in_numbers(staff: FlaskClient, store: ResultStore, add_check: AddCheck) -> None:
    """Today's checks by what came of them, each number leading to those checks."""
    add_check(-DAY_S)
    labelled = add_check(-60.0)
    add_check(-30.0, state="abandoned")
    add_check(0.0)
    store.finding.set_label(labelled, "Anna")
    html = staff.get("/staff/").get_data(as_text=True)
    words = text_of(staff, "/staff/")
    told = words.partition("Today")[2].partition("Label or number")[0]
    for each in ("3 checks", "1 abandoned", "2 with a fault (knee 2)", "2 without a label"):
        assert each in told
    assert "under way" not in told
    for link in re.findall(r'<li><a href="([^"]+)"><strong>(\d+)', html):
        assert len(ids_on(staff, link[0].replace("&amp;", "&"))) == int(link[1])


def test_near_days_have_names(staff: FlaskClient, add_check: AddCheck) -> None:
    """Checks stand under their day, today and yesterday by name; each day stands once."""
    for days_ago in (9, 1, 0, 0):
        add_check(-DAY_S * days_ago)
    words = text_of(staff, "/staff/")
    for day in ("Today, Fri 2 Jan 2026", "Yesterday, Thu 1 Jan 2026", "Wed 24 Dec 2025"):
        assert words.count(day) == (1 if "," in day else 2)


def test_unsure_time_begins_no_day(staff: FlaskClient, add_check: AddCheck) -> None:
    """A check of an unset clock stands where it happened, under its whole date."""
    add_check(-60.0)
    add_check(-90 * DAY_S, clock_sure=False)
    add_check(0.0)
    assert staff.get("/staff/").text.count('class="day"') == 1
    assert "Sat 4 Oct 2025, 12:00" in text_of(staff, "/staff/")


def test_box_without_the_time_says_so(staff: FlaskClient, add_check: AddCheck, wall: Wall) -> None:
    """While the clock is not set no day is called today, and the page says why."""
    add_check()
    wall.now = moment(0, clock_sure=False)
    words = text_of(staff, "/staff/")
    assert "While the kiosk does not know the time, no day is today." in words
    assert "Yesterday" not in words
    assert "Complete" in words


def test_quick_choices_follow_the_clock(staff: FlaskClient, wall: Wall) -> None:
    """Yesterday is the day before the box's today, and the chosen one is marked."""
    wall.now = Moment(NOON + timedelta(days=30), 5.0, "boot-1", True)
    yesterday = 'href="/staff/?from=2026-01-31&amp;to=2026-01-31"'
    html = staff.get("/staff/").get_data(as_text=True)
    assert yesterday in html
    chosen = staff.get("/staff/?from=2026-01-31&to=2026-01-31").get_data(as_text=True)
    assert f'{yesterday} aria-current="true">Yesterday' in chosen


def test_store_trouble_is_one_sentence(
    staff: FlaskClient, store: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the store cannot be read the page says the store's own sentence, and 503."""

    def locked(*_: object) -> None:
        raise StoreError("The results are locked by another program; stop it.")

    monkeypatch.setattr(store.finding, "find", locked)
    answer = staff.get("/staff/")
    assert answer.status_code == 503
    assert "The results are locked by another program; stop it." in answer.get_data(as_text=True)
