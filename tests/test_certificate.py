"""The box's own certificate: what it says, how long it lives, when it is made anew."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.certificate import LIFE, WITHOUT_A_CLOCK, Facts, facts_of, is_due, make, warning
from kiosk.errors import ConfigError
from kiosk.moment import Moment

NOON = Moment(datetime(2026, 11, 23, 12, tzinfo=UTC), 100.0, "boot-1", True)
NAMES = ("gym-kiosk.local", "gym-kiosk", "192.168.1.20")


def after(days: float, sure: bool = True) -> Moment:
    return replace(NOON, utc=NOON.utc + timedelta(days=days), clock_sure=sure)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(make(NAMES, NOON))


def test_it_says_what_browsers_ask(facts: Facts) -> None:
    """Names and addresses, a life that Apple's systems take, and a day's grace for slow clocks."""
    assert facts.names == NAMES
    assert facts.begins == NOON.utc - timedelta(days=1)
    assert facts.ends - facts.begins == LIFE
    assert timedelta(days=825) >= LIFE


def test_fingerprint_is_the_one_browsers_show() -> None:
    """SHA-256 over the whole certificate, in pairs of capital hexadecimal digits."""
    import hashlib

    pem = make(NAMES, NOON)
    der = ssl.PEM_cert_to_DER_cert(pem[pem.index(b"-----BEGIN CERT") :].decode())
    wanted = hashlib.sha256(der).hexdigest().upper()
    assert facts_of(pem).fingerprint == ":".join(wanted[at : at + 2] for at in range(0, 64, 2))


def test_each_has_a_key_of_its_own() -> None:
    """Two boxes never share a key, and neither do two certificates of one box."""
    first, second = make(NAMES, NOON), make(NAMES, NOON)
    assert first.partition(b"-----BEGIN CERT")[0] != second.partition(b"-----BEGIN CERT")[0]


def test_it_is_made_with_a_clock_that_was_never_set() -> None:
    """In 1970 too it holds today, and the first start that knows the year makes another."""
    unset = Moment(datetime(1970, 1, 1, tzinfo=UTC), 5.0, "boot-1", False)
    facts = facts_of(make(NAMES, unset))
    assert (facts.begins, facts.ends) == WITHOUT_A_CLOCK
    assert facts.begins < NOON.utc < facts.ends
    assert not is_due(facts, NAMES, unset)
    assert is_due(facts, NAMES, NOON)
    assert is_due(facts, NAMES, replace(NOON, clock_sure=False))


def test_it_is_kept_while_it_holds(facts: Facts) -> None:
    """A start makes no new one without need: each would have to be compared again."""
    assert not is_due(facts, NAMES, NOON)
    assert not is_due(facts, NAMES[:1], after(700))


def test_it_is_made_anew_before_it_ends(facts: Facts) -> None:
    """In its last two months, and after; a lagging clock is right about what is over."""
    assert is_due(facts, NAMES, after(765))
    assert is_due(facts, NAMES, after(765, sure=False))
    assert not is_due(facts, NAMES, after(755))


def test_a_clock_that_lags_makes_no_new_one(facts: Facts) -> None:
    """What an unsure clock calls not yet begun may have begun; a sure one is believed."""
    assert not is_due(facts, NAMES, after(-300, sure=False))
    assert is_due(facts, NAMES, after(-300))


def test_a_new_name_makes_a_new_one(facts: Facts) -> None:
    """A renamed box, a further name or an address that it does not hold."""
    assert is_due(facts, (*NAMES, "kiosk.example.org"), NOON)
    assert is_due(facts, ("192.168.1.21",), NOON)


@pytest.mark.parametrize(
    ("days", "sure", "words"),
    [
        (0, True, None),
        (-300, True, "holds only from 22 November 2026"),
        (-300, False, None),
        (770, True, "ends on 19 February 2029"),
        (900, True, "ended on 19 February 2029"),
    ],
)
def test_dates_are_warned_of(facts: Facts, days: float, sure: bool, words: str | None) -> None:
    """Before browsers refuse it, as far as the clock is sure."""
    said = warning(facts, after(days, sure))
    assert said is None if words is None else said is not None and words in said


@pytest.mark.parametrize("pem", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_what_is_no_certificate_is_one_sentence(pem: bytes) -> None:
    """Rubbish is a mistake of the configuration, never a traceback."""
    with pytest.raises(ConfigError, match="no certificate that can be read"):
        facts_of(pem)
