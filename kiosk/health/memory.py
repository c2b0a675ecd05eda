"""Memory, and where a picture in memory could reach the card: swap and core dumps.

Sources: proc_meminfo(5), proc_pid_status(5), proc_pid_limits(5), proc_swaps(5), core(5), and the
kernel's documentation of zram. Raspberry Pi OS Trixie has `rpi-swap`, whose default `zram+file`
lets zram write pages back to a file on the card: zram alone is no proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kiosk.health.absent import Absent, read_text
from kiosk.health.mounts import block_name, is_encrypted, mount_of, read_mounts

_CGROUP = "sys/fs/cgroup/system.slice/kiosk.service"


@dataclass(frozen=True, slots=True)
class Swap:
    """Where memory may be put aside, and whether it can be read from the card there."""

    name: str
    safe: str | None
    """Why nothing readable reaches the card ("compressed memory", "encrypted"); None: it does."""


@dataclass(frozen=True, slots=True)
class SwapSpace:
    """All swap, and whether the kiosk's own memory may go there at all."""

    swaps: tuple[Swap, ...]
    kiosk_kept_out: bool


@dataclass(frozen=True, slots=True)
class CoreDumps:
    """What happens to the memory of a kiosk that crashes."""

    limit: str
    """The soft limit of the core file's size as the kernel writes it: 0 means none."""
    pattern: str
    """The kernel's core_pattern: a file's name, or a program after a bar."""


def service_process(root: Path) -> str | None:
    """The process number of the kiosk's service, the lowest of its control group."""
    numbers = (read_text(root / _CGROUP / "cgroup.procs") or "").split()
    return min(numbers, key=int) if numbers else None


def resident_bytes(root: Path, process: str) -> int | Absent:
    """Memory that the kiosk's process holds."""
    kilobytes = _field(root / "proc" / process / "status", "VmRSS")
    if kilobytes is None:
        return Absent("The kiosk's process cannot be looked at.")
    return kilobytes * 1024


def available_bytes(root: Path) -> int | Absent:
    """Memory that programs can still get without swapping."""
    kilobytes = _field(root / "proc/meminfo", "MemAvailable")
    return Absent("The kernel does not say.") if kilobytes is None else kilobytes * 1024


def _field(path: Path, name: str) -> int | None:
    found = re.search(rf"^{name}:\s+(\d+) kB$", read_text(path) or "", re.MULTILINE)
    return int(found[1]) if found else None


def core_dumps(root: Path, process: str) -> CoreDumps | Absent:
    """The limit of the kiosk's process, and what the kernel does with a core."""
    limits = read_text(root / "proc" / process / "limits") or ""
    limit = re.search(r"^Max core file size\s+(\S+)", limits, re.MULTILINE)
    pattern = read_text(root / "proc/sys/kernel/core_pattern")
    if limit is None or pattern is None:
        return Absent("The kernel does not say what it does with a crashed program.")
    return CoreDumps(limit[1], pattern)


def swap_space(root: Path) -> SwapSpace | Absent:
    """Every swap in use and what it is made of."""
    text = read_text(root / "proc/swaps")
    if text is None:
        return Absent("The kernel does not say whether it swaps.")
    names = [line.split()[0] for line in text.splitlines()[1:] if line.strip()]
    kept_out = read_text(root / _CGROUP / "memory.swap.max") == "0"
    return SwapSpace(tuple(Swap(name, _why_safe(root, name)) for name in names), kept_out)


def _why_safe(root: Path, name: str) -> str | None:
    device = Path(name).name
    if device.startswith("zram"):
        backing = read_text(root / "sys/block" / device / "backing_dev") or "none"
        safe = backing == "none" or is_encrypted(root, Path(backing).name)
        return "compressed memory" if safe else None
    if not name.startswith("/dev/"):
        mount = mount_of(read_mounts(root), Path(name))
        device = block_name(root, mount) if mount else device
    return "encrypted" if is_encrypted(root, device) else None
