"""The ladder for a camera that is gone: which rung comes when, and what outlives a restart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.health import ladder
from kiosk.health.ladder import FILE, LASTING_S, Ladder, Memory, Powers, Rung, Trouble

SERVICE = Powers(restart=True, reboot=True)


def rungs(
    trouble: Trouble, powers: Powers, tries: int, *, start: Ladder | None = None
) -> list[str]:
    """The rungs of one trouble after another, a new process after each restart."""
    state = start or ladder.fresh(Ladder(), 0.0)
    found = []
    for _ in range(tries):
        state = ladder.climb(state, trouble, powers)
        found.append(state.rung.value)
        if state.rung is Rung.RESTARTING:
            state = Ladder(memory=state.memory)
    return found


@pytest.mark.parametrize("trouble", [Trouble.LOST, Trouble.FROZEN])
def test_a_lost_camera_is_reopened_then_the_kiosk_and_the_box_are_restarted(
    trouble: Trouble,
) -> None:
    """Three reopenings before each of two restarts, then one reboot, and then only waiting."""
    three = ["reopening"] * 3
    wanted = [*three, "restarting", *three, "restarting", *three, "rebooting", "waiting", "waiting"]
    assert rungs(trouble, SERVICE, 14) == wanted


def test_a_reboot_must_be_allowed() -> None:
    """Without an admin's leave the box is not restarted: the kiosk keeps trying."""
    found = rungs(Trouble.LOST, Powers(restart=True), 30)
    assert found.count("restarting") == 2
    assert "rebooting" not in found
    assert found[-1] == "waiting"


def test_nobody_restarts_a_kiosk_that_is_no_service() -> None:
    """Run by hand, the kiosk never ends by itself nor asks for a reboot."""
    found = rungs(Trouble.LOST, Powers(reboot=True), 30)
    assert set(found) == {"reopening", "waiting"}


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_camera_that_never_was_there_is_waited_for(trouble: Trouble) -> None:
    """Absent at the start: no restart would make a camera appear."""
    assert set(rungs(trouble, SERVICE, 50, start=Ladder())) == {"waiting"}


def test_a_covered_lens_restarts_nothing() -> None:
    """Whoever covered it will uncover it."""
    assert set(rungs(Trouble.COVERED, SERVICE, 50)) == {"waiting"}


def test_a_camera_missing_after_a_restart_for_it_goes_on_up_the_ladder() -> None:
    """It was there before the restart, so the next process does not merely wait."""
    after = Ladder(memory=Memory(restarts=1))
    found = rungs(Trouble.MISSING, SERVICE, 4, start=after)
    assert found == ["reopening", "reopening", "reopening", "restarting"]


def test_a_minute_of_fresh_frames_forgets_the_trouble() -> None:
    """Not one lucky frame: the next trouble within the minute goes on where it was."""
    state = Ladder(memory=Memory(restarts=2, reboot_asked=True), tries=3)
    state = ladder.fresh(state, 10.0)
    state = ladder.fresh(state, 9.9 + LASTING_S)
    assert state.memory == Memory(restarts=2, reboot_asked=True)
    assert ladder.fresh(state, 10.0 + LASTING_S).memory == Memory()


def test_a_trouble_in_between_begins_the_minute_anew() -> None:
    """A camera that comes and goes every half minute does not count as mended."""
    state = ladder.fresh(Ladder(memory=Memory(restarts=1)), 0.0)
    state = ladder.climb(state, Trouble.LOST, SERVICE)
    state = ladder.fresh(state, LASTING_S + 1.0)
    assert state.memory.restarts == 1


@given(st.lists(st.sampled_from([*Trouble, None]), max_size=60))
def test_a_trouble_never_restarts_more_than_it_may(troubles: list[Trouble | None]) -> None:
    """Whatever comes and goes without a minute of pictures: two restarts and one reboot."""
    state, restarts, reboots = Ladder(), 0, 0
    for trouble in troubles:
        if trouble is None:
            state = ladder.fresh(state, 0.0)
            continue
        state = ladder.climb(state, trouble, SERVICE)
        restarts += state.rung is Rung.RESTARTING
        reboots += state.rung is Rung.REBOOTING
        if state.rung is Rung.RESTARTING:
            state = Ladder(memory=state.memory)
    assert restarts <= ladder.RESTARTS
    assert reboots <= 1


def test_tries_grow_rarer_after_a_minute() -> None:
    """Whoever plugs it in sees it at once; an evening without a camera is no storm of tries."""
    state = Ladder()
    assert ladder.pause_s(replace(state, tries=ladder.QUICK_TRIES)) == ladder.QUICK_S
    assert ladder.pause_s(replace(state, tries=ladder.QUICK_TRIES + 1)) == ladder.SLOW_S


def test_memory_outlives_the_process(tmp_path: Path) -> None:
    """What one process writes, the next one reads."""
    ladder.remember(tmp_path, Memory(restarts=2, reboot_asked=True))
    assert ladder.remembered(tmp_path) == Memory(restarts=2, reboot_asked=True)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("damaged", ["", "{}", "[1]", '{"restarts": "x", "reboot_asked": 1}', "\0"])
def test_a_damaged_memory_is_none(tmp_path: Path, damaged: str) -> None:
    """A power cut while it was written must not keep the kiosk from starting."""
    (tmp_path / FILE).write_text(damaged, encoding="ascii")
    assert ladder.remembered(tmp_path) == Memory()


def test_no_folder_means_no_memory(tmp_path: Path) -> None:
    """Run by hand, and with a folder that is gone, the kiosk goes on without."""
    assert ladder.remembered(None) == Memory()
    ladder.remember(None, Memory(restarts=1))
    ladder.remember(tmp_path / "gone", Memory(restarts=1))
    assert ladder.remembered(tmp_path / "gone") == Memory()


def test_every_rung_has_its_sentence() -> None:
    """The page and the journal say what is being done."""
    assert set(ladder.SAID) == set(Rung)
    assert all(ladder.SAID[rung].endswith(".") for rung in Rung if rung is not Rung.WATCHING)
