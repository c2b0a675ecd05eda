"""How an end is noted, and how often the box may be started anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.install.conftest import SYSTEMD, script

last_exit = script("last_exit")
bound = script("reboot_bound")
HOUR_S = 3600.0
AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def note(folder: Path, **said: str) -> dict[str, Any]:
    last_exit.note(folder, said, AT)
    found: dict[str, Any] = json.loads((folder / "last-exit.json").read_text())
    return found


def test_an_end_is_noted(tmp_path: Path) -> None:
    """What systemd says of the end is in the file, readable by everybody, and nothing else left."""
    said = note(tmp_path, SERVICE_RESULT="watchdog", EXIT_CODE="killed", EXIT_STATUS="ABRT")
    at = "2026-11-22T20:00:00+00:00"
    assert said == {"result": "watchdog", "code": "killed", "status": "ABRT", "at": at}
    assert (tmp_path / "last-exit.json").stat().st_mode & 0o777 == 0o644
    assert {path.name for path in tmp_path.iterdir()} == {"last-exit.json", "restarts"}


def test_only_failures_are_counted(tmp_path: Path) -> None:
    """A clean stop is no failure; a counter that holds anything else begins at one."""
    for result, count in (("exit-code", "1"), ("signal", "2"), ("success", "2"), ("watchdog", "3")):
        note(tmp_path, SERVICE_RESULT=result)
        assert (tmp_path / "restarts").read_text().strip() == count
    (tmp_path / "restarts").write_text("many")
    note(tmp_path, SERVICE_RESULT="signal")
    assert (tmp_path / "restarts").read_text() == "1\n"


def test_the_script_never_fails_the_stop(tmp_path: Path) -> None:
    """Run as systemd runs it; a folder that is gone is one line and exit code 0."""
    for folder, said in ((tmp_path, ""), (tmp_path / "gone", "cannot be noted")):
        environment = {**os.environ, "RUNTIME_DIRECTORY": str(folder), "SERVICE_RESULT": "signal"}
        done = subprocess.run(
            [sys.executable, "-I", str(SYSTEMD / "last_exit.py")],
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    assert json.loads((tmp_path / "last-exit.json").read_text())["result"] == "signal"


def now(
    boot: str = "b", uptime_h: float = 1.0, wall_h: float = 500_000.0, sure: bool = True
) -> Any:
    return bound.Now(boot, uptime_h * HOUR_S, wall_h * HOUR_S, sure)


def last(
    boot: str = "a", uptime_h: float = 1.0, wall_h: float = 500_000.0, sure: bool = True
) -> Any:
    return bound.Reboot(boot, uptime_h * HOUR_S, wall_h * HOUR_S, sure, 1)


@pytest.mark.parametrize(
    ("moment", "before", "may"),
    [
        (now(), None, True),
        (now(wall_h=500_001.0), last(), False),
        (now(wall_h=500_005.9), last(), False),
        (now(wall_h=500_006.0), last(), True),
        (now(wall_h=900_000.0, sure=False), last(), False),
        (now(wall_h=900_000.0), last(sure=False, wall_h=0.0), False),
        (now(wall_h=1.0), last(), False),
        (now(wall_h=1.0, uptime_h=6.0, sure=False), last(), True),
        (now(boot="a", uptime_h=2.0, wall_h=900_000.0), last(), False),
        (now(boot="a", uptime_h=7.0), last(), True),
    ],
)
def test_one_reboot_in_six_hours(moment: Any, before: Any, may: bool) -> None:
    """The first, none within six hours, and no jump of the clock makes the hours pass."""
    assert bound.may_reboot(moment, before) is may


class Place:
    """Request and record in one folder, and the reboots that were carried out."""

    def __init__(self, folder: Path) -> None:
        self.request, self.record = folder / "reboot-wanted", folder / "reboots.json"
        self.done = 0
        self.said = ""

    def ask(self, moment: Any, reason: str = "The camera stays blind.") -> str:
        self.request.write_text(reason + "\n")
        self.said = ""
        bound.answer(self.request, self.record, moment, self._say, self._reboot)
        return self.said

    def _say(self, words: str) -> None:
        self.said = words

    def _reboot(self) -> None:
        assert self.record.is_file(), "the record comes before the reboot"
        assert self.said, "the reboot ends whoever would still say something"
        self.done += 1


def test_asked_twice_it_is_done_once(tmp_path: Path) -> None:
    """The first request reboots, the next one soon after is refused; both are taken away."""
    place = Place(tmp_path)
    assert "rebooting, number 1" in place.ask(now("a"))
    assert "no." in place.ask(now("b", uptime_h=0.1, wall_h=500_000.2))
    assert place.done == 1
    assert not place.request.exists()
    assert "number 2" in place.ask(now("c", uptime_h=6.5))
    assert place.done == 2


def test_a_damaged_record_is_no_licence(tmp_path: Path) -> None:
    """Whatever lies in the record's place, the box must have run for six hours."""
    place = Place(tmp_path)
    for text in ("", "{}", "[]", '{"boot_id": 1, "uptime_s": "x"}'):
        place.record.write_text(text)
        place.ask(now(uptime_h=5.0))
        assert place.done == 0
    place.ask(now(uptime_h=6.0))
    assert place.done == 1


def test_without_a_record_there_is_no_reboot(tmp_path: Path) -> None:
    """A disk that cannot be written would make the reboots endless."""
    place = Place(tmp_path)
    place.record = tmp_path / "none" / "reboots.json"
    with pytest.raises(OSError, match="none"):
        place.ask(now())
    assert place.done == 0


def test_the_reason_is_one_short_line(tmp_path: Path) -> None:
    """What the kiosk wrote into its request cannot flood or forge the journal."""
    said = Place(tmp_path).ask(now(), "blind\n<0>forged\n" + "x" * 10_000)
    assert "\n" not in said
    assert len(said) < 400


def test_this_box_has_a_moment() -> None:
    """The real boot and uptime can be read."""
    moment = bound.this_moment()
    assert len(moment.boot_id) == 36
    assert moment.uptime_s > 0


def test_the_script_says_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a request to take there is one line for the journal and exit code 1."""
    monkeypatch.setattr(bound, "REQUEST", tmp_path / "none")
    assert bound.main() == 1
    assert capsys.readouterr().out.startswith("<3>The box is not rebooted")
