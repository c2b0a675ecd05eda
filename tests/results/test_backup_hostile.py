"""Backups that somebody made up: nothing of them acts on the box, and each ends with a sentence."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import InputError, KioskError
from kiosk.moment import Moment
from kiosk.results import ResultStore, backup
from kiosk.results.backup import examine, unpack
from kiosk.results.backup_facts import BackupFacts, facts_of
from kiosk.results.identity import APPLICATION_ID
from kiosk.results.offline import mend_in_place
from kiosk.results.schema import apply_missing, known_migrations
from tests.results.spoiling import spoil

NEWEST = known_migrations()[-1].number
_FORGED = (
    "PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES ('trigger', 'sqlite_x', 'pins',"
    " 0, 'CREATE TRIGGER sqlite_x AFTER INSERT ON pins BEGIN DELETE FROM audit; END')"
)
ADDED = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON pins BEGIN DELETE FROM audit; END",
    "trigger with SQLite's own kind of name": _FORGED,
    "view": "CREATE VIEW v AS SELECT * FROM checks",
    "view in the place of a table": "ALTER TABLE spots RENAME TO s; CREATE VIEW spots AS SELECT 1",
    "virtual table": "CREATE VIRTUAL TABLE f USING fts5(a)",
    "other default": "DROP TABLE audit; CREATE TABLE audit (seq INTEGER, action TEXT DEFAULT 'x')",
    "column made by itself": "ALTER TABLE pins ADD COLUMN x TEXT AS (role)",
    "key that deletes along": "ALTER TABLE pins ADD COLUMN x INTEGER REFERENCES checks (seq)"
    " ON DELETE CASCADE",
    "missing table": "DROP TABLE audit",
    "missing index": "DROP INDEX checks_by_start",
}


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Another box's store, whole, without a log."""
    path = tmp_path_factory.mktemp("another") / "results.db"
    now = Moment(datetime(2026, 1, 1, tzinfo=UTC), 1.0, "boot-9", True)
    with ResultStore.open(path, "kiosk", now) as store:
        store.set_pin("admin", "666666")
        store.add_token("evil", now, "results")
        store.audit.note("evil", "evil.done", {}, now)
    changed(path, "PRAGMA journal_mode = DELETE")
    return path.read_bytes()


@pytest.fixture
def source(tmp_path: Path, another: bytes) -> Path:
    """The same, to be changed."""
    path = tmp_path / "source" / "results.db"
    path.parent.mkdir()
    path.write_bytes(another)
    return path


