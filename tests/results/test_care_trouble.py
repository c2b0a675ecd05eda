"""A store that is read, locked, full or damaged while it is cared for: nothing is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import InputError, StoreError
from kiosk.results import CheckGoneError, ResultStore, Software, exchanging, room
from kiosk.results.gate import Gate
from kiosk.results.offline import mend_in_place, write_backup
from kiosk.results.placing import beside
from kiosk.scoring.findings import Rep
from tests.results.spoiling import spoil


@pytest.fixture
def add(store: ResultStore, at: Any, software: Software, good_rep: Rep) -> Callable[[str], str]:
    def add_one(mark: str) -> str:
        check_id = store.start_check(at(0), software)
        store.add_rep(check_id, good_rep, 1)
        store.complete(check_id, {"legs": {}, "advice": [mark]}, at(9))
        return check_id

    return add_one


def test_what_is_stored_during_a_sweep_is_not_lost(
    store: ResultStore, at: Any, add: Callable[[str], str]
) -> None:
    """A check that is stored while the copy is made: the copy is thrown away, not the check."""
    store.delete_check(add("gone"))
    for number in range(40):
        add(f"stays-{number}" * 50)
    came: list[str] = []

    def meanwhile() -> bool:
        if not came:
            came.append(add("came meanwhile"))
        return False

    store.care.in_use = meanwhile
    assert not store.care.sweep(at(10))
    assert store.check(came[0]) is not None
    assert store.care.unswept == "soon"
    assert store.care.sweep(at(11))
    assert store.check(came[0]) is not None


def test_nothing_is_exchanged_while_somebody_reads(
    store: ResultStore,
    path: Path,
    at: Any,
    add: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page, or another program, that has the store open keeps it as it is; then it goes on."""
    monkeypatch.setattr(exchanging, "_TRIES", 3)
    check_id = add("stays")
    store.delete_check(add("gone"))
    with Gate(path).shared():
        assert not store.care.sweep(at(1))
        with pytest.raises(StoreError, match="try again in a moment"):
            store.care.delete_everything(at(1))
    assert store.check(check_id) is not None
    assert store.care.sweep(at(2))


def test_readers_never_see_an_exchange(
    store: ResultStore, at: Any, add: Callable[[str], str]
) -> None:
    """Threads that read without a pause see every check over many exchanges, and let them happen;
    what is written between two is in the next one."""
    known, wrong, stop = [add("first")], list[str](), threading.Event()

    def read() -> None:
        while not stop.is_set():
            wrong.extend(each for each in list(known) if store.check(each) is None)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        swept = 0
        for turn in range(12):
            store.care.note_remnants("soon")
            swept += store.care.sweep(at(turn))
            known.append(add("more"))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert swept >= 10
    assert store.counts().checks == len(known)


def test_a_locked_store_says_so_and_deletes_nothing(
    store: ResultStore, path: Path, add: Callable[[str], str]
) -> None:
    """Another program holds the write lock: one sentence, and waiting is what helps."""
    check_id = add("stays")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program") as caught:
            store.delete_check(check_id)
        assert caught.value.mend == "wait"
        other.execute("ROLLBACK")
    assert store.check(check_id) is not None
    assert store.delete_check(check_id)


def test_a_full_disk_does_not_keep_anybody_from_deleting(path: Path) -> None:
    """The room that is kept for it is given back, once; without it the sentence says what to do."""
    tries = []

    def delete() -> str:
        tries.append(beside(path, "room").exists())
        if tries[-1] or len(tries) > 5:
            raise StoreError("The disk is full.", "room")
        return "deleted"

    assert room.keep_room(path)
    assert beside(path, "room").stat().st_blocks * 512 >= room.ROOM_BYTES
    assert room.with_room(path, delete) == "deleted"
    assert tries == [True, False]
    tries[:] = [False] * 6
    with pytest.raises(StoreError, match="full"):
        room.with_room(path, delete)


