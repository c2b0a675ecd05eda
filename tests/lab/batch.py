"""Draws many clips on several cores and tells how far it is; one that fails stops no other.

Decides which clips are there already and need no drawing. What a clip is, is `clip`'s.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .clip import GENERATOR, render, steps, truth_path

Draw = Callable[[Mapping[str, Any], Path], Mapping[str, Any]]
Say = Callable[[str], None]
# One process draws one clip; more threads inside it only get in each other's way.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Job:
    """One clip to draw."""

    spec: Mapping[str, Any]
    out: Path


def is_current(job: Job) -> bool:
    """Whether the clip lies there, of the same spec and by this version of the generator."""
    try:
        for path in steps(job.spec, job.out):
            truth = json.loads(truth_path(path).read_text(encoding="utf-8"))
            if not path.is_file() or truth.get("generator", 1) != GENERATOR:
                return False
            if truth["spec"] != json.loads(json.dumps(job.spec)):
                return False
    except (OSError, ValueError, KeyError):
        return False
    return True


def processes(workers: int) -> Executor:
    """Workers of their own, each ended by Ctrl-C like the program itself."""
    os.environ.update({k: v for k, v in ONE_THREAD.items() if k not in os.environ})
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_heed_ctrl_c)


def draw_all(jobs: Sequence[Job], pool: Executor, say: Say, draw: Draw = render) -> int:
    """Draw the jobs in `pool`, a line for each; return how many failed.

    Ctrl-C ends the processes at once and leaves no half-written file.
    """
    try:
        return _collect(pool, jobs, say, draw)
    except KeyboardInterrupt:
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        _sweep(jobs)


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _collect(pool: Executor, jobs: Sequence[Job], say: Say, draw: Draw) -> int:
    started = time.monotonic()
    pending = {pool.submit(_timed, draw, job): job for job in jobs}
    failed = 0
    for done, future in enumerate(as_completed(pending), start=1):
        job = pending[future]
        line, ok = _line(job, future)
        failed += not ok
        left = (time.monotonic() - started) / done * (len(jobs) - done)
        say(f"[{done} of {len(jobs)}] {line}; about {left / 60:.0f} min left")
    return failed


def _line(job: Job, future: Future[tuple[int, float]]) -> tuple[str, bool]:
    try:
        frames, took = future.result()
    except Exception as error:  # whatever went wrong in one clip, the others go on
        return f"{job.out.name} could not be drawn: {type(error).__name__}: {error}", False
    return f"{job.out.name}: {frames} frames in {took:.0f} s", True


def _timed(draw: Draw, job: Job) -> tuple[int, float]:
    started = time.monotonic()
    truth = draw(job.spec, job.out)
    return int(truth["n_frames"]), time.monotonic() - started


def _sweep(jobs: Sequence[Job]) -> None:
    """Take away what was left half-written."""
    for job in jobs:
        for path in job.out.parent.glob(f"{job.out.stem}[.-]*.part"):
            path.unlink(missing_ok=True)
