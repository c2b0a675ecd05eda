"""A running kiosk without its start: forked from a process that has imported everything already.

The program from its command line on, in a process of its own that `kill -9` ends like any other.
Only for a caller with a single thread.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk import service, stopping
from kiosk.cli import main
from kiosk.web import app, server

from .patient import be_patient

ADDRESS = re.compile(r"http://\S+?/")
LOADED = (service, stopping, app, server)
"""Imported here and not anew by every kiosk."""


@dataclass(frozen=True)
class Forked:
    """One kiosk."""

    pid: int
    url: str

    def kill(self) -> None:
        """kill -9, unless it has ended."""
        if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> int:
        """Wait for its end; the exit code, or minus the signal."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def fork_kiosk(words: Sequence[str], log: Path) -> Forked:
    """`kiosk <words>` in a new process; returns once it listens. Raises RuntimeError with what it
    said otherwise."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _be_kiosk(words, writing, log)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said:
        found = ADDRESS.search(said.readline())
    if found is None:
        os.waitpid(pid, 0)
        raise RuntimeError(f"the kiosk did not start: {log.read_text('utf-8')[-2000:]}")
    return Forked(pid, found[0])


def _be_kiosk(words: Sequence[str], said: int, log: Path) -> None:
    """Never returns."""
    code = 70
    try:
        os.dup2(said, 1)
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
        sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8")
        be_patient()
        main(args=list(words), prog_name="kiosk")
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
