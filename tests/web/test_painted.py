"""The sign of life of the kiosk's own screen."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kiosk.web.painted import LastPainted
from tests.web.conftest import FakeClock

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def test_the_watchdog_learns_when_the_screen_last_painted(
    client: FlaskClient, clock: FakeClock
) -> None:
    """Null before the first word, then its age, which every further word sets back to zero."""
    assert client.get("/screen").json == {"painted_age_s": None}
    assert client.post("/painted", headers=OWN_PAGE).status_code == 204
    clock.advance(12.25)
    assert client.get("/screen").json == {"painted_age_s": 12.25}
    assert client.post("/painted", headers=OWN_PAGE).status_code == 204
    assert client.get("/screen").json == {"painted_age_s": 0.0}


def test_only_the_kiosks_own_page_says_that_it_painted(
    client: FlaskClient, visitor: FlaskClient
) -> None:
    """Neither a visitor's page nor another site in the kiosk's browser keeps a frozen screen."""
    assert visitor.post("/painted", headers=OWN_PAGE).status_code == 403
    assert client.post("/painted", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/painted").status_code == 403
    assert client.get("/screen").json == {"painted_age_s": None}
    assert visitor.get("/screen").status_code == 403


def test_a_flood_leaves_one_number(client: FlaskClient, clock: FakeClock) -> None:
    """However often the page says it, nothing grows and the age stays right."""
    for _ in range(500):
        assert client.post("/painted", headers=OWN_PAGE).status_code == 204
    clock.advance(1.0)
    assert client.get("/screen").json == {"painted_age_s": 1.0}


def test_a_body_is_not_taken(client: FlaskClient) -> None:
    """What is too large is refused, as everywhere."""
    answer = client.post("/painted", headers=OWN_PAGE, data=b"x" * 100_000)
    assert answer.status_code in (204, 413)


@pytest.mark.parametrize("clock_says", [0.0, 1e9])
def test_the_age_needs_no_wall_clock(clock_says: float) -> None:
    """It is a difference of a clock that never runs backward."""
    times = iter((clock_says, clock_says + 3.0))
    last = LastPainted(lambda: next(times))
    last.mark()
    assert last.age_s == 3.0
