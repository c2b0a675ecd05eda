"""What the installer says about a box before it changes anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.install.checks import Facts, Wish, findings, stopped
from tests.install.conftest import FINE

STOPPING: list[tuple[dict[str, object], str]] = [
    ({"root_user": False}, "sudo systemd/install"),
    ({"machine": "armv7l", "pointer_bits": 32}, "64-bit"),
    ({"machine": "aarch64", "pointer_bits": 32}, "64-bit"),
    ({"codename": "bullseye", "pretty_name": "Debian 11"}, "bookworm or trixie"),
    ({"python": (3, 10)}, "3.11"),
    ({"systemd": False}, "--no-start"),
    ({"one_disk": False}, "root file system"),
    ({"free_mb": 700.0}, "make room"),
    ({"network": False}, "wheels/"),
    ({"network": False, "wheels": Path("w"), "missing_packages": ("cage",)}, "--no-packages"),
]
WARNING: list[tuple[dict[str, object], str]] = [
    ({"camera_library": False}, "USB camera"),
    ({"cameras": 0}, "connect the camera"),
    ({"displays": 0}, "--without-browser"),
    ({"desktop": True}, "Raspberry Pi OS Lite"),
    ({"card_swap": ("/var/swap",)}, "start the box anew"),
]
RUNNING = replace(FINE, systemd=True)


def seen(**facts: object) -> Facts:
    return replace(RUNNING, **facts)  # type: ignore[arg-type]


def test_a_fine_box_has_no_findings() -> None:
    """Nothing is said where nothing is wrong."""
    assert findings(RUNNING, Wish()) == []


@pytest.mark.parametrize(("facts", "mend"), STOPPING)
def test_what_stops_names_its_mend(facts: dict[str, object], mend: str) -> None:
    """Each trouble that ends the installation is one finding, with what to do about it."""
    found = findings(seen(**facts), Wish())
    assert stopped(found)
    assert [finding for finding in found if finding.stops and mend in finding.mend]


@pytest.mark.parametrize(("facts", "mend"), WARNING)
def test_what_is_missing_outside_only_warns(facts: dict[str, object], mend: str) -> None:
    """A camera or screen that is not there yet lets the installation go on."""
    found = findings(seen(**facts), Wish())
    assert not stopped(found)
    assert [finding.stops for finding in found] == [False]
    assert mend in found[0].mend


def test_everything_is_said_at_once() -> None:
    """A box with many troubles hears of all of them, what stops first."""
    bad = seen(
        root_user=False, machine="armv7l", codename="", free_mb=1.0, network=False, cameras=0
    )
    found = findings(bad, Wish())
    assert len(found) == 6
    assert [finding.stops for finding in found] == [True] * 5 + [False]


def test_wheels_beside_the_clone_replace_the_network() -> None:
    """Without network and with wheels, and no package missing, nothing is wrong."""
    assert findings(seen(network=False, wheels=Path("wheels")), Wish()) == []


def test_without_packages_only_the_environments_own_one_stops() -> None:
    """With --no-packages a missing voice warns, a missing venv stops."""
    quiet = Wish(packages=False)
    assert not stopped(findings(seen(missing_packages=("espeak-ng",)), quiet))
    assert stopped(findings(seen(missing_packages=("python3-venv",)), quiet))


def test_without_browser_no_screen_is_asked_for() -> None:
    """A box whose screen is another machine's hears nothing of screens and desktops."""
    assert findings(seen(displays=0, desktop=True), Wish(browser=False)) == []


def test_the_camera_library_that_is_about_to_come_is_not_missing() -> None:
    """A fresh Raspberry Pi OS Lite is not told that the packages to be installed are missing."""
    fresh = seen(camera_library=False, cameras=0, missing_packages=("python3-picamera2",))
    assert findings(fresh, Wish()) == []


def test_no_start_needs_no_running_systemd() -> None:
    """An image that is prepared in a folder needs no service manager."""
    assert findings(seen(systemd=False), Wish(start=False)) == []
