"""The base: what runs the box outside the slots, and the link to the one in use.

Units, drop-ins, scripts and the updater, in one folder, made out of a slot and named like it. The
installer and the updater make and use it with these same functions.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kiosk.install import files, links, slot, updater
from kiosk.install.failure import InstallError
from kiosk.install.layout import BROWSER_UNITS, Layout
from kiosk.install.looking import SYSTEM_PYTHON
from kiosk.install.running import Runner
from kiosk.install.step import AGAIN

TAKEN_IN = "taken-in"
SET_UP = "kiosk-base.service"
"""A unit of the base itself: users, folders and rules, as that base has them."""


def make(layout: Layout, name: str, run: Runner) -> None:
    """Make the base of the whole slot `name`; one that is whole already is left as it is.

    Raises InstallError or OSError; then there is no base of that name.
    """
    if is_made(layout, name):
        return
    source, where = layout.slots / name, layout.bases / name
    systemd = slot.release(source) / "systemd"
    if not slot.is_complete(source) or not systemd.is_dir():
        raise InstallError(f"No base can be made of the slot {name}: {AGAIN}.")
    files.remove(where)
    shutil.copytree(systemd, where / "systemd", ignore=shutil.ignore_patterns("__pycache__"))
    _make_updater(source, where, run)
    slot.mark(where)


def _make_updater(source: Path, where: Path, run: Runner) -> None:
    environment = where / "updater"
    run([str(SYSTEM_PYTHON), "-m", "venv", "--without-pip", str(environment)], mend=AGAIN)
    wanted = updater.contents(where / "systemd")
    updater.fill(source, environment, wanted)
    python = [str(environment / "bin" / "python"), "-I"]
    run([*python, "-m", "compileall", "-q", str(updater.packages_folder(environment))], mend=AGAIN)
    run([*python, "-B", "-c", f"import {', '.join(wanted.tried)}"], mend=AGAIN)


def is_made(layout: Layout, name: str) -> bool:
    """Whether the base `name` was made to its end."""
    return slot.is_complete(layout.bases / name)


def in_use(layout: Layout) -> str | None:
    """The base that the units lead to; None when there is none."""
    return files.leads_to(layout.base)


def switch(layout: Layout, name: str) -> None:
    """Replace all units, drop-ins, scripts and the updater at once, on the disk for good."""
    files.point(layout.base, Path("bases") / name)


def wanted_links(layout: Layout, name: str) -> dict[Path, Path]:
    """The links of the base `name` on this box, which has a screen or not."""
    browser = any(os.path.lexists(layout.units / unit) for unit in BROWSER_UNITS)
    return links.wanted(layout, layout.bases / name / "systemd", browser=browser)


def take_in(layout: Layout, name: str, run: Runner, *, live: bool) -> None:
    """Let the box follow the base `name`, which is in use; may be done again at any time.

    Links are made where nothing lies: what the administrator put there stays. A running system
    (`live`) reads the units anew, sets up users, folders and rules, and starts what is new.
    """
    wanted = wanted_links(layout, name)
    new = links.absent(wanted)
    links.make(new)
    files.remove(*links.surplus(layout, wanted))
    if live:
        run(["systemctl", "daemon-reload"], mend=AGAIN)
        run(["systemctl", "start", SET_UP], mend=AGAIN)
        starting = links.units_of(layout, new)
        if starting:
            run(["systemctl", "--no-block", "start", *starting], mend=AGAIN)
    (layout.bases / name / TAKEN_IN).touch()


def is_taken_in(layout: Layout, name: str) -> bool:
    """Whether the box followed the base `name` to the end."""
    return (layout.bases / name / TAKEN_IN).is_file()


def superfluous(layout: Layout, name: str) -> list[Path]:
    """Bases that are neither `name` nor the newest other one that is whole."""
    return slot.all_but(layout.bases, name, in_use(layout))
