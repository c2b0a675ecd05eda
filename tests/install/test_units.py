"""The units: what they promise each other, how open they are, and that systemd reads them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.install import layout as parts
from tests.install.conftest import SYSTEMD

MOST_EXPOSED = {
    "kiosk.service": 2.0,
    "kiosk-safe.service": 1.5,
    "kiosk-retry.service": 1.5,
    "kiosk-health.service": 2.0,
    "kiosk-reboot.service": 1.5,
    "kiosk-browser.service": 3.0,
}
"""Chromium needs name spaces, machine code and the display; the kiosk itself the camera."""
SERVICES = sorted(MOST_EXPOSED)

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed here"
)


def unit(name: str) -> dict[tuple[str, str], list[str]]:
    """Every setting of a unit: section and name, with all of its values."""
    found: dict[tuple[str, str], list[str]] = {}
    section = ""
    for line in (SYSTEMD / name).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, value = line.split("=", 1)
            found.setdefault((section, key), []).append(value)
    return found


def words(name: str, section: str, key: str) -> set[str]:
    return {word for value in unit(name).get((section, key), []) for word in value.split()}


def test_the_installer_knows_every_unit() -> None:
    """No unit lies in systemd/ that is not installed, and none is installed that is not there."""
    there = {
        path.name for path in SYSTEMD.iterdir() if path.suffix in (".service", ".timer", ".path")
    }
    assert there == {*parts.UNITS, *parts.BROWSER_UNITS}
    assert {path.name for path in SYSTEMD.glob("*.py")} == set(parts.SCRIPTS)
    assert all((SYSTEMD / here).is_file() for here in parts.DROP_INS)


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_exposure_is_small(name: str) -> None:
    """systemd's own score, without running the service, stays under the stated limit."""
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(SYSTEMD / name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    ).stdout
    score = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)
    assert score is not None, said
    assert float(score.group(1)) <= MOST_EXPOSED[name]


def test_the_kiosk_is_watched_and_bounded() -> None:
    """Notify, watchdog, a bounded number of restarts, and then the safe page."""
    kiosk = unit("kiosk.service")
    assert kiosk["Service", "Type"] == ["notify"]
    assert kiosk["Service", "NotifyAccess"] == ["main"]
    assert kiosk["Service", "WatchdogSec"] == ["30"]
    assert kiosk["Service", "Restart"] == ["on-failure"]
    assert kiosk["Unit", "StartLimitBurst"] == ["5"]
    assert kiosk["Unit", "StartLimitIntervalSec"] == ["10min"]
    assert kiosk["Unit", "OnFailure"] == ["kiosk-safe.service"]
    assert kiosk["Service", "TimeoutStartSec"] == ["10min"]


def test_a_refused_start_leaves_the_safe_page() -> None:
    """The safe page goes when the kiosk really starts, not when somebody only asks for it."""
    assert ("Unit", "Conflicts") not in unit("kiosk.service")
    assert unit("kiosk.service")["Service", "ExecStartPre"] == [
        "-+/usr/bin/systemctl stop kiosk-safe.service"
    ]


