"""What an installation would change on this box, in order; empty when nothing.

The plan is made by looking alone, so that `--dry-run` and a second run say the truth.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.install import base, files, links, remote, services, slot, swap
from kiosk.install.checks import Facts, Wish
from kiosk.install.layout import BROWSER_UNITS, OLD_SCRIPTS, USERS, Layout
from kiosk.install.running import Runner
from kiosk.install.step import AGAIN, Step


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
    made = [*_packages(box), *_slot(box), *_base(box)]
    changed = [*_use_base(box), *_units(box)]
    prepared = [*_system(box), *remote.trust(box.layout, box.wish.update_root)]
    used = [*_use_slot(box)]
    served = [*_services(box, restart=bool(changed or used))]
    return [*made, *changed, *prepared, *used, *remote.settled(box.layout), *served, *_old(box)]


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
    yield from swap.off(box.layout, box.run)
    root = [] if box.live else [f"--root={box.layout.root}"]
    if _users_missing(box):
        line = ["systemd-sysusers", *root, "kiosk.conf"]
        says = f"make the users {', '.join(USERS)}"
        yield Step(says, lambda: box.run(line, mend=AGAIN))
    config = box.layout.config
    if not config.exists():
        first = files.first_config(box.facts.pins, box.wish.update_url)
        yield Step(f"write a first {config}", lambda: files.write_all({config: first}))
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


def _slot(box: Box) -> Iterator[Step]:
    where = box.layout.slots / box.slot_name
    if not slot.is_complete(where):
        made = slot.Build(box.source, where, box.facts.wheels, _has_library(box))
        origin = f"from {made.wheels}" if made.wheels else "from the network (minutes)"
        says = f"make the environment {where} {origin}"
        yield Step(says, lambda: slot.build(made, box.run, box.tell))


def _use_slot(box: Box) -> Iterator[Step]:
    name = box.slot_name
    if slot.in_use(box.layout) != name:
        yield Step(f"use {name}", lambda: slot.switch(box.layout, name))


def _has_library(box: Box) -> bool:
    return box.facts.camera_library or "python3-picamera2" in box.facts.missing_packages


def _base(box: Box) -> Iterator[Step]:
    name = box.slot_name
    if not base.is_made(box.layout, name):
        says = f"make {box.layout.bases / name}: units, scripts and the updater"
        yield Step(says, lambda: base.make(box.layout, name, box.run))


def _use_base(box: Box) -> Iterator[Step]:
    name = box.slot_name
    if base.in_use(box.layout) != name:
        yield Step(f"use the units of {name}", lambda: base.switch(box.layout, name))


def _units(box: Box) -> Iterator[Step]:
    """Links, the drop-in for the local network, and that the running system knows of it."""
    wish, layout, name = box.wish, box.layout, box.slot_name
    wanted = links.wanted(layout, box.source / "systemd", browser=wish.browser)
    new = links.different(wanted)
    lan = files.different(files.lan_files(layout, box.source, wish.lan))
    gone = [*_surplus(box, wanted), *(path for path in _old_scripts(box) if path.exists())]
    if new:
        names = ", ".join(sorted({link.name for link in new}))
        says = f"link {names} below {layout.root / 'etc'} into {layout.base}"
        yield Step(says, lambda: links.make(new))
    if lan:
        yield Step(f"write {', '.join(map(str, lan))}", lambda: files.write_all(lan))
    if gone:
        yield Step(f"remove {', '.join(map(str, gone))}", lambda: _take_away(box, gone))
    if not base.is_taken_in(layout, name) or gone or new or lan or base.in_use(layout) != name:
        live = box.live and box.facts.systemd
        says = "let the system take that in"
        yield Step(says, lambda: base.take_in(layout, name, box.run, live=live))


def _surplus(box: Box, wanted: links.Links) -> list[Path]:
    lan = box.layout.lan_drop_ins() if box.wish.lan is False else ()
    return [*links.surplus(box.layout, wanted), *(path for path in lan if path.exists())]


def _old_scripts(box: Box) -> list[Path]:
    """Where scripts lay before there were bases."""
    return [box.layout.home / name for name in OLD_SCRIPTS]


def _take_away(box: Box, gone: list[Path]) -> None:
    units = [path.name for path in gone if path.name in BROWSER_UNITS]
    if units and box.live and box.facts.systemd:
        box.run(["systemctl", "stop", *units], mend=AGAIN)
    files.remove(*gone)


def _services(box: Box, restart: bool) -> Iterator[Step]:
    if not (box.live and box.wish.start and box.facts.systemd):
        return
    units = services.wanted_units(box.wish.browser)
    down = list(units) if restart else services.not_started(units, box.run)
    if down:
        says = f"start {', '.join(down)} (a first start measures the board: minutes)"
        yield Step(says, lambda: services.start(down, box.run, box.tell))


def _old(box: Box) -> Iterator[Step]:
    name = box.slot_name
    old = [*slot.superfluous(box.layout, name), *base.superfluous(box.layout, name)]
    if old:
        yield Step(f"remove the old {', '.join(map(str, old))}", lambda: files.remove(*old))
