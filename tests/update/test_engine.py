"""Whole runs of the updater on a box of files: what is in use afterwards, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.update import state
from tests.update.world import FIRST, RESULTS, Scene


def no_traces(here: Scene) -> bool:
    """Nothing half-done lies about and no check is kept from beginning."""
    places = here.world.places
    left = [places.trial, places.unpacked, places.proving]
    return not any(path.exists() for path in left)


def test_a_good_version_is_taken(here: Scene) -> None:
    """It is in use, answers, and the book says from where to where."""
    here.offer("1.1.0")
    assert here.run() == 0
    assert here.in_use == "1.1.0"
    assert here.world.running is not None
    assert here.world.running["version"] == "1.1.0"
    assert here.book["last_look"]["sentence"] == "Updated from 1.0.0 to 1.1.0."
    assert here.book["last_look"]["outcome"] == "good"
    assert (here.book["version"], here.book["trouble"]) == ("1.1.0", None)
    assert here.results() == RESULTS
    assert no_traces(here)


@pytest.mark.parametrize(
    ("fault", "stage", "why"),
    [
        ("clip", "self-test", "Rep 2 is judged a fault instead of good."),
        ("migration", "migration", "The copy has another count of checks afterwards."),
    ],
)
def test_a_version_that_fails_before_the_switch_changes_nothing(
    here: Scene, fault: str, stage: str, why: str
) -> None:
    """The old version was never stopped, the reason is said, and the slot is gone."""
    here.offer("1.1.0", fault)
    assert here.run() == 0
    assert here.world.restarts == [FIRST]
    sentence = f"Update to 1.1.0 failed at the {stage}, still on 1.0.0: {why}"
    assert here.book["last_look"]["sentence"] == sentence
    assert here.book["history"][0]["outcome"] == "failed"
    assert [path.name for path in here.world.places.layout.slots.iterdir()] == [FIRST]
    assert no_traces(here)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("camera", "the camera gave no pictures"),
        ("store", "results could not be written"),
        ("answer", "the kiosk did not answer"),
        ("start", "three starts have failed"),
    ],
)
def test_an_unhealthy_version_is_taken_back(here: Scene, fault: str, why: str) -> None:
    """The old version runs again with every result, and the book says why."""
    here.offer("1.1.0", fault)
    assert here.run() == 0
    assert here.in_use == "1.0.0"
    assert here.world.running is not None
    assert here.world.running["version"] == "1.0.0"
    entry = here.book["history"][0]
    assert entry["outcome"] == "fell-back"
    assert entry["sentence"].endswith(f"still on 1.0.0: {why}.")
    assert here.results() == RESULTS
    assert no_traces(here)


def test_a_version_that_failed_waits_for_a_newer_one(here: Scene) -> None:
    """The next run leaves it alone; the newer version is taken."""
    here.offer("1.1.0", "clip")
    here.run()
    tried = len(here.world.lines)
    here.run()
    assert here.world.lines[tried:] == []
    assert here.book["last_look"]["outcome"] == "current"
    assert "1.1.0 has failed here" in here.book["last_look"]["sentence"]
    here.offer("1.2.0")
    here.run()
    assert here.in_use == "1.2.0"


def test_a_check_in_progress_delays_the_switch(here: Scene) -> None:
    """The kiosk is not restarted before it says that nobody is there and none will begin."""
    here.offer("1.1.0")
    here.world.busy_until_s = 20 * 60.0
    here.run()
    assert here.in_use == "1.1.0"
    assert here.world.passed_s > 20 * 60.0
    restart = next(number for number, ready in enumerate(here.world.asked) if ready.held)
    assert all(ready.busy for ready in here.world.asked[: restart - 1])


def test_somebody_who_stays_is_not_disturbed(here: Scene) -> None:
    """After half an hour it is left for later: nothing is held, the slot that was made stays."""
    here.offer("1.1.0")
    here.world.holds = False
    here.run()
    assert here.world.restarts == [FIRST]
    assert here.book["last_look"]["outcome"] == "waiting"
    assert here.book["history"] == []
    assert not here.world.places.trial.exists()
    made = len(here.world.lines)
    here.world.holds = True
    here.run()
    assert here.in_use == "1.1.0"
    assert not [line for line in here.world.lines[made:] if "pip install" in line]


def test_a_kiosk_that_does_not_answer_is_nobody(here: Scene) -> None:
    """A version that does not run can be replaced by one that does."""
    here.offer("1.1.0")
    here.world.running, here.world.state = None, "failed"
    here.run()
    assert here.in_use == "1.1.0"
    assert here.book["last_look"]["outcome"] == "good"


def test_a_kiosk_that_hangs_is_given_the_time_of_its_watchdog(here: Scene) -> None:
    """Somebody may be in a check while its page does not answer for a moment."""
    here.offer("1.1.0")
    running, here.world.running = here.world.running, None

    def answers_again() -> None:
        if 20 < here.world.passed_s < 40:
            here.world.running = running

    here.world.on_ask = answers_again
    here.world.busy_until_s = 600
    here.run()
    assert here.in_use == "1.1.0"
    assert here.world.passed_s > 600


def test_there_is_nobody_in_the_kiosk_when_it_is_told_to_end(here: Scene) -> None:
    """The service manager may end the updater while it waits: no check is kept from beginning."""
    here.offer("1.1.0")
    here.world.holds = False

    def told_to_end() -> None:
        if here.world.places.trial.exists():
            raise SystemExit

    here.world.on_ask = told_to_end
    with pytest.raises(SystemExit):
        here.run()
    assert not here.world.places.trial.exists()


def test_a_full_card_does_not_keep_a_sick_version_running(
    here: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be written down any more the old version runs again all the same."""
    here.offer("1.1.0", "camera")
    write = state.write_trial

    def full(path: Path, trial: state.Trial) -> None:
        if trial.phase is state.Phase.BACK:
            raise OSError(28, "No space left on device", str(path))
        write(path, trial)

    monkeypatch.setattr(state, "write_trial", full)
    here.run()
    assert here.world.running is not None
    assert here.world.running["version"] == "1.0.0"
    assert here.book["history"][0]["outcome"] == "fell-back"
    assert not here.world.places.trial.exists()
