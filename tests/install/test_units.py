"""The units: what they promise each other, how open they are, and that systemd reads them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.install import layout as parts
from kiosk.install import links, updater
from kiosk.install.layout import Layout
from tests.install.conftest import SYSTEMD

MOST_EXPOSED = {
    "kiosk.service": 2.0,
    "kiosk-safe.service": 1.5,
    "kiosk-retry.service": 1.5,
    "kiosk-health.service": 2.0,
    "kiosk-reboot.service": 1.5,
    "kiosk-update.service": 3.0,
    "kiosk-settle.service": 3.0,
    "kiosk-base.service": 1.5,
    "kiosk-packages.service": 1.5,
    "kiosk-browser.service": 3.0,
}
"""Chromium needs name spaces, machine code and the display; the kiosk itself the camera; the
updater writes where versions and units lie, and starts programs as other users."""
SERVICES = sorted(MOST_EXPOSED)

MODES = {
    "run/kiosk": "0o755",
    "run/kiosk-browser": "0o700",
    "run/kiosk-update.lock": "0o600",
    "var/lib/kiosk": "0o750",
    "var/lib/kiosk-system": "0o755",
    "var/lib/kiosk-system/update": "0o700",
    "etc/kiosk/kiosk.toml": "0o640",
    "etc/kiosk/update-root.json": "0o644",
}

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


def test_every_file_has_its_place(tmp_path: Path) -> None:
    """Whatever lies in systemd/ is linked from somewhere, run by a unit, or read by name."""
    (tmp_path / "etc/rpi").mkdir(parents=True)
    (tmp_path / "etc/rpi/swap.conf").touch()
    wanted = links.wanted(Layout(tmp_path), SYSTEMD, browser=True)
    linked = {target.as_posix().partition("base/systemd/")[2] for target in wanted.values()}
    every = [path for path in SYSTEMD.rglob("*.*") if path.is_file() and path.suffix != ".pyc"]
    texts = "".join(path.read_text("utf-8") for path in every)
    scripts = {path.name for path in every if f"base/systemd/{path.name}" in texts}
    there = {path.relative_to(SYSTEMD).as_posix() for path in every}
    assert there - linked - scripts == {"lan.conf", updater.LIST}


def test_every_script_of_a_unit_is_there() -> None:
    """What the units run of the base lies in the base."""
    for path in SYSTEMD.rglob("kiosk*.*"):
        for name in re.findall(r"/opt/kiosk/base/systemd/(\w+\.py)", path.read_text("utf-8")):
            assert (SYSTEMD / name).is_file(), f"{path.name} runs {name}"


@needs_systemd
@pytest.mark.skipif(os.geteuid() != 0, reason="the updater's unit wants root's own search path")
def test_systemd_reads_every_unit(tmp_path: Path) -> None:
    """systemd-analyze verify finds nothing to say of the linked units."""
    units = [path for path in SYSTEMD.iterdir() if path.suffix in links.UNIT_KINDS]
    for unit_file in units:
        text = unit_file.read_text("utf-8")
        text = re.sub(r"(?<==)([-+!:@]*)/(opt|usr)/\S+", r"\1/bin/true", text)
        (tmp_path / unit_file.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / path.name) for path in units)],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    # Older systemd passes the group @sandbox over, and says so.
    said = [line for line in done.stderr.splitlines() if "kiosk" in line and "@sandbox" not in line]
    assert said == []
    assert done.returncode == 0, done.stderr


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
        "-+/usr/bin/timeout 30 /usr/bin/python3 -I /opt/kiosk/base/systemd/fallback.py start",
        "-+/usr/bin/systemctl stop kiosk-safe.service",
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
        "kiosk-base.service": ["root"],
        "kiosk-update.service": ["root"],
        "kiosk-settle.service": ["root"],
    }
    assert user == expected.get(name, ["kiosk"])
    assert unit(name)["Service", "NoNewPrivileges"] == ["yes"]
    assert unit(name)["Service", "ProtectSystem"] == ["strict"]


def test_the_updater_gives_way_and_comes_to_an_end() -> None:
    """Least weight, a time limit, again after a kill and a bounded number of times."""
    for name in ("kiosk-update.service", "kiosk-settle.service"):
        service = unit(name)
        assert service["Service", "Nice"] == ["15"]
        assert service["Service", "IOSchedulingClass"] == ["idle"]
        assert service["Service", "OOMScoreAdjust"] == ["500"]
        assert service["Service", "Restart"][0] in ("on-abort", "on-failure")
        assert int(service["Unit", "StartLimitBurst"][0]) <= 30
        assert service["Unit", "StartLimitIntervalSec"] == ["1h"]
    update = unit("kiosk-update.service")
    assert update["Service", "TimeoutStartSec"] == ["4h"]
    assert update["Unit", "OnFailure"] == ["kiosk-settle.service"]
    assert "any" in words("kiosk-settle.service", "Service", "IPAddressDeny")


def test_a_request_that_cannot_be_answered_goes_away() -> None:
    """The path unit starts the updater while the file is there: it never stays after a failure."""
    watched = unit("kiosk-update.path")["Path", "PathExists"]
    [after] = unit("kiosk-update.service")["Service", "ExecStopPost"]
    assert after.startswith("-+"), "also when the updater's own view of the disk cannot be made"
    assert 'test "$SERVICE_RESULT" = success && test ! -d ' in after
    assert f"|| rm -rf {watched[0]}" in after, "nor does a folder, which the kiosk could make there"


def test_an_interrupted_update_is_looked_at_after_every_boot() -> None:
    """Only when there is one, and without keeping the box from starting."""
    settle = unit("kiosk-settle.service")
    assert settle["Unit", "ConditionPathExists"] == ["/var/lib/kiosk-system/trial.json"]
    assert settle["Service", "Type"] == ["exec"]
    assert settle["Install", "WantedBy"] == ["multi-user.target"]
    assert "network" not in " ".join(settle["Unit", "After"])


def test_updates_come_at_night_and_not_all_at_once() -> None:
    """Spread over four hours, each box at its own moment; a night that was missed is made up."""
    timer = unit("kiosk-update.timer")
    assert timer["Timer", "OnCalendar"] == ["*-*-* 00:30:00"]
    assert timer["Timer", "RandomizedDelaySec"] == ["4h"]
    assert timer["Timer", "FixedRandomDelay"] == timer["Timer", "Persistent"] == ["yes"]


@pytest.mark.parametrize("name", SERVICES)
def test_capabilities_are_few_and_known(name: str) -> None:
    """systemd passes a name over that it does not know, and says nothing: here it is a failure."""
    known = {"CAP_SETUID", "CAP_SETGID", "CAP_CHOWN", "CAP_FOWNER", "CAP_DAC_OVERRIDE", "CAP_KILL"}
    kept = words(name, "Service", "CapabilityBoundingSet")
    assert ("Service", "CapabilityBoundingSet") in unit(name)
    assert kept - known <= {"CAP_FSETID"}
    assert not kept or unit(name).get(("Service", "User")) is None, "root alone has any"


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
    assert of["kiosk-update"] == set()
    users = (tmp_path / "etc/passwd").read_text().splitlines()
    assert [line for line in users if line.startswith("kiosk:") and line.endswith("nologin")]


@needs_systemd
@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_folders_are_made(tmp_path: Path) -> None:
    """systemd-tmpfiles itself makes the folders, with their modes."""
    for folder in ("etc/tmpfiles.d", "etc/kiosk", "run", "var/lib"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "etc/kiosk/kiosk.toml").touch(mode=0o644)
    (tmp_path / "etc/kiosk/update-root.json").touch(mode=0o600)
    (tmp_path / "etc/passwd").write_text(
        "root:x:0:0::/:\nkiosk:x:0:0::/:\nkiosk-screen:x:0:0::/:\n"
    )
    (tmp_path / "etc/group").write_text("root:x:0:\nkiosk:x:0:\nkiosk-screen:x:0:\n")
    shutil.copy(SYSTEMD / "tmpfiles.d/kiosk.conf", tmp_path / "etc/tmpfiles.d/kiosk.conf")
    run("systemd-tmpfiles", f"--root={tmp_path}", "--create", "kiosk.conf")
    modes = {name: oct((tmp_path / name).stat().st_mode & 0o7777) for name in MODES}
    assert modes == MODES
