"""What the kiosk reads of the updater's notes, and the request that it leaves."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk import __version__, paths, updating
from kiosk.update import outcome, state
from tests.web.update_notes import AT, CURRENT, FAILED, TRIAL, WENT_BACK, WENT_WELL, Notes


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path)


def test_nothing_has_happened_yet(notes: Notes) -> None:
    """Without any note there is the version, what is set, and nothing else."""
    view = notes.updating(channel="beta", group="gym-north").view()
    assert (view["version"], view["channel"]) == (__version__, "beta")
    assert (view["group"], view["quiet_hours"]) == ("gym-north", "22:00-06:00")
    assert view["history"] == []
    for name in ("off", "unreadable", "last_look", "trial", "base", "settings", "asked"):
        assert view[name] is None, name


def test_the_notes_are_told_as_they_are(notes: Notes) -> None:
    """Each look and each update with its sentence, in the order of the note."""
    notes.write(
        last_look=CURRENT,
        history=[WENT_BACK, WENT_WELL, FAILED],
        base={"version": "1.3.0", "trouble": "The unit files cannot be loaded."},
        settings={"sha256": "ab", "trouble": "check.reps must be at most 10."},
    )
    view = notes.updating().view()
    assert view["unreadable"] is None
    assert [each["version"] for each in view["history"]] == ["1.4.0", "1.3.0", "1.3.0rc1"]
    assert view["history"][0] == {key: WENT_BACK[key] for key in WENT_BACK if key != "archive"}
    assert view["last_look"] == CURRENT
    assert view["base"] == {"version": "1.3.0", "trouble": "The unit files cannot be loaded."}
    assert view["settings"] == {"trouble": "check.reps must be at most 10."}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 400,
        b'{"history": [',
        b"[1, 2]",
        b'"text"',
        b'{"history": 5}',
        b'{"history": ["x", null]}',
        b"[" * 200_000,
        b" " * 2_000_000,
        b'{"history": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_damaged_note_is_said_and_harms_nothing(notes: Notes, content: bytes) -> None:
    """Whatever lies in the note's place, the rest is told and a request is still possible."""
    notes.damage(content)
    view = notes.updating().view()
    assert view["unreadable"] == updating.UNREADABLE
    assert view["history"] == []
    assert view["last_look"] is None
    assert notes.updating().request("admin, on the kiosk")[0]


def test_what_can_be_read_of_a_damaged_note_is_told(notes: Notes) -> None:
    """A wrong value is left out, the others stay; text that no page can hold is mended."""
    odd = {"version": 14, "sentence": "half \ud800", "at": None, "clock_sure": "yes"}
    notes.write(history=[5, {**WENT_WELL, **odd}], last_look=[1], base="x")
    view = notes.updating().view()
    assert view["unreadable"] == updating.UNREADABLE
    (entry,) = view["history"]
    assert (entry["version"], entry["at"], entry["clock_sure"]) == (None, None, False)
    assert entry["sentence"] == "half ?"
    assert entry["outcome"] == "good"
    assert view["last_look"] is None
    assert view["base"] is None


def test_a_note_that_may_not_be_read_is_damaged(notes: Notes) -> None:
    """A folder in the file's place is no reason to fall over either."""
    notes.at(paths.UPDATES_FILE).mkdir()
    assert notes.updating().view()["unreadable"] == updating.UNREADABLE


def test_an_open_trial_is_told(notes: Notes) -> None:
    """What is being tried, whence, and how far; a damaged note still counts as a trial."""
    notes.try_out()
    wanted = {key: TRIAL[key] for key in ("version", "from_version", "phase", "of", "reason")}
    assert notes.updating().view()["trial"] == wanted
    notes.at(paths.TRIAL_FILE).write_bytes(b"{")
    assert notes.updating().view()["trial"] == dict.fromkeys(wanted)
    notes.settle()
    assert notes.updating().view()["trial"] is None


def test_a_kiosk_started_by_hand_takes_no_updates(notes: Notes) -> None:
    """Not installed: one sentence, and a request is refused with it."""
    found = notes.updating(installed=False)
    assert found.view()["off"] == updating.BY_HAND
    assert found.request("admin, on the kiosk") == (False, updating.BY_HAND)
    assert not notes.wanted.exists()


def test_what_is_missing_for_updates_is_named(notes: Notes) -> None:
    """Without an address, or without a trusted key, updates are off and it says how to go on."""
    found = notes.updating(url="")
    assert found.view()["off"] == updating.NO_ADDRESS
    assert found.request("admin, on the kiosk") == (False, updating.NO_ADDRESS)
    notes.at(paths.UPDATE_ROOT_FILE).unlink()
    assert notes.updating().view()["off"] == updating.NO_ROOT
    assert "systemd/install --update-root" in updating.NO_ROOT
    assert not notes.wanted.exists()


def test_a_request_is_one_whole_file(notes: Notes, caplog: pytest.LogCaptureFixture) -> None:
    """It says who and when, lies there alone, and stands in the journal."""
    with caplog.at_level(logging.INFO, "kiosk"):
        assert notes.updating().request("admin, on the kiosk") == (True, updating.LOOKS_SOON)
    said = {"by": "admin, on the kiosk", "at": "2026-11-22T12:00:00+00:00"}
    assert json.loads(notes.wanted.read_text()) == said
    assert [each.name for each in notes.run_dir.iterdir()] == ["update-wanted"]
    assert "asked for by admin, on the kiosk at 2026-11-22T12:00:00+00:00" in caplog.text


