"""Which board this is, and what its figures depend on: another board or model is measured anew."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from pathlib import Path

from kiosk import paths
from kiosk.pose.runtime import runtime_in_use
from kiosk.pose.wanted import processors

DEVICE_TREE = "proc/device-tree/model"
CPU_INFO = "proc/cpuinfo"
NATIVE_HALF = "asimdhp"
"""Word of /proc/cpuinfo for half precision in vectors, Arm from version 8.2 on (Raspberry Pi 5)."""


@dataclass(frozen=True, slots=True)
class Board:
    """What a board's figures hold for."""

    name: str
    processors: int
    half_offered: bool
    """Half precision is computed natively."""
    runtime: str | None
    """Package and version of the library that runs the networks."""
    models: tuple[tuple[str, str], ...]
    """Name and sha256 of each shipped model's file; a missing file is left out."""


def this_board(runtime: str, root: Path = Path("/")) -> Board:
    """The board that this runs on. `runtime` as in the configuration; `root` holds proc."""
    cpu_info = _read(root / CPU_INFO)
    return Board(
        name=board_name(_read(root / DEVICE_TREE), cpu_info),
        processors=processors(),
        half_offered=has_native_half(cpu_info),
        runtime=runtime_in_use(runtime),
        models=tuple((name, found) for name in paths.MODEL_FILES if (found := _sha256(name))),
    )


def board_name(device_tree: str, cpu_info: str) -> str:
    """The board's own name, else its processor's, else its kind."""
    own = device_tree.strip("\0 \n")
    return own or _line(cpu_info, "model name") or platform.machine() or "unknown"


def has_native_half(cpu_info: str) -> bool:
    """Whether an Arm processor computes in half precision; nobody measured another kind."""
    return NATIVE_HALF in (_line(cpu_info, "Features") or "").split()


def _line(cpu_info: str, name: str) -> str | None:
    for line in cpu_info.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _sha256(model: str) -> str | None:
    try:
        with paths.model_file(model).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
