"""Runs of the real command: what is kept, what is run again, what a failure says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from . import running
from .running import DEFAULT, ROOT, Run, Setup, Work, run_all, works_for

CLIP = ROOT / "tests" / "clips" / "empty_room.mp4"


def silent(_line: str) -> None:
    """Progress that nobody reads."""


def test_a_result_is_kept_until_something_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An analysis is made once, again for other options and for a changed program."""
    clip = Path(shutil.copy(CLIP, tmp_path))
    made: list[Work] = []
    analyzed = Run({"legs": {}}, "", 1.0, 2.0)

    def analyze(work: Work) -> Run:
        made.append(work)
        return analyzed

    monkeypatch.setattr(running, "analyze", analyze)
    works = works_for([clip], [DEFAULT])
    assert run_all(works, 1, silent) == run_all(works, 1, silent) == {works[0]: analyzed}
    assert len(made) == 1
    run_all([Work(clip, Setup(DEFAULT.name, ("--single-stage",), ""))], 1, silent)
    assert len(made) == 2
    monkeypatch.setattr(running, "program_hash", lambda: "another")
    run_all(works, 1, silent)
    assert len(made) == 3


@pytest.mark.slow
def test_the_real_command_is_run(tmp_path: Path) -> None:
    """The report is what `kiosk analyze --json` writes, and the time of that process is told."""
    clip = Path(shutil.copy(CLIP, tmp_path))
    (run,) = run_all(works_for([clip], [DEFAULT]), 1, silent).values()
    assert run.report is not None
    assert run.report["legs"]["left"]["counted"] == 0
    assert run.cpu_s > 0.0
    assert run.failure == ""


def test_a_failure_is_one_sentence_and_is_not_kept(tmp_path: Path) -> None:
    """A clip that cannot be read has no report but the kiosk's own sentence."""
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    (work,) = works = works_for([broken], [DEFAULT])
    run = run_all(works, 1, silent)[work]
    assert run.report is None
    assert "broken.mp4" in run.failure
    assert "\n" not in run.failure
    assert not work.kept.exists()
