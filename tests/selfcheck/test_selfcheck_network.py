"""What the self-check says of the network that staff come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kiosk.config import WebConfig
from kiosk.lan import OWN_FILE, keep_own
from kiosk.selfcheck.finding import State
from kiosk.selfcheck.network import probe_network
from tests.test_certificate import NAMES, NOON

ON = WebConfig(lan=True)


def test_switched_off_is_well(tmp_path: Path) -> None:
    """Nothing to mend where nobody is meant to get in."""
    found = probe_network(WebConfig(), tmp_path, NOON)
    assert found.state is State.OK
    assert "web.lan is off" in found.what


def test_fingerprint_is_told_on_the_box(tmp_path: Path) -> None:
    """On the box itself it can be compared with what a browser shows; looking makes nothing."""
    assert "makes its certificate when it starts" in probe_network(ON, tmp_path, NOON).what
    assert list(tmp_path.iterdir()) == []
    facts = keep_own(tmp_path / OWN_FILE, NAMES, NOON)
    found = probe_network(ON, tmp_path, NOON)
    assert found.state is State.OK
    assert f"SHA-256 {facts.fingerprint}" in found.what
    assert "https on port 8443 until 19 February 2029" in found.what


def test_an_old_certificate_is_a_warning(tmp_path: Path) -> None:
    """Before browsers refuse it the self-check says what to do."""
    keep_own(tmp_path / OWN_FILE, NAMES, NOON)
    later = replace(NOON, utc=NOON.utc + timedelta(days=900))
    found = probe_network(ON, tmp_path, later)
    assert (found.state, found.mend) == (State.WARN, "restart the kiosk: it makes a new one")


def test_files_that_cannot_be_used_are_a_warning(tmp_path: Path) -> None:
    """Staff are kept out, members are not: no reason to call the kiosk broken."""
    for web in (
        replace(ON, certificate="/none.pem"),
        replace(ON, certificate="/none.pem", certificate_key="/none.key"),
    ):
        found = probe_network(web, tmp_path, NOON)
        assert found.state is State.WARN
        assert "certificate" in found.what
