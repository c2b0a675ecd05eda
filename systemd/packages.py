"""Keeps upgrades of the system's packages and the check apart: `packages.py before|after`.

`before` runs as the condition of apt-daily-upgrade.service: it waits for a moment in which nobody
is on the spot and no update of the kiosk is under way, and says no (75) when none comes. `after` is
the condition of kiosk-packages.service: it says yes when the kiosk still runs on files that were
replaced, in a moment in which nobody is on the spot. Decides nothing else. Run as the kiosk's own
user; standard library alone, for the system's python3.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ASK = ("/opt/kiosk/current/bin/kiosk", "try", "ready")
ASK_LIMIT_S = 60.0
TRIAL = Path("/var/lib/kiosk-system/trial.json")
PROCESSES = Path("/sys/fs/cgroup/system.slice/kiosk.service/cgroup.procs")
PROC = Path("/proc")
PROGRAMS = ("/usr/", "/lib/", "/lib64/", "/bin/", "/opt/")
"""Mapped files that count: programs and libraries, not shared memory."""
DELETED = " (deleted)"

LOOKS = 3
"""Looks in a row that must find nobody: a person who changes legs is not gone."""
PAUSE_S = 30.0
WAITS_S = {"before": 3600.0, "after": 6 * 3600.0}
NO = 75
"""EX_TEMPFAIL of sysexits.h; what an error of Python or of the shell would never be."""


def is_busy(answer: str) -> bool:
    """Whether a check is going on or somebody is about to begin one, by `kiosk try ready`.

    A kiosk that does not answer is not in a check.
    """
    try:
        told = json.loads(answer)
        return bool(told["answers"]) and bool(told["busy"])
    except (ValueError, KeyError, TypeError):
        return False


def wait_quiet(
    busy: Callable[[], bool],
    limit_s: float,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> bool:
    """Wait until nobody is there in some looks in a row; False when `limit_s` is over before."""
    until_s, quiet = clock() + limit_s, 0
    while True:
        quiet = 0 if busy() else quiet + 1
        if quiet == LOOKS:
            return True
        if clock() >= until_s:
            return False
        pause(PAUSE_S)


def replaced(maps: Iterable[str]) -> list[str]:
    """Programs and libraries in /proc/PID/maps that are no longer on the disk as they run."""
    paths = {line.split(maxsplit=5)[-1].strip() for line in maps if line.rstrip().endswith(DELETED)}
    return sorted(path.removesuffix(DELETED) for path in paths if path.startswith(PROGRAMS))


def replaced_in(processes: Path, proc: Path) -> list[str]:
    """The same for every process of a control group; none where it has no process."""
    pids = _lines(processes)
    return sorted({path for pid in pids for path in replaced(_lines(proc / pid / "maps"))})


def _lines(path: Path) -> list[str]:
    """Of a process that has just ended, or never ran: none."""
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def _answer() -> str:
    try:
        return subprocess.run(
            ASK, capture_output=True, text=True, timeout=ASK_LIMIT_S, check=False, cwd="/"
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _busy() -> bool:
    return TRIAL.exists() or is_busy(_answer())


def main(what: str) -> int:
    """0 for yes, 75 for no."""
    old = replaced_in(PROCESSES, PROC) if what == "after" else []
    if what == "after" and not old:
        print("The kiosk runs on nothing that was replaced.")
        return NO
    if old:
        print(f"The kiosk runs on files that were replaced: {', '.join(old[:5])} ({len(old)}).")
    if wait_quiet(_busy, WAITS_S[what]):
        return 0
    print("<4>All the while somebody was on the spot or an update was tried: another time.")
    return NO


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
