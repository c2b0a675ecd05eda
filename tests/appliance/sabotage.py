"""Versions of the kiosk made from this tree: sound ones, and ones that are broken in one place.

Only what a wrong change of a maintainer could do as well; who finds it is the updater's matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from .roots import copy_tree

Change = Callable[[Path], None]
"""Does one thing to the tree of a version."""
VERSION = re.compile(r'(?m)^__version__ = ".*"$')
DESCRIPTION = re.compile("(?m)^Description=.*$")
MARKED = "kiosk-health.service"
"""A unit that can be told from that of another version, and whose change restarts nothing."""
STARTS = "    from kiosk.box import this_box\n"
"""In kiosk/commands/running.py: the first line that `kiosk run` carries out."""
OPENED = "        store.close_interrupted()\n"
"""In kiosk/service.py: the store stands open, brought to this version's schema."""
MIGRATIONS = "kiosk/results/migrations"
PROTOCOL = """

import sys
if sys.version_info >= (3, 12):
    KNEE_FPPA_DEG = Band(80.0, 85.0)
"""
"""A mistake that shows on the box alone, not on the maintainer's own machine."""


def tree(version: str, folder: Path, *changes: Change) -> Path:
    """This repository's tree in `folder`, calling itself `version`, with `changes` made to it."""
    copy_tree(folder)
    rename(folder, version)
    for change in changes:
        change(folder)
    return folder


def rename(folder: Path, version: str) -> None:
    """Let the tree call itself `version`, in its program and in the description of a unit."""
    _replace(folder / "kiosk/__init__.py", VERSION, f'__version__ = "{version}"')
    describes_itself(folder / "systemd" / MARKED, version)


def describes_itself(unit: Path, version: str) -> None:
    """The unit's description ends in `version`, by which it is known on the box."""
    _replace(unit, DESCRIPTION, rf"\g<0> {version}")


def starts_otherwise(folder: Path) -> None:
    """The kiosk's own unit is another than any version's before: it has to be started anew."""
    version = (folder / "kiosk/__init__.py").read_text("utf-8").split('"')[-2]
    describes_itself(folder / "systemd/kiosk.service", f"as of {version}")


def adds_to_the_store(folder: Path) -> None:
    """A new column, as a later version may add one."""
    _migration(folder, "ALTER TABLE checks ADD COLUMN appliance_note TEXT;\n")


def adds_more_to_the_store(folder: Path) -> None:
    """And another, as the version after that may."""
    _migration(folder, "ALTER TABLE reps ADD COLUMN appliance_more TEXT;\n")


def takes_more_reps(folder: Path) -> None:
    """A setting may be what it may not be in an older version."""
    reps = re.compile(r'(unit="reps", low=3, high=)10\b')
    _replace(folder / "kiosk/config/tree.py", reps, r"\g<1>20")


def fails_to_migrate(folder: Path) -> None:
    """A migration that no database takes."""
    _migration(folder, "ALTER TABLE nowhere ADD COLUMN note TEXT;\n")


def _migration(folder: Path, sql: str) -> None:
    below = folder / MIGRATIONS
    number = len(list(below.glob("*.sql"))) + 1
    (below / f"{number:04d}_appliance.sql").write_text(sql, "utf-8")


def judges_otherwise(folder: Path) -> None:
    """Gives other verdicts on the box than it gave where it was built."""
    protocol = folder / "kiosk/scoring/protocol.py"
    protocol.write_text(protocol.read_text("utf-8") + PROTOCOL, "utf-8")


def ends_at_once(folder: Path) -> None:
    """`kiosk run` ends as soon as it is started."""
    _after(folder / "kiosk/commands/running.py", STARTS, "    raise SystemExit(7)\n")


def ends_with_the_store_open(folder: Path) -> None:
    """`kiosk run` brings the store to a newer schema, then ends."""
    adds_more_to_the_store(folder)
    _after(folder / "kiosk/service.py", OPENED, "        raise SystemExit(7)\n")


def never_ready(folder: Path) -> None:
    """`kiosk run` hangs before its page stands."""
    _after(
        folder / "kiosk/commands/running.py", STARTS, "    __import__('threading').Event().wait()\n"
    )


def has_a_unit_that_does_not_load(folder: Path) -> None:
    """The unit of the kiosk says that it is on D-Bus, and not by which name."""
    _replace(folder / "systemd/kiosk.service", re.compile("(?m)^Type=notify$"), "Type=dbus")


def _after(path: Path, line: str, more: str) -> None:
    _replace(path, re.compile(re.escape(line)), line + more)


def _replace(path: Path, pattern: re.Pattern[str], text: str) -> None:
    """Replace the first find; a tree in which there is none is another than this was made for."""
    changed, count = pattern.subn(text, path.read_text("utf-8"), count=1)
    assert count == 1, f"{path} has no {pattern.pattern!r}"
    path.write_text(changed, "utf-8")
