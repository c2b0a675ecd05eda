"""Children that do not behave: none keeps the updater for longer, or fills its memory."""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

import pytest

from kiosk.update.children import KEPT_BYTES
from kiosk.update.machine import Machine
from kiosk.update.system import TOO_LONG, Done

HERE = Machine(Path("/"))


def python(text: str, limit_s: float = 30.0) -> Done:
    return HERE.run_as_kiosk([sys.executable, "-ISc", text], limit_s)


LEFT_BEHIND = """
import subprocess, sys
print(subprocess.Popen(["sleep", "1000"], start_new_session=True).pid, flush=True)
"""


@pytest.mark.parametrize(("then", "code"), [("", 0), ("input(); sys.stdin = 1; 1 / 0", 1)])
def test_what_a_child_leaves_behind_is_not_waited_for(then: str, code: int) -> None:
    """A process in a session of its own that keeps the pipes open would hold the kiosk for ever."""
    before_s = time.monotonic()
    done = python(LEFT_BEHIND + then, limit_s=20.0)
    os.kill(int(done.output), 9)
    assert done.code == code
    assert time.monotonic() - before_s < 15.0


def test_a_child_that_hangs_with_such_a_process_is_ended(tmp_path: Path) -> None:
    """At its time limit, whoever else keeps its pipes."""
    note = tmp_path / "pid"
    told = f"import signal; sys.stdout = open({str(note)!r}, 'w')\n{LEFT_BEHIND}signal.pause()"
    done = python(f"import sys; {told}", limit_s=3.0)
    os.kill(int(note.read_text()), 9)
    assert done.code == TOO_LONG


def test_words_without_end_are_not_kept() -> None:
    """Gigabytes on both pipes: the end of them stays, and the updater's memory is as before."""
    text = "import sys\nfor n in range(800): (sys.stdout, sys.stderr)[n % 2].write('x' * 500000)"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done = python(text + "\nprint('last')\nsys.exit('\\nNo.')")
    assert (done.code, done.output[-5:]) == (1, "last\n")
    assert done.words.endswith("No.")
    assert len(done.output) <= KEPT_BYTES
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_child_that_closes_its_pipes_is_still_waited_for() -> None:
    """It is at work until it ends, and no longer than it may be."""
    closed = "import os, select; os.close(1); os.close(2); "
    closed += "select.select([], [], [], {}); os._exit(3)"
    assert python(closed.format(0.3)).code == 3
    assert python(closed.format(1000), limit_s=1.0).code == TOO_LONG