def test_the_request_appears_only_whole(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever watches for the file never sees half of it: it comes by renaming."""
    seen: list[tuple[bool, dict[str, Any]]] = []
    rename = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append((target.exists(), json.loads(self.read_text())))
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    assert notes.updating().request("admin, on the kiosk")[0]
    assert [(there, said["by"]) for there, said in seen] == [(False, "admin, on the kiosk")]


def test_a_request_that_cannot_be_written_says_so(notes: Notes) -> None:
    """Where the folder is gone there is one sentence with what, where and what next."""
    notes.run_dir.rmdir()
    well, sentence = notes.updating().request("admin, on the kiosk")
    assert not well
    assert str(notes.wanted) in sentence
    assert "switch the kiosk off and on" in sentence
    assert notes.updating().view()["asked"] is None


def test_no_request_during_a_trial(notes: Notes) -> None:
    """While an update is being tried another one is not asked for."""
    notes.try_out(phase="waiting")
    well, sentence = notes.updating().request("admin, on the kiosk")
    assert not well
    assert "being tried" in sentence
    assert not notes.wanted.exists()


def test_a_request_is_followed_to_its_end(notes: Notes) -> None:
    """It lies there, is taken, and is over with the next look, even one that found the same."""
    notes.write(last_look=CURRENT)
    found = notes.updating()
    found.request("admin, on the kiosk")
    asked = found.view()["asked"]
    assert (asked["by"], asked["taken"], asked["late"]) == ("admin, on the kiosk", False, False)
    notes.wanted.unlink()
    asked = found.view()["asked"]
    assert (asked["by"], asked["taken"]) == ("admin, on the kiosk", True)
    assert asked["at"] == "2026-11-22T12:00:00+00:00"
    notes.write(last_look={**CURRENT, "at": "2026-11-22T12:00:09Z"})
    assert found.view()["asked"] is None


def test_a_request_survives_a_restart_of_the_kiosk(notes: Notes) -> None:
    """Another run of the kiosk tells of the request that lies there, and of a late one so."""
    notes.updating().request("admin, on another device")
    asked = notes.updating().view()["asked"]
    assert (asked["by"], asked["late"]) == ("admin, on another device", False)
    notes.now_s = 301.0
    assert notes.updating().view()["asked"]["late"]
    notes.wanted.write_bytes(b"\xff")
    unclear = {"by": None, "at": None, "taken": False, "late": False}
    assert notes.updating().view()["asked"] == unclear


def test_a_request_without_an_end_is_forgotten(notes: Notes) -> None:
    """An updater that never notes an outcome is not waited for on the page for ever."""
    found = notes.updating()
    found.request("admin, on the kiosk")
    notes.wanted.unlink()
    notes.now_s = 4 * 3600.0
    assert found.view()["asked"] is not None
    notes.now_s += 1.0
    assert found.view()["asked"] is None


def test_what_the_updater_writes_is_read(notes: Notes) -> None:
    """Its own functions write the notes, and everything in them comes to the page."""
    at = outcome.Moment(datetime(2026, 11, 22, 2, 14, tzinfo=UTC), clock_sure=False)
    book = outcome.read(notes.at(paths.UPDATES_FILE))
    book = outcome.good(book, outcome.Update("1.3.0", "1.2.0", "ab" * 32), at)
    tried = outcome.Update("1.4.0", "1.3.0", "cd" * 32)
    book = outcome.failed(book, tried, "self-test", "Too few reps.", at, fell_back=False)
    book = outcome.settled(outcome.based(book, "1.3.0", None), "ef" * 32, "it failed")
    outcome.write(notes.at(paths.UPDATES_FILE), book)
    trial = state.Trial("1.5.0-a", "1.5.0", "1.3.0-b", "1.3.0", "12" * 32)
    state.write_trial(notes.at(paths.TRIAL_FILE), trial)
    view = notes.updating().view()
    assert view["unreadable"] is None
    assert [(each["version"], each["outcome"]) for each in view["history"]] == [
        ("1.4.0", "failed"),
        ("1.3.0", "good"),
    ]
    assert view["last_look"]["sentence"] == view["history"][0]["sentence"]
    assert "1.4.0 failed at the self-test, still on 1.3.0" in view["last_look"]["sentence"]
    assert view["last_look"]["at"] == "2026-11-22T02:14:00Z"
    assert not view["last_look"]["clock_sure"]
    assert view["base"] == {"version": "1.3.0", "trouble": None}
    assert view["settings"] == {"trouble": "it failed"}
    assert (view["trial"]["phase"], view["trial"]["of"]) == ("waiting", "slot")


def test_times_of_odd_notes_are_not_computed_with(notes: Notes) -> None:
    """A request with a time that is none, or without a zone, is not late."""
    for at in ("soon", "2020-01-01", 5):
        notes.wanted.write_text(json.dumps({"by": "x", "at": at}))
        assert not notes.updating().view()["asked"]["late"]
    notes.wanted.write_text(json.dumps({"by": "x", "at": AT}))
    assert notes.updating().view()["asked"]["late"]
