"""The wire that tells the pages of health (`kiosk.healing`) fits the pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.board.choose import choose
from kiosk.board.heat import steps_of
from kiosk.board.record import Record
from kiosk.healing import Healing
from kiosk.health.report import HealthReport
from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.vitals import Vitals
from kiosk.web.app import create_app
from kiosk.web.given import Given
from tests.web.fake_health import AT, BOARD, FIGURES, UNWELL


@pytest.fixture
def staff(live: Live, store: ResultStore) -> FlaskClient:
    """Staff on a box whose loop runs, on a board that was measured."""
    choice = choose(FIGURES, BOARD.processors)
    gearbox: Any = SimpleNamespace(
        record=Record(BOARD, FIGURES, AT, True),
        choice=choice,
        gear=steps_of(choice)[0],
        measuring=False,
    )
    vitals = Vitals(camera="ok", fresh_s=10.0, frames=5)
    healing = Healing(
        lambda: HealthReport(UNWELL, AT), lambda: vitals, lambda: None, gearbox, lambda: 10.5
    )
    app = create_app(live, store, Given(health=healing))
    client = app.test_client()
    client.set_cookie("kiosk_session", app.extensions["kiosk_sessions"].open("staff"))
    return client


def test_the_page_tells_all_that_the_box_knows(staff: FlaskClient) -> None:
    """Readings, the loop, the board with its table and the lights come from the kiosk's rooms."""
    page = staff.get("/staff/health").get_data(as_text=True)
    for said in ("The kernel has noted 3 errors.", "0.5 s ago", "thunder-portrait takes 57 ms"):
        assert said in page
    for said in ("Too hot", "Power too low", "Memory card failing", "Camera lost", "78.1"):
        assert said in page


def test_the_metrics_tell_the_same(staff: FlaskClient) -> None:
    """A scrape over the real wire holds the loop's and the board's figures."""
    text = staff.get("/metrics").get_data(as_text=True)
    assert "kiosk_loop_fresh_age_seconds 0.5" in text
    assert 'kiosk_board_network_info{model="thunder-portrait"' in text
    assert "kiosk_ready 1.0" in text
