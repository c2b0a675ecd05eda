"""The audit log: kept whole, in order, and never without end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.results import ResultStore, audit


def test_an_entry_is_kept_with_who_and_when(store: ResultStore, path: Path, at: Any) -> None:
    """What was noted is there after closing and opening again, as it was given."""
    detail: dict[str, int | str | None] = {"check": 7, "kind": "csv", "count": None}
    store.audit.note("admin, on the kiosk", "check.deleted", detail, at(5))
    store.close()
    with ResultStore.open(path, "kiosk", at(9)) as again:
        (entry,) = again.audit.newest(5)
    assert (entry.action, entry.detail, entry.by_whom) == (
        "check.deleted",
        detail,
        "admin, on the kiosk",
    )
    assert (entry.at_utc, entry.clock_sure) == (at(5).utc, True)


def test_the_log_is_read_newest_first_a_page_at_a_time(store: ResultStore, at: Any) -> None:
    """`before` goes on where a page ended, whatever the clock said."""
    for turn in range(5):
        store.audit.note("staff", "signed-in", {"turn": turn}, at(-turn))
    first = store.audit.newest(2)
    second = store.audit.newest(2, before=first[-1].number)
    assert [entry.detail["turn"] for entry in (*first, *second)] == [4, 3, 2, 1]


def test_the_oldest_entries_go_when_there_are_too_many(
    store: ResultStore, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log holds the newest so many and their numbers go on growing."""
    monkeypatch.setattr(audit, "KEPT", 3)
    for turn in range(5):
        store.audit.note("staff", "signed-in", {"turn": turn}, at(turn))
    assert [entry.number for entry in store.audit.newest(9)] == [5, 4, 3]
