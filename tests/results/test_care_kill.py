"""kill -9 at every step of a sweep, a restore and deleting everything: one store or the other."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.results import ResultStore, Software
from kiosk.scoring.findings import Rep

SCRIPT = Path(__file__).with_name("care_killed.py")
ROOT = Path(__file__).resolve().parents[2]


def killed_at(path: Path, what: str, step: int) -> bool:
    """Whether the child was killed, and did not come to its end before."""
    done = subprocess.run(
        [sys.executable, SCRIPT, path, what, str(step)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    assert (done.stdout.strip() == "done") is (done.returncode == 0)
    return done.returncode != 0


@pytest.fixture
def folder(tmp_path: Path, at: Any, software: Software, good_rep: Rep) -> Path:
    """A store of two checks, `gone` and `stays`, and a backup from before `stays`."""
    folder = tmp_path / "model"
    folder.mkdir()
    with ResultStore.open(folder / "results.db", "kiosk", at(0)) as store:
        for number, label in enumerate(("gone", "stays")):
            check_id = store.start_check(at(number), software)
            store.add_rep(check_id, good_rep, 1)
            store.complete(check_id, {"legs": {}, "advice": [f"{label}-mark"]}, at(number + 1))
            store.finding.set_label(check_id, label)
            if label == "gone":
                with store.care.backups.copied(at(5)) as made:
                    (folder / "backup.zip").write_bytes(b"".join(made.pieces()))
    return folder


AFTER = {"sweep": {"stays"}, "restore": {"gone"}, "everything": set[str]()}
BEFORE = {"sweep": {"stays"}, "restore": {"gone", "stays"}, "everything": {"gone", "stays"}}
"""Labels that are stored before and after; a sweep comes after its deletion."""


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(AFTER))
def test_a_kill_leaves_one_store_or_the_other(
    folder: Path, tmp_path: Path, at: Any, what: str
) -> None:
    """Whole, with all of its checks; a later try finishes, and leaves nothing half done."""
    seen, step = set(), 0
    while True:
        copy = tmp_path / f"{what}-{step}"
        shutil.copytree(folder, copy)
        path = copy / "results.db"
        killed = killed_at(path, what, step)
        seen.add(labels(path, at) == AFTER[what])
        assert labels(path, at) in (BEFORE[what], AFTER[what]), (what, step)
        assert_whole(path)
        with ResultStore.open(path, "kiosk", at(9)) as store:
            store.care.tidy()
            if what == "everything":
                store.care.delete_everything(at(9))
            assert store.care.sweep(at(9))
            store.care.backups.forget()
        assert {file.name for file in copy.iterdir()} <= LEFT
        if what != "restore":
            assert b"gone-mark" not in path.read_bytes()
        if not killed:
            break
        step += 1
    assert step > 3
    assert True in seen


LEFT = {"results.db", "results.db.gate", "results.db.lock", "results.db.room", "backup.zip"}


def labels(path: Path, at: Any) -> set[str]:
    with ResultStore.open(path, "kiosk", at(9)) as store:
        return {row.label for row in store.list_checks(9) if row.label}


def assert_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
