"""Which file system a path lies on, and what the kernel says of it: device, options, errors.

Reads /proc/self/mountinfo (proc_pid_mountinfo(5)) and /sys under one root. The options of the
file system itself are read, not those of the mount: a sandboxed service sees all of / mounted
read-only, which says nothing of the card.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.health.absent import Absent, read_text, whole_number

_READ_ONLY = {"ro", "emergency_ro", "shutdown"}
"""Options of a file system that takes no writes. Since Linux 6.15 ext4 says `emergency_ro` after
an error instead of becoming `ro`; in 6.12 it says neither, and only writes tell."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo."""

    device: str
    """major:minor"""
    point: str
    kind: str
    source: str
    options: frozenset[str]
    """Of the file system."""

    @property
    def read_only(self) -> bool:
        """Whether the file system takes no writes."""
        return bool(self.options & _READ_ONLY)


def read_mounts(root: Path) -> tuple[Mount, ...]:
    """All mounts of this process, in order; later ones cover earlier ones."""
    text = read_text(root / "proc/self/mountinfo") or ""
    return tuple(mount for line in text.splitlines() if (mount := _mount(line)))


def _mount(line: str) -> Mount | None:
    before, _, after = line.partition(" - ")
    fields, further = before.split(), after.split()
    if len(fields) < 6 or len(further) < 3:
        return None
    options = frozenset(further[2].split(","))
    return Mount(fields[2], _unescaped(fields[4]), further[0], further[1], options)


def _unescaped(text: str) -> str:
    """Blanks and backslashes of a path are written as three octal digits."""
    for code in ("040", "011", "012", "134"):
        text = text.replace(f"\\{code}", chr(int(code, 8)))
    return text


def mount_of(mounts: tuple[Mount, ...], path: Path) -> Mount | None:
    """The mount that a path, as an absolute one, lies on."""
    found = None
    for mount in mounts:
        inside = path.is_relative_to(mount.point)
        if inside and (found is None or len(mount.point) >= len(found.point)):
            found = mount
    return found


def block_name(root: Path, mount: Mount) -> str:
    """The kernel's name of a mount's device, such as mmcblk0p2."""
    try:
        return (root / "sys/dev/block" / mount.device).readlink().name
    except OSError:
        return Path(mount.source).name


def error_count(root: Path, mount: Mount) -> int | Absent:
    """Errors that ext4 has noted on this file system since its last check; kept over starts."""
    if mount.kind != "ext4":
        return Absent(f"{mount.point} is {mount.kind}, which keeps no count of errors.")
    name = block_name(root, mount)
    count = whole_number(read_text(root / "sys/fs/ext4" / name / "errors_count"))
    return Absent(f"The kernel shows no count of errors of {name}.") if count is None else count


def is_encrypted(root: Path, name: str) -> bool:
    """Whether a block device is one of dm-crypt: the mapper says so in the start of its id."""
    return (read_text(root / "sys/block" / name / "dm/uuid") or "").startswith("CRYPT-")
