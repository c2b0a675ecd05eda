"""The moments of an update at which the power is cut: every step of the updater, and more.

A step is heard in the journal; what happens within one is seen on the disk of the box, from
outside and every few milliseconds.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from time import monotonic

from kiosk.update.steps import AFTERWARDS, STEPS, Step, switch

from . import updating
from .box import Box
from .shop import SERVED

LIMIT_S = 600.0
LOOK_S = 0.002


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of the update that can be seen from outside."""

    name: str
    seen: Callable[[Box, str], bool] | None = None
    """Of the box and the version that is being installed, on the disk."""
    says: str | None = None
    """Or the updater says this."""
    later_s: float = 0.0
    """How long after that the power goes: in the middle of the step."""


def _half_made(folder: str) -> Callable[[Box, str], bool]:
    """A folder of the version is there without its mark of completion."""

    def seen(box: Box, version: str) -> bool:
        return any(
            not (each / "complete").exists() for each in box.root.glob(f"{folder}/{version}-*")
        )

    return seen


def _trial(**wanted: object) -> Callable[[Box, str], bool]:
    """The note of the trial says so."""

    def seen(box: Box, _version: str) -> bool:
        trial = updating.read(box, updating.TRIAL)
        return bool(trial) and all(trial.get(name) == value for name, value in wanted.items())

    return seen


def _switched(name: str, while_on_trial: bool) -> Callable[[Box, str], bool]:
    """The link `name` leads to the version."""

    def seen(box: Box, version: str) -> bool:
        link = updating.linked(box, name) == version
        return link and (not while_on_trial or not updating.settled(box))

    return seen


def _answers(box: Box, version: str) -> bool:
    return _switched("current", True)(box, version) and updating.running(box) == version


def _noted(outcome: str) -> Callable[[Box, str], bool]:
    """The outcome is written down; the trial ends a moment later, which is too short to see."""

    def seen(box: Box, version: str) -> bool:
        newest = (updating.history(box) or [{}])[0]
        return newest.get("version") == version and newest.get("outcome") == outcome

    return seen


MIDDLE_S = {"fetch": 0.4, "unpack": 0.3, "environment": 8.0, "self_test": 5.0, "migration": 0.7}
"""The steps that take long, by their functions: how far into them the power goes once more."""


def _moments(step: Step) -> Iterator[Moment]:
    """As it begins, and in its middle where that is another moment."""
    yield Moment(step.says, says=step.says)
    if later_s := MIDDLE_S.get(step.do.__name__):
        yield Moment(f"{step.says}: in the middle", says=step.says, later_s=later_s)


LINK_SWITCHED = Moment("the link is switched", _switched("current", while_on_trial=True))
SWITCH = next(at for at, step in enumerate(STEPS) if step.do is switch)
LAST_BEFORE = Moment(STEPS[SWITCH - 1].says, says=STEPS[SWITCH - 1].says)
BEFORE_THE_SWITCH = [moment for step in STEPS[:SWITCH] for moment in _moments(step)]
SWITCHING = (
    Moment("the kiosk is asked to begin no check", _trial(phase="waiting")),
    Moment("the switch is written down", _trial(phase="switched")),
    LINK_SWITCHED,
    Moment("the new version starts", LINK_SWITCHED.seen, later_s=1.5),
    Moment("the new version answers", _answers),
    Moment("the good outcome is written down", _noted("good")),
    Moment("its base is being made", _half_made("opt/kiosk/bases")),
    Moment("the base is on trial", _trial(of="base")),
    Moment("the base is switched", _switched("base", while_on_trial=False)),
    Moment("the new units are taken in", _switched("base", while_on_trial=False), later_s=0.5),
    *(moment for step in AFTERWARDS for moment in _moments(step)),
)
GOING_BACK = (
    Moment("the broken version is switched to", LINK_SWITCHED.seen),
    Moment("the broken version has failed once", _trial(phase="switched", starts=2)),
    Moment("going back is written down", _trial(phase="back")),
    Moment("the old version starts again", _trial(phase="back"), later_s=1.5),
    Moment("the failure is written down", _noted("fell-back")),
)


def cut_at(box: Box, moment: Moment, version: str) -> None:
    """Start the updater, and cut the power at that moment. Fails when it never comes."""
    box.run("systemctl", "reset-failed", updating.UNIT, check=False)
    with spoken(box) as lines:
        box.run("systemctl", "start", "--no-block", updating.UNIT)
        end_s, pause = monotonic() + LIMIT_S, threading.Event()
        while not _is_there(moment, box, version, lines):
            assert monotonic() < end_s, f"never seen: {moment.name}; {updating.last_look(box)}"
            pause.wait(LOOK_S)
        pause.wait(moment.later_s)
        box.cut_power()


def _is_there(moment: Moment, box: Box, version: str, lines: list[str]) -> bool:
    if moment.seen is not None:
        return moment.seen(box, version)
    return f"{moment.says}." in lines


@contextmanager
def spoken(box: Box) -> Iterator[list[str]]:
    """Inside, what the updater says is added to the list as it says it."""
    lines: list[str] = []
    follow = ("journalctl", "-f", "-n", "0", "-o", "cat", "-u", updating.UNIT)
    with box.running(*follow) as process:

        def listen() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line.rstrip("\n"))

        thread = threading.Thread(target=listen, name="journal")
        thread.start()
        yield lines
    thread.join()


def save(box: Box) -> Path:
    """A copy of the box as it lies there without power, to begin from again and again."""
    aside = box.root.with_name(f"{box.root.name}.saved")
    rmtree(aside, ignore_errors=True)
    box.close()
    _copied(box.root, aside)
    return aside


def begin_from(box: Box, saved: Path) -> None:
    """The box as it was then, switched on."""
    box.close()
    old = box.root.rename(box.root.with_name(f"{box.root.name}.old"))
    _copied(saved, box.root)
    _releases(old).rename(_releases(box.root))
    rmtree(old)
    box.boot_again()


def _copied(root: Path, target: Path) -> None:
    """Without what the web server has: that is large, and far away from a box."""
    away = root.with_name(f"{root.name}.releases")
    there = _releases(root).exists()
    if there:
        _releases(root).rename(away)
    subprocess.run(["cp", "-a", str(root), str(target)], check=True)
    if there:
        away.rename(_releases(root))


def _releases(root: Path) -> Path:
    return root / SERVED.lstrip("/")
