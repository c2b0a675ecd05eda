"""A moment, and the real clocks."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kiosk.moment import Clock, Moment, parse_utc


@pytest.mark.parametrize(
    "utc", [datetime(2026, 1, 2), datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=1)))]
)
def test_a_moment_without_utc_is_refused(utc: datetime) -> None:
    """A naive or local time would be stored as something else."""
    with pytest.raises(ValueError, match="UTC"):
        Moment(utc, 0.0, "boot", True)


def test_the_text_of_a_moment_has_one_length_and_is_read_back() -> None:
    """Whole seconds are written out too, so that texts sort like times."""
    for microsecond in (0, 1, 999_999):
        utc = datetime(2026, 1, 2, 3, 4, 5, microsecond, tzinfo=UTC)
        text = Moment(utc, 0.0, "boot", True).utc_text
        assert len(text) == len("2026-01-02T03:04:05.000000Z")
        assert parse_utc(text) == utc


def test_the_real_clock_goes_forward_within_one_boot(tmp_path: Path) -> None:
    """Two looks at the real clock share the boot and are in order."""
    clock = Clock(tmp_path / "synchronized")
    first, second = clock.now(), clock.now()
    assert first.boot_id == second.boot_id
    assert first.monotonic_s <= second.monotonic_s
    assert first.utc.tzinfo is UTC


def say(folder: Path, answer: str) -> None:
    """Put a `timedatectl` first in the path that answers so and notes that it was asked."""
    program = folder / "timedatectl"
    program.write_text(f"#!/bin/sh\necho asked >> {folder}/asked\necho {answer}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that comes first in the search path."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_the_clock_is_sure_once_the_time_service_has_set_it(programs: Path) -> None:
    """The file of systemd-timesyncd is enough, as soon as it appears."""
    say(programs, "no")
    clock = Clock(programs / "synchronized")
    assert not clock.now().clock_sure
    (programs / "synchronized").touch()
    assert clock.now().clock_sure


def test_another_time_service_is_believed_and_asked_once_a_minute(programs: Path) -> None:
    """Without the file timedatectl decides; it is not run again for every moment."""
    say(programs, "no")
    clock = Clock(programs / "none")
    assert [clock.now().clock_sure for _ in range(3)] == [False] * 3
    assert (programs / "asked").read_text() == "asked\n"
    say(programs, "yes")
    assert Clock(programs / "none").now().clock_sure


def test_without_any_time_service_the_clock_is_unsure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not knowing is not being sure."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not Clock(tmp_path / "none").now().clock_sure
