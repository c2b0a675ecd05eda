"""Runs `kiosk analyze` on clips, several at a time, and keeps each result until something changes.

A result is kept beside the clips and used again as long as the clip, the options, the kiosk's
sources that analysis can depend on, and the models are the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kiosk.paths import MODEL_FILES

ROOT = Path(__file__).resolve().parents[3]
SERVING = frozenset(
    {"bench", "bench_start", "keeper", "live", "loop", "measured", "moment", "screen", "service"}
    | {"convert", "demo", "feedback", "health", "results", "selfcheck", "stopping", "update", "web"}
)
"""Rooms and modules that serve the running kiosk; what is new counts until it stands here."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One way to run the kiosk."""

    name: str
    options: tuple[str, ...]
    what: str


DEFAULT = Setup("default", (), "as shipped")
SETUPS = (
    DEFAULT,
    *(
        Setup(name, ("--single-stage", "--model", name), "this network alone, one stage")
        for name in MODEL_FILES
    ),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One analysis: its report, or the one sentence why there is none."""

    report: dict[str, Any] | None
    failure: str
    cpu_s: float
    took_s: float


@dataclass(frozen=True, slots=True)
class Work:
    """One analysis to be made."""

    clip: Path
    setup: Setup

    @property
    def kept(self) -> Path:
        """Where its result stays."""
        return self.clip.parent / "results" / self.setup.name / f"{self.clip.stem}.json"


def program_hash() -> str:
    """Of all sources and models that a report can depend on."""
    sources = [
        path
        for path in sorted((ROOT / "kiosk").rglob("*.py"))
        if path.relative_to(ROOT).parts[1].removesuffix(".py") not in SERVING
    ]
    digest = sha256()
    for path in [*sources, *sorted((ROOT / "models").glob("*.tflite"))]:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def run_all(works: Sequence[Work], jobs: int, tell: Callable[[str], None]) -> dict[Work, Run]:
    """Every result, from the last time where nothing changed. `tell` hears of progress."""
    program = program_hash()
    keys = {work: _key(work, program) for work in works}
    done = {work: run for work in works if (run := _kept(work, keys[work]))}
    todo = [work for work in works if work not in done]
    tell(f"{len(works)} analyses, {len(done)} of them unchanged since the last time.")
    started = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(_run_and_keep, work, keys[work]): work for work in todo}
        try:
            for k, future in enumerate(as_completed(waiting), 1):
                work = waiting[future]
                done[work] = future.result()
                left_s = (time.monotonic() - started) / k * (len(todo) - k)
                tell(_progress(k, len(todo), work, done[work], left_s))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
    return done


def _progress(k: int, n: int, work: Work, run: Run, left_s: float) -> str:
    ending = run.failure or f"{run.took_s:.0f} s"
    return f"{k} of {n} {work.clip.stem} {work.setup.name}: {ending}; {left_s / 60:.0f} min left"


def _key(work: Work, program: str) -> str:
    digest = sha256(work.clip.read_bytes())
    digest.update("\0".join([program, *work.setup.options]).encode())
    return digest.hexdigest()


def _kept(work: Work, key: str) -> Run | None:
    if not work.kept.is_file():
        return None
    document = json.loads(work.kept.read_text(encoding="utf-8"))
    return Run(**document["run"]) if document["key"] == key else None


def _run_and_keep(work: Work, key: str) -> Run:
    run = analyze(work)
    if run.report is not None:
        work.kept.parent.mkdir(parents=True, exist_ok=True)
        half = work.kept.with_suffix(".half")
        half.write_text(json.dumps({"key": key, "run": asdict(run)}), encoding="utf-8")
        half.replace(work.kept)
    return run


def analyze(work: Work) -> Run:
    """Run the command itself. Failure is its last line of standard error."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "report.json")
        command = [sys.executable, "-m", "kiosk", "analyze", str(work.clip.resolve())]
        command += ["--json", str(out), *work.setup.options]
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        with process.stderr as stream:
            said = stream.read().strip()
        # The shell's `time` for this one child, which Popen.wait would not tell.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took_s = time.monotonic() - started
        cpu_s = used.ru_utime + used.ru_stime
        if process.returncode or not out.is_file():
            last = said.splitlines()[-1] if said else f"ended with {process.returncode}"
            return Run(None, last, cpu_s, took_s)
        return Run(json.loads(out.read_text(encoding="utf-8")), "", cpu_s, took_s)


def works_for(clips: Iterable[Path], setups: Iterable[Setup]) -> list[Work]:
    """All of the first setup first: what is shipped is known before the rest is."""
    paths = list(clips)
    return [Work(path, setup) for setup in setups for path in paths]
