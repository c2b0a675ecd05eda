"""Units, scripts and the updater itself: replaced after a version was marked good, or not at all;
and a version that does not start is taken back by what lies outside of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from . import gym, power, rig, sabotage, shop, updating
from .box import Box, wait
from .shop import Shop
from .test_updates import STARTING, STOP_AT_MOST_S, stands_on

FALLBACK_S = 180.0


def test_a_new_unit_of_the_kiosk_is_taken_on_trial(
    visited: Box, maintainer: Shop, record_property: Callable[[str, object], None]
) -> None:
    """1.4.0 brings another kiosk.service: it runs in it, the base before is kept."""
    box = visited
    before, kept = gym.results(box), updating.linked(box, "base")
    maintainer.publish(box, "1.4.0", sabotage.starts_otherwise)
    with updating.watched(box) as stop:
        found = updating.run_updater(box)
    words = stop.said("To a version that changes the kiosk's own unit, the longer of two")
    record_property(updating.STOP, words)
    assert found["outcome"] == "good", found
    stands_on(box, "1.4.0")
    assert updating.linked(box, "base") == "1.4.0"
    assert box.show(rig.UNIT, "Description").endswith("as of 1.4.0")
    bases = {path.name.rpartition("-")[0] for path in box.path("/opt/kiosk/bases").iterdir()}
    assert bases == {kept, "1.4.0"}
    assert before <= gym.results(box)
    assert stop.no_page_s <= STOP_AT_MOST_S


def test_units_that_do_not_load_are_not_taken(visited: Box, maintainer: Shop) -> None:
    """1.5.0 is sound but for its units: it runs with those before, and that is said."""
    box, before = visited, gym.results(visited)
    maintainer.publish(box, "1.5.0", sabotage.has_a_unit_that_does_not_load)
    found = updating.run_updater(box)
    assert found["outcome"] == "good", found
    stands_on(box, "1.5.0")
    assert updating.linked(box, "base") == "1.4.0"
    assert updating.read(box, updating.UPDATE)["base"]["trouble"]
    assert box.show(rig.UNIT, "LoadState") == "loaded"
    assert box.show(rig.UNIT, "NeedDaemonReload") == "no"
    assert before <= gym.results(box)


@pytest.mark.short
def test_at_boot_three_failed_starts_bring_the_old_one_back(visited: Box, maintainer: Shop) -> None:
    """1.6.0 does not start, the power goes, no network, no updater: the box comes up on 1.5.0."""
    box, before = visited, gym.results(visited)
    old = updating.linked(box)
    maintainer.publish(box, "1.6.0", sabotage.ends_at_once)
    power.cut_at(box, power.LINK_SWITCHED, "1.6.0")
    updater = box.path("/opt/kiosk/bases") / box.path("/opt/kiosk/base").readlink().name / "updater"
    updater.rename(updater.with_name("away"))
    shop.hide(box.root)
    box.boot_again()
    wait(lambda: updating.settled(box), FALLBACK_S, "the trial is over")
    updater.with_name("away").rename(updater)
    newest = updating.history(box)[0]
    assert newest["version"] == "1.6.0"
    assert newest["outcome"] == "fell-back"
    stands_on(box, old)
    assert newest["sentence"].startswith(
        f"Update to 1.6.0 failed at the {STARTING}, still on {old}: "
    )
    assert before <= gym.results(box)
    shop.serve(box.root)
    box.run("systemctl", "daemon-reload")
    box.run("systemctl", "start", shop.SERVER)
    found = updating.run_updater(box)
    assert found["outcome"] == "current", found
    stands_on(box, old)
