from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.sharing import SharingLinks
from kiosk.web import wording
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.guessing import MOST_ADDRESSES, MOST_WRONG, WINDOW_S, Guesses
from kiosk.web.phone import not_counted
from kiosk.web.results_view import results_view
from kiosk.words import LANGUAGES, say

NETWORK = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def shares(clock: Any) -> SharingLinks:
    return SharingLinks("http://192.0.2.1:8080", 15, clock)


@pytest.fixture
def app(live: Live, store: ResultStore, clock: Any, shares: SharingLinks) -> Flask:
    app = create_app(live, store, Given(clock=clock, shares=shares))
    app.extensions["kiosk_guesses"] = Guesses(clock)
    return app


Link = Callable[..., str]


@pytest.fixture
def link(add_check: Callable[..., str], shares: SharingLinks) -> Link:
    """The path of a link to a new check."""

    def make(**how: Any) -> str:
        return shares.link_for(add_check(**how)).removeprefix("http://192.0.2.1:8080")

    return make


def words_of(response: Any) -> str:
    """What a page says, without its tags."""
    html = re.sub(r"(?s)<svg.*?</svg>|<head.*?</head>|<[^>]+>", " ", response.get_data(True))
    return plain(unescape(html))


def plain(text: str) -> str:
    """With simple spaces only."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_phone_says_what_the_screen_said(
    visitor: FlaskClient, link: Link, report: dict[str, Any], language: str
) -> None:
    """Both legs, words with values and spreads, meaning, exercises, trainer and limits."""
    response = visitor.get(f"{link()}?lang={language}")
    assert response.status_code == 200
    said, shown = words_of(response), results_view(report, language)
    for leg in shown["legs"]:
        assert plain(leg["name"]) in said
        for check in leg["checks"]:
            assert plain(f"{check['words']} {check['amount']}") in said
    for part in (*shown["symmetry"], *shown["advice"]):
        assert plain(part.get("text") or part["amount"]) in said
    for sentence in ("Your results", "What may help", "Bridge with a band", wording.LIMITS):
        assert plain(say(language, sentence)) in said
    html = response.get_data(as_text=True)
    assert f'<html lang="{language}">' in html
    assert f'href="/why?lang={language}"' in html
    assert f'href="/how-sure?lang={language}"' in html
    assert html.count('<use href="#exercise-') == 3


def test_phone_speaks_the_browsers_language(visitor: FlaskClient, link: Link) -> None:
    """Without a choice the phone's own language is taken, where there is one of ours."""
    german = {"Accept-Language": "tlh, de-AT;q=0.8, en;q=0.5"}
    assert "Linkes Bein" in words_of(visitor.get(link(), headers=german))
    assert "Left leg" in words_of(visitor.get(link(), headers={"Accept-Language": "tlh"}))


def test_refused_and_practice_reps_are_listed(visitor: FlaskClient, link: Link) -> None:
    """What was not counted stands there with its reason, practice too."""
    said = words_of(visitor.get(link()))
    assert "Left leg Practice foot touched down" in said
    assert "Other movements squat on two legs" in said


def test_equal_reasons_are_said_once(add_check: Callable[..., str], store: ResultStore) -> None:
    """The same reason several times is one line with its number."""
    check = store.check(add_check())
    assert check is not None
    refused = [rep for rep in check.reps if rep.values.get("refused_because")]
    assert not_counted(refused * 3, (), "en") == [("Left leg", [("foot touched down", 3)])]
    assert not_counted((), (), "en") == []


def test_phone_shows_nothing_else(
    visitor: FlaskClient, add_check: Callable[..., str], store: ResultStore, shares: SharingLinks
) -> None:
    """No id, no number of the check, no software and no way to other checks is on the page."""
    other, check_id = add_check(), add_check(t_s=500.0)
    token = shares.link_for(check_id).rpartition("/")[2]
    html = visitor.get(f"/r/{token}").get_data(as_text=True)
    check = store.check(check_id)
    assert check is not None
    for secret in (check_id, other, token, '="/staff', "ab" * 32, str(check.row.started_utc)):
        assert secret not in html
    assert not re.search(rf"\b(check|number) {check.row.number}\b", html, re.IGNORECASE)


def test_every_dead_link_looks_alike(
    app: Flask, visitor: FlaskClient, link: Link, clock: Any
) -> None:
    """Over, unknown, of an unfinished check, or with sharing switched off: one and the same."""
    path, unfinished = link(), link(state="abandoned")
    assert visitor.get(path).status_code == 200
    clock.advance(15 * 60)
    answers = [visitor.get(each) for each in (path, "/r/unknown", "/r/%00")]
    clock.advance(-15 * 60)
    answers.append(visitor.get(unfinished))
    app.extensions["kiosk_shares"] = None
    answers.append(visitor.get(path))
    assert [each.status_code for each in answers] == [404] * len(answers)
    assert len({each.get_data() for each in answers}) == 1
    assert "This link is over. Do the check again or ask the staff." in words_of(answers[0])


def test_deleted_check_ends_its_link(visitor: FlaskClient, shares: SharingLinks) -> None:
    """A link to a check that the store no longer has is a dead link, not an error."""
    link = shares.link_for("no-such-check").rpartition("/")[2]
    assert visitor.get(f"/r/{link}").status_code == 404


def test_result_is_kept_from_search_engines_and_caches(visitor: FlaskClient, link: Link) -> None:
    """Neither page is kept or indexed, and the link is not passed on to where it leads."""
    for path in (link(), "/r/unknown"):
        response = visitor.get(path)
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex' in response.get_data(as_text=True)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in response.headers


def test_minutes_left_are_said(visitor: FlaskClient, link: Link, clock: Any) -> None:
    """The page says how long its link still works, in whole minutes begun."""
    path = link()
    assert "This link works for 15 more minutes." in words_of(visitor.get(path))
    clock.advance(14 * 60 - 30)
    assert "This link works for 2 more minutes." in words_of(visitor.get(path))
    clock.advance(60)
    assert "This link works for one more minute." in words_of(visitor.get(path))


def test_day_is_said_only_when_it_is_known(visitor: FlaskClient, link: Link) -> None:
    """The day of the check stands there, unless the box did not know the time."""
    assert "2 January 2026" in words_of(visitor.get(link()))
    assert "January" not in words_of(visitor.get(link(clock_sure=False)))


def test_guessing_is_slowed_down_for_that_address_only(
    app: Flask, visitor: FlaskClient, link: Link, clock: Any
) -> None:
    """After twenty wrong links an address waits, others do not, and a minute later it may again."""
    path = link()
    for _ in range(MOST_WRONG):
        assert visitor.get("/r/wrong").status_code == 404
    refused = visitor.get(path)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == str(round(WINDOW_S))
    assert "This link is over." in words_of(refused)
    neighbour = app.test_client()
    neighbour.environ_base.update({"REMOTE_ADDR": "192.0.2.8"})
    assert neighbour.get(path).status_code == 200
    clock.advance(WINDOW_S)
    assert visitor.get(path).status_code == 200


def test_right_links_are_never_slowed(visitor: FlaskClient, link: Link) -> None:
    """A member who reloads often is no guesser."""
    path = link()
    assert {visitor.get(path).status_code for _ in range(2 * MOST_WRONG)} == {200}


def test_guessers_cannot_fill_the_memory(clock: Any) -> None:
    """However many addresses guess, only so many are remembered."""
    guesses = Guesses(clock)
    for number in range(MOST_ADDRESSES + 50):
        guesses.wrong(str(number))
    assert len(guesses._wrong) == MOST_ADDRESSES
