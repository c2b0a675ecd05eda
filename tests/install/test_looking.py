"""What the installer reads off a box, from folders that look like one."""

from __future__ import annotations

from pathlib import Path

from kiosk.install import looking, swap
from kiosk.install.checks import Wish
from kiosk.install.layout import Layout
from tests.install.conftest import ROOT

DPKG = """Package: python3-venv
Status: install ok installed
Version: 3.13.5-1

Package: cage
Status: deinstall ok config-files
Version: 0.2.0-1

Package: chromium-browser
Essential: no
Status: install ok installed
"""


def test_the_release_is_read(tmp_path: Path) -> None:
    """The code name comes without its quotes; no file gives nothing."""
    assert looking.os_release(tmp_path) == {}
    (tmp_path / "etc").mkdir()
    text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\n\n# x\n'
    (tmp_path / "etc/os-release").write_text(text)
    assert looking.os_release(tmp_path)["VERSION_CODENAME"] == "bookworm"
    assert looking.os_release(tmp_path)["PRETTY_NAME"] == "Debian GNU/Linux 12 (bookworm)"


def test_only_installed_packages_count(tmp_path: Path) -> None:
    """What was removed is not there, and Chromium may have its older name."""
    (tmp_path / "var/lib/dpkg").mkdir(parents=True)
    (tmp_path / "var/lib/dpkg/status").write_text(DPKG)
    there = looking.installed_packages(tmp_path)
    assert there == {"python3-venv", "chromium-browser"}
    assert looking.missing(("python3-venv", "cage", "chromium"), there) == ("cage",)


def test_only_raspberry_pi_os_is_asked_for_its_own_packages() -> None:
    """Debian has no picamera2, and a box without browser needs no compositor."""
    assert "python3-picamera2" in looking.wanted_packages(True, True)
    assert "python3-picamera2" not in looking.wanted_packages(False, True)
    assert "cage" in looking.wanted_packages(False, True)
    assert "cage" not in looking.wanted_packages(False, False)


def test_a_default_route_is_a_network(tmp_path: Path, monkeypatch: object) -> None:
    """A way out counts, of either kind; a local route and loopback do not."""
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)  # type: ignore[attr-defined]
    assert not looking.has_network(tmp_path)
    head = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
    local = "eth0 0000A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0\n"
    (tmp_path / "route").write_text(head + local)
    nowhere, none = "0" * 32, "00000000"
    (tmp_path / "ipv6_route").write_text(
        f"{nowhere} 00 {nowhere} 00 {nowhere} ffffffff {none} {none} 00200200 lo\n"
    )
    assert not looking.has_network(tmp_path)
    (tmp_path / "route").write_text(
        head + "eth0 00000000 0100A8C0 0003 0 0 0 00000000 0 0 0\n" + local
    )
    assert looking.has_network(tmp_path)


def test_connected_screens_are_counted(tmp_path: Path) -> None:
    """Only a socket with a screen on it counts."""
    for name, status in (("card1-HDMI-A-1", "connected"), ("card1-HDMI-A-2", "disconnected")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "status").write_text(status + "\n")
    assert looking.connected_displays(tmp_path) == 1


def test_swap_that_ends_on_the_card_is_seen(tmp_path: Path) -> None:
    """A file is on the card, compressed memory is not, unless it is written back to a file."""
    swaps, blocks = tmp_path / "swaps", tmp_path / "block"
    assert swap.on_card(swaps, blocks) == ()
    line = "partition\t100\t0\t100\n"
    swaps.write_text(f"Filename Type Size Used Priority\n/var/swap file 1 0 -2\n/dev/zram0 {line}")
    assert swap.on_card(swaps, blocks) == ("/var/swap",)
    (blocks / "zram0").mkdir(parents=True)
    (blocks / "zram0" / "backing_dev").write_text("none\n")
    assert swap.on_card(swaps, blocks) == ("/var/swap",)
    (blocks / "zram0" / "backing_dev").write_text("/dev/loop0\n")
    assert swap.on_card(swaps, blocks) == ("/var/swap", "/dev/zram0")


def test_this_machine_can_be_looked_at(tmp_path: Path) -> None:
    """All facts of the machine that runs the tests, whatever it is."""
    facts = looking.look(Layout(tmp_path), ROOT, Wish())
    assert facts.pointer_bits == 64
    assert facts.free_mb > 0
    assert "python3-venv" in facts.missing_packages
