"""Upgrades of the system: never while somebody is on the spot, and a kiosk that follows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install.conftest import SYSTEMD, script

packages = script("packages")

MAPS = """\
55d0-55e0 r-xp 00000000 b3:02 1234 /usr/bin/python3.13 (deleted)
7f10-7f20 r-xp 00000000 b3:02 99 /usr/lib/aarch64-linux-gnu/libssl.so.3 (deleted)
7f11-7f21 r--p 00001000 b3:02 99 /usr/lib/aarch64-linux-gnu/libssl.so.3 (deleted)
7f20-7f30 rw-s 00000000 00:01 77 /memfd:camera (deleted)
7f21-7f31 rw-s 00000000 00:01 77 /dev/shm/frames (deleted)
7f30-7f40 r-xp 00000000 b3:02 98 /usr/lib/aarch64-linux-gnu/libc.so.6
7f40-7f50 rw-p 00000000 00:00 0
7f50-7f60 rw-p 00000000 00:00 0 [heap]
"""


def told(**answer: object) -> str:
    return json.dumps({"answers": True, "busy": False} | answer)


@pytest.mark.parametrize(
    ("answer", "busy"),
    [
        (told(busy=True), True),
        (told(), False),
        (told(answers=False, busy=True), False),
        ("", False),
        ("no JSON", False),
        ("[]", False),
        ("{}", False),
    ],
)
def test_only_a_kiosk_that_says_so_is_busy(answer: str, busy: bool) -> None:
    """A kiosk that does not answer, or not as expected, keeps no upgrade away."""
    assert packages.is_busy(answer) is busy


def waited(looks: Iterator[bool], limit_s: float) -> tuple[bool, float]:
    now_s = [0.0]
    quiet = packages.wait_quiet(
        lambda: next(looks),
        limit_s,
        clock=lambda: now_s[0],
        pause=lambda seconds: now_s.__setitem__(0, now_s[0] + seconds),
    )
    return quiet, now_s[0]


def test_a_quiet_moment_is_waited_for() -> None:
    """Three looks in a row without anybody; one look between two people is not enough."""
    assert waited(iter([False] * 3), 3600) == (True, 60.0)
    assert waited(iter([True, False, False, True, False, False, False]), 3600) == (True, 180.0)


def test_the_wait_has_an_end() -> None:
    """Somebody all the time: no, after the hour."""
    assert waited(iter([True] * 1000), 3600) == (False, 3600.0)


def test_replaced_files_are_seen() -> None:
    """Programs and libraries, each once; shared memory is none."""
    assert packages.replaced(MAPS.splitlines()) == [
        "/usr/bin/python3.13",
        "/usr/lib/aarch64-linux-gnu/libssl.so.3",
    ]


def test_every_process_of_the_kiosk_is_looked_at(tmp_path: Path) -> None:
    """All of the control group; one that has just ended and a kiosk that does not run are fine."""
    group = tmp_path / "cgroup.procs"
    assert packages.replaced_in(group, tmp_path) == []
    group.write_text("7\n8\n")
    (tmp_path / "7").mkdir()
    (tmp_path / "7/maps").write_text(MAPS)
    assert len(packages.replaced_in(group, tmp_path)) == 2
    group.write_text("8\n7\n")
    assert len(packages.replaced_in(group, tmp_path)) == 2, "after one that has ended too"


def test_this_process_runs_on_what_is_there(tmp_path: Path) -> None:
    """The real table of this very process can be read, and nothing in it was replaced."""
    group = tmp_path / "cgroup.procs"
    group.write_text(f"{os.getpid()}\n")
    assert isinstance(packages.replaced_in(group, Path("/proc")), list)


def answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str) -> None:
    """The kiosk of this box is a program that says `answer`; no pause lasts."""
    program = tmp_path / "kiosk"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    monkeypatch.setattr(packages, "ASK", (str(program), "try", "ready"))
    monkeypatch.setattr(packages, "TRIAL", tmp_path / "trial.json")
    monkeypatch.setattr(packages, "PROCESSES", tmp_path / "cgroup.procs")
    monkeypatch.setattr(packages, "PROC", tmp_path)
    monkeypatch.setattr(packages, "WAITS_S", {"before": 0.0, "after": 0.0})


def test_before_an_upgrade_the_spot_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 lets apt begin, 75 is another night."""
    monkeypatch.setattr(packages, "LOOKS", 1)
    answers(monkeypatch, tmp_path, told())
    assert packages.main("before") == 0
    (tmp_path / "trial.json").touch()
    assert packages.main("before") == 75, "an update of the kiosk is being tried"
    (tmp_path / "trial.json").unlink()
    answers(monkeypatch, tmp_path, told(busy=True))
    assert packages.main("before") == 75


def test_after_an_upgrade_only_an_old_kiosk_is_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kiosk of which nothing was replaced goes on; another follows when nobody is there."""
    monkeypatch.setattr(packages, "LOOKS", 1)
    answers(monkeypatch, tmp_path, told())
    assert packages.main("after") == 75
    (tmp_path / "cgroup.procs").write_text("7\n")
    (tmp_path / "7").mkdir()
    (tmp_path / "7/maps").write_text(MAPS)
    assert packages.main("after") == 0
    answers(monkeypatch, tmp_path, told(busy=True))
    assert packages.main("after") == 75


def test_a_broken_script_never_keeps_upgrades_away(tmp_path: Path) -> None:
    """The condition in apt's unit says no for 75 alone: a missing file or a crash says yes."""
    text = (SYSTEMD / "apt-daily-upgrade.service.d/kiosk.conf").read_text("utf-8")
    [line] = [line for line in text.splitlines() if line.startswith("ExecCondition=")]
    command = line.split("'")[1]
    asked = command.partition(";")[0]
    program = tmp_path / "packages.py"
    for body, code in (
        ("raise SystemExit(75)", 1),
        ("raise SystemExit(0)", 0),
        ("1/0", 0),
        (None, 0),
    ):
        program.unlink(missing_ok=True)
        if body is not None:
            program.write_text(body)
        shell = command.replace(asked, f"{sys.executable} {program}")
        done = subprocess.run(
            ["/bin/sh", "-c", shell], capture_output=True, timeout=30, check=False
        )
        assert done.returncode == code, body
    assert asked.endswith("/opt/kiosk/base/systemd/packages.py before")
