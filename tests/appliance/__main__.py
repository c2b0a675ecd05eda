"""`make appliance-test`: the proofs on a real systemd; `--short` is the form that CI runs.

`--updates` is `make update-test`: a box that goes from version to version, its power cut meanwhile.

Ends with 0 when all passed, 1 when something failed, 3 when this machine cannot try it at all.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from . import record, wheels
from .conftest import ASKED
from .host import CannotTryError, one_at_a_time, require
from .roots import HERE, base_root
from .updating import STOP

NAME, UPDATES = "appliance-test", "update-test"
PYTHON = "3.13"
"""Of Debian trixie."""
CANNOT = 3
TOOLS = ("debootstrap", "systemd-nspawn", "nsenter", "setpriv")
FILES = (
    *("test_install.py", "test_faults.py", "test_ladder.py", "test_safe_mode.py"),
    *("test_storage.py", "test_clock.py", "test_uninstall.py"),
)
"""In this order: one box is installed, hurt in every way and uninstalled."""
UPDATE_FILES = (
    *("test_updates.py", "test_updates_asked.py", "test_updates_configuration.py"),
    *("test_updates_units.py", "test_updates_power.py", "test_updates_end.py"),
)
"""In this order: one box is taken from version to version, and its power is cut."""


@dataclass
class Results:
    """What pytest reports, one line for each test that ran."""

    lines: list[tuple[str, str, float]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    stops: list[str] = field(default_factory=list)
    """What members missed while versions were switched."""
    cannot: str | None = None

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Remember the sentence of every test."""
        function = getattr(item, "function", None)
        which = getattr(item, "callspec", None)
        said = " ".join((function.__doc__ or item.name).split())
        self.said[item.nodeid] = f"{said} *{which.id}*" if which else said

    def pytest_exception_interact(self, call: pytest.CallInfo[object]) -> None:
        """A machine that cannot boot the box at all is told apart from a kiosk that fails."""
        if call.excinfo and isinstance(call.excinfo.value, CannotTryError):
            self.cannot = str(call.excinfo.value)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test's own part, and whatever failed before or after it."""
        if report.when == "call" or report.failed:
            self.lines.append((self.said[report.nodeid], report.outcome, report.duration))
        if report.failed:  # an hour before pytest itself says it
            print(f"\n{report.longreprtext[-2000:]}", flush=True)
        if report.when == "call":
            self.stops += [str(value) for name, value in report.user_properties if name == STOP]


def main() -> int:
    """Try it, print what happened, and record it after a full run."""
    parser = argparse.ArgumentParser(description="Try the kiosk on a real systemd.")
    parser.add_argument("--short", action="store_true", help="the form for CI: a few minutes")
    parser.add_argument("--updates", action="store_true", help="remote updates instead (an hour)")
    parser.add_argument("-k", dest="only", default="", help="only these tests; records nothing")
    asked = parser.parse_args()
    try:
        require(TOOLS)
        with one_at_a_time(NAME):
            return _try(asked)
    except CannotTryError as error:
        print(f"The kiosk cannot be tried on a real systemd here: {error}")
        return CANNOT


def _try(asked: argparse.Namespace) -> int:
    began_s, results = time.monotonic(), Results()
    machine = platform.machine()
    os.environ[ASKED] = str(wheels.fetch(wheels.kept(machine, PYTHON), machine, PYTHON))
    base_root()
    _clear()
    here = Path(__file__).parent
    files = [
        str(here / name)
        for name in (UPDATE_FILES if asked.updates else FILES)
        if (here / name).exists()
    ]
    words = ["-v", "--maxfail=40", "-p", "no:xdist", *(["-m", "short"] if asked.short else [])]
    only = ["-k", asked.only] if asked.only else []
    code = pytest.main([*words, *files, *only], plugins=[results])
    if results.cannot:
        raise CannotTryError(results.cannot)
    for said in results.stops:
        print(said)
    if not asked.short and not asked.only:
        name = UPDATES if asked.updates else NAME
        record.write(name, text(name, results, time.monotonic() - began_s))
    return 0 if code == pytest.ExitCode.OK else 1


def _clear() -> None:
    """Roots that a killed run left behind; the lock says that nobody uses them."""
    for left in HERE.glob("kiosk-box-*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


TITLES = {NAME: "On a real systemd", UPDATES: "Updates on a real systemd"}


def text(name: str, results: Results, took_s: float) -> str:
    """The part of docs/operations.md."""
    passed = sum(outcome == "passed" for _said, outcome, _s in results.lines)
    return "\n".join(
        [
            f"### {TITLES[name]}: `make {name}`",
            "",
            f"Last run: {record.state_of_the_tree()}.",
            f"Debian trixie booted in a container on {platform.machine()}, kernel "
            f"{platform.release().split('-')[0]}; installed without network.",
            f"**{passed} of {len(results.lines)} passed** in {took_s / 60:.0f} minutes.",
            *results.stops,
            "",
            record.table(
                ("What was tried", "Result", "Seconds"),
                [(said, outcome, f"{s:.0f}") for said, outcome, s in results.lines],
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
