"""What keeps a run from updating, or is in its way: told, and nothing held against the version."""

from __future__ import annotations

import pytest

from kiosk.install.failure import InstallError
from kiosk.update import engine
from tests.update.shop import HERE, release
from tests.update.world import Scene


def configure(here: Scene, text: str) -> None:
    """More of `[update]`."""
    config = here.world.places.layout.config
    config.write_text(config.read_text() + text)


def test_only_at_night_unless_the_staff_asks(here: Scene) -> None:
    """By day nothing is even looked for; a request of the staff counts at any time, once."""
    here.offer("1.1.0")
    here.world.at = here.world.at.replace(hour=12)
    here.run()
    assert here.network.asked == []
    assert here.book["last_look"]["sentence"] == "Updates are made between 22:00 and 06:00."
    here.world.places.request.write_text('{"by": "admin", "at": "2026-11-22T12:00:00Z"}')
    here.run()
    assert here.in_use == "1.1.0"
    assert not here.world.places.request.exists()
    assert "<5>An update was asked for by admin." in here.said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("automatic = false\n", "only when the staff asks"),
        ("", "update-root.json is missing"),
    ],
)
def test_updates_that_are_off_say_so(here: Scene, text: str, words: str) -> None:
    """The page can tell why there are none."""
    configure(here, text)
    if not text:
        here.world.places.trusted_root.unlink()
    here.run()
    assert here.book["last_look"]["outcome"] == "off"
    assert words in here.book["last_look"]["sentence"]
    assert here.network.asked == []


def test_a_request_is_taken_away_even_if_it_is_a_trap(here: Scene) -> None:
    """A link in its place is not followed, and a file of nonsense is only a request."""
    places = here.world.places
    places.request.symlink_to(places.trusted_root)
    here.run()
    assert not places.request.is_symlink()
    assert places.trusted_root.exists()
    places.request.write_bytes(b"\xff" * 2000)
    here.run()
    assert not places.request.exists()


def test_room_is_looked_at_before_anything_is_fetched(here: Scene) -> None:
    """The sentence says how much is needed; the archive is not asked for."""
    here.offer("1.1.0")
    here.world.free = 1000
    here.run()
    assert here.book["last_look"]["outcome"] == "waiting"
    assert "No room for 1.1.0" in here.book["last_look"]["sentence"]
    assert not [path for path in here.network.asked if path.startswith("targets/")]
    here.world.free = 10**12
    here.run()
    assert here.in_use == "1.1.0"


def test_a_server_that_is_away_is_tried_again(here: Scene) -> None:
    """Nothing is held against the version."""
    here.offer("1.1.0")
    files, here.network.files = here.network.files, None
    here.run()
    assert here.book["last_look"]["outcome"] == "unreachable"
    here.network.files = files
    here.run()
    assert here.in_use == "1.1.0"


def test_what_is_signed_wrongly_is_refused(here: Scene) -> None:
    """The outcome says so and nothing was made."""
    here.offer("1.1.0")
    here.repository.change("metadata/timestamp.json", lambda data: data.replace(b"1", b"2"))
    here.run()
    assert here.book["last_look"]["outcome"] == "refused"
    assert here.world.lines == []


def test_a_slot_left_half_made_is_made_anew(here: Scene) -> None:
    """What an interrupted run left of the environment is not used."""
    here.offer("1.1.0")
    here.world.on_command = lambda line: 1 / 0 if "pip install" in line else None
    with pytest.raises(ZeroDivisionError):
        here.run()
    here.world.on_command = lambda _: None
    here.run()
    assert here.in_use == "1.1.0"


def test_an_environment_that_cannot_be_made_is_the_versions_fault(here: Scene) -> None:
    """Its reason is in the outcome; with a full card it would be tried again."""
    here.offer("1.1.0")

    def refuse(line: str) -> None:
        if "pip install" in line:
            raise InstallError("no wheel of numpy has one of these hashes.")

    here.world.on_command = refuse
    here.world.free = 4 * 10**8
    here.run()
    assert here.book["history"][0]["stage"] == "environment"
    assert "no wheel of numpy" in here.book["last_look"]["sentence"]
    here.offer("1.2.0")

    def fill(line: str) -> None:
        if "pip install" in line:
            here.world.free = 10**6
            raise InstallError("it failed.")

    here.world.on_command = fill
    here.run()
    assert here.book["last_look"]["outcome"] == "waiting"
    assert len(here.book["history"]) == 1


def test_the_versions_command_must_be_that_version(here: Scene) -> None:
    """A release that holds another version than it says is refused before its self-test."""
    data = release("1.1.0")
    here.repository.offer_release("1.2.0", data, targets=[str(HERE)])
    here.repository.publish()
    here.run()
    assert here.in_use == "1.0.0"
    assert here.book["history"][0]["stage"] == "unpacking"


def test_two_slots_and_two_bases_stay(here: Scene) -> None:
    """The one in use and the one before it; downloads go."""
    for version in ("1.1.0", "1.2.0", "1.3.0"):
        here.offer(version)
        here.run()
    layout = here.world.places.layout
    for folder in (layout.slots, layout.bases):
        names = sorted(path.name.rpartition("-")[0] for path in folder.iterdir())
        assert names == ["1.2.0", "1.3.0"]
    assert not here.world.places.download.exists()


def test_two_updaters_do_not_work_at_once(here: Scene) -> None:
    """The second one finds the lock of the first."""
    run = here.engine_run(False)
    with engine.alone(run, 0) as first, engine.alone(run, 30) as second:
        assert (first, second) == (True, False)
    assert here.world.passed_s == 30


def test_the_results_may_lie_elsewhere(here: Scene) -> None:
    """The migration is tried on the results that the configuration names."""
    elsewhere = here.world.places.layout.root / "srv/results.db"
    elsewhere.parent.mkdir()
    (here.world.places.layout.results / "results.db").rename(elsewhere)
    configure(here, '[store]\npath = "/srv/results.db"\n')
    here.offer("1.1.0", "migration")
    here.run()
    assert here.book["history"][0]["stage"] == "migration"


def test_a_card_that_cannot_be_written_is_said(here: Scene) -> None:
    """Before anything is asked of the server; here a file lies where a folder must be."""
    here.offer("1.1.0")
    here.world.places.work.write_text("")
    here.run()
    assert here.book["last_look"]["outcome"] == "waiting"
    assert "look at the card" in here.book["last_look"]["sentence"]
    assert here.network.asked == []


def test_a_box_that_cannot_write_results_is_not_the_versions_fault(here: Scene) -> None:
    """Nothing is switched while the version in use is not healthy either."""
    here.offer("1.1.0")
    assert here.world.running is not None
    here.world.running["store"] = False
    here.run()
    assert here.in_use == "1.0.0"
    assert here.book["last_look"]["outcome"] == "waiting"
    assert here.book["history"] == []
    assert not here.world.places.trial.exists()
    here.world.running["store"] = True
    here.run()
    assert here.in_use == "1.1.0"
