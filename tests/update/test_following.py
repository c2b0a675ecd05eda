"""The base after a good update: what it is, when the kiosk is restarted for it, the way back."""

from __future__ import annotations

from kiosk.install.failure import InstallError
from tests.update.world import FIRST, Scene

UNIT = b"[Service]\n# another unit\n"


def base_in_use(here: Scene) -> str:
    """The version of the base."""
    return here.world.places.layout.base.readlink().name.rpartition("-")[0]


def test_the_base_follows_a_good_version(here: Scene) -> None:
    """Without a restart of the kiosk where its own unit is the same; the old base is kept."""
    here.offer("1.1.0")
    here.run()
    assert base_in_use(here) == "1.1.0"
    assert here.book["base"] == {"version": "1.1.0", "trouble": None}
    assert len(here.world.restarts) == 2
    assert (here.world.places.layout.bases / FIRST / "complete").is_file()


def test_the_kiosk_is_restarted_for_its_new_unit(here: Scene) -> None:
    """It is held and proven healthy with it as with a new version."""
    here.offer("1.1.0", unit=UNIT)
    here.run()
    assert base_in_use(here) == "1.1.0"
    assert len(here.world.restarts) == 3
    assert here.book["base"] == {"version": "1.1.0", "trouble": None}
    assert not here.world.places.trial.exists()


def test_the_base_of_a_failed_version_never_comes(here: Scene) -> None:
    """Only a version that was marked good replaces the units."""
    here.offer("1.1.0", "camera", unit=UNIT)
    here.run()
    assert base_in_use(here) == "1.0.0"
    assert [path.name for path in here.world.places.layout.bases.iterdir()] == [FIRST]


def test_a_base_with_which_the_kiosk_is_not_healthy_is_taken_back(here: Scene) -> None:
    """The version stays, its units do not, and they are not tried again."""
    here.offer("1.1.0", unit=UNIT)
    world = here.world

    def break_it() -> None:
        if base_in_use(here) == "1.1.0" and world.running is not None:
            world.running["store"] = False

    world.on_ask = break_it
    here.run()
    assert (here.in_use, base_in_use(here)) == ("1.1.0", "1.0.0")
    assert here.book["base"]["trouble"] == "results could not be written"
    assert here.book["last_look"]["outcome"] == "good"
    restarts = len(world.restarts)
    here.run()
    assert len(world.restarts) == restarts
    here.offer("1.2.0")
    here.run()
    assert base_in_use(here) == "1.2.0"


def test_a_base_that_cannot_be_made_is_said(here: Scene) -> None:
    """The version is good all the same, and the units of before stay."""
    here.offer("1.1.0")

    def refuse(line: str) -> None:
        if "--without-pip" in line:
            raise InstallError("the package tuf is not there.")

    here.world.on_command = refuse
    assert here.run() == 0
    assert (here.in_use, base_in_use(here)) == ("1.1.0", "1.0.0")
    assert here.book["base"] == {"version": "1.1.0", "trouble": "the package tuf is not there."}


def test_a_card_that_fills_up_is_not_the_bases_fault(here: Scene) -> None:
    """It is made by the next run."""
    here.offer("1.1.0")

    def full(line: str) -> None:
        if "--without-pip" in line:
            raise OSError(28, "No space left on device")

    here.world.on_command = full
    here.run()
    assert base_in_use(here) == "1.0.0"
    here.world.on_command = lambda _: None
    here.run()
    assert base_in_use(here) == "1.1.0"


def test_somebody_on_the_spot_keeps_the_units_for_later(here: Scene) -> None:
    """The next run takes them."""
    here.offer("1.1.0", unit=UNIT)

    def busy_after_the_switch() -> None:
        here.world.holds = here.in_use == "1.0.0"

    here.world.on_ask = busy_after_the_switch
    here.run()
    assert (here.in_use, base_in_use(here)) == ("1.1.0", "1.0.0")
    assert not here.world.places.trial.exists()
    here.world.on_ask = lambda: None
    here.world.holds = True
    here.run()
    assert base_in_use(here) == "1.1.0"


def test_a_running_system_reads_its_units_anew(here: Scene) -> None:
    """The service manager hears of the new base."""
    here.offer("1.1.0")
    here.world.live = True
    here.run()
    assert "systemctl daemon-reload" in here.world.lines
