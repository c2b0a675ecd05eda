"""What is opened, what is made, and what is refused before a byte is written."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import StoreError
from kiosk.results import Kind, ResultReader, ResultStore, Software
from kiosk.results.database import Database
from kiosk.results.identity import APPLICATION_ID


def refusal(path: Path, kind: Kind, at: Any) -> str:
    """The sentence of a refused opening, which must leave every file as it was."""
    before = contents(path.parent)
    with pytest.raises(StoreError) as caught:
        ResultStore.open(path, kind, at(0))
    assert contents(path.parent) == before
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file but the shared memory of connections, which holds their locks."""
    files = (file for file in folder.iterdir() if not file.name.endswith("-shm"))
    return {file.name: None if file.is_dir() else file.read_bytes() for file in files}


def make(path: Path, kind: Kind, at: Any) -> None:
    ResultStore.open(path, kind, at(0)).close()


def test_a_new_store_is_marked_inside_and_private(path: Path, at: Any) -> None:
    """A new file carries the application's id, its kind, and is for the kiosk's user alone."""
    make(path, "replay", at)
    connection = sqlite3.connect(path)
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    row = connection.execute("SELECT kind, created_utc FROM store").fetchone()
    connection.close()
    assert application_id == APPLICATION_ID
    assert row == ("replay", at(0).utc_text)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_writer_is_set_to_survive_a_loss_of_power(path: Path, at: Any) -> None:
    """Write-ahead log, full synchronisation, foreign keys and overwriting are switched on."""
    database = Database.open(path, "kiosk", at(0))
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    with database.writing() as connection:
        values = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
    database.close()
    assert values == ["wal", 2, 1, 1]


@pytest.mark.parametrize(("made", "wanted"), [("kiosk", "replay"), ("replay", "kiosk")])
@pytest.mark.parametrize("running", [False, True])
def test_a_store_of_the_other_kind_is_refused(
    path: Path, at: Any, made: Kind, wanted: Kind, running: bool
) -> None:
    """Replays never enter a kiosk's store nor the reverse, also while it is in use."""
    store = ResultStore.open(path, made, at(0))
    if not running:
        store.close()
    text = refusal(path, wanted, at)
    assert "of a replay" in text if made == "replay" else "of members" in text
    store.close()


def test_the_mark_holds_after_a_kill(path: Path, tmp_path: Path, at: Any) -> None:
    """The kind is also read while it is only in the write-ahead log."""
    store = ResultStore.open(path, "kiosk", at(0))
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (path.name, path.name + "-wal"):
        (copy / name).write_bytes((tmp_path / name).read_bytes())
    store.close()
    with pytest.raises(StoreError, match="of members"):
        ResultStore.open(copy / path.name, "replay", at(0))
    make(copy / path.name, "kiosk", at)


def test_an_empty_file_becomes_a_store(path: Path, at: Any) -> None:
    """A file made by `mktemp` is as good as none."""
    path.touch()
    make(path, "replay", at)
    make(path, "replay", at)


def test_a_database_without_a_table_becomes_a_store(path: Path, at: Any) -> None:
    """A kill during the very first opening leaves this; the next opening goes on from it."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    assert path.stat().st_size > 0
    make(path, "kiosk", at)


def test_another_programs_database_is_refused(path: Path, at: Any) -> None:
    """A database that is not ours is not touched."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photos (id)")
    connection.close()
    assert "not a results database of the kiosk" in refusal(path, "kiosk", at)


@pytest.mark.parametrize(
    "content", [b"x", b"no database\n", b"no database\n" * 1000, bytes(8192), b"SQLite format 3\0"]
)
def test_a_file_that_is_no_database_is_refused(path: Path, at: Any, content: bytes) -> None:
    """Text, zeros and scraps are left as they are."""
    path.write_bytes(content)
    assert "is not a results database" in refusal(path, "kiosk", at)


def cut(content: bytes) -> bytes:
    return content[:5000]


def garble_first_page(content: bytes) -> bytes:
    return content[:100] + b"\xff" * 3996 + content[4096:]


@pytest.mark.parametrize("damage", [cut, garble_first_page])
def test_a_damaged_store_is_refused_and_kept(
    path: Path, at: Any, damage: Callable[[bytes], bytes]
) -> None:
    """A cut or garbled file is said to be damaged, and stays for whoever can rescue it."""
    make(path, "kiosk", at)
    path.write_bytes(damage(path.read_bytes()))
    assert "is damaged" in refusal(path, "kiosk", at)


