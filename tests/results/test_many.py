"""The maker of big stores: what it writes is what the store itself would have."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.results import ResultReader, ResultStore
from kiosk.selection import Selection
from tests.results.many import NEWEST, fill


def test_it_makes_the_same_store_every_time(tmp_path: Path) -> None:
    """Two stores of as many checks hold the same checks."""
    stores = []
    for name in ("one", "two"):
        fill(tmp_path / name, 30)
        reader = ResultReader.open_to_read(tmp_path / name, "kiosk")
        stores.append([*reader.finding.iterate(Selection())])
    assert stores[0] == stores[1]
    assert stores[0][0].row.started.utc == NEWEST


def test_its_store_is_sound_and_can_be_written(tmp_path: Path, at: Any) -> None:
    """Nothing dangles, and a real kiosk goes on with it."""
    path = tmp_path / "results.db"
    fill(path, 50)
    fill(path, 10)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with ResultStore.open(path, "kiosk", at(0)) as store:
        assert store.counts().checks == 60
        newest = store.finding.find(Selection(), 1).rows[0]
        assert store.delete_check(newest.check_id)


def test_its_checks_are_as_the_scoring_reports_them(tmp_path: Path) -> None:
    """The verdicts of a check are those of its report, its reps are counted as there."""
    fill(tmp_path / "results.db", 40)
    reader = ResultReader.open_to_read(tmp_path / "results.db", "kiosk")
    complete = [*reader.finding.iterate(Selection(state="complete"))]
    assert len(complete) > 20
    for detail in complete:
        assert detail.report is not None
        for leg in ("left", "right"):
            report = detail.report["legs"][leg]
            checks = {name: check["verdict"] for name, check in report["checks"].items()}
            assert detail.row.verdicts[leg] == checks
            assert detail.row.counted[leg] == report["counted"] == 5
        trail = reader.trails.of(detail.row.check_id)
        assert trail is not None
        assert set(trail.bottoms) == set(range(1, len(detail.reps) + 1))
