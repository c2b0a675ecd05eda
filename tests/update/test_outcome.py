"""The book of updates: what it keeps, how it says it, and what it survives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kiosk.update import outcome
from kiosk.update.outcome import Book, Moment, Update

NOW = Moment(datetime(2026, 11, 22, 23, 0, tzinfo=timezone(timedelta(hours=1))), True)
UPDATE = Update("1.4.0", "1.3.0", "ab" * 32)


def empty() -> Book:
    return {"schema": 1, "history": []}


def test_a_good_update_in_words() -> None:
    """Version, time in UTC and sentence; no trouble."""
    book = outcome.good(empty(), UPDATE, NOW)
    assert book["last_look"]["sentence"] == "Updated from 1.3.0 to 1.4.0."
    assert (book["version"], book["at"], book["trouble"]) == (
        "1.4.0",
        "2026-11-22T22:00:00Z",
        None,
    )
    assert outcome.tried_in_vain(book) == set()


def test_a_failed_update_in_words() -> None:
    """Where, what runs still, and why, with one full stop."""
    book = outcome.failed(empty(), UPDATE, "self-test", "Rep 2.", NOW, fell_back=False)
    sentence = "Update to 1.4.0 failed at the self-test, still on 1.3.0: Rep 2."
    assert book["history"][0]["sentence"] == sentence
    assert book["trouble"] == "at the self-test, still on 1.3.0: Rep 2."
    assert outcome.tried_in_vain(book) == {"1.4.0", "ab" * 32}


def test_the_same_end_is_noted_once() -> None:
    """The power may go between the note and the next step, which then is done again."""
    once = outcome.good(empty(), UPDATE, NOW)
    assert outcome.good(once, UPDATE, NOW) == once


def test_history_is_bounded_and_newest_first() -> None:
    """Fifty entries are kept."""
    book = empty()
    for number in range(60):
        book = outcome.good(book, Update(f"1.{number}.0", "1.0.0", "ab"), NOW)
    assert len(book["history"]) == outcome.KEPT
    assert book["history"][0]["version"] == "1.59.0"


def test_a_look_leaves_the_history_alone() -> None:
    """A circumstance is no failure of a version."""
    book = outcome.good(empty(), UPDATE, NOW)
    looked = outcome.looked(book, "unreachable", "The update server cannot be reached.", NOW)
    assert looked["history"] == book["history"]
    assert looked["version"] == "1.4.0"
    assert looked["last_look"]["outcome"] == "unreachable"


@pytest.mark.parametrize("text", [None, "", "[]", '{"history": {}}', "\0"])
def test_a_damaged_book_is_an_empty_one(tmp_path: Path, text: str | None) -> None:
    """It never keeps an update from being made."""
    path = tmp_path / "update.json"
    if text is not None:
        path.write_text(text)
    assert outcome.read(path) == empty()


def test_troubles_are_of_one_version_and_one_content() -> None:
    """Another version's base and other settings are tried."""
    book = outcome.based(outcome.settled(empty(), "aa", "a mistake"), "1.4.0", "it failed")
    assert outcome.settings_trouble(book, "aa") == "a mistake"
    assert outcome.settings_trouble(book, "bb") is None
    assert outcome.base_trouble(book, "1.4.0") == "it failed"
    assert outcome.base_trouble(book, "1.5.0") is None


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """For everybody to read, as the kiosk's page must."""
    path = tmp_path / "update.json"
    book = outcome.good(empty(), UPDATE, Moment(datetime.now(UTC), False))
    outcome.write(path, book)
    assert outcome.read(path) == book
    assert path.stat().st_mode & 0o777 == 0o644
