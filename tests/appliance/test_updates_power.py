"""The power goes at every step of an update: the box always comes up on a working version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from . import gym, power, rig, sabotage, updating
from .box import Box, wait
from .power import Moment
from .shop import Shop

SETTLED_S = 300.0
GOOD, BROKEN = "1.7.0", "1.8.0"


def comes_up(box: Box, before: frozenset[updating.Row], versions: tuple[str, ...]) -> str:
    """Switch it on: one of `versions` works, nothing is half done, every result is there."""
    box.boot_again()
    wait(lambda: updating.ready(box).get("store"), SETTLED_S, "a kiosk that can store")
    wait(lambda: updating.settled(box), SETTLED_S, "no version on trial")
    wait(lambda: updating.running(box) == updating.linked(box), SETTLED_S, "the linked version")
    rig.wait_seeing(box)
    running = updating.running(box)
    assert running in versions
    for link in ("current", "base"):
        target = box.path("/opt/kiosk") / box.path(f"/opt/kiosk/{link}").readlink()
        assert (target / "complete").exists(), link
    assert before <= gym.results(box)
    return running


@pytest.fixture(scope="session")
def offered(opened: Box, maintainer: Shop) -> str:
    """The version before GOOD, which is offered to it."""
    box = opened
    box.run("systemctl", "start", rig.UNIT, check=False)
    rig.play(box, *gym.EMPTY)
    before = updating.running(box)
    maintainer.publish(box, GOOD, sabotage.starts_otherwise)
    return before


def named(moment: Moment) -> str:
    return moment.name


@pytest.mark.parametrize("moment", power.BEFORE_THE_SWITCH, ids=named)
def test_cut_before_the_switch(gym_box: Box, offered: str, moment: Moment) -> None:
    """The power goes: the old version runs, and nothing is held against the new one."""
    box, before, history = gym_box, gym.results(gym_box), updating.history(gym_box)
    power.cut_at(box, moment, GOOD)
    assert comes_up(box, before, (offered,)) == offered
    assert updating.history(box) == history


@pytest.fixture(scope="module")
def prepared(opened: Box, offered: str) -> Iterator[tuple[Path, str]]:
    """A box whose next run has but the self-test, the migration and the switch to do."""
    power.cut_at(opened, power.LAST_BEFORE, GOOD)
    saved = power.save(opened)
    yield saved, offered
    rmtree(saved)


@pytest.mark.parametrize("moment", power.SWITCHING, ids=named)
def test_cut_while_switching(opened: Box, prepared: tuple[Path, str], moment: Moment) -> None:
    """The power goes: old or new version, as the switch was made or not, and nothing between."""
    box, (saved, old) = opened, prepared
    power.begin_from(box, saved)
    before = gym.results(box)
    rig.wait_seeing(box)
    power.cut_at(box, moment, GOOD)
    came_up = comes_up(box, before, (old, GOOD))
    updating.run_updater(box)
    assert updating.running(box) == updating.linked(box) == updating.linked(box, "base") == GOOD
    newest = updating.history(box)[0]
    assert (newest["version"], newest["outcome"]) == (GOOD, "good"), came_up
    assert before <= gym.results(box)


@pytest.fixture(scope="module")
def broken(opened: Box, maintainer: Shop) -> Iterator[tuple[Path, str]]:
    """A box whose next run switches to a version that does not start."""
    old = updating.running(opened)
    maintainer.publish(opened, BROKEN, sabotage.ends_with_the_store_open)
    power.cut_at(opened, power.LAST_BEFORE, BROKEN)
    saved = power.save(opened)
    yield saved, old
    rmtree(saved)


@pytest.mark.parametrize("moment", power.GOING_BACK, ids=named)
def test_cut_on_the_way_back(opened: Box, broken: tuple[Path, str], moment: Moment) -> None:
    """The power goes while a broken version is taken back: the old one runs, and it is said."""
    box, (saved, old) = opened, broken
    power.begin_from(box, saved)
    before = gym.results(box)
    rig.wait_seeing(box)
    power.cut_at(box, moment, BROKEN)
    assert comes_up(box, before, (old,)) == old
    newest = updating.history(box)[0]
    assert (newest["version"], newest["outcome"]) == (BROKEN, "fell-back")
    updating.run_updater(box)
    assert updating.running(box) == old
    assert len(updating.history(box)) == len({entry["at"] for entry in updating.history(box)})
