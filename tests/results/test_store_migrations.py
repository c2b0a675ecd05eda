"""Numbered migrations: they only ever add, never change, and the older program still works."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kiosk.results import ResultStore, Software
from kiosk.results.database import Database
from kiosk.results.schema import (
    MIGRATIONS_DIR,
    Migration,
    apply_missing,
    known_migrations,
    schema_number,
    statements,
)
from kiosk.scoring.findings import Rep

FROZEN = {
    "0001_checks.sql": "f3684b2017c0bae20b0b5b49e37b7f9488c77c4cd8701328872a29d676fdfa40",
    "0002_second_model.sql": "43cee1840e061e87e92dc30a9d2eaed9d8adb73538abcae97f2e09c3a7c1c56a",
    "0003_spots.sql": "3fb5eed059f83a8c9cb88322732bb9a64d630aabee82a5a421cd058f2caf0478",
    "0004_tokens.sql": "088709ee842bba3fa7ff54dc22d2ffc457ad23b4b18e1d67df32492d37992fd1",
    "0005_finding.sql": "2f25a88e22de1fec6c52cbda11a9c6dd54a8b216fe9e4a9b2406feb07b7ff23e",
    "0006_token_opens.sql": "05836daf8aae1c41c762fea3507474a4f032a6694fd1e5a45815fa2e3d294143",
    "0007_trails.sql": "9e346c3fc2978a526b2621c59b9a1d3863f0646bf9d46b3a9355de63d202d4fd",
    "0008_audit.sql": "5dbfccb7770ee2a65a89bbf37dc40a4f0b8d60751ad465edc71a4e9842c36e94",
    "0009_agreement.sql": "c9abd22e5ae13bcc54779e3a95cb65b6010a1b99917291969d2c36691e5ff899",
}
"""SHA-256 of every migration. A shipped one never changes: write a new one instead."""

ADDING = re.compile(r"(--[^\n]*\n|\s)*(CREATE TABLE|CREATE INDEX|ALTER TABLE \w+ ADD COLUMN)\s")


def test_a_shipped_migration_never_changes() -> None:
    """Every file of the folder is frozen by its hash, and none has gone."""
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in MIGRATIONS_DIR.iterdir()
    }
    assert found == FROZEN


def test_migrations_are_numbered_without_gaps() -> None:
    """The numbers are 1, 2, 3, …: one file for each."""
    assert [migration.number for migration in known_migrations()] == list(range(1, len(FROZEN) + 1))


@pytest.mark.parametrize("migration", known_migrations(), ids=lambda migration: migration.name)
def test_migrations_only_ever_add(migration: Migration) -> None:
    """Nothing but new tables, plain indexes and new columns: older programs must go on working."""
    for statement in statements(migration.sql):
        assert ADDING.match(statement), statement


def test_the_rule_would_find_what_takes_away() -> None:
    """The rule above refuses statements that drop, change, rename or forbid."""
    for statement in (
        "DROP TABLE checks;",
        "ALTER TABLE checks DROP COLUMN reason;",
        "ALTER TABLE checks RENAME TO tests;",
        "UPDATE checks SET reason = NULL;",
        "CREATE UNIQUE INDEX one ON checks (token);",
        "CREATE TRIGGER t AFTER INSERT ON checks BEGIN DELETE FROM checks; END;",
        "-- CREATE TABLE\nDELETE FROM checks;",
    ):
        assert not ADDING.match(statement), statement


def test_statements_are_told_apart() -> None:
    """Semicolons in texts and comments end no statement; a missing one is a mistake."""
    assert statements("-- a; b\nCREATE TABLE t (\n a TEXT DEFAULT ';'\n);\nSELECT 1;\n") == [
        "-- a; b\nCREATE TABLE t (\n a TEXT DEFAULT ';'\n);",
        "SELECT 1;",
    ]
    with pytest.raises(ValueError, match="without its semicolon"):
        statements("SELECT 1")


ADDED = Migration(
    len(FROZEN) + 1,
    "colours",
    "ALTER TABLE checks ADD COLUMN colour TEXT;\n"
    "ALTER TABLE reps ADD COLUMN quality REAL NOT NULL DEFAULT 1.0;\n"
    "CREATE TABLE colours (check_seq INTEGER REFERENCES checks (seq) ON DELETE CASCADE) STRICT;\n"
    "CREATE INDEX colours_by_check ON colours (check_seq);\n",
)


MORE = Migration(len(FROZEN) + 2, "more", "CREATE TABLE more (a);")


def test_what_was_stored_survives_a_migration(
    path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """A new number is applied once to an older store, and its rows are all there."""
    database = Database.open(path, "kiosk", at(0))
    store = ResultStore(database)
    check_id = store.start_check(at(1), software)
    store.add_rep(check_id, good_rep, 1)
    before = store.check(check_id)
    for _ in range(2):
        with database.writing() as connection:
            apply_missing(connection, (*known_migrations(), ADDED))
            assert schema_number(connection) == ADDED.number
    assert store.check(check_id) == before
    store.close()


def test_an_older_program_works_on_a_newer_schema(
    path: Path, at: Any, software: Software, good_rep: Rep, report: dict[str, Any]
) -> None:
    """After an update is taken back, the program reads, writes and deletes in the newer store."""
    database = Database.open(path, "kiosk", at(0))
    newer = (*known_migrations(), ADDED, MORE)
    with database.writing() as connection:
        apply_missing(connection, newer)
    database.close()
    with ResultStore.open(path, "kiosk", at(1)) as store:
        check_id = store.start_check(at(2), software)
        store.add_rep(check_id, good_rep, 1)
        store.complete(check_id, report, at(3))
        assert [row.check_id for row in store.list_checks(5)] == [check_id]
        detail = store.check(check_id)
        assert detail is not None
        assert set(detail.reps[0].values) == set(good_rep.__slots__)
        assert store.delete_check(check_id)
    connection = sqlite3.connect(path)
    assert schema_number(connection) == MORE.number
    connection.close()


def test_words_of_a_newer_version_are_given_back_as_they_are(
    path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """A verdict and a reason of refusal that this version does not know are still shown."""
    database = Database.open(path, "kiosk", at(0))
    store = ResultStore(database)
    check_id = store.start_check(at(1), software)
    store.add_rep(check_id, good_rep, 1)
    report = {"legs": {"left": {"checks": {"ankle": {"verdict": "excellent"}}}}}
    store.complete(check_id, report, at(2))
    with database.writing() as connection:
        connection.execute(
            "UPDATE reps SET values_json = json_set(values_json, '$.refused_because', 'yawned')"
        )
    detail = store.check(check_id)
    assert detail is not None
    assert detail.reps[0].values["refused_because"] == "yawned"
    assert detail.row.verdicts == {"left": {"ankle": "excellent"}, "right": {}}
    store.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(path: Path, at: Any) -> None:
    """Half a migration never stays: neither its tables nor its number."""
    database = Database.open(path, "kiosk", at(0))
    bad = Migration(len(FROZEN) + 1, "bad", "CREATE TABLE half (a);\nCREATE TABLE checks (b);\n")
    with pytest.raises(sqlite3.OperationalError), database.writing() as connection:
        apply_missing(connection, (*known_migrations(), bad))
    with database.reading() as connection:
        assert schema_number(connection) == len(FROZEN)
        tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert "half" not in tables
    database.close()
