"""The staff PIN: kept as a hash, found right or wrong."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiosk.commands.pin import pin
from kiosk.errors import ConfigError
from kiosk.results import ResultStore
from kiosk.results.staff_pin import PinHash, Role, hash_pin, role_of


def test_only_the_pin_that_was_set_is_right(store: ResultStore) -> None:
    """Before one is set none is right; afterwards that one alone."""
    assert not store.has_pin("staff")
    assert store.role_of_pin("246810") is None
    store.set_pin("staff", "246810")
    assert store.has_pin("staff")
    assert store.role_of_pin("246810") == "staff"
    for wrong in ("246811", "24681", "2468100", "", "\ud800"):
        assert store.role_of_pin(wrong) is None


def test_a_new_pin_replaces_the_old(store: ResultStore) -> None:
    """After a change the old PIN is wrong, and the other role's is as it was."""
    store.set_pin("staff", "246810")
    store.set_pin("admin", "654321")
    store.set_pin("staff", "135791")
    assert store.role_of_pin("246810") is None
    assert store.role_of_pin("135791") == "staff"
    assert store.role_of_pin("654321") == "admin"


def test_roles_have_pins_of_their_own(store: ResultStore) -> None:
    """A PIN tells whose it is, and one role's PIN makes none for the other."""
    store.set_pin("admin", "246810")
    assert not store.has_pin("staff")
    assert store.role_of_pin("246810") == "admin"
    store.set_pin("staff", "135791")
    assert store.role_of_pin("135791") == "staff"
    assert store.role_of_pin("246810") == "admin"


@pytest.mark.parametrize(("first", "second"), [("staff", "admin"), ("admin", "staff")])
def test_two_roles_never_share_a_pin(store: ResultStore, first: Role, second: Role) -> None:
    """The other role's PIN is refused in words, however the keyboard sends it; one's own is not."""
    store.set_pin(first, "caf\u00e9s-1")
    with pytest.raises(ConfigError, match="two different PINs"):
        store.set_pin(second, "cafe\u0301s-1")
    assert not store.has_pin(second)
    store.set_pin(first, "caf\u00e9s-1")
    assert store.role_of_pin("caf\u00e9s-1") == first


@pytest.mark.parametrize("held", [(), ("staff",), ("admin",), ("staff", "admin")])
@pytest.mark.parametrize("tried", ["staff1", "admin1", "neither"])
def test_every_answer_costs_the_same(
    monkeypatch: pytest.MonkeyPatch, held: tuple[Role, ...], tried: str
) -> None:
    """As many hashes are made whichever PINs are set and whichever is tried: time tells nothing."""
    hashes = {role: hash_pin(f"{role}1") for role in held}
    made: list[tuple[int, int, int]] = []
    scrypt = hashlib.scrypt

    def counted(text: bytes, **given: Any) -> bytes:
        made.append((given["n"], given["r"], given["p"]))
        return scrypt(text, **given)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    role = role_of(tried, hashes)
    assert role == next((each for each in held if tried == f"{each}1"), None)
    assert made == [(2**14, 8, 5)] * 2


@pytest.mark.parametrize("bad", ["", "12345", "1" * 65])
def test_a_pin_of_bad_length_is_refused_in_words(store: ResultStore, bad: str) -> None:
    """Too short and too long PINs get a sentence and leave no PIN."""
    with pytest.raises(ConfigError, match="choose one of 6 to 64"):
        store.set_pin("staff", bad)
    assert not store.has_pin("staff")


def test_the_pin_itself_is_nowhere_on_the_disk(store: ResultStore, path: Path) -> None:
    """Neither the database nor its log holds the PIN."""
    store.set_pin("staff", "correct horse")
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


Run = Callable[..., Result]


@pytest.fixture
def run(path: Path, tmp_path: Path) -> Run:
    """`kiosk pin set` on a store of its own, with what is typed."""
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[store]\npath = "{path}"\n')

    def typed(role: str, *lines: str) -> Result:
        words = ["set", "--role", role]
        return CliRunner().invoke(pin, words, obj=config, input="".join(f"{x}\n" for x in lines))

    return typed


def test_the_command_sets_each_pin(run: Run, store: ResultStore) -> None:
    """Asked twice, never shown, known at once to a kiosk that has the store open."""
    done = run("admin", "161803", "161803")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("The admin PIN is set.\n")
    assert "161803" not in done.stdout
    assert store.role_of_pin("161803") == "admin"
    assert run("staff", "246810", "246810").exit_code == 0
    assert store.role_of_pin("246810") == "staff"


def test_the_command_asks_until_both_are_the_same(run: Run, store: ResultStore) -> None:
    """A PIN that was mistyped is asked for again."""
    assert run("admin", "161803", "161804", "654321", "654321").exit_code == 0
    assert store.role_of_pin("654321") == "admin"


@pytest.mark.parametrize(
    ("chosen", "said"), [("123", "choose one of 6 to 64"), ("246810", "two different PINs")]
)
def test_the_command_refuses_in_one_sentence(
    run: Run, store: ResultStore, chosen: str, said: str
) -> None:
    """A PIN too short and the other role's are not taken."""
    store.set_pin("staff", "246810")
    done = run("admin", chosen, chosen)
    assert done.exit_code == 4
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not store.has_pin("admin")


def test_the_command_makes_no_store(run: Run, path: Path) -> None:
    """Before the kiosk's first start it says so, and asks for nothing."""
    done = run("admin")
    assert (done.exit_code, done.stdout) == (7, "")
    assert "start the kiosk once" in done.stderr
    assert not os.path.lexists(path)
