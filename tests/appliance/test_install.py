"""Installed as the README says: what runs, as whom, what it may, and that again changes nothing."""

from __future__ import annotations

import os

import pytest

from . import rig
from .box import Box, wait

GROUPS = {"kiosk", "video", "render", "gpio", "audio"}
EXPOSURE_AT_MOST = 2.0
UNITS = (
    *("kiosk", "kiosk-safe", "kiosk-health", "kiosk-retry", "kiosk-reboot"),
    *("kiosk-update", "kiosk-settle", "kiosk-base", "kiosk-packages"),
)


def process_facts(box: Box) -> dict[str, str]:
    """What the kernel says of the kiosk's process."""
    said = box.run("cat", f"/proc/{rig.main_pid(box)}/status")
    return {name: value.strip() for name, _, value in (x.partition(":") for x in said.splitlines())}


@pytest.mark.short
def test_it_runs_and_says_that_the_camera_is_missing(box: Box) -> None:
    """After the one command the service is ready, and its page says that there is no camera."""
    assert box.show(rig.UNIT, "ActiveState") == "active"
    assert box.show(rig.UNIT, "Type") == "notify"
    assert box.get("/").status == 200
    said = wait(lambda: rig.camera(box, "missing"), 60, "the page says that there is no camera")
    assert said["message"]
    assert box.run("systemctl", "--failed", "--plain", "--no-legend").strip() == ""


def test_it_keeps_trying_without_a_camera(box: Box) -> None:
    """No camera is no failure: the service stays up past its watchdog, the first attempts over."""
    pid = rig.main_pid(box)
    began_us = int(box.show(rig.UNIT, "ActiveEnterTimestampMonotonic"))
    wait(lambda: box.uptime_s() > began_us / 1e6 + 45, 90, "45 seconds without a camera")
    assert rig.main_pid(box) == pid
    assert box.state()["camera"]["state"] == "missing"


@pytest.mark.short
def test_the_process_may_do_little(box: Box) -> None:
    """Its own user with the four groups, no capability, no new ones, filtered calls, no core."""
    assert set(box.run("id", "-nG", "kiosk").split()) == GROUPS
    facts = process_facts(box)
    user = box.run("id", "-u", "kiosk").strip()
    assert set(facts["Uid"].split()) == {user}
    assert int(facts["CapEff"], 16) == int(facts["CapBnd"], 16) == 0
    assert facts["NoNewPrivs"] == "1"
    assert facts["Seccomp"] == "2"
    limits = box.run("cat", f"/proc/{rig.main_pid(box)}/limits")
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_the_system_is_read_only_to_it(box: Box) -> None:
    """As root even, nothing can be written where the kiosk lives but in its own folders."""
    inside = ("nsenter", "-t", str(rig.main_pid(box)), "-m", "--", "touch")
    for place in ("/opt/kiosk", "/etc/kiosk", "/usr", "/var/lib"):
        assert "Read-only file system" in box.run(*inside, f"{place}/tried", check=False)
    assert box.run(*inside, f"{rig.STATE_FOLDER}/tried", check=False) == ""
    box.run("rm", f"{rig.STATE_FOLDER}/tried")


def test_the_sandbox_scores_well(box: Box) -> None:
    """systemd-analyze: the main service's exposure is at most 2.0, and every unit verifies."""
    said = box.run("systemd-analyze", "security", "--no-pager", rig.UNIT)
    assert float(said.split("kiosk.service:")[1].split()[0]) <= EXPOSURE_AT_MOST
    units = [f"/etc/systemd/system/{name}.service" for name in UNITS]
    assert box.run("systemd-analyze", "verify", *units, check=False) == ""


@pytest.mark.short
def test_again_changes_nothing(box: Box) -> None:
    """The same command a second time: says so, and the kiosk is not even restarted."""
    pid = rig.main_pid(box)
    said = rig.install(box)
    assert "Nothing to change." in said
    assert rig.main_pid(box) == pid


def test_settings_survive_an_installation(box: Box) -> None:
    """What staff wrote into kiosk.toml is still there after the command, readable by the kiosk."""
    rig.configure(box, rig.NO_PINS)
    rig.install(box)
    assert box.path(rig.CONFIG).read_text("utf-8") == rig.NO_PINS
    assert box.path(rig.CONFIG).stat().st_mode & 0o777 == 0o640
    assert box.path(rig.CONFIG).stat().st_gid == int(box.run("id", "-g", "kiosk"))
    assert box.path(rig.CONFIG).stat().st_uid == os.geteuid()
