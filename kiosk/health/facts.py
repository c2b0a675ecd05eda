"""Everything that is measured of one box, gathered: values, or the reason why there is none.

Meets the machine and judges nothing. All of the kernel's files are read under `Host.root`, so a
test gives a folder that looks like a Raspberry Pi.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kiosk.health import card, memory
from kiosk.health.absent import Absent, read_text, whole_number
from kiosk.health.mounts import read_mounts
from kiosk.health.power import read_temperature_c


@dataclass(frozen=True, slots=True)
class Host:
    """Where to look."""

    store: Path
    """The results' database; need not exist."""
    state_dir: Path | None = None
    """Where health.json is kept and the write test writes; None: no memory, beside the store."""
    runtime_dir: Path | None = None
    """Where the service's own notes lie (`restarts`, `vitals.json`); None: not installed."""
    root: Path = Path("/")
    process: str | None = "self"
    """Which process is the kiosk's; None where none runs."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """What must lie on sound file systems."""
        return (Path("/"), self.store.absolute().parent)

    @property
    def writable(self) -> Path:
        """The folder of the write test."""
        return self.state_dir or self.store.absolute().parent

    @property
    def latch_file(self) -> Path | None:
        """Where the latch is kept."""
        return self.state_dir / "health.json" if self.state_dir else None


@dataclass(frozen=True, slots=True)
class Update:
    """What the last update came to."""

    version: str
    at: str
    trouble: str | None
    """Why it failed, one sentence; None when it went well."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One look at the box, without its power flags and the write test, which have other beats."""

    temperature_c: float | Absent
    free_bytes: int | Absent
    error_counts: tuple[tuple[str, int], ...] | Absent
    read_only: tuple[str, ...] | Absent
    resident_bytes: int | Absent
    available_bytes: int | Absent
    core_dumps: memory.CoreDumps | Absent
    swap: memory.SwapSpace | Absent
    restarts: int | Absent
    update: Update | Absent | None
    """None: never updated."""


def gather(host: Host) -> Facts:
    """Look at everything once."""
    mounts = read_mounts(host.root)
    absent = Absent("The kiosk does not run.")
    process = host.process
    return Facts(
        temperature_c=read_temperature_c(host.root),
        free_bytes=card.free_bytes(_there(host.store)),
        error_counts=card.error_counts(host.root, mounts, host.paths),
        read_only=card.read_only_points(mounts, host.paths),
        resident_bytes=memory.resident_bytes(host.root, process) if process else absent,
        available_bytes=memory.available_bytes(host.root),
        core_dumps=memory.core_dumps(host.root, process) if process else absent,
        swap=memory.swap_space(host.root),
        restarts=_restarts(host.runtime_dir),
        update=_update(host.root),
    )


def _there(store: Path) -> Path:
    """The deepest folder on the way to the store that this user can see."""
    folders = store.absolute().parents
    return next((folder for folder in folders if _is_folder(folder)), Path("/"))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder on the way is closed to this user
        return False


def _restarts(runtime_dir: Path | None) -> int | Absent:
    """How often the service was started anew since the box was switched on."""
    if runtime_dir is None:
        return Absent("The kiosk does not run as a service, so nobody counts.")
    text = read_text(runtime_dir / "restarts")
    if text is None:
        return 0
    count = whole_number(text)
    return Absent("The count of restarts cannot be read.") if count is None else count


def _update(root: Path) -> Update | Absent | None:
    text = read_text(root / "var/lib/kiosk-system/update.json")
    if text is None:
        return None
    try:
        held = json.loads(text)
        trouble = held.get("trouble")
        if "last_look" in held and "version" not in held:  # it has looked, and found nothing yet
            return None
        return Update(str(held["version"]), str(held["at"]), str(trouble) if trouble else None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Absent("The note of the last update cannot be read.")
