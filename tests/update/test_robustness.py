"""A box in trouble, and traps of the kiosk's user: never a kiosk that is held for ever."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.install.failure import InstallError
from kiosk.install.running import run as really
from kiosk.update import facts, outcome, state
from kiosk.update.__main__ import Server
from kiosk.update.errors import ClockError
from kiosk.update.state import Phase, Trial
from kiosk.update.system import Done
from tests.update import archives
from tests.update.world import FIRST, Scene


def full(path: Path, _: outcome.Book) -> None:
    raise OSError(28, "No space left on device", str(path))


@pytest.mark.parametrize(("faults", "version"), [((), "1.1.0"), (("camera",), "1.0.0")])
def test_an_outcome_that_cannot_be_written_ends_the_trial_all_the_same(
    here: Scene, monkeypatch: pytest.MonkeyPatch, faults: tuple[str, ...], version: str
) -> None:
    """On a full card the kiosk is not held for as long as it is full."""
    here.offer("1.1.0", *faults)
    monkeypatch.setattr(outcome, "write", full)
    here.run()
    assert here.in_use == version
    assert not here.world.places.trial.exists()
    assert any("cannot be written down" in line for line in here.said)


def left_open(here: Scene, phase: Phase, slot: str = "1.1.0-abcd1234") -> None:
    """A trial of 1.1.0."""
    trial = Trial(slot, "1.1.0", FIRST, "1.0.0", "ab" * 32, phase, reason="it gave no pictures")
    state.write_trial(here.world.places.trial, trial)


def test_an_interruption_that_cannot_be_written_down_is_settled(
    here: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above, at boot."""
    left_open(here, Phase.SWITCHED)
    monkeypatch.setattr(outcome, "write", full)
    here.settle()
    assert not here.world.places.trial.exists()


def test_nothing_to_go_back_to(here: Scene) -> None:
    """The slot before was deleted by hand: what runs stays, no link leads nowhere, checks go on."""
    layout = here.world.places.layout
    here.offer("1.1.0")
    here.run()
    shutil.rmtree(layout.slots / FIRST)
    here.world.fallback_broken = True  # it finds no way back either, says so and lets it start
    left_open(here, Phase.BACK, slot=layout.current.readlink().name)
    here.settle()
    assert here.in_use == "1.1.0"
    assert not here.world.places.trial.exists()
    assert "no whole 1.0.0-00000000 to go back to" in here.book["last_look"]["sentence"]