def test_a_copy_that_does_not_fit_is_refused_before_it_is_begun(
    store: ResultStore, path: Path, at: Any, add: Callable[[str], str], monkeypatch: Any
) -> None:
    """The sentence says how much is needed; no half of a file is left."""
    add("stays")
    monkeypatch.setattr("kiosk.results.backup._SPARE_BYTES", 10**18)
    with (
        pytest.raises(StoreError, match="MB of free space") as caught,
        store.care.backups.copied(at(1)),
    ):
        pass
    assert caught.value.mend == "room"
    with pytest.raises(StoreError, match="MB of free space"):
        store.care.backups.receive(1000)
    assert not list(path.parent.glob("results.db.[cu]*"))


def test_a_backup_file_is_verified_and_never_replaces_another(
    store: ResultStore, path: Path, at: Any, add: Callable[[str], str], tmp_path: Path
) -> None:
    """A folder that is not there: one sentence; a whole backup: nothing else beside it."""
    add("stays")
    target = tmp_path / "stick" / "b.zip"
    with pytest.raises((InputError, StoreError, OSError)):
        write_backup(path, target, at(1))
    target.parent.mkdir()
    assert write_backup(path, target, at(1)).checks == 1
    assert [file.name for file in target.parent.iterdir()] == ["b.zip"]
    assert store.counts().checks == 1


def test_a_store_that_nothing_can_open_is_mended_from_the_command_line(
    store: ResultStore, path: Path, at: Any, add: Callable[[str], str], tmp_path: Path
) -> None:
    """Its first page gone, or the whole file: the backup comes back, the damaged one is kept."""
    check_id = add("stays")
    packed = tmp_path / "b.zip"
    write_backup(path, packed, at(1))
    store.close()
    path.write_bytes(b"\xa5" * 9000)
    with pytest.raises(StoreError):
        ResultStore.open(path, "kiosk", at(2))
    kept = mend_in_place(path, packed, at(3), lambda _words: True)
    assert kept is not None
    assert kept.read_bytes() == b"\xa5" * 9000
    with ResultStore.open(path, "kiosk", at(4)) as mended:
        assert mended.check(check_id) is not None
    path.unlink()
    mend_in_place(path, packed, at(5), lambda _words: True)
    with ResultStore.open(path, "kiosk", at(6)) as mended:
        assert mended.check(check_id) is not None


def test_the_command_line_leaves_a_running_kiosk_and_a_no_alone(
    store: ResultStore, path: Path, at: Any, add: Callable[[str], str], tmp_path: Path
) -> None:
    """While a kiosk runs on the store nothing is put in its place; nor without consent."""
    check_id = add("stays")
    packed = tmp_path / "b.zip"
    write_backup(path, packed, at(1))
    with pytest.raises(StoreError, match="Another kiosk"):
        mend_in_place(path, packed, at(2), lambda _words: True)
    store.close()
    assert mend_in_place(path, packed, at(3), lambda _words: False) is None
    with ResultStore.open(path, "kiosk", at(4)) as again:
        assert again.check(check_id) is not None
        assert again.care.backups.kept() == ()


def test_a_check_of_a_store_that_was_mended_ends_without_a_crash(
    store: ResultStore, path: Path, at: Any, add: Callable[[str], str], good_rep: Rep, software: Any
) -> None:
    """A damaged store is mended during a check: what belongs to it is refused as the store's
    trouble, which the loop knows; the next check is stored."""
    add("stays")
    packed = path.with_name("b.zip")
    write_backup(path, packed, at(1))
    under_way = store.start_check(at(2), software)
    spoil(path)
    store.care.backups.stage(packed)
    store.care.backups.restore(at(3))
    with pytest.raises(CheckGoneError):
        store.add_rep(under_way, good_rep, 1)
    with pytest.raises(CheckGoneError):
        store.abandon(under_way, "no", None, at(4))
    assert add("next")
    assert store.counts().checks == 2
