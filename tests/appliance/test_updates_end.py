"""What the journal says of all the updates before; then the kiosk is taken off with all it had."""

from __future__ import annotations

import pytest

from . import gym, rig, updating
from .box import Box

USERS = ("kiosk", "kiosk-screen", "kiosk-update")


def test_the_journal_of_the_updates_holds_no_traceback(gym_box: Box) -> None:
    """Through every update before, people were told in sentences."""
    said = gym_box.run("journalctl", "--no-pager", "-o", "cat").splitlines()
    begun = [at for at, line in enumerate(said) if line.startswith("Traceback (most recent")]
    assert ["\n".join(said[max(0, at - 2) : at + 16]) for at in begun[:3]] == []


@pytest.mark.short
def test_uninstalled_nothing_of_the_updates_is_left(gym_box: Box) -> None:
    """Slots, bases, links, units, notes and users go; results and settings stay until told."""
    box = gym_box
    box.run("systemctl", "stop", rig.UNIT)
    before = gym.results(box)
    box.run(rig.INSTALL[0], "--uninstall", limit_s=rig.INSTALL_LIMIT_S)
    assert gym.results(box) == before
    assert not box.path("/opt/kiosk").exists()
    assert not box.path(updating.UPDATE).exists()
    found = box.run("find", "/etc", "-xtype", "l", "-lname", "*kiosk*", check=False)
    assert found.strip() == ""
    units = box.run("systemctl", "list-unit-files", "--no-legend", "kiosk*", check=False)
    assert units.strip() == ""
    box.run(rig.INSTALL[0], "--uninstall", "--delete-results", limit_s=rig.INSTALL_LIMIT_S)
    for name in ("/etc/kiosk", rig.STATE_FOLDER, updating.STATE):
        assert not box.path(name).exists(), name
    assert [name for name in USERS if box.succeeds("id", name)] == []