def test_units_that_cannot_be_taken_in_again_do_not_hold_the_kiosk(
    here: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link is back; the service manager that refuses would refuse for ever."""

    def refuse(*_: object, **__: object) -> None:
        raise InstallError("`systemctl start kiosk-base.service` failed.")

    here.offer("1.1.0", unit=b"[Service]\nNice=1\n")
    monkeypatch.setattr("kiosk.install.base.take_in", refuse)
    here.run()
    assert here.world.places.layout.base.readlink().name == FIRST
    assert not here.world.places.trial.exists()
    assert "kiosk-base.service" in here.book["base"]["trouble"]


def test_a_slot_deleted_by_hand_is_mended_by_an_update(here: Scene) -> None:
    """The old version cannot be asked, which is not the new one's fault."""
    here.offer("1.1.0")
    shutil.rmtree(here.world.places.layout.slots / FIRST)
    here.world.running, here.world.state = None, "failed"
    here.world.run_as_kiosk = _nothing_of(here.world.run_as_kiosk)  # type: ignore[method-assign]
    here.run()
    assert here.in_use == "1.1.0"
    assert here.book["history"][0]["outcome"] == "good"


def _nothing_of(run: Callable[[Sequence[str], float], Done]) -> Callable[..., Done]:
    def run_as_kiosk(command: Sequence[str], limit_s: float) -> Done:
        gone = FIRST in command[0]
        return Done(127, words="it cannot be run") if gone else run(command, limit_s)

    return run_as_kiosk


@pytest.mark.parametrize("word", ["clip", "store", "read"])
def test_a_proof_that_was_killed_is_tried_again(here: Scene, word: str) -> None:
    """Where memory is short the system kills it: that says nothing of the version."""
    here.offer("1.1.0")
    run, killed = here.world.run_as_kiosk, [True]

    def run_as_kiosk(command: Sequence[str], limit_s: float) -> Done:
        if command[1:3] == ["try", word] and killed:
            killed.clear()
            return Done(-signal.SIGKILL)
        return run(command, limit_s)

    here.world.run_as_kiosk = run_as_kiosk  # type: ignore[method-assign]
    here.run()
    assert (here.in_use, here.book["last_look"]["outcome"]) == ("1.0.0", "waiting")
    assert here.book["history"] == []
    here.run()
    assert here.in_use == "1.1.0"


def test_an_environment_whose_making_was_killed_is_tried_again(here: Scene) -> None:
    """pip, where memory is short; here really ended by a signal."""
    here.offer("1.1.0")

    def end(line: str) -> None:
        if "pip install" in line:
            really(["sh", "-c", "kill -9 $$"], mend="later")

    here.world.on_command = end
    here.run()
    assert (here.book["last_look"]["outcome"], here.book["history"]) == ("waiting", [])
    here.world.on_command = lambda _: None
    here.run()
    assert here.in_use == "1.1.0"


def test_the_new_version_is_never_run_as_root(here: Scene) -> None:
    """Not even to ask what it is: only its environment is made as root, and its base."""
    here.offer("1.1.0")
    run, as_root = here.world.run, []

    def note(command: Sequence[str], **given: object) -> str:
        as_root.append(" ".join(command))
        return run(command, **given)  # type: ignore[arg-type]

    here.world.run = note  # type: ignore[method-assign]
    here.run()
    assert here.in_use == "1.1.0"
    assert not [line for line in as_root if "bin/kiosk" in line or "picamera2" in line]


def test_a_request_that_is_a_folder_keeps_nobody_from_updating(here: Scene) -> None:
    """The folder it lies in is the kiosk's own."""
    here.offer("1.1.0")
    (here.world.places.request / "full" / "of").mkdir(parents=True)
    here.run()
    assert here.in_use == "1.1.0"
    assert not here.world.places.request.exists()


def test_a_request_that_is_a_pipe_keeps_nobody_waiting(here: Scene) -> None:
    """With somebody at its other end who says nothing; so for the last words."""
    layout = here.world.places.layout
    words = layout.running[0] / "last-words"
    for path in (here.world.places.request, words):
        os.mkfifo(path)
    ends = [os.open(path, os.O_RDWR) for path in (here.world.places.request, words)]
    assert facts.last_words(layout) == ""
    here.run()
    assert not here.world.places.request.exists()
    for end in ends:
        os.close(end)


def test_nobody_else_can_keep_the_lock_of_a_trial(here: Scene) -> None:
    """Whoever may open a folder may lock it, so the lock is on one that only root may open."""
    places = here.world.places
    here.offer("1.1.0")
    handle = os.open(places.trial.parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("It waits for that lock."))
    signal.alarm(30)
    try:
        here.run()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        os.close(handle)
    assert here.in_use == "1.1.0"
    assert places.work.stat().st_mode & 0o777 == 0o700
    assert places.lock.stat().st_mode & 0o777 == 0o600


def test_a_version_made_after_today_is_refused(here: Scene, tmp_path: Path) -> None:
    """Installed, its age would be a floor that no clock reaches: no update any more."""
    said = replace(archives.manifest(), made_s=4_000_000_000)
    archive = tmp_path / "kiosk-1.1.0.tar"
    archive.write_bytes(archives.tar(archives.members(archives.FILES, said)))
    server = Server(here.world.places)
    with pytest.raises(ClockError):
        server.unpack(archive, tmp_path / "unpacked", None)  # type: ignore[arg-type]
    archive.write_bytes(archives.tar(archives.members(archives.FILES, archives.manifest())))
    server.unpack(archive, tmp_path / "unpacked", None)  # type: ignore[arg-type]
    assert json.loads((tmp_path / "unpacked/manifest.json").read_text())["version"] == "1.1.0"
