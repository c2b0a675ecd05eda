"""What an interrupted update becomes at the next start of the box."""

from __future__ import annotations

import pytest

from kiosk.update import state, trying
from kiosk.update.state import Phase
from kiosk.update.system import Ready
from tests.update.world import FIRST, RESULTS, Scene


class PowerCutError(BaseException):
    """Not an error that anything could handle."""


def interrupted(here: Scene, phase: Phase, *faults: str) -> None:
    """An update whose power goes when it first asks the kiosk in this phase."""
    here.offer("1.1.0", *faults)

    def cut() -> None:
        trial = state.read_trial(here.world.places.trial)
        if trial is not None and trial.phase is phase:
            raise PowerCutError

    here.world.on_ask = cut
    with pytest.raises(PowerCutError):
        here.run()


def test_a_switched_version_that_is_healthy_is_good(here: Scene) -> None:
    """A power cut alone is never the version's fault."""
    interrupted(here, Phase.SWITCHED)
    here.power_on()
    assert here.in_use == "1.1.0"
    assert here.book["last_look"]["sentence"] == "Updated from 1.0.0 to 1.1.0."
    assert not here.world.places.trial.exists()


def test_a_switched_version_that_is_not_healthy_goes_back(here: Scene) -> None:
    """At boot as during the update, without network."""
    interrupted(here, Phase.SWITCHED, "camera")
    here.network.files = None
    here.power_on()
    assert here.in_use == "1.0.0"
    assert here.book["history"][0]["outcome"] == "fell-back"
    assert here.results() == RESULTS


def test_a_version_that_does_not_start_goes_back_at_boot(here: Scene) -> None:
    """Three failed starts, by fallback.py alone."""
    here.offer("1.1.0", "start")
    here.world.fallback_broken = True
    cut_at = here.world.kiosk_state

    def cut() -> str:
        if here.world.places.trial.exists():
            raise PowerCutError
        return cut_at()

    here.world.kiosk_state = cut  # type: ignore[method-assign]
    with pytest.raises(PowerCutError):
        here.run()
    here.power_on()
    assert here.in_use == "1.0.0"
    assert here.world.restarts[-1] == FIRST
    assert "three starts have failed" in here.book["last_look"]["sentence"]


def test_nobody_restarted_the_kiosk_after_the_switch(here: Scene) -> None:
    """Only the updater was killed, between the link and the restart: it is made up for."""
    here.offer("1.1.0")
    restart = here.world.restart_kiosk

    def killed() -> None:
        raise PowerCutError

    here.world.restart_kiosk = killed  # type: ignore[method-assign]
    with pytest.raises(PowerCutError):
        here.run()
    here.world.restart_kiosk = restart  # type: ignore[method-assign]
    here.settle()
    assert here.in_use == "1.1.0"
    assert here.world.running is not None
    assert here.world.running["version"] == "1.1.0"
    assert here.book["history"][0]["outcome"] == "good"


def test_a_note_without_sense_is_taken_away(here: Scene) -> None:
    """Checks may begin again with what runs."""
    here.world.places.trial.write_text("{")
    here.settle()
    assert not here.world.places.trial.exists()
    assert any("cannot be understood" in line for line in here.said)


def test_fallback_may_end_a_trial_under_the_updater(here: Scene) -> None:
    """The updater that waits for a healthy kiosk sees it and says what fallback.py has written."""
    here.offer("1.1.0", "start")
    here.run()
    sentence = "Update to 1.1.0 failed at the start, still on 1.0.0: three starts have failed."
    assert here.book["last_look"]["sentence"] == sentence
    assert f"<5>{sentence}" in here.said
    assert len(here.book["history"]) == 1


@pytest.mark.parametrize(
    ("ready", "lacks"),
    [
        (Ready(True, "1.1.0", camera=True, store=True), None),
        (Ready(True, "1.1.0", camera=True, store=True, busy=True, held=True), None),
        (Ready(False), "did not answer"),
        (Ready(True, "1.0.0", camera=True, store=True), "version 1.0.0 answered instead of 1.1.0"),
        (Ready(True, "1.1.0", camera=True), "results could not be written"),
        (Ready(True, "1.1.0", store=True), "the camera gave no pictures"),
    ],
)
def test_what_a_healthy_kiosk_lacks(ready: Ready, lacks: str | None) -> None:
    """Answer, version, results, and pictures if there were pictures before."""
    trial = state.Trial("s", "1.1.0", "f", "1.0.0", "ab", camera=True)
    said = trying.lacking(ready, trial)
    assert said == lacks or (lacks is not None and said is not None and lacks in said)


def test_a_box_without_a_camera_may_be_updated() -> None:
    """Pictures are not asked for where there were none before."""
    trial = state.Trial("s", "1.1.0", "f", "1.0.0", "ab", camera=False)
    assert trying.lacking(Ready(True, "1.1.0", store=True), trial) is None