def test_safe_mode_tries_again() -> None:
    """The safe page brings the timer, the timer goes with it, and ten minutes are ten minutes."""
    assert words("kiosk-safe.service", "Unit", "Wants") == {"kiosk-retry.timer"}
    timer = unit("kiosk-retry.timer")
    assert timer["Unit", "PartOf"] == ["kiosk-safe.service"]
    assert timer["Timer", "OnActiveSec"] == ["10min"]
    starts = unit("kiosk-retry.service")["Service", "ExecStart"]
    assert [line.split()[-2] for line in starts] == ["reset-failed", "start"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_memory_reaches_the_card(name: str) -> None:
    """No service dumps core; those that see pictures neither swap nor keep files on the card."""
    assert unit(name)["Service", "LimitCORE"] == ["0"]
    if name in ("kiosk.service", "kiosk-browser.service"):
        assert unit(name)["Service", "MemorySwapMax"] == ["0"]
        [tmpfs] = unit(name)["Service", "TemporaryFileSystem"]
        assert tmpfs.startswith("/tmp:")
        assert " /var/tmp:" in tmpfs


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_is_root_without_need(name: str) -> None:
    """Only what starts services or the box is root; nobody gains rights by running something."""
    user = unit(name).get(("Service", "User"), ["root"])
    expected = {
        "kiosk-browser.service": ["kiosk-screen"],
        "kiosk-retry.service": ["root"],
        "kiosk-reboot.service": ["root"],
    }
    assert user == expected.get(name, ["kiosk"])
    assert unit(name)["Service", "NoNewPrivileges"] == ["yes"]
    assert unit(name)["Service", "ProtectSystem"] == ["strict"]


def test_the_kiosk_sees_camera_pins_and_loudspeaker_only() -> None:
    """The device list is closed and holds no disk, no display and no keyboard."""
    assert unit("kiosk.service")["Service", "DevicePolicy"] == ["closed"]
    allowed = words("kiosk.service", "Service", "DeviceAllow") - {"rw"}
    assert {"char-video4linux", "char-media", "char-dma_heap", "char-gpiochip"} <= allowed
    assert not {each for each in allowed if re.search("block|drm|input|tty|mem", each)}


def test_only_this_box_may_ask_unless_told() -> None:
    """Every address is denied but this box; lan.conf adds private networks and nothing more."""
    for name in ("kiosk.service", "kiosk-safe.service", "kiosk-browser.service"):
        assert words(name, "Service", "IPAddressDeny") == {"any"}
        assert words(name, "Service", "IPAddressAllow") == {"localhost"}
    lan = words("lan.conf", "Service", "IPAddressAllow")
    assert "any" not in lan
    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"} <= lan


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@needs_systemd
@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_users_are_made(tmp_path: Path) -> None:
    """systemd-sysusers itself makes both users, in their groups and in no others."""
    (tmp_path / "etc").mkdir()
    config = tmp_path / "etc/sysusers.d/kiosk.conf"
    config.parent.mkdir()
    shutil.copy(SYSTEMD / "sysusers.d/kiosk.conf", config)
    run("systemd-sysusers", f"--root={tmp_path}", "kiosk.conf")
    groups = [line.split(":") for line in (tmp_path / "etc/group").read_text().splitlines()]
    of = {user: {g[0] for g in groups if user in g[3].split(",")} for user in parts.USERS}
    assert of["kiosk"] == {"video", "render", "gpio", "audio"}
    assert of["kiosk-screen"] == {"video", "render", "input", "audio"}
    users = (tmp_path / "etc/passwd").read_text().splitlines()
    assert [line for line in users if line.startswith("kiosk:") and line.endswith("nologin")]


@needs_systemd
@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_folders_are_made(tmp_path: Path) -> None:
    """systemd-tmpfiles itself makes the folders, with their modes."""
    for folder in ("etc/tmpfiles.d", "etc/kiosk", "run", "var/lib"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "etc/kiosk/kiosk.toml").touch(mode=0o644)
    (tmp_path / "etc/passwd").write_text(
        "root:x:0:0::/:\nkiosk:x:0:0::/:\nkiosk-screen:x:0:0::/:\n"
    )
    (tmp_path / "etc/group").write_text("root:x:0:\nkiosk:x:0:\nkiosk-screen:x:0:\n")
    shutil.copy(SYSTEMD / "tmpfiles.d/kiosk.conf", tmp_path / "etc/tmpfiles.d/kiosk.conf")
    run("systemd-tmpfiles", f"--root={tmp_path}", "--create", "kiosk.conf")
    modes = {
        name: oct((tmp_path / name).stat().st_mode & 0o7777)
        for name in ("run/kiosk", "run/kiosk-browser", "var/lib/kiosk", "etc/kiosk/kiosk.toml")
    }
    assert modes == {
        "run/kiosk": "0o755",
        "run/kiosk-browser": "0o700",
        "var/lib/kiosk": "0o750",
        "etc/kiosk/kiosk.toml": "0o640",
    }
