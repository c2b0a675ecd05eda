"""The spots that staff set: a history that only grows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.results import ResultReader, ResultStore, StoredSpot
from kiosk.results.identity import APPLICATION_ID
from kiosk.results.schema import apply_missing, known_migrations, schema_number
from kiosk.results.writing import insert_check, insert_rep


def test_a_spot_is_kept_with_who_when_and_which_camera(
    store: ResultStore, path: Path, at: Any
) -> None:
    """Every spot set is there after closing and opening again, newest first, word for word."""
    first = store.add_spot("camera a", '{"ünïcode": 1}', "ann", at(5))
    second = store.add_spot("camera b", "{}", "bob", at(6))
    back = store.add_spot("camera a", '{"ünïcode": 1}', "cat", at(7), brings_back=first.number)
    store.close()
    reader = ResultReader.open_to_read(path, "kiosk")
    assert reader.newest_spots(9) == (back, second, first)
    assert reader.newest_spots(1) == (back,)
    assert back == StoredSpot(3, "camera a", '{"ünïcode": 1}', 1, at(7).utc, True, "cat")


def test_nothing_ever_takes_a_spot_out_of_the_history(store: ResultStore) -> None:
    """The store has no way to change or delete a spot."""
    offered = {name for name in dir(ResultStore) if "spot" in name}
    assert offered == {"add_spot", "newest_spots"}
    assert store.newest_spots(9) == ()


def test_an_older_store_gets_the_table_and_keeps_the_rest(
    path: Path, at: Any, software: Any, good_rep: Any
) -> None:
    """A store of the release before takes spots after its update; its checks are all there."""
    with closing(sqlite3.connect(path)) as older:
        older.row_factory = sqlite3.Row
        apply_missing(older, known_migrations()[:2])
        older.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        older.execute("INSERT INTO store VALUES (1, 'kiosk', ?, 1)", (at(0).utc_text,))
        check_id = insert_check(older, at(2), software).public_id
        insert_rep(older, check_id, good_rep, 1, practice=False)
        older.commit()
    with ResultStore.open(path, "kiosk", at(3)) as updated:
        detail = updated.check(check_id)
        assert detail is not None
        assert [rep.values["knee_fppa_deg"] for rep in detail.reps] == [good_rep.knee_fppa_deg]
        assert updated.newest_spots(9) == ()
        assert updated.add_spot("camera", "{}", "ann", at(4)).number == 1


def test_the_table_comes_with_the_third_migration(path: Path) -> None:
    """Two migrations alone have no spots, the third adds them and nothing else."""
    connection = sqlite3.connect(path)

    def names() -> set[str]:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")
        return {row[0] for row in rows}

    apply_missing(connection, known_migrations()[:2])
    before = names()
    apply_missing(connection, known_migrations()[:3])
    assert names() - before == {"spots"}
    assert schema_number(connection) == 3
    connection.close()
