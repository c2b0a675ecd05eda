"""The self-check of the spot, the voice and the links to results."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from kiosk.config import ShareConfig, WebConfig
from kiosk.errors import SpotError
from kiosk.scoring.spot import Spot
from kiosk.selfcheck.examine import _newest_spot
from kiosk.selfcheck.finding import State
from kiosk.selfcheck.member import probe_sharing, probe_spot, probe_voice
from kiosk.sharing import share_address, why_not_shared
from kiosk.spot.calibration import Calibration
from kiosk.spot.knocked import Look, Stand
from kiosk.spot.record import SpotRecord

DRAWN = SpotRecord(
    Spot(240.0, 500.0, 60.0, 20.0), None, 480, 640, "usb", "2026-11-22T12:00:00+00:00", "staff"
)
SEEN = Calibration(**{f.name: {} if f.name == "markers" else 0.0 for f in fields(Calibration)})  # type: ignore[arg-type]
CALIBRATED = replace(DRAWN, calibration=SEEN)


def test_without_a_spot_the_check_warns_and_says_how_to_set_one() -> None:
    """A kiosk without a spot works, and says who then counts as a member."""
    found = probe_spot(lambda: None, None)
    assert found.state is State.WARN
    assert "anywhere in the picture" in found.what
    assert "kiosk spot print" in (found.mend or "")


def test_a_drawn_spot_is_not_quite_well() -> None:
    """It says when, for which camera and what it lacks; the camera is not opened for it."""
    drawn = probe_spot(lambda: DRAWN, lambda _record: pytest.fail("nothing to compare"))
    assert drawn.state is State.WARN
    assert "2026-11-22, usb" in drawn.what
    assert "not calibrated" in drawn.what


@pytest.mark.parametrize(
    ("look", "state", "words"),
    [
        (None, State.OK, "calibrated with the mat, 2026-11-22"),
        (Look(Stand.SAME, "Nothing has moved."), State.OK, "calibrated with the mat"),
        (Look(Stand.MOVED, "The camera was moved."), State.WARN, "The camera was moved."),
        (Look(Stand.UNSURE, "Too dark to tell."), State.WARN, "Too dark to tell."),
    ],
)
def test_a_calibrated_spot_is_compared_with_the_picture(
    look: Look | None, state: State, words: str
) -> None:
    """A knocked camera is told before the kiosk starts; a running kiosk looks by itself."""
    found = probe_spot(lambda: CALIBRATED, (lambda _record: look) if look else None)
    assert found.state is state
    assert words in found.what


def test_a_damaged_spot_is_told_in_its_sentence() -> None:
    """What the store cannot give is a finding, not the end of the check."""

    def broken() -> None:
        raise SpotError("The stored spot is damaged: set it anew.")

    assert probe_spot(broken, None).what == "The stored spot is damaged: set it anew."


def test_no_store_yet_is_no_spot(tmp_path: Path) -> None:
    """Before the first start there is nothing to read, and nothing is made."""
    assert _newest_spot(tmp_path / "none.db") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("enabled", "quiet", "trouble", "state", "word"),
    [
        (False, False, "broken", State.OK, "switched off"),
        (True, True, "broken", State.OK, "silenced"),
        (True, False, None, State.OK, "speaks"),
        (True, False, "espeak-ng is missing: install it.", State.WARN, "missing"),
    ],
)
def test_the_voice_is_tried_only_where_it_would_speak(
    enabled: bool, quiet: bool, trouble: str | None, state: State, word: str
) -> None:
    """Switched off or silenced is well; else what speaking gave is told."""
    found = probe_voice(enabled, quiet, lambda: trouble)
    assert found.state is state
    assert word in found.what


@pytest.mark.parametrize(
    ("share", "web", "state", "word"),
    [
        (ShareConfig(), WebConfig(), State.OK, "switched off"),
        (ShareConfig(enabled=True), WebConfig(), State.WARN, "web.host"),
        (ShareConfig(enabled=True), WebConfig(host="0.0.0.0"), State.WARN, "share.address"),
        (
            ShareConfig(enabled=True),
            WebConfig(host="0.0.0.0", host_names=("kiosk.local",)),
            State.OK,
            "http://kiosk.local:8080",
        ),
        (
            ShareConfig(enabled=True, address="https://gym.example"),
            WebConfig(host="192.168.1.5"),
            State.OK,
            "https://gym.example",
        ),
    ],
)
def test_links_need_an_open_page_and_a_name(
    share: ShareConfig, web: WebConfig, state: State, word: str
) -> None:
    """Sharing that cannot work says which setting is missing."""
    found = probe_sharing(share.enabled, share_address(share, web), why_not_shared(share, web))
    assert found.state is state
    assert word in found.what
