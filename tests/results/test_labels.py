"""Labels: what one may be, keeping it, taking it away, and which there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import ConfigError, StoreError
from kiosk.results import ResultStore, Software
from kiosk.results.labels import LONGEST_LABEL, clean_label, label_key
from kiosk.selection import Selection


@pytest.fixture
def checks(store: ResultStore, at: Any, software: Software) -> list[str]:
    """Three ended checks, oldest first."""
    ids = [store.start_check(at(turn), software) for turn in range(3)]
    for turn, check_id in enumerate(ids):
        store.complete(check_id, {}, at(turn + 60))
    return ids


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Anna", "Anna"),
        ("  Anna  B \t", "Anna B"),
        ("A\u00a0B", "A B"),
        ("Zoe\u0308", "Zoë"),
        ("0042", "0042"),
        ("=1+1", "=1+1"),
        ("<b>", "<b>"),
        ("王", "王"),
        ("x" * LONGEST_LABEL, "x" * LONGEST_LABEL),
    ],
)
def test_label_is_kept_as_typed(
    store: ResultStore, checks: list[str], typed: str, kept: str
) -> None:
    """What staff typed is what they see, composed and without spaces that cannot be seen."""
    assert store.finding.set_label(checks[0], typed) == kept
    detail = store.check(checks[0])
    assert detail is not None
    assert detail.row.label == kept
    assert store.finding.count(Selection(label=typed)) == 1


@pytest.mark.parametrize(
    "typed", ["x" * (LONGEST_LABEL + 1), "a\x00b", "a\x1bb", "a\u202eb", "\u200b", "\ud800"]
)
def test_text_that_is_no_label_is_refused(
    store: ResultStore, checks: list[str], typed: str
) -> None:
    """Too long, unprintable and direction-changing texts are named, and nothing is changed."""
    store.finding.set_label(checks[0], "Anna")
    with pytest.raises(ConfigError, match="1 to 60 printable"):
        store.finding.set_label(checks[0], typed)
    assert store.finding.count(Selection(label="Anna")) == 1


@pytest.mark.parametrize("nothing", [None, "", "   ", "\n"])
def test_label_is_taken_away(store: ResultStore, checks: list[str], nothing: str | None) -> None:
    """Nothing typed is no label, and the check is among those without one again."""
    store.finding.set_label(checks[0], "Anna")
    assert store.finding.set_label(checks[0], nothing) is None
    assert store.finding.count(Selection(labelled=False)) == 3
    assert store.finding.labels() == ()


@pytest.mark.usefixtures("checks")
@pytest.mark.parametrize("check_id", ["none", "", "1", "99-" + "a" * 24, "1-" + "a" * 24])
def test_label_needs_its_check(store: ResultStore, check_id: str) -> None:
    """A check that is not there, or is guessed, gets no label."""
    with pytest.raises(StoreError, match="no such check"):
        store.finding.set_label(check_id, "Anna")
    assert store.finding.labels() == ()


def test_open_check_can_have_a_label(store: ResultStore, at: Any, software: Software) -> None:
    """Who is on the spot can be said at once, and the end of the check keeps it."""
    check_id = store.start_check(at(0), software)
    store.finding.set_label(check_id, "Anna")
    store.complete(check_id, {}, at(60))
    detail = store.check(check_id)
    assert detail is not None
    assert detail.row.label == "Anna"


def test_labels_in_use(store: ResultStore, checks: list[str]) -> None:
    """Each label once, the last used first, as it was last typed, with its number of checks."""
    for check_id, label in zip(checks, ("anna", "Bea", "Anna"), strict=True):
        store.finding.set_label(check_id, label)
    uses = store.finding.labels()
    assert [(use.label, use.checks) for use in uses] == [("Anna", 2), ("Bea", 1)]
    assert [use.newest_id for use in uses] == [checks[2], checks[1]]
    assert uses[0].newest_utc == "2026-01-02T12:00:02.000000Z"
    assert [use.label for use in store.finding.labels("NN")] == ["Anna"]
    assert [use.label for use in store.finding.labels(limit=1)] == ["Anna"]
    assert store.finding.labels("no such") == ()


def test_replaced_label_leaves_no_trace(store: ResultStore, checks: list[str], path: Path) -> None:
    """A name that was typed by mistake is not in the files any more once it is replaced."""
    store.finding.set_label(checks[0], "Quetzalcoatl")
    files = [path, path.with_name(path.name + "-wal")]
    assert any(b"uetzalcoatl" in file.read_bytes() for file in files)
    store.finding.set_label(checks[0], "Anna")
    assert not any(b"uetzalcoatl" in file.read_bytes() for file in files if file.exists())


def test_a_replaced_label_is_swept_in_time(store: ResultStore, checks: list[str]) -> None:
    """Copies that the database may have left in its pages go with the next sweep; giving a first
    label leaves nothing to sweep."""
    store.finding.set_label(checks[0], "Anna")
    assert store.care.unswept is None
    store.finding.set_label(checks[0], None)
    assert store.care.unswept == "later"


@given(st.text(max_size=70))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """A label that was kept is one, and is compared with itself as the same."""
    try:
        label = clean_label(text)
    except ConfigError:
        return
    assert clean_label(label) == label
    assert label_key(label) == label_key(text)
    assert 1 <= len(label) <= LONGEST_LABEL
