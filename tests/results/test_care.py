"""Deleting for good, sweeping, backups and bringing one back: what is left in which file."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import StoreError
from kiosk.results import ResultStore, Software
from kiosk.results.database import Database
from kiosk.results.deleting import KEPT_TABLES
from kiosk.results.exchanging import UNDER_WAY
from kiosk.scoring.findings import Rep

LABEL = "Ana Ünïque-Label-4711"


def add(
    store: ResultStore, at: Any, software: Software, rep: Rep, t_s: float = 0.0, mark: str = "-"
) -> str:
    """A whole check with a text of its own in each table that can hold one."""
    check_id = store.start_check(at(t_s), software)
    store.add_rep(check_id, replace(rep, why_null={"pelvic_drop_deg": mark}), 1)
    store.complete(check_id, {"legs": {}, "advice": [mark]}, at(t_s + 60))
    return check_id


def bytes_of(path: Path) -> bytes:
    """All that stands in the database, its log and the log's index, and whatever lies beside."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def assert_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None


def test_a_label_goes_with_all_its_checks_and_every_byte(
    store: ResultStore, path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """Deleting a label, whatever its case, leaves nothing of its checks in any file."""
    mine = [add(store, at, software, good_rep, n, f"mine-{n}-mark") for n in range(3)]
    other = add(store, at, software, good_rep, 9, "other-mark")
    for check_id in mine:
        store.finding.set_label(check_id, LABEL)
    store.finding.set_label(other, "Bea")
    assert LABEL.encode() in bytes_of(path)
    assert store.care.count_of_label(LABEL.upper()) == 3
    assert store.care.delete_label(LABEL.upper()) == 3
    assert store.care.sweep(at(99))
    left = bytes_of(path)
    for gone in (LABEL, LABEL.casefold(), "mine-", *(each.partition("-")[2] for each in mine)):
        assert gone.encode() not in left
    assert b"other-mark" in left
    assert [row.check_id for row in store.list_checks(9)] == [other]


_CHECK = """
INSERT INTO checks (token, state, started_utc, started_monotonic_s, started_boot_id,
    started_clock_sure, kiosk_version, protocol_version, source_kind, reason)
VALUES ('t', 'complete', '2026', 1, 'b', 1, '1', '1', 'camera', ?)
"""


def churned(database: Database, seed: int) -> set[int]:
    """Checks stored, labelled anew and deleted at random, so that pages are split and joined; the
    numbers of those that are left."""
    dice, there = random.Random(seed), list[int]()
    for _ in range(60):
        with database.writing() as connection:
            for _ in range(10):
                pad = ("y" * dice.randint(0, 300),)
                number = connection.execute(_CHECK, pad).lastrowid or 0
                there.append(number)
                for place in range(dice.randint(1, 8)):
                    text = f"MRK{number:05d}X" + "v" * dice.randint(0, 900)
                    row = (number, place, text)
                    connection.execute("INSERT INTO reps VALUES (?, ?, 1, 0, 'left', 1, ?)", row)
                label = f"LBL{dice.randrange(10**6):06d}X"
                connection.execute(
                    "UPDATE checks SET label = ?, label_key = ? WHERE seq = ?",
                    (label, label, dice.choice(there)),
                )
                if dice.random() < 0.3:
                    gone = there.pop(dice.randrange(len(there)))
                    connection.execute("DELETE FROM checks WHERE seq = ?", (gone,))
    return set(there)


@pytest.mark.parametrize("seed", [4, 5])
def test_moved_rows_leave_no_remnant(path: Path, at: Any, seed: int) -> None:
    """Rows that were moved between pages before they were deleted are gone too, everywhere; with
    these seeds SQLite 3.40 leaves copies of some."""
    database = Database.open(path, "kiosk", at(0))
    with ResultStore(database) as store:
        there = churned(database, seed)
        store.care.note_remnants("soon")
        assert store.care.sweep(at(9999))
        assert store.care.unswept is None
        left = bytes_of(path)
        assert {int(each) for each in re.findall(rb"MRK(\d{5})X", left)} == there
        with database.reading() as connection:
            labels = {row[0] for row in connection.execute("SELECT label FROM checks")} - {None}
        assert {each.decode() for each in re.findall(rb"LBL\d{6}X", left)} == labels
        assert_whole(path)


def test_everything_goes_and_the_box_stays(
    store: ResultStore, path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """Delete everything: no check, label or remnant in any file; PINs, settings, keys and the log
    stay, and numbers go on."""
    for number in range(5):
        check_id = add(store, at, software, good_rep, number, "secret-mark")
        store.finding.set_label(check_id, LABEL)
    store.set_pin("staff", "271828")
    store.change_settings({"check.reps": 4}, "admin", at(7))
    secret = store.add_token("prometheus", at(8))
    store.audit.note("admin", "test.done", {"count": 1}, at(9))
    assert store.care.delete_everything(at(10)) == 5
    left = bytes_of(path)
    for gone in ("secret-mark", LABEL, LABEL.casefold(), check_id.partition("-")[2]):
        assert gone.encode() not in left
    assert store.counts().checks == 0
    assert store.role_of_pin("271828") == "staff"
    assert store.settings()["check.reps"].value == 4
    assert store.token_of(secret) is not None
    assert [entry.action for entry in store.audit.newest(9)][-1:] != []
    assert store.care.unswept is None
    again = add(store, at, software, good_rep, 20)
    assert again.startswith("6-")
    assert_whole(path)


def test_every_table_goes_with_a_check_or_is_named_to_stay(path: Path, at: Any) -> None:
    """No table of any version can hold something of a check that no delete reaches."""
    ResultStore.open(path, "kiosk", at(0)).close()
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
        ]
        for table in sorted(set(tables) - {"checks", *KEPT_TABLES}):
            keys = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            assert any(key[2] == "checks" and key[6] == "CASCADE" for key in keys), table
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            assert "check_seq" in columns, f"{table}: its checks are hidden and counted by this"
        for table in KEPT_TABLES:
            keys = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            assert not keys, f"{table} holds something of a check"
    assert set(KEPT_TABLES) <= set(tables)


def test_a_check_under_way_is_never_pulled_away(
    store: ResultStore, path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """While a check is open nothing is exchanged; it can go on and come to its end."""
    add(store, at, software, good_rep)
    packed = packed_of(store, at, path.with_name("b.zip"))
    store.care.backups.stage(packed)
    check_id = store.start_check(at(2), software)
    for refused in (store.care.delete_everything, store.care.backups.restore):
        with pytest.raises(StoreError, match=UNDER_WAY):
            refused(at(3))
    store.add_rep(check_id, good_rep, 1)
    store.complete(check_id, {"legs": {}}, at(4))
    assert store.counts().complete == 2
    assert store.care.backups.staged() is not None
    store.care.backups.restore(at(5))
    assert store.counts().complete == 1


def packed_of(store: ResultStore, at: Any, target: Path) -> Path:
    with store.care.backups.copied(at(0)) as made:
        target.write_bytes(b"".join(made.pieces()))
    return target


def test_a_backup_brings_everything_back(
    store: ResultStore, path: Path, at: Any, software: Software, good_rep: Rep, tmp_path: Path
) -> None:
    """What was deleted after a backup is there again; what was there before is kept as a file."""
    first = add(store, at, software, good_rep, 1, "first-mark")
    store.finding.set_label(first, LABEL)
    detail = store.check(first)
    packed = packed_of(store, at, tmp_path / "backup.zip")
    store.delete_check(first)
    later = add(store, at, software, good_rep, 5, "later-mark")
    facts = store.care.backups.stage(packed)
    assert (facts.checks, facts.labels) == (1, 1)
    kept = store.care.backups.restore(at(10))
    assert store.check(first) == detail
    assert store.check(later) is None
    assert store.care.backups.staged() is None
    assert store.care.backups.kept() == (kept,)
    assert b"later-mark" in kept.read_bytes()
    assert_whole(path)
    store.care.backups.stage_kept(kept.name)
    store.care.backups.restore(at(11))
    assert store.check(later) is not None
    for each in store.care.backups.kept():
        store.care.backups.remove_kept(each.name)
    assert store.care.backups.kept() == ()
    assert b"first-mark" not in bytes_of(path)


def test_nobody_who_was_shut_out_comes_back_with_a_backup(
    store: ResultStore, at: Any, tmp_path: Path
) -> None:
    """PINs, keys and the log stay those of this box: a revoked key opens nothing again."""
    store.set_pin("staff", "111111")
    secret = store.add_token("old", at(0))
    packed = packed_of(store, at, tmp_path / "backup.zip")
    store.set_pin("staff", "222222")
    store.revoke_token("old", at(1))
    store.audit.note("admin", "token.revoked", {"token": "old"}, at(1))
    store.care.backups.stage(packed)
    store.care.backups.restore(at(2))
    assert store.role_of_pin("111111") is None
    assert store.role_of_pin("222222") == "staff"
    assert store.token_of(secret) is None
    assert "token.revoked" in [entry.action for entry in store.audit.newest(5)]


def test_a_backup_holds_no_remnant_of_what_was_deleted(
    store: ResultStore, at: Any, software: Software, good_rep: Rep
) -> None:
    """A backup made after a deletion, before any sweep, does not hold what was deleted."""
    gone = add(store, at, software, good_rep, 1, "gone-mark")
    add(store, at, software, good_rep, 2, "there-mark")
    store.delete_check(gone)
    with store.care.backups.copied(at(3)) as made:
        content = made.database.read_bytes()
        assert made.facts.checks == 1
    assert b"gone-mark" not in content
    assert b"there-mark" in content
    assert not made.database.exists()
