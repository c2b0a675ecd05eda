"""A camera that repeats its last picture for ever: what the kiosk does about it, rung by rung."""

from __future__ import annotations

import pytest

from . import rig
from .box import Box, wait

OPENED_AGAIN, RESTARTED = "The kiosk opens it again.", "The kiosk restarts itself."
REBOOTED, GIVEN_UP = "The box restarts in a moment.", "The kiosk keeps trying."
RUNGS_S = 240.0
REBOOT_ALLOWED = rig.NO_PINS + "[health]\nreboot_allowed = true\n"
RECORD = "/var/lib/kiosk-system/reboots.json"


def frozen_box(box: Box, toml: str) -> None:
    """The kiosk on a frozen camera, with no memory of an earlier one."""
    rig.configure(box, toml)
    box.run("systemctl", "stop", rig.UNIT)
    box.run("rm", "-f", "/run/kiosk/ladder.json")
    rig.play(box, *rig.FROZEN)


def frozen_message(box: Box) -> str:
    """What the page says of the frozen camera."""
    return str(rig.camera(box, "frozen").get("message") or "")


@pytest.mark.short
def test_a_frozen_camera_restarts_the_kiosk(box: Box) -> None:
    """A camera that repeats its picture: the page says so, it is opened again, then a restart."""
    frozen_box(box, rig.NO_PINS)
    pid, before = rig.main_pid(box), box.cursor()
    wait(lambda: "the same picture" in frozen_message(box), 60, "the page names what is wrong")
    wait(lambda: rig.main_pid(box) not in (0, pid), 120, "the kiosk restarts itself")
    said = box.journal("-u", rig.UNIT, f"--after-cursor={before}")
    assert said.index(OPENED_AGAIN) < said.index(RESTARTED)
    assert rig.restarts(box) == 1


def test_then_it_keeps_trying_and_stays_up(box: Box) -> None:
    """After the restarts it keeps trying, page up: no reboot without leave, no safe mode."""
    boot = box.boot_id()
    wait(lambda: GIVEN_UP in frozen_message(box), RUNGS_S, "the page says that it keeps trying")
    restarts = rig.restarts(box)
    tried = box.cursor()
    wait(lambda: box.journal_has(GIVEN_UP, "-u", rig.UNIT), 60, "the journal says it too")
    assert restarts == rig.restarts(box) == 2
    assert box.show(rig.UNIT, "ActiveState") == "active"
    assert box.boot_id() == boot
    assert not box.journal_has(RESTARTED, "-u", rig.UNIT, f"--after-cursor={tried}")


def test_a_camera_that_sees_again_needs_nobody(box: Box) -> None:
    """The recording gets better under the waiting kiosk: it sees again by itself, same process."""
    pid = rig.main_pid(box)
    clip = box.path(rig.FROZEN[0])
    aside = clip.with_suffix(".aside")
    clip.rename(aside)
    try:
        moving = box.path(rig.DEMO[0].replace("/opt/kiosk/current", box.current_slot()))
        clip.write_bytes(moving.read_bytes())
        rig.wait_seeing(box, 90)
    finally:
        aside.replace(clip)
    assert rig.main_pid(box) == pid


def test_with_leave_it_restarts_the_box_once(box: Box) -> None:
    """With health.reboot_allowed the box itself boots anew, and the kiosk starts with it."""
    boot = box.boot_id()
    frozen_box(box, REBOOT_ALLOWED)
    wait(lambda: box.boot_id() not in ("", boot), RUNGS_S, "the box boots anew")
    box.wait_booted()
    wait(lambda: frozen_message(box), 120, "the kiosk is up again after the boot")
    assert '"count": 1' in box.path(RECORD).read_text("utf-8")
    assert REBOOTED in box.run("journalctl", "--no-pager", "-o", "cat", "-b", "-1", "-u", rig.UNIT)


def test_a_second_reboot_is_refused(box: Box) -> None:
    """The camera is still frozen after the boot: the bound of six hours holds, and says so."""
    boot = box.boot_id()
    refused = "had one in the last six hours: no."
    wait(lambda: box.journal_has(refused, "-u", "kiosk-reboot.service"), RUNGS_S, "a refusal")
    assert box.boot_id() == boot
    assert box.show(rig.UNIT, "ActiveState") == "active"
    assert not box.succeeds("test", "-e", "/run/kiosk/reboot-wanted")
