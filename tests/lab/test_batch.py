"""Drawing many clips: what is there already, and what happens when one cannot be drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from .__main__ import main
from .batch import Job, draw_all, is_current
from .clip import GENERATOR, steps, thinned, truth_path, unfinished

SPEC = {"seed": 5, "fps": 30, "also_fps": [15], "scene": {"wall": (1, 2, 3)}, "script": []}


def lay_down(job: Job, **changes: Any) -> None:
    """Every file of the job as a finished drawing would leave it."""
    for path in steps(job.spec, job.out):
        truth = {"generator": GENERATOR, "spec": job.spec, **changes}
        path.write_bytes(b"film")
        truth_path(path).write_text(json.dumps(truth), encoding="utf-8")


def drawn(spec: Mapping[str, Any], out: Path) -> Mapping[str, Any]:
    """Draws nothing; fails half-way where the spec says so."""
    if spec.get("fails"):
        unfinished(out).write_bytes(b"half a film")
        raise ValueError("no such wall")
    out.write_bytes(b"film")
    return {"n_frames": 7}


def test_clip_of_the_same_spec_is_current(tmp_path: Path) -> None:
    """A finished clip of the wanted spec needs no drawing, tuples and lists being the same."""
    job = Job(SPEC, tmp_path / "a.mp4")
    assert not is_current(job)
    lay_down(job)
    assert is_current(job)


def test_clip_of_another_spec_or_generator_is_not_current(tmp_path: Path) -> None:
    """A changed spec, or another version of the generator, is drawn again."""
    job = Job(SPEC, tmp_path / "a.mp4")
    lay_down(job)
    assert not is_current(Job({**SPEC, "seed": 6}, job.out))
    lay_down(job, generator=GENERATOR + 1)
    assert not is_current(job)


@pytest.mark.parametrize("lost", ["a.mp4", "a.truth.json", "a-15.mp4", "a-15.truth.json"])
def test_clip_with_a_file_missing_is_not_current(tmp_path: Path, lost: str) -> None:
    """A clip without its film, its truth or one of its thinned files is drawn again."""
    job = Job(SPEC, tmp_path / "a.mp4")
    lay_down(job)
    (tmp_path / lost).unlink()
    assert not is_current(job)


def test_cut_off_truth_is_not_current(tmp_path: Path) -> None:
    """A truth file that breaks off counts as none."""
    job = Job(SPEC, tmp_path / "a.mp4")
    lay_down(job)
    truth_path(job.out).write_text('{"spec": {', encoding="utf-8")
    assert not is_current(job)


def test_one_failed_clip_stops_no_other(tmp_path: Path) -> None:
    """A clip that fails is told in one line and counted; the others come, no half film stays."""
    jobs = [Job({"fails": k == 1}, tmp_path / f"{k}.mp4") for k in range(3)]
    said: list[str] = []
    assert draw_all(jobs, ThreadPoolExecutor(2), said.append, drawn) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.mp4", "2.mp4"]
    assert len(said) == 3
    (told,) = [line for line in said if "1.mp4" in line]
    assert "could not be drawn" in told
    assert "no such wall" in told
    assert "\n" not in told
    assert said[-1].startswith("[3 of 3]")


def test_lower_rates_take_every_so_many_frames(tmp_path: Path) -> None:
    """A thinned clip keeps its share of the frames, numbered anew, and the same reps."""
    assert steps(SPEC, tmp_path / "a.mp4") == {tmp_path / "a.mp4": 1, tmp_path / "a-15.mp4": 2}
    frames = [{"frame": i, "t_s": i / 30} for i in range(5)]
    truth = {"clip": "a", "fps": 30, "n_frames": 5, "frames": frames, "reps": ["same"]}
    thin = thinned(truth, 2, "a-15")
    assert [row["t_s"] for row in thin["frames"]] == [0.0, 2 / 30, 4 / 30]
    assert [row["frame"] for row in thin["frames"]] == [0, 1, 2]
    assert (thin["clip"], thin["fps"], thin["n_frames"]) == ("a-15", 15, 3)
    assert thin["reps"] == truth["reps"]


def test_rate_that_does_not_divide_is_refused(tmp_path: Path) -> None:
    """A lower rate that would need frames in between is an error that names it."""
    with pytest.raises(ValueError, match="12 does not divide"):
        steps({"fps": 30, "also_fps": [12]}, tmp_path / "a.mp4")


def test_unknown_name_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """A name that is neither a clip nor a file ends with a sentence that quotes it."""
    with pytest.raises(SystemExit, match="'p99'"):
        main(["p99", "-o", str(tmp_path)])


def test_set_that_is_all_there_draws_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --reuse, clips that lie there already are left alone and said so."""
    spec = tmp_path / "mine.json"
    spec.write_text(json.dumps(SPEC), encoding="utf-8")
    lay_down(Job(SPEC, tmp_path / "mine.mp4"))
    assert main([str(spec), "-o", str(tmp_path), "--reuse"]) == 0
    assert "1 of 1 clips are there already" in capsys.readouterr().out
