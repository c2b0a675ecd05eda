"""Who may read a backup, which one is put in place, and that one is made at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import InputError, StoreError
from kiosk.results import ResultStore, backup, placing
from kiosk.results.backup_facts import BackupFacts
from kiosk.results.offline import write_backup


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """A shell that lets everybody read what it makes."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> set[int]:
    return {file.lstat().st_mode & 0o777 for file in folder.glob("b.zip*")}


def test_a_backup_is_its_maker_s_alone_from_the_first_byte(
    store: ResultStore, path: Path, at: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy and the file, while they are written and afterwards, whatever the umask says."""
    stick, seen = tmp_path / "stick", list[set[int]]()
    stick.mkdir()
    pieces, connect = backup.pieces, sqlite3.connect

    def watched_pieces(database: Path, facts: BackupFacts) -> Iterator[bytes]:
        for piece in pieces(database, facts):
            seen.append(modes(stick))
            yield piece

    def watched_connect(*given: Any, **more: Any) -> Any:
        seen.append(modes(stick))
        connection = connect(*given, **more)
        connection.set_trace_callback(lambda _sql: seen.append(modes(stick)))
        return connection

    monkeypatch.setattr(backup, "pieces", watched_pieces)
    monkeypatch.setattr(sqlite3, "connect", watched_connect)
    write_backup(path, stick / "b.zip", at(1))
    assert [*seen, modes(stick)][-1] == {0o600}
    assert {mode for each in seen for mode in each} == {0o600}
    assert [file.name for file in stick.iterdir()] == ["b.zip"]
    assert store.counts().checks == 0


@pytest.mark.parametrize("name", ["b.zip.part", "b.zip.copy"])
def test_a_planted_link_is_not_followed(
    store: ResultStore, path: Path, at: Any, tmp_path: Path, name: str
) -> None:
    """Somebody else put a link where the file is going to be: what it leads to stays as it is."""
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    stick.mkdir()
    elsewhere.write_bytes(b"")
    (stick / name).symlink_to(elsewhere)
    write_backup(path, stick / "b.zip", at(1))
    assert elsewhere.read_bytes() == b""
    assert [file.name for file in stick.iterdir()] == ["b.zip"]
    assert not (stick / "b.zip").is_symlink()
    assert store.counts().checks == 0


def test_an_own_file_is_never_made_where_there_is_one(tmp_path: Path) -> None:
    """A link that comes between the look and the making: refused, not followed."""
    elsewhere, link = tmp_path / "elsewhere", tmp_path / "link"
    link.symlink_to(elsewhere)
    with pytest.raises(FileExistsError):
        placing.opened_private(link)
    assert not elsewhere.exists()


def test_only_the_backup_that_was_looked_at_is_put_in_place(
    store: ResultStore, path: Path, at: Any, tmp_path: Path
) -> None:
    """Another one that came meanwhile: refused, it goes on lying ready, nothing is changed."""
    write_backup(path, tmp_path / "b.zip", at(1))
    store.change_settings({"check.reps": 4}, "admin", at(2))
    looked_at = store.care.backups.stage(tmp_path / "b.zip").database_sha256
    write_backup(path, tmp_path / "c.zip", at(3))
    other = store.care.backups.stage(tmp_path / "c.zip").database_sha256
    for wrong in (looked_at, ""):
        with pytest.raises(InputError, match="Another backup lies ready"):
            store.care.backups.restore(at(4), wrong)
    assert store.care.backups.kept() == ()
    store.care.backups.restore(at(5), other)
    assert len(store.care.backups.kept()) == 1


def test_one_backup_is_made_at_a_time(store: ResultStore, path: Path, at: Any) -> None:
    """A second one is told to wait, before a copy is made; then it is its turn."""
    backups = store.care.backups
    with backups.copied(at(1)) as first:
        with pytest.raises(StoreError, match="being made") as caught, backups.copied(at(2)):
            pass
        assert caught.value.mend == "wait"
        assert list(path.parent.glob("*.copy-*")) == [first.database]
        assert first.database.stat().st_mode & 0o777 == 0o600
    with backups.copied(at(3)) as again:
        assert again.facts.checks == 0
