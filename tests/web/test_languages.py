"""In which language a page speaks, and who may choose it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.language import LanguageChooser
from kiosk.live import Live, Snapshot
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.ports import LanguageChoice

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
FROM_NETWORK = {"REMOTE_ADDR": "192.0.2.7"}
TITLES = {
    "en": "Why we look at this",
    "es": "Por qué nos fijamos en esto",
    "de": "Warum wir darauf achten",
    "fr": "Pourquoi ce test\u202f?",
}
Ask = Callable[..., str]


@pytest.fixture
def chooser() -> LanguageChooser:
    """A Spanish gym that offers German and English too."""
    return LanguageChooser("es", ("de", "en"))


@pytest.fixture
def app(live: Live, store: ResultStore, chooser: LanguageChooser) -> Flask:
    choice: LanguageChoice = chooser
    return create_app(live, store, Given(language=choice))


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def ask(app: Flask) -> Ask:
    """The language of the page "Why we look at this", asked for with these headers."""

    def language_of(address: str = "/why", from_box: bool = False, **headers: str) -> str:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        place = {} if from_box else FROM_NETWORK
        html = app.test_client().get(address, headers=told, environ_base=place).text
        found = re.search(r'<html lang="(\w+)">', html)
        assert found is not None
        assert TITLES[found[1]] in html
        return found[1]

    return language_of


def test_touch_chooses(client: FlaskClient, chooser: LanguageChooser) -> None:
    """A touch on the kiosk's own screen changes the language with the next frame."""
    answer = client.post("/language", data={"language": "de"}, headers=OWN_PAGE)
    assert answer.status_code == 204
    assert chooser.now(0.0, False) == "de"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_no_other_page_chooses(
    client: FlaskClient, chooser: LanguageChooser, headers: dict[str, str]
) -> None:
    """A page of another origin, open on the box, cannot change the kiosk's language."""
    answer = client.post("/language", data={"language": "de"}, headers=headers)
    assert answer.status_code == 403
    assert chooser.now(0.0, False) == "es"


def test_browser_without_fetch_metadata_may(client: FlaskClient) -> None:
    """An older browser names its origin only; ours is let in."""
    answer = client.post(
        "/language", data={"language": "en"}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 204


def test_nobody_chooses_from_the_network(app: Flask, chooser: LanguageChooser) -> None:
    """The language of the gym's screen is not a phone's to change."""
    answer = app.test_client().post(
        "/language", data={"language": "de"}, headers=OWN_PAGE, environ_base=FROM_NETWORK
    )
    assert answer.status_code == 403
    assert chooser.now(0.0, False) == "es"


@pytest.mark.parametrize("language", ["fr", "", "xx", "<b>"])
def test_language_that_is_not_offered_is_refused(client: FlaskClient, language: str) -> None:
    """What the gym does not offer cannot be chosen, and the answer says so."""
    answer = client.post("/language", data={"language": language}, headers=OWN_PAGE)
    assert answer.status_code == 400
    assert "does not offer that language" in answer.text


def test_kiosk_with_one_language_has_no_choice(live: Live, store: ResultStore) -> None:
    """Where nothing is to choose, a touch is refused."""
    client = create_app(live, store).test_client()
    answer = client.post("/language", data={"language": "en"}, headers=OWN_PAGE)
    assert answer.status_code == 400


@pytest.mark.parametrize("language", list(TITLES))
def test_asked_for_language_comes_first(ask: Ask, language: str) -> None:
    """`?lang=` wins over the box and over the browser, offered at the gym or not."""
    assert ask(f"/why?lang={language}", Accept_Language="it") == language
    assert ask(f"/why?lang={language}", from_box=True) == language


def test_box_speaks_what_the_kiosk_speaks(ask: Ask, live: Live) -> None:
    """On the gym's own screen the page goes on in the member's language."""
    live.publish(Snapshot(language="fr"))
    assert ask(from_box=True, Accept_Language="de") == "fr"
    assert ask("/why?lang=xx", from_box=True) == "fr"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("it,fr-CH;q=0.7,en;q=0.3", "fr"),
        ("en-GB", "en"),
        ("it", "es"),
        ("*;q=0.1", "es"),
        (";;;q=", "es"),
        ("", "es"),
    ],
)
def test_phone_speaks_its_owner_s_language(ask: Ask, accepted: str, language: str) -> None:
    """From the network the browser's wish counts, else the gym's own language."""
    assert ask(Accept_Language=accepted) == language


def test_page_offers_every_language(client: FlaskClient) -> None:
    """A reader changes the language by a link, which keeps the way back to the gym's screen."""
    html = client.get("/why?screen=1").text
    for code in TITLES:
        assert f'href="?lang={code}&amp;screen=1"' in html or f"?lang={code}&screen=1" in html
    assert html.count('aria-current="true"') == 1
    assert "screen=1" not in client.get("/why").text
