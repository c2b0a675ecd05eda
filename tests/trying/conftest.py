"""The command as the updater calls it, and databases as older versions left them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.moment import Moment
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore, Software
from kiosk.results.schema import known_migrations, statements
from kiosk.scoring.findings import Rep

NOW = Moment(datetime(2026, 1, 2, 12, tzinfo=UTC), 100.0, "boot-1", True)
Try = Callable[..., Result]
OldStore = Callable[[int], Path]


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """Where the kiosk's own results lie; not made yet."""
    return tmp_path / "own" / "results.db"


@pytest.fixture
def config_file(tmp_path: Path, store_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'[store]\npath = "{store_path}"\n', encoding="utf-8")
    return path


@pytest.fixture
def ask(config_file: Path) -> Try:
    """Run `kiosk try` with these words."""

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(main, ["--config", str(config_file), "try", *map(str, words)])

    return run


def no(result: Result) -> str:
    """The one sentence of an answer that is no; it must be one line, the only one of the error."""
    assert result.exit_code == 1, result.output
    (sentence,) = result.stderr.splitlines()
    assert sentence.endswith(".")
    assert "Traceback" not in result.output
    return sentence


def yes(result: Result) -> str:
    """The answer that is yes."""
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def execute(path: Path, *sql: str) -> list[tuple[Any, ...]]:
    """Run statements on a database; the rows of the last one."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        found: Sequence[tuple[Any, ...]] = []
        for statement in sql:
            found = connection.execute(statement).fetchall()
        return list(found)


@pytest.fixture
def old_store(tmp_path: Path) -> OldStore:
    """A database with checks in it, of the schema of the first so many migrations."""

    def made(schema: int) -> Path:
        whole, path = tmp_path / "whole.db", tmp_path / f"schema-{schema}.db"
        _fill(whole)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for migration in known_migrations()[:schema]:
                for statement in statements(migration.sql):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {schema}")
            connection.execute(f"PRAGMA application_id = {0x4B494F53}")
            connection.execute(f"ATTACH '{whole}' AS whole")
            for table in _tables(connection):
                columns = ", ".join(_columns(connection, table))
                connection.execute(
                    f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM whole.{table}"
                )
        return path

    return made


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return [str(row[0]) for row in rows]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in connection.execute(f"PRAGMA main.table_info({table})")]


def _fill(path: Path) -> None:
    """Three checks: complete, abandoned and open, as the loop stores them."""
    report = {"legs": {"left": {"checks": {"knee_valgus": {"verdict": "good"}}}}}
    with ResultStore.open(path, "kiosk", NOW) as store:
        software = Software("0.1.0", "2", "lightning-portrait", "ab" * 32, "camera")
        ids = [store.start_check(NOW, software) for _ in range(3)]
        for check_id in ids:
            for number in range(1, 6):
                store.add_rep(check_id, _rep(float(number)), number)
        store.complete(ids[0], report, NOW)
        store.abandon(ids[1], "left the spot", None, NOW)
        store.change_settings({"check.reps": 6}, "ann", NOW)


def _rep(start_s: float) -> Rep:
    bottom_s, end_s = start_s + 0.4, start_s + 0.9
    return Rep(Leg.LEFT, start_s, bottom_s, end_s, True, None, 9.0, 4.0, 3.0, 2.0, 61.0)
