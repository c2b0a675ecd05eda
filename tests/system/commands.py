"""Runs the `kiosk` command as its user does, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 120.0
NATIVE_LINES = re.compile(r"INFO: Created TensorFlow Lite XNNPACK delegate for CPU\.")
"""What native libraries print by themselves; nothing else may stand before the sentence."""
LOG_LINES = re.compile(r"(INFO|WARNING|ERROR) ")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def sentence(self) -> str:
        """The one sentence for people: the last line, and the only one that is not expected."""
        *before, last = self.stderr.splitlines() or [""]
        strange = [
            line for line in before if not (NATIVE_LINES.match(line) or LOG_LINES.match(line))
        ]
        assert strange == [], self.stderr
        return last


def kiosk(
    *words: str | Path, cwd: Path, without: tuple[str, ...] = (), scratch: Path | None = None
) -> Done:
    """Run `kiosk words…`.

    `without`: libraries that are not installed there; `scratch`: where its temporary files go.
    """
    done = subprocess.run(
        [*command(without), *map(str, words)],
        cwd=cwd,
        env=environment() | ({"TMPDIR": str(scratch)} if scratch else {}),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def command(without: tuple[str, ...] = ()) -> list[str]:
    """The program, started like `python -m kiosk`."""
    if not without:
        return [sys.executable, "-m", "kiosk"]
    hidden = "; ".join(f"sys.modules[{name!r}] = None" for name in without)
    start = f"import sys; {hidden}; from kiosk.cli import main; main(prog_name='kiosk')"
    return [sys.executable, "-c", start]


def environment() -> dict[str, str]:
    """This process's, with the checkout importable from any folder and nothing buffered."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "COLUMNS": "100"}
