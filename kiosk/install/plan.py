"""What an installation would change on this box, in order; empty when nothing.

The plan is made by looking alone, so that `--dry-run` and a second run say the truth.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.install import files, services, slot, swap
from kiosk.install.checks import Facts, Wish
from kiosk.install.layout import BROWSER_UNITS, USERS, Layout
from kiosk.install.running import Runner
from kiosk.install.step import AGAIN, Step

UDEV = Path("/run/udev/control")


@dataclass(frozen=True, slots=True)
class Box:
    """Where, from where and with what an installation is made."""

    layout: Layout
    source: Path
    facts: Facts
    wish: Wish
    run: Runner
    tell: Callable[[str], None]

    @property
    def live(self) -> bool:
        """Whether this is the running system, not a folder that will become one."""
        return self.layout.root == Path("/")

    @property
    def slot_name(self) -> str:
        """The slot that this clone makes."""
        return slot.slot_name(self.source, sys.version_info[:2])


def plan(box: Box) -> list[Step]:
    """Every step that is still to be done, in order."""
    prepared = [*_packages(box), *_system(box)]
    changed = [*_slot(box), *_units(box)]
    return [*prepared, *changed, *_services(box, restart=bool(changed)), *_old_slots(box)]


def _packages(box: Box) -> Iterator[Step]:
    names = box.facts.missing_packages
    if not names or not box.wish.packages:
        return

    def install() -> None:
        mend = "see the network, then run the installation again"
        box.run(["apt-get", "update", "-q"], mend=mend)
        line = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *names]
        box.run(line, mend=mend, on_line=_unpacked(box))

    yield Step(f"install the system's packages {', '.join(names)}", install)


def _unpacked(box: Box) -> Callable[[str], None]:
    def on_line(line: str) -> None:
        if line.startswith("Setting up "):
            box.tell(line.removeprefix("Setting up ").split(" ")[0])

    return on_line


def _system(box: Box) -> Iterator[Step]:
    wanted = files.system_files(box.layout, box.source) | swap.drop_in(box.layout, box.source)
    yield from _write(box, wanted, _take_in_rules)
    yield from swap.off(box.layout, box.run)
    root = [] if box.live else [f"--root={box.layout.root}"]
    if _users_missing(box):
        line = ["systemd-sysusers", *root, "kiosk.conf"]
        says = f"make the users {' and '.join(USERS)}"
        yield Step(says, lambda: box.run(line, mend=AGAIN))
    config = box.layout.config
    if not config.exists():
        yield Step(
            f"write a first {config}",
            lambda: files.write_all({config: files.first_config(box.facts.pins)}),
        )
    if not slot.offered(box.layout):
        yield Step(f"link {box.layout.command}", lambda: slot.offer(box.layout))
    if not config.exists() or not all(folder.is_dir() for folder in _folders(box)):
        line_ = ["systemd-tmpfiles", *root, "--create", "kiosk.conf"]
        yield Step("make the folders", lambda: box.run(line_, mend=AGAIN))


def _folders(box: Box) -> tuple[Path, ...]:
    return (*box.layout.running, box.layout.results, box.layout.system_state)


def _users_missing(box: Box) -> bool:
    try:
        lines = (box.layout.root / "etc/passwd").read_text("utf-8").splitlines()
    except OSError:
        return True
    return not {line.split(":")[0] for line in lines} >= set(USERS)


def _take_in_rules(box: Box) -> None:
    """Let the running system know of new rules; what does not run there needs no telling."""
    box.run(["systemctl", "try-restart", "systemd-journald.service"], mend=AGAIN)
    if UDEV.exists():
        box.run(["udevadm", "control", "--reload"], mend=AGAIN)
        devices = ["--subsystem-match=gpio", "--subsystem-match=dma_heap"]
        box.run(["udevadm", "trigger", *devices], mend=AGAIN)


def _write(box: Box, wanted: Mapping[Path, bytes], then: Callable[[Box], None]) -> Iterator[Step]:
    """One step for all files that differ; `then` follows on a running system."""
    new = files.different(wanted)
    if not new:
        return

    def write() -> None:
        files.write_all(new)
        if box.live and box.facts.systemd:
            then(box)

    yield Step(f"write {', '.join(map(str, new))}", write)


def _slot(box: Box) -> Iterator[Step]:
    name = box.slot_name
    where = box.layout.slots / name
    if not slot.is_complete(where):
        made = slot.Build(box.source, where, box.facts.wheels, _has_library(box))
        origin = f"from {made.wheels}" if made.wheels else "from the network (minutes)"
        yield Step(
            f"make the environment {where} {origin}", lambda: slot.build(made, box.run, box.tell)
        )
    if slot.in_use(box.layout) != name:
        yield Step(f"use {name}", lambda: slot.switch(box.layout, name))


def _has_library(box: Box) -> bool:
    return box.facts.camera_library or "python3-picamera2" in box.facts.missing_packages


def _units(box: Box) -> Iterator[Step]:
    wish, layout = box.wish, box.layout
    wanted = files.unit_files(layout, box.source, browser=wish.browser, lan=wish.lan)
    surplus = [] if wish.browser else [layout.units / name for name in BROWSER_UNITS]
    surplus += layout.lan_drop_ins() if wish.lan is False else ()
    gone = [path for path in surplus if path.exists()]
    if gone:
        yield Step(f"remove {', '.join(map(str, gone))}", lambda: _take_away(box, gone))
    yield from _write(box, wanted, _reload)


def _take_away(box: Box, gone: list[Path]) -> None:
    units = [path.name for path in gone if path.name in BROWSER_UNITS]
    if units and box.live and box.facts.systemd:
        box.run(["systemctl", "disable", "--now", *units], mend=AGAIN)
    for path in gone:
        files.remove(path)
    if box.live and box.facts.systemd:
        _reload(box)


def _reload(box: Box) -> None:
    box.run(["systemctl", "daemon-reload"], mend=AGAIN)


def _services(box: Box, restart: bool) -> Iterator[Step]:
    units = services.wanted_units(box.wish.browser)
    off = services.not_enabled(box.layout, units)
    if off:
        yield Step(
            f"let {', '.join(off)} start with the box",
            lambda: services.enable(box.layout, off, box.run),
        )
    if not (box.live and box.wish.start and box.facts.systemd):
        return
    down = list(units) if restart else services.not_started(units, box.run)
    if down:
        says = f"start {', '.join(down)} (a first start measures the board: minutes)"
        yield Step(says, lambda: services.start(down, box.run, box.tell))


def _old_slots(box: Box) -> Iterator[Step]:
    old = slot.superfluous(box.layout, box.slot_name)
    if old:
        yield Step(
            f"remove the old {', '.join(path.name for path in old)}",
            lambda: files.remove(*old),
        )
