"""fallback.py, run as systemd runs it before every start: what is in use afterwards."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kiosk.update import outcome, state
from kiosk.update.state import Kind, Phase, Trial
from tests.install.conftest import SYSTEMD, script

OLD, NEW = "1.3.0-00000000", "1.4.0-abcd1234"
BEFORE, AFTER = b"[screen]\nlanguage = 'en'\n", b"[screen]\nlanguage = 'de'\n"


@dataclass
class Box:
    """A root folder with two slots and two bases, the new ones in use."""

    root: Path

    @property
    def state(self) -> Path:
        return self.root / "var/lib/kiosk-system"

    @property
    def trial(self) -> Path:
        return self.state / "trial.json"

    def start(self) -> str:
        """What systemd does before it starts the kiosk; what was said."""
        line = [sys.executable, "-I", str(SYSTEMD / "fallback.py"), "start"]
        done = subprocess.run(
            [*line, "--root", str(self.root)],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        return done.stdout + done.stderr

    def try_out(self, **change: Any) -> None:
        """Open a trial."""
        given: dict[str, Any] = {
            "slot": NEW,
            "version": "1.4.0",
            "from_slot": OLD,
            "from_version": "1.3.0",
            "archive": "abcd1234" * 8,
            "phase": Phase.SWITCHED,
        }
        state.write_trial(self.trial, Trial(**(given | change)))

    def in_use(self, link: str = "current") -> str:
        return (self.root / "opt/kiosk" / link).readlink().name

    def point(self, name: str) -> None:
        link = self.root / "opt/kiosk/current"
        link.unlink()
        link.symlink_to(f"slots/{name}")

    def book(self) -> dict[str, Any]:
        return outcome.read(self.state / "update.json")


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """As after a switch."""
    home = tmp_path / "opt/kiosk"
    for folder in ("slots", "bases"):
        for name in (OLD, NEW):
            (home / folder / name).mkdir(parents=True)
    (home / "current").symlink_to(f"slots/{NEW}")
    (home / "base").symlink_to(f"bases/{NEW}")
    (tmp_path / "var/lib/kiosk-system").mkdir(parents=True)
    (tmp_path / "run").mkdir()
    return Box(tmp_path)


def test_nothing_happens_without_a_trial(box: Box) -> None:
    """A settled box starts what it has, as often as it likes."""
    assert [box.start() for _ in range(5)] == [""] * 5
    assert box.in_use() == NEW
    assert list(box.state.iterdir()) == []


def test_the_fourth_start_brings_the_old_version_back(box: Box) -> None:
    """Three starts may fail; then the old slot is in use, and why is written down."""
    box.try_out()
    for start in (1, 2, 3):
        assert box.start() == ""
        trial = state.read_trial(box.trial)
        assert trial is not None
        assert (trial.starts, box.in_use()) == (start, NEW)
    sentence = "Update to 1.4.0 failed at the start, still on 1.3.0: three starts have failed."
    assert box.start() == f"<4>{sentence}\n"
    assert box.in_use() == OLD
    assert not box.trial.exists()
    assert box.book()["last_look"]["sentence"] == sentence
    assert outcome.tried_in_vain(box.book()) == {"1.4.0", "abcd1234" * 8}


def test_it_writes_what_the_updater_would_write() -> None:
    """Both write the same entry of the same failure, so that readers need not know who did."""
    at = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    trial = {
        "version": "1.4.0",
        "from_version": "1.3.0",
        "archive": "ab",
        "stage": "start",
        "reason": "three starts have failed",
    }
    empty: dict[str, Any] = {"schema": 1, "history": []}
    update = outcome.Update("1.4.0", "1.3.0", "ab")
    theirs = outcome.failed(
        empty, update, "start", trial["reason"], outcome.Moment(at, False), fell_back=True
    )
    ours = script("fallback").noted(empty, trial, at, clock_sure=False)
    assert ours == theirs
    assert script("fallback").noted(ours, trial, at, clock_sure=False) == ours


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.SWITCHED])
def test_what_was_not_switched_is_forgotten(box: Box, phase: Phase) -> None:
    """The power went before the switch: checks may begin again, nothing is held against anybody."""
    box.point(OLD)
    box.try_out(phase=phase)
    assert "interrupted before the switch" in box.start()
    assert not box.trial.exists()
    assert outcome.tried_in_vain(box.book()) == set()


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.SWITCHED, Phase.BACK])
def test_an_updater_at_work_is_left_alone(box: Box, phase: Phase) -> None:
    """A kiosk that starts anew meanwhile does not end the trial under the updater's hands."""
    box.point(OLD)
    box.try_out(phase=phase)
    with (box.root / "run/kiosk-update.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert box.start() == ""
    assert box.trial.exists()


def test_a_way_back_is_gone_to_its_end(box: Box) -> None:
    """The power went on the way back: the old version starts, with the reason that was known."""
    box.try_out(phase=Phase.BACK, stage="health check", reason="the camera gave no pictures")
    assert "the camera gave no pictures" in box.start()
    assert box.in_use() == OLD
    assert not box.trial.exists()
    assert box.book()["history"][0]["stage"] == "health check"


def test_a_base_goes_back_too(box: Box) -> None:
    """The units of a version that do not start the kiosk are taken back, not the version."""
    box.try_out(of=Kind.BASE, from_version="1.4.0", starts=3)
    box.start()
    assert (box.in_use("base"), box.in_use()) == (OLD, NEW)
    assert box.book()["base"] == {"version": "1.4.0", "trouble": "three starts have failed"}
    assert box.book()["history"] == []


@pytest.mark.parametrize("before", [BEFORE, None])
def test_settings_go_back_too(box: Box, before: bytes | None) -> None:
    """What was there before is there again; nothing where there was nothing."""
    digest = sha256(AFTER).hexdigest()
    (box.state / "fleet.toml").write_bytes(AFTER)
    if before is not None:
        (box.state / "fleet-before.toml").write_bytes(before)
    box.try_out(of=Kind.SETTINGS, slot=digest[:8], archive=digest, starts=3)
    box.start()
    fleet = box.state / "fleet.toml"
    assert (fleet.read_bytes() if fleet.exists() else None) == before
    assert box.book()["settings"] == {"sha256": digest, "trouble": "three starts have failed"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"phase": "switched"}', "null"])
def test_a_damaged_note_keeps_nothing_from_starting(box: Box, text: str) -> None:
    """It says so and ends well; what is in use stays."""
    box.trial.write_text(text)
    assert "cannot be looked at" in box.start()
    assert box.in_use() == NEW


def test_it_never_points_to_nothing(box: Box) -> None:
    """Where the old slot is gone the new one is started again rather than none."""
    (box.root / "opt/kiosk/slots" / OLD).rmdir()
    box.try_out(starts=3)
    assert "to go back to" in box.start()
    assert box.in_use() == NEW


def test_a_damaged_book_is_begun_anew(box: Box) -> None:
    """What was written down before is lost then, the outcome is not."""
    (box.state / "update.json").write_text('{"history": 3}')
    box.try_out(starts=3)
    box.start()
    assert len(box.book()["history"]) == 1
    assert json.loads((box.state / "update.json").read_text())["version"] == "1.4.0"


@pytest.mark.parametrize(
    ("words", "told"),
    [("It lacks its\nmodel.", " (It lacks its model)."), ("\0", "."), (None, ".")],
)
def test_the_kiosks_last_words_are_the_reason(box: Box, words: str | None, told: str) -> None:
    """Where it left a sentence, that is told; a link in its place is not followed."""
    (box.root / "run/kiosk").mkdir()
    left = box.root / "run/kiosk/last-words"
    if words is None:
        left.symlink_to(box.root / "etc")
    else:
        left.write_text(words)
    box.try_out(starts=3)
    box.start()
    assert box.book()["last_look"]["sentence"].endswith(f"three starts have failed{told}")
