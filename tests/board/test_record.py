"""`board.json`: kept whole, taken only for the same board, never in the way."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.board import record as records
from kiosk.board.identity import Board
from kiosk.board.record import FILE, Found, Record
from kiosk.errors import StoreError
from tests.board.boards import PI_5

BOARD = Board(
    "Raspberry Pi 5 Model B Rev 1.0",
    4,
    True,
    "ai-edge-litert 2.3.0",
    (("lightning", "00ff"), ("thunder", "11ee")),
)
RECORD = Record(BOARD, PI_5, "2026-11-22T10:00:00.000000Z", clock_sure=True)


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_record_comes_back(tmp_path: Path) -> None:
    """What was written is read again, figure by figure, and nothing else is left in the folder."""
    records.write(tmp_path, RECORD)
    assert records.read(tmp_path, BOARD) == Found(RECORD)
    assert names(tmp_path) == [FILE]


def test_no_record_is_no_complaint(tmp_path: Path) -> None:
    """Before the first measuring there is nothing to say."""
    assert records.read(tmp_path, BOARD) == Found()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Raspberry Pi 4 Model B"}, "another board (Raspberry Pi 5"),
        ({"processors": 2}, "4 processors"),
        ({"half_offered": False}, "other arithmetic"),
        ({"models": (("lightning", "00ff"), ("thunder", "2222"))}, "other models"),
        ({"runtime": "ai-edge-litert 9.9.9"}, "another runtime (ai-edge-litert 2.3.0)"),
    ],
)
def test_what_changed_makes_it_void(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """The card in another board, an update of the models or of the runtime: measured anew."""
    records.write(tmp_path, RECORD)
    found = records.read(tmp_path, replace(BOARD, **changes))
    assert found.record is None
    assert words in (found.why_not or "")


@given(st.data())
def test_damage_is_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    """A record cut off or with any byte changed is itself or void, and never an error."""
    folder = tmp_path_factory.mktemp("board")
    records.write(folder, RECORD)
    whole = (folder / FILE).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.binary(min_size=0, max_size=2))
    cut = data.draw(st.booleans())
    (folder / FILE).write_bytes(whole[:at] if cut else whole[:at] + byte + whole[at + 1 :])
    found = records.read(folder, BOARD)
    assert (found.record is None) is (found.why_not is not None)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", "{}", '{"schema": 99}', "7", "\x00\x00", "[" * 100_000],
    ids=range(8),
)
def test_strange_content_is_damage(tmp_path: Path, content: str) -> None:
    """Whatever lies there, the sentence says that the file is damaged."""
    (tmp_path / FILE).write_text(content)
    assert (records.read(tmp_path, BOARD).why_not or "").endswith("is damaged.")


@pytest.mark.parametrize(
    ("key", "value"),
    [("median_ms", -1), ("p90_ms", None), ("runs", "many"), ("network", {}), ("median_ms", 1e9)],
)
def test_impossible_figures_are_damage(tmp_path: Path, key: str, value: object) -> None:
    """A number that no board has is not believed."""
    records.write(tmp_path, RECORD)
    raw = json.loads((tmp_path / FILE).read_text())
    raw["figures"][0][key] = value
    (tmp_path / FILE).write_text(json.dumps(raw))
    assert records.read(tmp_path, BOARD).record is None


def test_no_figures_are_damage(tmp_path: Path) -> None:
    """A record without figures is none."""
    records.write(tmp_path, replace(RECORD, figures=()))
    assert records.read(tmp_path, BOARD).record is None


def test_a_record_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails in the middle: one sentence, the old record, and no crumbs."""
    records.write(tmp_path, RECORD)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        records.write(tmp_path, replace(RECORD, measured_utc="later"))
    assert records.read(tmp_path, BOARD) == Found(RECORD)
    assert names(tmp_path) == [FILE]
