"""Configuration from afar: taken when the kiosk runs with it, else what was before."""

from __future__ import annotations

import json

import pytest

from tests.update.world import FIRST, Scene

GERMAN = b"[screen]\nlanguage = 'de'\n"
SPANISH = b"[screen]\nlanguage = 'es'\n"


def offer(here: Scene, text: bytes) -> None:
    here.repository.offer_settings("north", text)
    here.repository.publish()


def fleet(here: Scene) -> bytes | None:
    path = here.world.places.fleet
    return path.read_bytes() if path.exists() else None


def test_good_settings_are_taken_once(here: Scene) -> None:
    """The kiosk is restarted with them, and not again by the next run."""
    offer(here, GERMAN)
    here.run()
    assert fleet(here) == GERMAN
    assert here.world.restarts == [FIRST, FIRST]
    assert "New configuration from afar is in use." in here.book["last_look"]["sentence"]
    here.run()
    assert here.world.restarts == [FIRST, FIRST]
    assert len([path for path in here.network.asked if path.endswith(".toml")]) == 1


def test_settings_that_the_kiosk_would_not_take_never_reach_it(here: Scene) -> None:
    """It is asked first; the same ones are not asked about again, new ones are."""
    offer(here, b"nonsense")
    here.run()
    assert fleet(here) is None
    assert here.world.restarts == [FIRST]
    assert "nonsense is unknown" in here.book["last_look"]["sentence"]
    assert here.book["last_look"]["outcome"] == "current"
    asked = len([line for line in here.world.lines if "try settings" in line])
    here.run()
    assert len([line for line in here.world.lines if "try settings" in line]) == asked
    assert "nonsense is unknown" in here.book["last_look"]["sentence"]
    offer(here, GERMAN)
    here.run()
    assert fleet(here) == GERMAN


@pytest.mark.parametrize("before", [GERMAN, None])
def test_settings_with_which_the_kiosk_does_not_run_are_taken_back(
    here: Scene, before: bytes | None
) -> None:
    """What was before holds again, which may be nothing; they are not tried again."""
    if before is not None:
        offer(here, before)
        here.run()
    offer(here, b"# breaks\n")
    here.run()
    assert fleet(here) == before
    assert here.world.running is not None
    assert here.book["settings"]["trouble"]
    assert not here.world.places.trial.exists()
    restarts = len(here.world.restarts)
    here.run()
    assert len(here.world.restarts) == restarts


def test_bad_settings_do_not_keep_a_version_from_coming(here: Scene) -> None:
    """The two are independent."""
    offer(here, b"nonsense")
    here.offer("1.1.0")
    here.run()
    assert here.in_use == "1.1.0"


def test_another_groups_settings_are_not_ours(here: Scene) -> None:
    """Nothing is fetched of them."""
    here.repository.offer_settings("south", GERMAN)
    here.repository.publish()
    here.run()
    assert fleet(here) is None


def test_a_box_of_no_group_has_none(here: Scene) -> None:
    """Leaving the group takes its settings away."""
    offer(here, GERMAN)
    here.run()
    config = here.world.places.layout.config
    config.write_text(config.read_text().replace("group = ", "# group = "))
    here.run()
    assert fleet(here) == b""


def test_nobody_is_disturbed_for_settings(here: Scene) -> None:
    """They come another time when somebody is there for half an hour."""
    offer(here, GERMAN)
    here.world.holds = False
    here.run()
    assert fleet(here) is None
    assert here.world.restarts == [FIRST]
    here.world.holds = True
    here.run()
    assert fleet(here) == GERMAN


def test_a_power_cut_while_they_are_tried(here: Scene) -> None:
    """They are settled as a version is: healthy, so they hold."""
    offer(here, SPANISH)

    def cut() -> None:
        trial = here.world.places.trial
        if trial.exists() and json.loads(trial.read_text())["phase"] == "switched":
            raise KeyboardInterrupt

    here.world.on_ask = cut
    with pytest.raises(KeyboardInterrupt):
        here.run()
    here.power_on()
    assert fleet(here) == SPANISH
    assert here.book["settings"]["trouble"] is None
