"""No answer of the kiosk may be kept by a browser, a proxy or a disk; only its own files are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.language import LanguageChooser
from kiosk.live import Live, Snapshot
from kiosk.pictures import Pictures
from kiosk.results import ResultStore, TokenGate
from kiosk.setup.desk import SetupDesk
from kiosk.web.app import create_app
from kiosk.web.given import Given
from tests.web.conftest import from_network, moment
from tests.web.fake_health import FakeHealth
from tests.web.test_access import every_call

ANSWERED = {
    "member.screen",
    "member.health",
    "stream.events",
    "picture.live",
    "picture.once",
    "checks.newest",
    "setup_pages.picture",
    "health_pages.health",
    "health_pages.ready",
    "metrics.metrics",
    "painted.screen",
}
"""Among those that hold a person's picture, state or figures: each must really have answered."""


@pytest.fixture
def app(
    live: Live, store: ResultStore, box: Pictures, desk: SetupDesk, health: FakeHealth
) -> Iterator[Flask]:
    """Everything that a kiosk can have, switched on."""
    live.publish(Snapshot(camera="ok", picture=True))
    yield create_app(
        live,
        store,
        Given(
            pictures=box,
            language=LanguageChooser("en", ("de",)),
            setup=desk,
            health=health,
            tokens=TokenGate(store, lambda: moment(0)),
        ),
    )
    live.close()


def test_no_answer_may_be_kept(app: Flask, staff: FlaskClient) -> None:
    """Over all routes and methods, from the box and the network, streams and errors included."""
    answered = set()
    for caller in (lambda client: client, from_network):
        client = caller(staff)
        for endpoint, address, method in every_call(app):
            response = client.open(address, method=method)
            kept = response.headers["Cache-Control"]
            assert kept == ("no-cache" if endpoint == "static" else "no-store"), (method, address)
            if endpoint != "static":
                assert {"ETag", "Expires", "Last-Modified"} & set(response.headers.keys()) == set()
            if response.status_code == 200 and method == "GET":
                answered.add(endpoint)
            response.close()
    assert answered >= ANSWERED


def test_moving_pictures_are_not_kept_either(staff: FlaskClient) -> None:
    """The motion JPEG and the event stream say so before their first byte."""
    for address, kind in (("/picture", "multipart/x-mixed-replace"), ("/events", "text/event-")):
        response = staff.get(address)
        assert response.content_type.startswith(kind)
        assert response.headers["Cache-Control"] == "no-store"
        assert next(response.iter_encoded())
        response.close()
