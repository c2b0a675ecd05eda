"""Starts the box anew when the kiosk asks for it, and at most once in six hours.

Decides only the bound: whether a reboot is wanted is the kiosk's ladder's decision, which leaves
its request in /run/kiosk/reboot-wanted. A box without a battery clock may jump by years at any
moment, so wall time counts only where a time service had set it both times; else six hours of
the present boot must have passed. Standard library alone, for the system's python3.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

BOUND_S = 6 * 3600.0
REQUEST = Path("/run/kiosk/reboot-wanted")
RECORD = Path("/var/lib/kiosk-system/reboots.json")
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Now:
    """This moment: which boot, how long it lasts, wall time and whether that is sure."""

    boot_id: str
    uptime_s: float
    wall_s: float
    clock_sure: bool


@dataclass(frozen=True, slots=True)
class Reboot:
    """The newest reboot that was carried out, and how many there were."""

    boot_id: str
    uptime_s: float
    wall_s: float
    clock_sure: bool
    count: int


def may_reboot(now: Now, last: Reboot | None) -> bool:
    """Whether six hours have surely passed since the last reboot that the kiosk asked for."""
    if last is None:
        return True
    if now.boot_id == last.boot_id:  # it was asked for and did not happen
        return now.uptime_s - last.uptime_s >= BOUND_S
    if now.uptime_s >= BOUND_S:
        return True
    return now.clock_sure and last.clock_sure and now.wall_s - last.wall_s >= BOUND_S


def read_record(path: Path) -> Reboot | None:
    """The last reboot; None without a file. A damaged one counts as a reboot of this moment.

    Raises OSError for a file that cannot be read.
    """
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Reboot(
            boot_id=str(kept["boot_id"]),
            uptime_s=float(kept["uptime_s"]),
            wall_s=float(kept["wall_s"]),
            clock_sure=kept["clock_sure"] is True,
            count=int(kept["count"]),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return Reboot("", 0.0, 0.0, False, 0)


def write_record(path: Path, reboot: Reboot) -> None:
    """Keep `reboot` on the disk for good. Raises OSError."""
    aside = path.with_name(path.name + ".new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(reboot)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def answer(
    request: Path,
    record: Path,
    now: Now,
    say: Callable[[str], object],
    reboot: Callable[[], object],
) -> None:
    """Take the request away, then reboot or refuse, and say which: before the reboot, which ends
    this process too.

    The record is written before the reboot: a disk that cannot be written would make the
    reboots endless, so there is none then. Raises OSError for that.
    """
    reason = " ".join(request.read_text("utf-8", errors="replace").split())[:200]
    request.unlink()
    last = read_record(record)
    if not may_reboot(now, last):
        say(f"The kiosk asked for a reboot ({reason}) and had one in the last six hours: no.")
        return
    count = 1 + (last.count if last else 0)
    write_record(record, Reboot(now.boot_id, now.uptime_s, now.wall_s, now.clock_sure, count))
    say(f"The kiosk asked for a reboot ({reason}): rebooting, number {count} of this box.")
    reboot()


def this_moment() -> Now:
    """Boot, uptime and clock of this box."""
    return Now(
        boot_id=BOOT_ID.read_text("ascii").strip(),
        uptime_s=time.clock_gettime(time.CLOCK_BOOTTIME),
        wall_s=time.time(),
        clock_sure=SYNCHRONISED.exists(),
    )


def main() -> int:
    """Answer the request of this moment; 1 when that was not possible."""
    command = ["/usr/bin/systemctl", "--no-block", "reboot"]
    try:
        answer(REQUEST, RECORD, this_moment(), _say, lambda: subprocess.run(command, check=True))
    except (OSError, subprocess.SubprocessError) as error:
        print(f"<3>The box is not rebooted: {error}.", flush=True)
        return 1
    return 0


def _say(words: str) -> None:
    """As a warning in the journal."""
    print(f"<4>{words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