def changed(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(script)


def facts_about(path: Path) -> BackupFacts:
    """What a made-up backup says of a database that nobody looked at."""
    size, digest = path.stat().st_size, backup._sha256(path)
    return BackupFacts("kiosk", NEWEST, "2026-01-02", True, 0, 0, None, None, size, digest)


def packed(path: Path) -> Path:
    target = path.with_name("b.zip")
    target.write_bytes(b"".join(backup.pieces(path, facts_about(path))))
    return target


def of_schema(path: Path, number: int) -> Path:
    """A store of another version, as its migrations made it, one at a time."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for last in range(1, min(number, NEWEST) + 1):
            apply_missing(connection, known_migrations()[:last])
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("INSERT INTO store VALUES (1, 'kiosk', '2026', 1)")
    return path


@pytest.mark.parametrize("newer", [False, True], ids=["ours", "later version"])
@pytest.mark.parametrize("what", ADDED)
def test_a_store_that_is_built_otherwise_is_refused(
    store: ResultStore, source: Path, what: str, newer: bool
) -> None:
    """A trigger, a view, a virtual table or anything else that no migration makes: not laid ready,
    whatever version it claims."""
    changed(source, ADDED[what])
    if newer:
        changed(source, f"PRAGMA user_version = {NEWEST + 1}")
    with pytest.raises(InputError, match=r"holds other things than a kiosk stores|damaged"):
        store.care.backups.stage(packed(source))
    assert store.care.backups.staged() is None


def test_nothing_is_asked_of_a_foreign_structure(source: Path) -> None:
    """It is refused before a row is read: a table of ours that is an endless view is not asked."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS kind FROM n"
    changed(source, f"DROP TABLE store; CREATE VIEW store AS {endless} WHERE i = 2")
    with pytest.raises(InputError, match="holds other things than a kiosk stores"):
        examine(source, "kiosk", "2026-01-02", True)


@pytest.mark.parametrize("number", range(1, NEWEST + 1))
def test_a_backup_of_every_earlier_version_is_known(tmp_path: Path, number: int) -> None:
    """Brought up step by step, or made at once: what our migrations made is ours."""
    assert examine(of_schema(tmp_path / "old.db", number), "kiosk", "", False).schema == number


def test_a_store_of_a_later_version_can_still_be_backed_up(tmp_path: Path) -> None:
    """After an update was taken back: added tables, columns and indexes do no harm."""
    path = of_schema(tmp_path / "newer.db", NEWEST + 1)
    changed(path, "ALTER TABLE tokens ADD COLUMN more TEXT; CREATE TABLE added (a TEXT) STRICT")
    changed(path, "CREATE INDEX by_more ON tokens (more)")
    assert examine(path, "kiosk", "", False).schema == NEWEST + 1


def test_statistics_are_no_foreign_table(source: Path) -> None:
    """Somebody typed ANALYZE at the box: its backups are good."""
    changed(source, "INSERT INTO settings VALUES ('a', '1', '2026', 1, 'x'); ANALYZE")
    assert examine(source, "kiosk", "", False).checks == 0


def test_looking_at_a_database_ends(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is made, the look at it has a last moment."""
    monkeypatch.setattr(backup, "_PATIENCE_S", -1e9)
    monkeypatch.setattr(backup, "_LOOK_EVERY", 1)
    with pytest.raises(InputError, match="took too long"):
        examine(source, "kiosk", "", False)


def assert_nobody_new(store: ResultStore) -> None:
    assert store.role_of_pin("666666") is None
    assert [token.name for token in store.tokens() if token.name == "evil"] == []
    assert [entry for entry in store.audit.newest(9) if entry.action == "evil.done"] == []


def test_no_key_comes_in_where_the_box_has_none(store: ResultStore, source: Path, at: Any) -> None:
    """A box without a PIN, a token or a log keeps none, instead of those of the backup."""
    store.care.backups.stage(packed(source))
    store.care.backups.restore(at(1))
    assert_nobody_new(store)
    assert not store.has_pin("admin")


def test_no_key_comes_into_a_damaged_store(store: ResultStore, source: Path, at: Any) -> None:
    """What cannot be read any more is empty afterwards, on the page's way too."""
    store.set_pin("admin", "222222")
    spoil(store.path)
    store.care.backups.stage(packed(source))
    store.care.backups.restore(at(1))
    assert_nobody_new(store)


@pytest.mark.parametrize("before", [None, b"", b"\xa5" * 9000])
def test_no_key_comes_in_on_the_command_line(
    path: Path, source: Path, at: Any, before: bytes | None
) -> None:
    """No store, an empty one, one that is no database: no PIN and no key of the backup holds."""
    if before is not None:
        path.write_bytes(before)
    mend_in_place(path, packed(source), at(1), lambda _words: True)
    with ResultStore.open(path, "kiosk", at(2)) as mended:
        assert_nobody_new(mended)


def rezipped(source: Path, about: bytes, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    target = source.with_name("made.zip")
    with zipfile.ZipFile(target, "w", packing) as made:
        made.writestr("backup.json", about)
        made.writestr("results.db", source.read_bytes())
    return target


def about(source: Path, **others: object) -> bytes:
    facts = facts_about(source)
    told = {name: getattr(facts, name) for name in BackupFacts.__dataclass_fields__}
    return json.dumps({**told, **others}).encode()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_refused(source: Path, tmp_path: Path, packing: int) -> None:
    """Ours is deflated; the others unpack without an end to it."""
    made = rezipped(source, about(source), packing)
    with pytest.raises(InputError, match="no whole backup"):
        unpack(made, tmp_path / "out", "kiosk")


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_small_zip_never_fills_the_memory(source: Path, tmp_path: Path, packing: int) -> None:
    """Facts that unpack to 60 MB and say that they are small."""
    made = rezipped(source, b" " * 60_000_000, packing)
    told = made.read_bytes().replace(struct.pack("<L", 60_000_000), struct.pack("<L", 1000))
    made.write_bytes(told)
    assert peak_of(lambda: unpack(made, tmp_path / "out", "kiosk")) < 20_000_000


def test_a_zip_with_a_huge_list_is_refused_unread(tmp_path: Path) -> None:
    """Its list of members alone is larger than any of ours."""
    made, out = tmp_path / "list.zip", io.BytesIO()
    with zipfile.ZipFile(out, "w") as many:
        for number in range(400):
            many.writestr(f"{number:05d}" + "x" * 60_000, b"")
    made.write_bytes(out.getvalue())
    assert peak_of(lambda: unpack(made, tmp_path / "out", "kiosk")) < 10_000_000


def peak_of(refused: Callable[[], object]) -> int:
    """Bytes taken at most until it was refused."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="no whole backup"):
            refused()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


WRONG: dict[str, list[object]] = {
    "kind": [None, 1, ["kiosk"]],
    "schema": ["9", -1, True, 1.5],
    "made_utc": [["x"], 5, "garbage", None, "2" * 99],
    "made_clock_sure": ["yes", 1, None],
    "checks": ["1", 1.0, -1, None, 2**70],
    "labels": [[], {}],
    "oldest_utc": [["x"], 5, "2" * 99],
    "newest_utc": [{}, 5],
    "database_bytes": [1e4, "1", None, -1],
    "database_sha256": [None, "", ["x"]],
    "format": ["x", None, [1], 1.0],
}


@pytest.mark.parametrize("name", WRONG)
def test_every_fact_is_of_its_type(source: Path, tmp_path: Path, name: str) -> None:
    """A wrong one is the one sentence, never a crash, and nothing is laid ready."""
    assert facts_of(about(source)) == facts_about(source)
    for wrong in WRONG[name]:
        with pytest.raises(ValueError, match=r"."):
            facts_of(about(source, **{name: wrong}))
        with pytest.raises(InputError):
            unpack(rezipped(source, about(source, **{name: wrong})), tmp_path / "out", "kiosk")


@pytest.mark.parametrize("text", [b"[" * 60_000, b"\xff\xfe", b"{}", b"null", b'"x"'])
def test_other_facts_are_the_one_sentence(source: Path, tmp_path: Path, text: bytes) -> None:
    """Nested too deep, no text, nothing of what is asked."""
    with pytest.raises(InputError, match="no whole backup"):
        unpack(rezipped(source, text), tmp_path / "out", "kiosk")


def test_a_damaged_zip_is_one_sentence_wherever_it_is_damaged(source: Path, tmp_path: Path) -> None:
    """Bytes changed and ends cut off at random: KioskError or a whole backup, nothing else."""
    good, dice, bad = packed(source).read_bytes(), random.Random(1), tmp_path / "bad.zip"
    for turn in range(400):
        spoilt = bytearray(good)
        if turn % 4 == 0:
            spoilt = spoilt[: dice.randrange(len(spoilt))]
        for _ in range(turn % 4):
            place = dice.choice(
                (dice.randrange(len(spoilt)), dice.randrange(60), -1 - dice.randrange(200))
            )
            spoilt[place] = dice.randrange(256)
        bad.write_bytes(spoilt)
        try:
            unpack(bad, tmp_path / "out", "kiosk")
        except KioskError:
            assert not (tmp_path / "out").exists()


def test_what_lies_ready_unreadable_is_nothing(
    store: ResultStore, source: Path, path: Path
) -> None:
    """Facts of another type, as an earlier version let in: nothing lies ready, it can go."""
    store.care.backups.stage(packed(source))
    about_it = path.with_name("results.db.staged.json")
    for text in (about(source, made_utc=["x"]), b"[" * 60_000, b""):
        about_it.write_bytes(text)
        assert store.care.backups.staged() is None
        assert store.care.backups.lies_unreadable()
    store.care.backups.unstage()
    assert not store.care.backups.lies_unreadable()
