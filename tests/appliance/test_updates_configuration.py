"""Configuration from afar: signed as a version is, below what the gym has set itself."""

from __future__ import annotations

import pytest

from . import gym, rig, sabotage, updating
from .box import Box, wait
from .shop import Shop

AFAR = '[check]\nreps = 4\n[screen]\nlanguage = "fr"\n'
WRONG = "[check]\nreps = 15\n"
LOCAL = gym.SETTINGS + '[screen]\nlanguage = "de"\n'


def holds(box: Box, name: str) -> str:
    """The line of a setting as `kiosk config show` has it."""
    shown = box.run("runuser", "-u", "kiosk", "--", updating.COMMAND, "config", "show")
    section, _, key = name.partition(".")
    below = shown.partition(f"[{section}]")[2].partition("\n[")[0]
    return next(line for line in below.splitlines() if line.strip().startswith(f"{key} "))


@pytest.mark.short
def test_it_arrives_and_local_settings_win(gym_box: Box, maintainer: Shop) -> None:
    """The group's settings hold after the next look, but for what kiosk.toml says otherwise."""
    box = gym_box
    rig.configure(box, LOCAL)
    maintainer.settle(box, gym.GROUP, AFAR)
    updating.run_updater(box)
    assert box.path(updating.FLEET).read_text("utf-8") == AFAR
    assert " 4" in holds(box, "check.reps")
    assert "de" in holds(box, "screen.language")
    wait(lambda: updating.settled(box) and updating.running(box), 120, "the kiosk on them")
    assert updating.read(box, updating.UPDATE)["settings"]["trouble"] is None


def test_wrong_ones_are_refused(gym_box: Box, maintainer: Shop) -> None:
    """Settings that only a newer version takes: said in words, those before go on holding."""
    box, pid = gym_box, rig.main_pid(gym_box)
    maintainer.settle(box, gym.GROUP, WRONG, sabotage.takes_more_reps)
    found = updating.run_updater(box)
    trouble = updating.read(box, updating.UPDATE)["settings"]["trouble"]
    assert "check.reps" in trouble, found
    assert box.path(updating.FLEET).read_text("utf-8") == AFAR
    assert rig.main_pid(box) == pid
    maintainer.settle(box, gym.GROUP, AFAR)
    updating.run_updater(box)
    rig.configure(box, gym.SETTINGS)
