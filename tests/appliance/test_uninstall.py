"""What the journal says of all that came before, and the kiosk taken off again."""

from __future__ import annotations

import pytest

from . import rig
from .box import Box


def test_the_journal_holds_no_traceback(box: Box) -> None:
    """Through every fault before, people were told in sentences."""
    said = box.run("journalctl", "--no-pager", "-o", "cat").splitlines()
    begun = [at for at, line in enumerate(said) if line.startswith("Traceback (most recent")]
    assert ["\n".join(said[max(0, at - 2) : at + 16]) for at in begun[:3]] == []


@pytest.mark.short
def test_nothing_of_a_picture_is_on_the_disk(box: Box) -> None:
    """After every crash: no core dump, and no image or video where the kiosk may write."""
    places = ("/var/lib/kiosk", "/var/lib/systemd/coredump", "/run/kiosk", "/var/tmp", "/tmp")
    files = box.run("find", *places, "-type", "f", check=False).splitlines()
    kinds = (".jpg", ".jpeg", ".png", ".mp4", ".h264", ".mjpeg", ".raw", ".npy", "core")
    assert [name for name in files if name.endswith(kinds)] == []


@pytest.mark.short
def test_uninstalled_the_results_stay(box: Box) -> None:
    """Units, programs and folders go; results and settings stay, as the uninstaller says."""
    box.run("systemctl", "stop", rig.UNIT)
    before = rig.kept(box)
    said = box.run(rig.INSTALL[0], "--uninstall", limit_s=rig.INSTALL_LIMIT_S)
    assert rig.STATE_FOLDER in said
    assert box.get("/").status == 0
    units = box.run("systemctl", "list-unit-files", "--no-legend", "kiosk*", check=False)
    assert units.strip() == ""
    assert not box.path("/opt/kiosk").exists()
    assert rig.kept(box) == before
    assert box.path(rig.CONFIG).exists()


def test_installed_again_it_has_its_results(box: Box) -> None:
    """The kiosk installed anew stands on the results and settings that were left."""
    before = rig.kept(box)
    rig.install(box)
    assert box.show(rig.UNIT, "ActiveState") == "active"
    assert rig.kept(box).checks >= before.checks


def test_with_the_word_the_results_go_too(box: Box) -> None:
    """Told to, the uninstaller deletes results, settings and users."""
    box.run(rig.INSTALL[0], "--uninstall", "--delete-results", limit_s=rig.INSTALL_LIMIT_S)
    assert not box.path(rig.STATE_FOLDER).exists()
    assert not box.path("/etc/kiosk").exists()
    assert not box.succeeds("id", "kiosk")
