"""The real machine: commands with a time limit, their words, and the program that the units run."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import venv
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.update.machine import Machine
from kiosk.update.system import TOO_LONG, Done, ready
from tests.update.slot_program import program

HERE = Machine(Path("/"))
ROOT = Path(__file__).resolve().parents[2]


def python(text: str, limit_s: float = 30.0) -> Done:
    return HERE.run_as_kiosk([sys.executable, "-ISc", text], limit_s)


def test_a_sentence_is_the_last_line() -> None:
    """Libraries may log above it."""
    done = python("import sys; print('out'); print('a log', file=sys.stderr); sys.exit('No.')")
    assert (done.code, done.output, done.trouble()) == (1, "out\n", "No.")
    assert python("").trouble() is None


def test_a_crash_is_told_with_its_code() -> None:
    """A signal has no sentence."""
    done = python("import os; os.kill(os.getpid(), 9)")
    assert done.trouble() == "it ended with code -9"


def test_what_takes_too_long_is_ended_with_its_children() -> None:
    """The limit ends the whole session, so that nothing goes on beside the kiosk."""
    child = "import subprocess, sys; subprocess.run(['sleep', '1000'])"
    done = python(child, limit_s=0.5)
    assert done.code == TOO_LONG
    assert "it took longer than" in str(done.trouble())


def test_a_command_that_is_not_there_is_said() -> None:
    """As any other failure."""
    done = HERE.run_as_kiosk(["/nowhere/kiosk"], 1.0)
    assert "cannot be run" in str(done.trouble())


@pytest.mark.parametrize("text", ["", "[]", "null", '{"answers": 1}', '{"version": "1"}'])
def test_what_cannot_be_understood_is_no_answer(text: str) -> None:
    """Only a plain yes is one."""
    assert not ready(text).answers


def test_an_answer_is_read_as_it_is_said() -> None:
    """With what this version does not know left aside."""
    said = {"answers": True, "version": "1.4.0", "camera": True, "store": True, "more": 1}
    answer = ready(json.dumps(said))
    assert (answer.answers, answer.version, answer.camera, answer.store) == (
        True,
        "1.4.0",
        True,
        True,
    )
    assert not answer.busy


def test_a_slot_without_an_answer_is_nobody(tmp_path: Path) -> None:
    """A command that fails, or is not there, answers nothing."""
    assert not HERE.ask(tmp_path).answers
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/kiosk").write_bytes(program("1.0.0"))
    (tmp_path / "bin/kiosk").chmod(0o755)
    assert not HERE.ask(tmp_path).answers


def test_a_store_is_copied_while_it_is_written(tmp_path: Path) -> None:
    """The copy is whole, with what is still in the write-ahead log."""
    origin, target = tmp_path / "a.db", tmp_path / "b.db"
    with closing(sqlite3.connect(origin)) as store:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("CREATE TABLE results (id INTEGER)")
        with store:
            store.executemany("INSERT INTO results VALUES (?)", [(n,) for n in range(1000)])
        line = [sys.executable, "-I", "-m", "kiosk.update.copying", str(origin), str(target)]
        assert HERE.run_as_kiosk(line, 30).trouble() is None
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM results").fetchone() == (1000,)
    (tmp_path / "text.db").write_text("no database at all, but long enough to look like one")
    line[-2] = str(tmp_path / "text.db")
    assert "cannot be copied" in str(HERE.run_as_kiosk(line, 30).trouble())


def test_the_program_of_the_units_runs(tmp_path: Path) -> None:
    """On a box without an update server: it says that updates are off and ends well."""
    for folder in ("opt/kiosk/slots/1.0.0-00000000", "var/lib/kiosk-system", "run", "etc/kiosk"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "opt/kiosk/current").symlink_to("slots/1.0.0-00000000")
    line = [sys.executable, "-I", "-B", "-m", "kiosk.update"]
    for what in ("run", "settle", "base"):
        done = subprocess.run(
            [*line, what, "--root", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
    book = json.loads((tmp_path / "var/lib/kiosk-system/update.json").read_text())
    assert book["last_look"]["outcome"] == "off"
    assert "update.url" in book["last_look"]["sentence"]


def test_the_updater_does_not_run_through_the_link_that_it_switches(tmp_path: Path) -> None:
    """What it loads late must be of the base that it was started from."""
    updater = tmp_path / "bases/1.0.0-00000000/updater"
    venv.create(updater, symlinks=True)
    (packages,) = updater.glob("lib/python3.*/site-packages")
    paths = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "ours.pth").write_text("\n".join([*paths, str(ROOT)]))
    (packages / "sitecustomize.py").write_text("import sys; print(sys.prefix, flush=True)")
    (tmp_path / "base").symlink_to("bases/1.0.0-00000000")
    line = [str(tmp_path / "base/updater/bin/python"), "-I", "-B", "-m", "kiosk.update", "--help"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=True)
    through, real, *_ = done.stdout.splitlines()
    assert through == str(tmp_path / "base/updater")
    assert real == str(updater.resolve())
