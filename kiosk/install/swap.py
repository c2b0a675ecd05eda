"""Keeps memory off the card: Raspberry Pi OS swaps to it unless told otherwise.

Bookworm has dphys-swapfile, a service; Trixie has rpi-swap, which is configured
(systemd/rpi/80-kiosk.conf, linked by `links.py`; swap.conf(5)) and holds from the next start on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.install.layout import Layout
from kiosk.install.running import Runner
from kiosk.install.step import AGAIN, Step

SERVICE = "dphys-swapfile.service"


def off(layout: Layout, run: Runner) -> Iterator[Step]:
    """Switch Bookworm's swap file off, and remember that it was on."""
    if SERVICE not in {path.name for path in layout.units.glob("*.wants/*")}:
        return

    def switch_off() -> None:
        run([*_systemctl(layout, "disable"), SERVICE], mend=AGAIN)
        _mark(layout).parent.mkdir(parents=True, exist_ok=True)
        _mark(layout).touch()

    yield Step("switch the swap file on the card off: pictures are in memory", switch_off)


def on_again(layout: Layout, run: Runner) -> Iterator[Step]:
    """Undo `off`, on a box where it was done."""
    if _mark(layout).exists():
        line = [*_systemctl(layout, "enable"), SERVICE]
        yield Step("switch the swap file on again", lambda: run(line, mend=AGAIN))


def _systemctl(layout: Layout, verb: str) -> list[str]:
    if layout.root == Path("/"):
        return ["systemctl", verb, "--now"]
    return ["systemctl", f"--root={layout.root}", verb]


def _mark(layout: Layout) -> Path:
    return layout.system_state / "swap-was-on"


def on_card(swaps: Path, blocks: Path) -> tuple[str, ...]:
    """Swap that ends on a disk: files, partitions, and compressed memory that is written back.

    `swaps` is /proc/swaps, `blocks` /sys/block.
    """
    lines = swaps.read_text("utf-8").splitlines()[1:] if swaps.is_file() else []
    names = [line.split()[0] for line in lines if line.strip()]
    return tuple(name for name in names if not _in_memory(name, blocks))


def _in_memory(name: str, blocks: Path) -> bool:
    device = name.rpartition("/")[2]
    backing = blocks / device / "backing_dev"
    if not device.startswith("zram"):
        return False
    return not backing.is_file() or backing.read_text("utf-8").strip() == "none"
