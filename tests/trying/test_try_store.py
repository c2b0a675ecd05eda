"""A copy of the results through this version: brought up to date, read, and never anything else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk import __version__
from kiosk.results import ResultReader
from kiosk.results.schema import Migration, known_migrations

from .conftest import OldStore, Try, execute, no, yes

NEWEST = known_migrations()[-1].number
ADDS = (
    "ALTER TABLE checks ADD COLUMN season TEXT",
    "ALTER TABLE reps ADD COLUMN quality REAL NOT NULL DEFAULT 1.0",
    "CREATE TABLE seasons (check_seq INTEGER REFERENCES checks (seq) ON DELETE CASCADE) STRICT",
    f"PRAGMA user_version = {NEWEST + 1}",
)
"""What a newer version may do to the schema."""


def all_rows(path: Path) -> list[tuple[object, ...]]:
    return execute(path, "SELECT seq, token, state FROM checks ORDER BY seq") + execute(
        path, "SELECT check_seq, position, values_json FROM reps ORDER BY 1, 2"
    )


@pytest.mark.parametrize("schema", range(1, NEWEST + 1))
def test_a_copy_of_any_older_version_is_brought_up_to_date(
    ask: Try, old_store: OldStore, schema: int
) -> None:
    """From every schema that was ever shipped all checks and reps are there afterwards."""
    copy = old_store(schema)
    before = all_rows(copy)
    said = yes(ask("store", copy))
    assert f"Schema {schema} became {NEWEST}; 3 checks" in said
    assert all_rows(copy) == before
    assert ResultReader.open_to_read(copy, "kiosk").counts().checks == 3


def test_a_migration_that_changes_a_result_is_refused(
    ask: Try, old_store: OldStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version whose migration touches what is stored says so itself, whatever its tests said."""
    copy = old_store(NEWEST)
    evil = Migration(NEWEST + 1, "evil", "UPDATE checks SET reason = 'lost' WHERE seq = 2;\n")
    newer = (*known_migrations(), evil)
    monkeypatch.setattr("kiosk.results.database.known_migrations", lambda: newer)
    monkeypatch.setattr("kiosk.trying.store.known_migrations", lambda: newer)
    assert "changes results that are there already" in no(ask("store", copy))


def test_a_migration_that_fails_is_a_sentence(
    ask: Try, old_store: OldStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQL that this database does not take is told with the version, not as a traceback."""
    copy = old_store(1)
    newer = (*known_migrations(), Migration(NEWEST + 1, "bad", "CREATE TABLE checks (a);\n"))
    monkeypatch.setattr("kiosk.results.database.known_migrations", lambda: newer)
    said = no(ask("store", copy))
    assert "cannot bring the results up to date" in said
    assert execute(copy, "PRAGMA user_version") == [(1,)]


@pytest.mark.parametrize("question", ["store", "read"])
def test_a_damaged_copy_is_told(ask: Try, old_store: OldStore, question: str) -> None:
    """Pages that were overwritten are found and said in one sentence."""
    copy = old_store(NEWEST)
    content = bytearray(copy.read_bytes())
    content[4096 : len(content) - 4096] = b"\xa5" * (len(content) - 8192)
    copy.write_bytes(content)
    assert "damaged" in no(ask(question, copy))


def test_a_row_that_belongs_to_nothing_is_told(ask: Try, old_store: OldStore) -> None:
    """A rep without its check is damage, though SQLite's pages are whole."""
    copy = old_store(NEWEST)
    execute(copy, "PRAGMA foreign_keys = OFF", "UPDATE reps SET check_seq = 77 WHERE check_seq = 3")
    assert "a row of reps belongs to no check" in no(ask("store", copy))


@pytest.mark.parametrize("question", ["store", "read"])
def test_results_that_no_page_can_show_are_told(
    ask: Try, old_store: OldStore, question: str
) -> None:
    """What is stored must not only be read but shown, as the list and the page of a check do."""
    copy = old_store(NEWEST)
    execute(copy, """UPDATE reports SET report_json = '{"legs": [1, 2]}'""")
    assert f"Version {__version__} cannot" in no(ask(question, copy))


@pytest.mark.parametrize("question", ["store", "read"])
def test_the_kiosks_own_database_is_refused(
    ask: Try, old_store: OldStore, store_path: Path, tmp_path: Path, question: str
) -> None:
    """The real results are not touched, under their own name or another one."""
    store_path.parent.mkdir()
    shutil.move(old_store(1), store_path)
    link = tmp_path / "copy.db"
    link.symlink_to(store_path)
    before = store_path.read_bytes()
    for path in (store_path, link):
        assert "only a copy may be tried" in no(ask(question, path))
    assert store_path.read_bytes() == before
    assert list(store_path.parent.iterdir()) == [store_path]


@pytest.mark.parametrize("question", ["store", "read"])
def test_what_is_no_copy_is_refused(ask: Try, tmp_path: Path, question: str) -> None:
    """Nothing is made where there is no copy, and no other file is touched."""
    missing, empty, text = (tmp_path / name for name in ("none.db", "empty.db", "notes.txt"))
    empty.touch()
    text.write_text("not a database, but long enough to be one: " + "x" * 600, encoding="utf-8")
    assert "no copy" in no(ask(question, missing))
    assert "is empty" in no(ask(question, empty))
    assert "not a results database" in no(ask(question, text))
    assert not missing.exists()
    assert empty.read_bytes() == b""


def test_the_older_version_works_with_a_newer_schema(ask: Try, old_store: OldStore) -> None:
    """After a migration that only adds, this version reads, stores a check and takes it out."""
    copy = old_store(NEWEST)
    execute(copy, *ADDS)
    before = all_rows(copy)
    said = yes(ask("read", copy))
    assert f"At schema {NEWEST + 1}: 3 checks" in said
    assert all_rows(copy) == before
    assert execute(copy, "PRAGMA user_version") == [(NEWEST + 1,)]


@pytest.mark.parametrize(
    "breaking",
    [
        "ALTER TABLE checks RENAME COLUMN state TO status",
        "ALTER TABLE reps DROP COLUMN practice",
        "DROP TABLE verdicts",
        "CREATE TRIGGER none BEFORE INSERT ON reps BEGIN SELECT RAISE(ABORT, 'no'); END",
    ],
)
def test_a_newer_schema_that_breaks_the_older_version_is_refused(
    ask: Try, old_store: OldStore, breaking: str
) -> None:
    """What the older version can no longer read or write is said before the switch."""
    copy = old_store(NEWEST)
    execute(copy, breaking, f"PRAGMA user_version = {NEWEST + 1}")
    said = no(ask("read", copy))
    assert f"Version {__version__} cannot work with these results" in said
    assert "damaged" not in said
