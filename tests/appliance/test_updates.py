"""From one version to the next on a real systemd: what a good one brings, what a broken one costs.

In this order: each version is offered to the box that the one before has left.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from . import gym, rig, sabotage, updating
from .box import Box, wait
from .sabotage import Change
from .shop import Shop

STOP_AT_MOST_S = 60.0
"""Of the check service, from the last answer of one version to the first of the next. Our choice:
half of the time that a member spends on the spot."""
READY_S = 120.0
STORES_AT_SPEED = 4.0
QUICK_START = f"/etc/systemd/system/{rig.UNIT}.d/quick-start.conf"


def stands_on(box: Box, version: str) -> None:
    """Everything that may run is this version, and nothing is on trial."""
    wait(lambda: updating.running(box) == version, READY_S, f"{version} answers")
    assert updating.settled(box)
    assert updating.linked(box) == version
    assert box.get("/").status == 200


def told(box: Box, sentence: str) -> None:
    """The outcome is where people look: file, journal, `kiosk check`."""
    assert updating.last_look(box)["sentence"] == sentence
    assert box.journal_has(sentence, "-u", updating.UNIT)
    assert sentence.rstrip(".") in (check := updating.self_check(box)), check


@pytest.mark.short
def test_nothing_newer_is_said(visited: Box) -> None:
    """Before anything is published the updater says so, trusts the keys and changes nothing."""
    box = visited
    slot = box.current_slot()
    found = updating.run_updater(box)
    assert found["outcome"] == "current", found
    assert box.current_slot() == slot
    assert gym.results(box)
    stands_on(box, gym.FIRST)


@pytest.mark.short
def test_a_good_version_is_taken(
    visited: Box, maintainer: Shop, record_property: Callable[[str, object], None]
) -> None:
    """1.0.0 to 1.1.0: page, file and check say it, every result is there, the stop is bounded."""
    box = visited
    before = gym.results(box)
    maintainer.publish(box, "1.1.0", sabotage.adds_to_the_store)
    with updating.watched(box) as stop:
        found = updating.run_updater(box)
    record_property(updating.STOP, stop.said("From 1.0.0 to 1.1.0"))
    assert found["outcome"] == "good", found
    stands_on(box, "1.1.0")
    gym.as_installed(box)
    told(box, "Updated from 1.0.0 to 1.1.0.")
    assert before <= gym.results(box)
    assert 0 < stop.no_page_s <= STOP_AT_MOST_S
    assert stop.not_ready_s <= STOP_AT_MOST_S


@pytest.mark.short
def test_its_units_follow(gym_box: Box) -> None:
    """The base is that of the new version, loaded and in order; the one before is kept."""
    box = gym_box
    assert updating.linked(box, "base") == "1.1.0"
    bases = {path.name.rpartition("-")[0] for path in box.path("/opt/kiosk/bases").iterdir()}
    assert bases == {"1.0.0", "1.1.0"}
    assert box.show(sabotage.MARKED, "Description").endswith(" 1.1.0")
    assert box.show(rig.UNIT, "NeedDaemonReload") == "no"
    assert box.run("systemctl", "--failed", "--plain", "--no-legend").strip() == ""
    slots = {path.name.rpartition("-")[0] for path in box.path("/opt/kiosk/slots").iterdir()}
    assert slots == {"1.0.0", "1.1.0"}


STARTING = "start"
BROKEN = [
    pytest.param("1.2.0", sabotage.judges_otherwise, "self-test", marks=pytest.mark.short),
    pytest.param("1.2.1", sabotage.fails_to_migrate, "migration"),
    pytest.param("1.2.2", sabotage.ends_at_once, STARTING),
    pytest.param("1.2.3", sabotage.ends_with_the_store_open, STARTING, marks=pytest.mark.short),
    pytest.param("1.2.4", sabotage.never_ready, STARTING),
]


@pytest.mark.parametrize(("version", "change", "stage"), BROKEN)
def test_a_broken_version_is_taken_back(
    visited: Box, maintainer: Shop, version: str, change: Change, stage: str
) -> None:
    """One that is broken: still on 1.1.0, said everywhere with the stage, no result lost."""
    box = visited
    before = gym.results(box)
    box.write(QUICK_START, "[Service]\nTimeoutStartSec=25s\n")
    box.run("systemctl", "daemon-reload")
    maintainer.publish(box, version, sabotage.adds_to_the_store, change)
    found = updating.run_updater(box)
    box.path(QUICK_START).unlink()
    box.run("systemctl", "daemon-reload")
    newest = updating.history(box)[0]
    assert (newest["version"], newest["stage"]) == (version, stage), found
    assert newest["outcome"] == ("fell-back" if stage == STARTING else "failed")
    stands_on(box, "1.1.0")
    start = f"Update to {version} failed at the {stage}, still on 1.1.0: "
    assert newest["sentence"].startswith(start)
    told(box, newest["sentence"])
    assert before <= gym.results(box)
    assert not list(box.path("/opt/kiosk/slots").glob(f"{version}-*"))
    assert updating.linked(box, "base") == "1.1.0"


@pytest.mark.short
def test_what_failed_is_not_tried_again(gym_box: Box) -> None:
    """The same offers once more: nothing is fetched, nothing new in the history."""
    box, before = gym_box, updating.history(gym_box)
    since = box.cursor()
    found = updating.run_updater(box)
    assert found["outcome"] == "current", found
    assert updating.history(box) == before
    assert not box.journal_has(
        "Fetching the release", "-u", updating.UNIT, f"--after-cursor={since}"
    )
    stands_on(box, "1.1.0")
