"""Starts the real main job in a fresh process: seconds to its first pose, and its memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from kiosk import paths
from kiosk.config import ModelConfig
from kiosk.errors import InputError
from kiosk.loop import FIRST_POSE

SETTLE_S = 3.0
STOP_S = 10.0


def measure_start(wanted: ModelConfig) -> tuple[float, float]:
    """Seconds from exec to the first pose, and resident MB a few seconds later.

    The job is `kiosk run` on the demo clip with both models, mock pins, pages and a store, nothing
    left out.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        command = _command(wanted, Path(folder))
        started = time.perf_counter()
        job = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        try:
            seconds = _first_pose_s(job, started)
            time.sleep(SETTLE_S)
            return seconds, _resident_mb(job.pid)
        finally:
            job.terminate()
            job.communicate(timeout=STOP_S)


def _command(wanted: ModelConfig, folder: Path) -> list[str]:
    """The job with exactly these models, whatever this machine's configuration says."""
    config, store = folder / "kiosk.toml", folder / "bench.db"
    lines = [f"{key} = {json.dumps(value)}" for key, value in asdict(wanted).items()]
    config.write_text("\n".join(["[model]", *lines, ""]), encoding="utf-8")
    kiosk = [sys.executable, "-m", "kiosk", "--config", str(config)]
    source = ["--source", str(paths.DEMO_CLIP), "--store", str(store)]
    return [*kiosk, "run", "--mock-gpio", "--port", "0", *source]


def _first_pose_s(job: subprocess.Popen[str], started: float) -> float:
    assert job.stderr is not None
    said = []
    for line in job.stderr:
        if FIRST_POSE in line:
            return time.perf_counter() - started
        said.append(line.strip())
    raise InputError(f"The kiosk did not reach its first pose: {' '.join(said[-3:])}")


def _resident_mb(process_id: int) -> float:
    """Peak resident memory, from the kernel's own accounting."""
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise InputError("This system does not tell a process's memory: run the bench on Linux.")
