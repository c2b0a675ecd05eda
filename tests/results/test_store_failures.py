"""Failures of disk, rights and neighbours: one sentence each, and nothing lost."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import StoreError
from kiosk.results import ResultStore, Software
from kiosk.results.database import Database
from kiosk.scoring.findings import Rep

NOBODY = 65534


@pytest.fixture
def bare_folder() -> Iterator[Path]:
    """A folder in which file rights count: the tests' user gives up being root for the while."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-rights-"))
    was_root = os.geteuid() == 0
    if was_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if was_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def sentence(caught: pytest.ExceptionInfo[StoreError]) -> str:
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_an_unwritable_folder_gets_its_sentence(bare_folder: Path, at: Any) -> None:
    """A store cannot be made where the kiosk's user may not write."""
    bare_folder.chmod(0o500)
    with pytest.raises(StoreError) as caught:
        ResultStore.open(bare_folder / "results.db", "kiosk", at(0))
    assert "cannot be made (Permission denied)" in sentence(caught)


def test_an_unreachable_folder_gets_its_sentence(bare_folder: Path, at: Any) -> None:
    """A folder that may not even be looked into is told apart from a missing file."""
    bare_folder.chmod(0o000)
    with pytest.raises(StoreError) as caught:
        ResultStore.open(bare_folder / "results.db", "kiosk", at(0))
    assert "cannot be reached (Permission denied)" in sentence(caught)


@pytest.mark.parametrize(("file_rights", "folder_rights"), [(0o400, 0o700), (0o600, 0o500)])
def test_a_store_that_may_only_be_read_is_refused_at_the_start(
    bare_folder: Path, at: Any, file_rights: int, folder_rights: int
) -> None:
    """That nothing can be stored is found out when opening, not at a member's first rep."""
    path = bare_folder / "results.db"
    ResultStore.open(path, "kiosk", at(0)).close()
    path.chmod(file_rights)
    bare_folder.chmod(folder_rights)
    with pytest.raises(StoreError) as caught:
        ResultStore.open(path, "kiosk", at(0))
    assert "the kiosk's user" in sentence(caught)


def test_a_store_that_may_not_be_read_is_refused(bare_folder: Path, at: Any) -> None:
    """Another user's store gets a sentence."""
    path = bare_folder / "results.db"
    path.write_bytes(bytes(4096))
    path.chmod(0o000)
    with pytest.raises(StoreError) as caught:
        ResultStore.open(path, "kiosk", at(0))
    assert "cannot be opened" in sentence(caught)


def test_a_full_disk_loses_nothing_and_heals(
    path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """The rep that does not fit is refused whole; all before it is there, and there is a way on."""
    database = Database.open(path, "kiosk", at(0))
    store = ResultStore(database)
    check_id = store.start_check(at(1), software)
    limit_pages(database, 20)
    with pytest.raises(StoreError) as caught:
        add_reps(store, check_id, good_rep, 1000)
    assert "is full" in sentence(caught)
    stored = len(numbers(store, check_id))
    assert stored > 1
    assert numbers(store, check_id) == list(range(1, stored + 1))
    limit_pages(database, 1_000_000)
    store.add_rep(check_id, good_rep, stored + 1)
    store.abandon(check_id, "stepped off", None, at(9))
    assert numbers(store, check_id) == list(range(1, stored + 2))
    store.close()
    assert_whole(path)


def add_reps(store: ResultStore, check_id: str, rep: Rep, count: int) -> None:
    for number in range(1, count + 1):
        store.add_rep(check_id, rep, number)


def limit_pages(database: Database, pages: int) -> None:
    with database.writing() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")


def numbers(store: ResultStore, check_id: str) -> list[int | None]:
    detail = store.check(check_id)
    assert detail is not None
    return [rep.number for rep in detail.reps]


def assert_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


_FILL_DISK = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.results import ResultStore, Software
now = Moment(datetime(2026, 1, 2, tzinfo=UTC), 1.0, "boot", True)
path = Path(sys.argv[1]) / "results.db"
store = ResultStore.open(path, "kiosk", now)
stored = 0
try:
    while True:
        check_id = store.start_check(now, Software("1", "1", None, None, "camera"))
        store.abandon(check_id, "x" * 1000, None, now)
        stored += 1
except StoreError as error:
    print(error)
with ResultStore.open(path, "kiosk", now) if store.close() is None else store as store:
    counts = store.counts()
    print(stored, counts.abandoned, counts.open <= 1)
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare to mount a small disk")
def test_a_really_full_disk_gets_the_same_sentence(tmp_path: Path) -> None:
    """On a file system of 512 KiB the store fills up in words and opens again with all of it."""
    script = 'mount -t tmpfs -o size=512k none "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", tmp_path, sys.executable, _FILL_DISK],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"this machine allows no small disk: {done.stderr.strip()}")
    assert done.stderr == ""
    told, counted = done.stdout.splitlines()
    assert "is full: free some space" in told
    stored, kept, open_is_one_at_most = counted.split()
    assert int(stored) > 5
    assert kept == stored
    assert open_is_one_at_most == "True"


def test_a_store_held_by_another_program_gets_its_sentence(
    path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """A neighbour's lock is named; when it is gone, the same call works."""
    database = Database.open(path, "kiosk", at(0))
    store = ResultStore(database)
    check_id = store.start_check(at(1), software)
    with database.writing() as connection:
        connection.execute("PRAGMA busy_timeout = 0")
    neighbour = sqlite3.connect(path, isolation_level=None)
    neighbour.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught:
        store.add_rep(check_id, good_rep, 1)
    assert "in use by another program" in sentence(caught)
    assert store.check(check_id) is not None
    neighbour.execute("ROLLBACK")
    neighbour.close()
    store.add_rep(check_id, good_rep, 1)
    store.close()


def test_whatever_is_garbled_is_told_and_kept(
    path: Path, tmp_path: Path, at: Any, software: Software, good_rep: Rep, report: dict[str, Any]
) -> None:
    """With random bytes of the file changed, reading works or tells; the file is never replaced."""
    with ResultStore.open(path, "kiosk", at(0)) as store:
        for n in range(20):
            check_id = store.start_check(at(n), software)
            store.add_rep(check_id, good_rep, 1)
            store.complete(check_id, report, at(n + 1))
        store.change_settings({"camera.fps": 20}, "ann", at(30))
    whole = path.read_bytes()
    told = {garble_and_read(tmp_path / "garbled.db", whole, seed, at) for seed in range(60)}
    assert "damaged" in told


def garble_and_read(path: Path, whole: bytes, seed: int, at: Any) -> str:
    """What came of reading everything: fine, damaged or refused (anything else raises)."""
    dice = random.Random(seed)
    garbled = bytearray(whole)
    start = dice.randrange(len(whole))
    length = dice.choice([1, 40, 4096])
    garbled[start : start + length] = dice.randbytes(len(garbled[start : start + length]))
    path.write_bytes(garbled)
    before = path.stat().st_ino
    try:
        with ResultStore.open(path, "kiosk", at(0)) as store:
            for row in store.list_checks(100):
                store.check(row.check_id)
            store.counts(), store.settings(), store.setting_changes(9), store.has_pin("staff")
        return "fine"
    except StoreError as error:
        assert path.stat().st_ino == before
        return "damaged" if "damaged" in str(error) else "refused"
    finally:
        for leftover in path.parent.glob("garbled.db-*"):
            leftover.unlink()
