"""The staff PIN: kept as a hash, found right or wrong."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kiosk.errors import ConfigError
from kiosk.results import ResultStore
from kiosk.results.staff_pin import PinHash, hash_pin


def test_only_the_pin_that_was_set_is_right(store: ResultStore) -> None:
    """Before one is set none is right; afterwards that one alone."""
    assert not store.has_staff_pin()
    assert not store.verify_staff_pin("246810")
    store.set_staff_pin("246810")
    assert store.has_staff_pin()
    assert store.verify_staff_pin("246810")
    for wrong in ("246811", "24681", "2468100", "", "\ud800"):
        assert not store.verify_staff_pin(wrong)


def test_a_new_pin_replaces_the_old(store: ResultStore) -> None:
    """After a change the old PIN is wrong."""
    store.set_staff_pin("246810")
    store.set_staff_pin("135791")
    assert not store.verify_staff_pin("246810")
    assert store.verify_staff_pin("135791")


def test_roles_have_pins_of_their_own(store: ResultStore) -> None:
    """An admin's PIN does not let staff in, nor the reverse."""
    store.set_staff_pin("246810", role="admin")
    assert not store.has_staff_pin()
    assert not store.verify_staff_pin("246810")
    assert store.verify_staff_pin("246810", role="admin")


@pytest.mark.parametrize("pin", ["", "12345", "1" * 65])
def test_a_pin_of_bad_length_is_refused_in_words(store: ResultStore, pin: str) -> None:
    """Too short and too long PINs get a sentence and leave no PIN."""
    with pytest.raises(ConfigError, match="choose one of 6 to 64"):
        store.set_staff_pin(pin)
    assert not store.has_staff_pin()


def test_the_pin_itself_is_nowhere_on_the_disk(store: ResultStore, path: Path) -> None:
    """Neither the database nor its log holds the PIN."""
    store.set_staff_pin("correct horse")
    for file in path.parent.iterdir():
        assert b"correct horse" not in file.read_bytes()


def test_letters_count_however_the_keyboard_sends_them() -> None:
    """One letter with an accent and a letter followed by an accent are the same PIN."""
    assert hash_pin("caf\u00e9s-1").matches("cafe\u0301s-1")


def test_the_same_pin_hashes_differently_each_time() -> None:
    """Each hash has a salt of its own."""
    first, second = hash_pin("246810"), hash_pin("246810")
    assert first.salt != second.salt
    assert first.hash != second.hash


def test_a_hash_with_older_parameters_still_matches() -> None:
    """The parameters lie beside the hash, so that stronger ones can come later."""
    old = hashlib.scrypt(b"246810", salt=b"s" * 16, n=2**10, r=8, p=1, dklen=32)
    assert PinHash(b"s" * 16, 2**10, 8, 1, old).matches("246810")
