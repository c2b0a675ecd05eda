"""`kiosk agreement`: the site's figures at a terminal, and the evidence as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.commands.agreement import NOBODY, agreement
from kiosk.moment import Clock
from kiosk.pose.recording import RecordingReader
from kiosk.results import ResultStore
from tests.web.conftest import FakeClock
from tests.web.study_rig import StudyRig


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose store is in this folder."""
    path = tmp_path / "kiosk.toml"
    path.write_text(f'[store]\npath = "{tmp_path / "results.db"}"\n', encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> ResultStore:
    return ResultStore.open(tmp_path / "results.db", "kiosk", Clock().now())


def run(config: Path, *words: str) -> Result:
    return CliRunner().invoke(agreement, list(words), obj=config)


def test_figures_and_files(config: Path, store: ResultStore, tmp_path: Path) -> None:
    """What the page says, and a folder with ratings and a recording that the kiosk reads."""
    with store:
        study = StudyRig.made(store, FakeClock())
        study.whole(consent=True)
        study.rate_all("fault", "good")
        study.desk.release()
        done = run(config, "--export", str(tmp_path / "evidence"))
    assert done.exit_code == 0, done.output
    assert "4 squats of 1 check, rated before the kiosk showed anything" in done.output
    assert "same answer             4 of 4" in done.output
    assert "Wrote 4 files" in done.output
    assert (tmp_path / "evidence" / "ratings.csv").stat().st_size > 100
    recording = tmp_path / "evidence" / "recordings" / "check-000001.jsonl"
    reader = RecordingReader(recording)
    try:
        assert len([moment for moment in reader if moment.pose]) == 4
    finally:
        reader.close()


def test_a_check_that_is_being_rated_is_not_in_it(config: Path, store: ResultStore) -> None:
    """Nobody looks up the kiosk's answer at the terminal either."""
    with store:
        study = StudyRig.made(store, FakeClock())
        study.whole()
        study.rate_all()
        assert run(config).output.strip() == NOBODY


def test_a_folder_with_something_in_it_is_left_alone(
    config: Path, store: ResultStore, tmp_path: Path
) -> None:
    """One sentence, and nothing is written over."""
    with store:
        done = run(config, "--export", str(tmp_path))
    assert done.exit_code == 3
    assert "is not empty: name a new one" in done.output


def test_a_folder_that_cannot_be_made(config: Path, store: ResultStore, tmp_path: Path) -> None:
    """One sentence with what to do."""
    with store:
        done = run(config, "--export", str(tmp_path / "no" / "such"))
    assert done.exit_code == 3
    assert "cannot be written" in done.output


def test_without_a_store(config: Path) -> None:
    """The kiosk has to be started once."""
    done = run(config)
    assert done.exit_code == 7
    assert "start the kiosk once" in done.output