@pytest.mark.parametrize("empty_file", [True, False])
def test_a_log_without_its_database_is_kept(path: Path, at: Any, empty_file: bool) -> None:
    """SQLite would delete such a log, and with it the newest results."""
    path.with_name("results.db-wal").write_bytes(b"the last results")
    if empty_file:
        path.touch()
    assert "results.db-wal beside it holds data" in refusal(path, "kiosk", at)


def test_paths_that_can_hold_no_store_get_their_sentence(tmp_path: Path, at: Any) -> None:
    """A folder, a missing folder and a path through a file are each named."""
    (tmp_path / "file").write_text("x")
    assert "is a folder" in refusal(tmp_path, "kiosk", at)
    with pytest.raises(StoreError, match=r"cannot be made \(No such file or directory\)"):
        ResultStore.open(tmp_path / "none" / "results.db", "kiosk", at(0))
    with pytest.raises(StoreError, match=r"cannot be made \(Not a directory\)"):
        ResultStore.open(tmp_path / "file" / "results.db", "kiosk", at(0))


@pytest.mark.parametrize("name", ["a b.db", "50%?mode=memory.db", "#1.db", "é'\";.db"])
def test_any_file_name_is_taken_literally(tmp_path: Path, at: Any, name: str) -> None:
    """Signs that mean something in an address mean nothing in the name of a store."""
    make(tmp_path / name, "kiosk", at)
    with ResultStore.open(tmp_path / name, "kiosk", at(0)) as store:
        store.change_settings({"a": 1}, "ann", at(1))
        assert set(store.settings()) == {"a"}
    assert name in os.listdir(tmp_path)  # noqa: PTH208 (names as the disk has them)


def test_one_kiosk_at_a_time_runs_checks(path: Path, at: Any, software: Software) -> None:
    """A second kiosk on the same store gets the first one's process number; reading is free."""
    first = ResultStore.open(path, "kiosk", at(0))
    second = ResultStore.open(path, "kiosk", at(0))
    first.close_interrupted()
    check_id = first.start_check(at(1), software)
    for act in (second.close_interrupted, lambda: second.start_check(at(2), software)):
        with pytest.raises(StoreError, match=rf"Another kiosk \(process {os.getpid()}\)"):
            act()
    assert second.check(check_id) is not None
    second.change_settings({"camera.fps": 20}, "ann", at(3))
    first.close()
    assert second.close_interrupted() == 1
    second.close()


def test_closing_twice_is_fine_and_leaves_one_whole_file(path: Path, at: Any) -> None:
    """After closing, the log is folded into the one file."""
    store = ResultStore.open(path, "kiosk", at(0))
    store.set_pin("staff", "246810")
    store.close()
    store.close()
    assert not path.with_name("results.db-wal").exists()


def test_a_reader_sees_what_a_running_kiosk_stores(path: Path, at: Any, software: Software) -> None:
    """Another program may read while the kiosk writes, and after it has stopped."""
    with ResultStore.open(path, "kiosk", at(0)) as store:
        reader = ResultReader.open_to_read(path, "kiosk")
        assert reader.list_checks(5) == ()
        check_id = store.start_check(at(1), software)
        assert [row.check_id for row in reader.list_checks(5)] == [check_id]
    assert reader.counts().open == 1
    assert (reader.path, reader.kind) == (path, "kiosk")


def test_a_reader_makes_and_changes_nothing(path: Path) -> None:
    """Where there is no store a reader says so, and leaves none behind."""
    for content, words in ((None, "no results"), (b"", "no results"), (b"x", "is not a results")):
        if content is not None:
            path.write_bytes(content)
        before = contents(path.parent)
        with pytest.raises(StoreError, match=words):
            ResultReader.open_to_read(path, "kiosk")
        assert contents(path.parent) == before


def test_a_reader_refuses_the_other_kind(path: Path, at: Any) -> None:
    """Results of a replay are not read as those of members."""
    make(path, "replay", at)
    with pytest.raises(StoreError, match="of a replay"):
        ResultReader.open_to_read(path, "kiosk")


def test_a_reader_of_a_store_that_lacks_a_migration_says_so(path: Path, at: Any) -> None:
    """A store of an older version is not called damaged."""
    make(path, "kiosk", at)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    with pytest.raises(StoreError, match="of an older version"):
        ResultReader.open_to_read(path, "kiosk")
