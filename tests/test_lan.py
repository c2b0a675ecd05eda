"""Letting staff in from the network: the certificate's file, names, and what goes wrong."""

from __future__ import annotations

import socket
import ssl
import stat
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from kiosk import lan as lan_room
from kiosk.certificate import facts_of, make
from kiosk.config import WebConfig
from kiosk.errors import ConfigError, StoreError
from kiosk.lan import OWN_FILE, Lan, addresses, keep_own
from kiosk.moment import Moment
from kiosk.parts import let_in
from kiosk.web.server import WebServer
from kiosk.web.tls import context_of
from tests.test_certificate import NOON

NAMES = ("gym-kiosk.local", "gym-kiosk")
ON = WebConfig(lan=True, lan_port=0)


@pytest.fixture(autouse=True)
def box(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box called gym-kiosk at 192.168.1.20."""
    monkeypatch.setattr("socket.gethostname", lambda: "Gym-Kiosk")
    monkeypatch.setattr(lan_room, "own_addresses", lambda: ("192.168.1.20",))


def now() -> Moment:
    return NOON


def test_off_lets_nobody_in(tmp_path: Path) -> None:
    """Switched off, no certificate is made, no name is answered to and no port is named."""
    lan = Lan(WebConfig(), tmp_path, now)
    assert lan.files() is None
    assert lan.own_names == ()
    assert lan.port is None
    assert lan.view()["wanted"] is False
    assert list(tmp_path.iterdir()) == []


def test_own_certificate_is_closed_to_others(tmp_path: Path) -> None:
    """The key is readable by the kiosk's user alone, from its first byte on, and fits."""
    certificate, key = Lan(ON, tmp_path, now).files() or (None, None)
    assert certificate == key == tmp_path / OWN_FILE
    assert stat.S_IMODE((tmp_path / OWN_FILE).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [OWN_FILE]
    context_of(tmp_path / OWN_FILE, tmp_path / OWN_FILE)


def test_own_certificate_names_the_box(tmp_path: Path) -> None:
    """As mDNS calls it, as its host is called, as the admin calls it, and its address."""
    lan = Lan(replace(ON, host_names=("kiosk.example.org",)), tmp_path, now)
    lan.files()
    names = lan.view()["certificate"]["names"]
    assert set(names) == {*NAMES, "kiosk.example.org", "192.168.1.20", "localhost", "127.0.0.1"}
    assert lan.own_names == NAMES


def test_the_same_certificate_is_used_again(tmp_path: Path) -> None:
    """A start in between changes nothing, so that nobody has to compare fingerprints again."""
    first = keep_own(tmp_path / OWN_FILE, NAMES, NOON)
    assert keep_own(tmp_path / OWN_FILE, NAMES, NOON) == first


def test_a_new_certificate_is_told_of_once(tmp_path: Path) -> None:
    """Who was warned by a browser finds in the log that the box made another; a log that cannot
    be written keeps nobody out."""
    told: list[str] = []

    def made() -> None:
        told.append("made")
        raise StoreError("The store takes nothing.")

    for _ in range(3):
        assert Lan(ON, tmp_path, now, made).files() is not None
    assert told == ["made"]


def test_a_box_between_two_addresses_settles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new address makes a new certificate once; going back and forth then makes no more."""
    file = tmp_path / OWN_FILE
    keep_own(file, NAMES, NOON)
    monkeypatch.setattr(lan_room, "own_addresses", lambda: ("192.168.1.77",))
    both = keep_own(file, NAMES, NOON)
    assert {"192.168.1.20", "192.168.1.77"} <= set(both.names)
    monkeypatch.setattr(lan_room, "own_addresses", lambda: ("192.168.1.20",))
    assert keep_own(file, NAMES, NOON) == both
    monkeypatch.setattr(lan_room, "own_addresses", lambda: ())
    assert keep_own(file, NAMES, NOON) == both


def test_names_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A box that is handed a new address every day holds the newest of them only."""
    for day in range(30):
        monkeypatch.setattr(lan_room, "own_addresses", lambda day=day: (f"10.0.0.{day}",))
        facts = keep_own(tmp_path / OWN_FILE, NAMES, NOON)
        assert f"10.0.0.{day}" in facts.names
        assert set(NAMES) <= set(facts.names)
    assert len(facts.names) <= 12


@pytest.mark.parametrize("rubbish", [b"", b"half a fi", b"\x00" * 900])
def test_a_damaged_file_is_replaced(tmp_path: Path, rubbish: bytes) -> None:
    """A power cut in an older version's hand, or a hand that erred: a new one is made."""
    (tmp_path / OWN_FILE).write_bytes(rubbish)
    facts = keep_own(tmp_path / OWN_FILE, NAMES, NOON)
    assert facts_of((tmp_path / OWN_FILE).read_bytes()) == facts


def test_a_leftover_of_a_power_cut_is_no_hindrance(tmp_path: Path) -> None:
    """A half-written part file from before is thrown away, whoever could read it."""
    part = tmp_path / "tls.part"
    part.write_bytes(b"half")
    part.chmod(0o644)
    keep_own(tmp_path / OWN_FILE, NAMES, NOON)
    assert [each.name for each in tmp_path.iterdir()] == [OWN_FILE]
    assert stat.S_IMODE((tmp_path / OWN_FILE).stat().st_mode) == 0o600


def test_supplied_certificate_is_used_and_told(tmp_path: Path) -> None:
    """With the admin's own nothing is made, and its dates are told."""
    pem = make(("kiosk.example.org",), NOON)
    key, _, certificate = pem.partition(b"-----BEGIN CERT")
    (tmp_path / "chain.pem").write_bytes(b"-----BEGIN CERT" + certificate)
    (tmp_path / "key.pem").write_bytes(key)
    web = replace(ON, certificate=f"{tmp_path}/chain.pem", certificate_key=f"{tmp_path}/key.pem")
    lan = Lan(web, tmp_path, lambda: replace(NOON, utc=NOON.utc + timedelta(days=900)))
    context_of(*lan.files() or ())
    assert not (tmp_path / OWN_FILE).exists()
    told = lan.view()["certificate"]
    assert told["own"] is False
    assert told["names"] == ["kiosk.example.org"]
    assert "needs a new one" in told["warning"]


def test_half_a_certificate_is_explained(tmp_path: Path) -> None:
    """A certificate without its key, or a key without its certificate."""
    for web in (replace(ON, certificate="/a.pem"), replace(ON, certificate_key="/a.pem")):
        with pytest.raises(ConfigError, match="set both"):
            Lan(web, tmp_path, now).files()


def test_files_that_do_not_fit_are_explained(tmp_path: Path) -> None:
    """A missing file, one that is no certificate, a key of another and one with a password."""
    one, other = tmp_path / "one.pem", tmp_path / "other.pem"
    one.write_bytes(make(NAMES, NOON))
    other.write_bytes(make(NAMES, NOON).partition(b"-----BEGIN CERT")[0])
    with pytest.raises(ConfigError, match="belong together"):
        context_of(one, other)
    with pytest.raises(ConfigError, match="belong together"):
        context_of(one, tmp_path / "none.pem")
    missing = replace(ON, certificate="/none/a.pem", certificate_key="/none/b.pem")
    with pytest.raises(ConfigError, match="cannot be read"):
        Lan(missing, tmp_path, now).files()


def test_a_key_with_a_password_waits_for_nobody(tmp_path: Path) -> None:
    """OpenSSL would ask on the terminal; here it is one sentence."""
    from cryptography.hazmat.primitives import serialization

    pem = make(NAMES, NOON)
    key = serialization.load_pem_private_key(pem, None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    (tmp_path / "locked.pem").write_bytes(locked)
    (tmp_path / "chain.pem").write_bytes(pem)
    with pytest.raises(ConfigError, match="without a password"):
        context_of(tmp_path / "chain.pem", tmp_path / "locked.pem")


def test_addresses_are_the_names_first() -> None:
    """What staff type: the admin's name, the box's own, then the bare address."""
    web = replace(ON, host_names=("kiosk.example.org",))
    assert addresses(web, 8443) == [
        "https://kiosk.example.org:8443/staff/",
        "https://gym-kiosk.local:8443/staff/",
        "https://192.168.1.20:8443/staff/",
    ]


@pytest.fixture
def app() -> Flask:
    from kiosk.live import Live
    from kiosk.web.stream import Streams

    app = Flask("test")
    app.extensions["kiosk_streams"] = Streams(Live(), "build", 2)
    app.add_url_rule("/", "hello", lambda: "hello")
    return app


def test_it_is_open_between_start_and_stop(app: Flask, tmp_path: Path) -> None:
    """TLS is answered as long as the kiosk runs, with the certificate that the page shows."""
    lan = Lan(ON, tmp_path, now)
    with let_in(lan, partial(WebServer, app), 0):
        port = lan.port
        assert port
        assert lan.view()["addresses"][0] == f"https://gym-kiosk.local:{port}/staff/"
        trusting = ssl.create_default_context(cafile=str(tmp_path / OWN_FILE))
        trusting.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        with urllib.request.urlopen(
            f"https://127.0.0.1:{port}/", context=trusting, timeout=10
        ) as answer:
            assert answer.read() == b"hello"
        der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port)))
        assert (
            facts_of(ssl.DER_cert_to_PEM_cert(der).encode()).fingerprint
            == (lan.view()["certificate"]["fingerprint"])
        )
    assert lan.port is None
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"https://127.0.0.1:{port}/", context=trusting, timeout=5)


def test_trouble_never_stops_the_kiosk(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A taken port, a folder that takes nothing or files that do not fit: members go on, and the
    page says why nobody is let in."""
    with socket.create_server(("", 0)) as taken:
        busy = taken.getsockname()[1]
        halved = replace(ON, certificate="/none.pem")
        for web, folder, words in (
            (replace(ON, lan_port=busy), tmp_path, "web.lan_port"),
            (ON, tmp_path / "none", "cannot keep a certificate"),
            (halved, tmp_path, "set both"),
        ):
            lan = Lan(web, folder, now)
            with let_in(lan, partial(WebServer, app), web.lan_port):
                assert lan.port is None
                assert words in lan.view()["trouble"]
                assert lan.view()["addresses"] == []
    assert caplog.text.count("Nobody is let in") == 3


def test_a_strange_host_name_is_no_crash(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that no certificate can hold is said on the page too."""
    monkeypatch.setattr("socket.gethostname", lambda: "a" * 70)
    lan = Lan(ON, tmp_path, now)
    with let_in(lan, partial(WebServer, app), 0):
        assert lan.port is None
        assert lan.view()["trouble"]
