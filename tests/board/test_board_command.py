"""`kiosk board`: shows what holds, measures when asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.board import first_start
from kiosk.board import record as records
from kiosk.board.first_start import keep
from kiosk.board.identity import this_board
from kiosk.board.record import FILE
from kiosk.commands.board import board
from tests.board.boards import PI_4, PI_5_FULL


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an installed kiosk keeps things."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    return tmp_path


def run(*words: str) -> Result:
    """One call without a configuration file of this machine."""
    return CliRunner().invoke(board, words, obj=None)


@pytest.mark.usefixtures("folder")
def test_a_board_that_was_not_measured_says_so() -> None:
    """What runs then is named, and the way to figures is in the help."""
    done = run()
    assert done.exit_code == 0
    assert "has not been measured" in done.output
    assert "--measure" in run("--help").output


def test_the_record_is_shown(folder: Path) -> None:
    """The kept figures, for people and as JSON."""
    keep(folder, this_board("auto"), PI_4)
    assert "lightning" in run().output
    shown = json.loads(run("--json").output)
    assert len(shown["figures"]) == len(PI_4)
    assert shown["board"] == this_board("auto").name


def test_a_damaged_record_is_one_sentence(folder: Path) -> None:
    """The sentence goes beside the output, which stays JSON."""
    (folder / FILE).write_text("?")
    done = run("--json")
    assert "is damaged." in done.stderr
    assert json.loads(done.stdout)["board"] is None


def test_measuring_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures taken now are shown and lie in the folder afterwards."""
    monkeypatch.setattr(first_start, "now", lambda *_given: PI_5_FULL)
    done = run("--measure", "--json")
    assert done.exit_code == 0
    assert len(json.loads(done.stdout)["figures"]) == len(PI_5_FULL)
    found = records.read(folder, this_board("auto")).record
    assert found is not None
    assert found.figures == PI_5_FULL


def test_the_folder_beside_the_results_is_taken_without_systemd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An admin at the terminal sees what the service keeps."""
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[store]\npath = "{tmp_path / "results.db"}"\n')
    keep(tmp_path, this_board("auto"), PI_4)
    done = CliRunner().invoke(board, ["--json"], obj=config)
    assert json.loads(done.output)["board"] == this_board("auto").name
