"""The settings desk: where values are from, what may be changed, and when the kiosk starts anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.config import KEYS
from kiosk.holding import HELD
from kiosk.live import Snapshot
from kiosk.results import ResultStore
from kiosk.settings_desk import NOT_A_SERVICE, SettingsDesk, in_use
from kiosk.vitals import Vitals
from tests.web.settings_rig import TOML, Rig, values

BY = "admin, on the kiosk"


@pytest.fixture
def rig(store: ResultStore) -> Rig:
    return Rig(store)


@pytest.fixture
def desk(rig: Rig) -> SettingsDesk:
    return rig.desk()


def test_every_value_is_told_with_its_meaning_and_origin(desk: SettingsDesk) -> None:
    """Each key of the one table is there, with where its value is from."""
    told = values(desk)
    assert list(told) == list(KEYS)
    assert all(each["meaning"] and each["takes"] and each["origin"] for each in told.values())
    assert told["camera.fps"]["origin"] == "shipped default"
    assert (told["check.reps"]["value"], told["check.reps"]["origin"]) == ("4", TOML)
    assert told["check.reps"]["unit"] == "reps"
    assert (told["check.reps"]["low"], told["check.reps"]["high"]) == (3, 10)


def test_a_saved_value_waits_for_the_next_start(desk: SettingsDesk, store: ResultStore) -> None:
    """It is kept with who and when, told as pending, and what runs is told as it is."""
    assert desk.save({"check.reps": "6", "web.host_names": "a.example, b.example"}, BY) == []
    reps = values(desk)["check.reps"]
    assert (reps["value"], reps["running"], reps["pending"]) == ("6", "4", True)
    assert (reps["below"], reps["below_origin"], reps["set_here"]) == ("4", TOML, True)
    assert reps["origin"] == f"set here, by {BY}, 2026-01-02 12:00 UTC"
    assert store.settings()["web.host_names"].value == ["a.example", "b.example"]


def test_all_mistakes_are_told_and_nothing_is_kept(desk: SettingsDesk, store: ResultStore) -> None:
    """One wrong value keeps the right ones from being stored too."""
    texts = {"camera.fps": "25", "check.reps": "99", "idle.after_s": "soon", "check.size": "1"}
    mistakes = desk.save(texts, BY)
    assert mistakes == [
        ("check.reps", "It must be a whole number from 3 to 10 (reps)."),
        ("idle.after_s", "It must be a whole number from 0 to 3600 (seconds)."),
        (None, "There is no setting 'check.size'."),
    ]
    assert store.settings() == {}


def test_rules_across_values_hold_as_for_the_file(desk: SettingsDesk) -> None:
    """Two things on one pin are refused; swapping them in one go is not."""
    ((key, words),) = desk.save({"gpio.buzzer_pin": "17"}, BY)
    assert key is None
    assert "share pin 17" in words
    assert desk.save({"gpio.buzzer_pin": "17", "gpio.led_red_pin": "23"}, BY) == []


def test_what_this_box_cannot_do_is_refused(rig: Rig, desk: SettingsDesk) -> None:
    """A value that is right in itself but would keep the kiosk from starting is not kept."""
    rig.misfits = ["127.0.0.1:80 needs more rights: choose a web.port of 1024 or above."]
    assert desk.save({"camera.fps": "25"}, BY) == [(None, rig.misfits[0])]
    assert rig.store.settings() == {}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("store.path", "/tmp/other.db", "Only kiosk.toml sets it."),
        ("camera.source", "film.mp4", "Only kiosk.toml sets it."),
        ("update.url", "https://updates.example.org", "Only kiosk.toml sets it."),
        ("web.port", "9000", "command line"),
    ],
)
def test_some_values_are_not_the_pages_to_set(
    desk: SettingsDesk, store: ResultStore, name: str, text: str, reason: str
) -> None:
    """What only the file sets, and what this run was started with, is told as fixed and refused."""
    told = values(desk)[name]
    assert reason in str(told["fixed"])
    assert desk.save({name: text}, BY) == [(name, told["fixed"])]
    assert store.settings() == {}


def test_whoever_only_sets_it_in_the_file_says_why() -> None:
    """Every key that no page may set says so in a sentence of its own."""
    without = [
        name
        for name, key in KEYS.items()
        if not key.declared.by_admin and not (key.declared.because or "").endswith(".")
    ]
    assert without == []


def test_the_previous_value_can_be_put_back(desk: SettingsDesk, store: ResultStore) -> None:
    """Putting back undoes the newest change, once more redoes it; both are in the audit log."""
    desk.save({"camera.fps": "20"}, BY)
    desk.save({"camera.fps": "25"}, BY)
    assert values(desk)["camera.fps"]["before"] == "20"
    assert desk.put_back("camera.fps", BY) == []
    assert values(desk)["camera.fps"]["value"] == "20"
    assert desk.put_back("camera.fps", BY) == []
    assert values(desk)["camera.fps"]["value"] == "25"
    log = [(each.action, each.detail["old"], each.detail["new"]) for each in store.audit.newest(9)]
    assert log == [
        ("settings.restored", "20", "25"),
        ("settings.restored", "25", "20"),
        ("settings.changed", "20", "25"),
        ("settings.changed", None, "20"),
    ]


def test_a_first_change_is_put_back_to_what_the_file_says(desk: SettingsDesk) -> None:
    """What was not set here before is not set here again, so the layers below hold."""
    desk.save({"check.reps": "6"}, BY)
    told = values(desk)["check.reps"]
    assert (told["changed"], told["before"]) == (True, None)
    assert desk.put_back("check.reps", BY) == []
    told = values(desk)["check.reps"]
    assert (told["value"], told["set_here"]) == ("4", False)


def test_what_cannot_be_put_back_is_said(desk: SettingsDesk) -> None:
    """A value that was never changed, and one that would clash by now, stay as they are."""
    assert "nothing to put back" in desk.put_back("camera.fps", BY)[0][1]
    assert "nothing to put back" in desk.put_back("no.such", BY)[0][1]
    desk.save({"gpio.buzzer_pin": "5"}, BY)
    desk.save({"gpio.led_red_pin": "23"}, BY)
    ((_, words),) = desk.put_back("gpio.buzzer_pin", BY)
    assert "share pin 23" in words


def test_a_value_can_be_given_back_to_the_file(desk: SettingsDesk, store: ResultStore) -> None:
    """Set here no longer: what the layers below say holds."""
    desk.save({"check.reps": "6"}, BY)
    desk.save({"check.reps": "7"}, BY)
    assert desk.unset("check.reps", BY) == []
    assert values(desk)["check.reps"]["value"] == "4"
    assert store.settings() == {}
    assert desk.unset("no.such", BY)[0][0] is None


def test_a_file_that_went_wrong_meanwhile_stops_nothing(rig: Rig, desk: SettingsDesk) -> None:
    """It is told, nothing can be changed beside it, and the kiosk is not started into it."""
    rig.file = {"check.reps": 99}
    view = desk.view()
    assert "check.reps = 99" in view["trouble"]
    assert {each["name"]: each["value"] for each in view["values"]}["check.reps"] == "4"
    assert "check.reps = 99" in desk.save({"camera.fps": "20"}, BY)[0][1]
    assert "check.reps = 99" in str(desk.begin_again())
    assert rig.ended == 0


def test_what_an_older_version_cannot_take_is_told(rig: Rig, desk: SettingsDesk) -> None:
    """A setting that this version does not know is named, and further ones can be changed."""
    rig.store.change_settings({"camera.colour": "red"}, BY, desk.now())
    assert any("camera.colour" in words for words in desk.view()["ignored"])
    assert desk.save({"camera.fps": "20"}, BY) == []


def test_the_kiosk_starts_again_when_nobody_minds(rig: Rig, desk: SettingsDesk) -> None:
    """Asked for, the run is ended once."""
    assert desk.view()["again"] is None
    assert desk.begin_again() is None
    assert rig.ended == 1


def test_it_does_not_while_somebody_is_on_the_spot(rig: Rig, desk: SettingsDesk) -> None:
    """The reason is told before and after asking."""
    rig.in_use = "Somebody is on the spot."
    assert desk.view()["again"] == rig.in_use
    assert desk.begin_again() == rig.in_use
    assert rig.ended == 0


def test_it_does_not_start_more_often_than_the_service_manager_allows(rig: Rig) -> None:
    """A run that has just begun is not ended: too many starts would end in the safe page."""
    rig.up_s = 30.0
    desk = rig.desk()
    assert desk.begin_again() == "The kiosk has only just started: possible in 2 min."
    assert rig.ended == 0


def test_a_run_by_hand_is_not_ended(rig: Rig) -> None:
    """Nothing would start it again."""
    assert rig.desk(service=False).begin_again() == NOT_A_SERVICE


SEEING = Snapshot(camera="ok")
IDLE = Vitals(camera="ok")


@pytest.mark.parametrize(
    ("shown", "vitals", "free"),
    [
        (SEEING, IDLE, True),
        (replace(SEEING, stage="reps"), IDLE, False),
        (replace(SEEING, stage="results"), IDLE, False),
        (SEEING, replace(IDLE, busy=True), False),
        (replace(SEEING, camera="lost", stage="results"), IDLE, True),
        (Snapshot(), Vitals(), True),
    ],
)
def test_who_stands_on_the_spot_is_not_disturbed(
    shown: Snapshot, vitals: Vitals, free: bool
) -> None:
    """A check, a result being read and whoever steps on keep the kiosk from starting anew; a lost
    camera does not."""
    assert (in_use(shown, vitals) is None) is free


def test_an_update_on_trial_is_not_disturbed() -> None:
    """A new start in the middle of a trial would count against the version."""
    assert in_use(SEEING, replace(IDLE, held=True)) == HELD
