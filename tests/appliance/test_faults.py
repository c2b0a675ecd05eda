"""A running kiosk that is killed, stopped and blinded; what happens is systemd's and its own."""

from __future__ import annotations

import pytest

from . import rig
from .box import Box, wait

BACK_S = 60.0
WATCHDOG_S = 30.0


def back_again(box: Box, pid: int) -> int:
    """Wait for another process than `pid` whose page sees; its number."""
    wait(lambda: rig.main_pid(box) not in (0, pid), BACK_S, "systemd starts the kiosk again")
    rig.wait_seeing(box, BACK_S)
    return rig.main_pid(box)


def shown_reps(box: Box) -> int:
    """How many counted reps of this check the page shows."""
    return int(box.state().get("counted") or 0)


@pytest.mark.short
def test_a_recording_plays(playing: Box) -> None:
    """On a recording the service is ready, the page answers and the watchdog is fed."""
    box = playing
    assert box.get("/").status == 200
    assert box.get("/ready").status == 200
    fed = box.show(rig.UNIT, "WatchdogTimestampMonotonic")
    wait(lambda: box.show(rig.UNIT, "WatchdogTimestampMonotonic") != fed, 10, "a fed watchdog")
    assert rig.restarts(box) == 0


@pytest.mark.short
def test_killed_it_comes_back_with_its_results(box: Box) -> None:
    """kill -9 while a check runs: systemd starts it again, and every shown rep is in the store."""
    rig.configure(box, rig.NO_PINS)
    rig.play(box, *rig.DEMO, speed=3)
    rig.wait_seeing(box)
    shown = wait(lambda: shown_reps(box), 90, "a counted rep on the page")
    pid = rig.signal_main(box, "KILL")
    kept = rig.kept(box)
    assert kept.whole
    assert kept.checks >= 1
    assert kept.reps >= shown
    assert back_again(box, pid) != pid
    assert rig.restarts(box) == 1
    assert rig.kept(box).reps >= kept.reps


def test_a_hanging_program_is_ended_by_the_watchdog(playing: Box) -> None:
    """Stopped in its tracks (SIGSTOP) it feeds no watchdog: systemd ends and starts it anew."""
    pid = rig.signal_main(playing, "STOP")
    wait(lambda: rig.main_pid(playing) != pid, WATCHDOG_S + 60, "the watchdog ends it")
    assert "Watchdog timeout" in playing.journal("-u", rig.UNIT)
    back_again(playing, pid)
