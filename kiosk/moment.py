"""One moment as four facts: wall clock, monotonic clock, boot, and whether the wall clock is sure.

A kiosk has no battery clock: until the network sets it, the wall clock may be years off. So
order comes from the monotonic clock within one boot, and the wall clock carries a mark.
`Moment` is pure and is passed as an argument; `Clock` is the only reader of the real ones.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")
_SYNCHRONIZED_FILE = Path("/run/systemd/timesync/synchronized")
_FIRST_SANE_YEAR = 2025
_ASK_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Moment:
    """`utc` is aware and in UTC; `monotonic_s` compares only within one `boot_id`."""

    utc: datetime
    monotonic_s: float
    boot_id: str
    clock_sure: bool
    """False until the time service says that the wall clock is synchronised."""

    def __post_init__(self) -> None:
        if self.utc.utcoffset() is None or self.utc.utcoffset() != UTC.utcoffset(None):
            raise ValueError(f"a Moment needs an aware time in UTC, not {self.utc!r}")

    @property
    def utc_text(self) -> str:
        """ISO 8601 with microseconds and Z, of fixed length, so that text order is time order."""
        return self.utc.isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_utc(text: str) -> datetime:
    """The inverse of `Moment.utc_text`."""
    return datetime.fromisoformat(text)


class Clock:
    """Reads the real clocks. Once sure, it stays sure: a set clock is not unset."""

    def __init__(self, synchronized_file: Path = _SYNCHRONIZED_FILE) -> None:
        self._synchronized_file = synchronized_file
        self._boot_id = _read_boot_id()
        self._sure = False
        self._asked_s: float | None = None

    def now(self) -> Moment:
        """The present moment."""
        utc = datetime.now(UTC)
        monotonic_s = time.monotonic()
        return Moment(utc, monotonic_s, self._boot_id, self._is_sure(utc.year, monotonic_s))

    def _is_sure(self, year: int, monotonic_s: float) -> bool:
        if year < _FIRST_SANE_YEAR:
            return False
        if not self._sure:
            self._sure = self._synchronized_file.exists() or self._service_says(monotonic_s)
        return self._sure

    def _service_says(self, monotonic_s: float) -> bool:
        """Ask the time service, at most once a minute: it starts a process."""
        if self._asked_s is not None and monotonic_s - self._asked_s < _ASK_AGAIN_S:
            return False
        self._asked_s = monotonic_s
        return _timedatectl_synchronized()


def _timedatectl_synchronized() -> bool:
    """For boxes with chrony or ntpd instead of systemd-timesyncd. Not knowing is not sure."""
    command = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=2.0, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == "yes"


def _read_boot_id() -> str:
    try:
        return _BOOT_ID_FILE.read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"
