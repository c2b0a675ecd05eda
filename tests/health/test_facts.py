"""Gathering: one folder in, all facts out; the service's own notes; where to look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.health import vitals_note
from kiosk.health.absent import Absent
from kiosk.health.facts import Facts, Host, Update, gather
from kiosk.health.hosts import host_of
from kiosk.health.memory import CoreDumps, SwapSpace
from kiosk.vitals import Vitals

from .pi import Pi, laptop, moment

UPDATES = "var/lib/kiosk-system/update.json"


@pytest.fixture
def pi(tmp_path: Path) -> Pi:
    return Pi(tmp_path)


def test_a_healthy_pi(pi: Pi) -> None:
    """Everything that is looked at is there."""
    facts = gather(pi.host())
    free = facts.free_bytes
    assert isinstance(free, int)
    assert facts == Facts(
        temperature_c=47.2,
        free_bytes=free,
        error_counts=(("/", 0), (str(pi.state), 0)),
        read_only=(),
        resident_bytes=300_000 * 1024,
        available_bytes=2_000_000 * 1024,
        core_dumps=CoreDumps("0", "core"),
        swap=SwapSpace((), kiosk_kept_out=False),
        restarts=0,
        update=None,
    )


def test_a_laptop(tmp_path: Path) -> None:
    """Nothing is raised where nothing can be read; the room of the disk is known everywhere."""
    facts = gather(laptop(tmp_path))
    assert isinstance(facts.temperature_c, Absent)
    assert isinstance(facts.restarts, Absent)
    assert isinstance(facts.free_bytes, int)


def test_without_a_kiosk(pi: Pi) -> None:
    """Where none runs, nobody's memory is taken for the kiosk's."""
    facts = gather(replace(pi.host(), process=None))
    assert isinstance(facts.resident_bytes, Absent)
    assert isinstance(facts.core_dumps, Absent)


def test_room_before_the_folder_is_made(tmp_path: Path) -> None:
    """Before the first start the folder above is looked at."""
    facts = gather(Host(tmp_path / "not" / "yet" / "results.db"))
    assert isinstance(facts.free_bytes, int)


@pytest.mark.parametrize(("text", "count"), [("3\n", 3), ("0", 0), ("many", None), ("", None)])
def test_restarts(pi: Pi, text: str, count: int | None) -> None:
    """The service's count is a whole number in a file; another thing is not known."""
    (pi.run / "restarts").write_text(text)
    found = gather(pi.host()).restarts
    assert isinstance(found, Absent) if count is None else found == count


def test_the_last_update(pi: Pi) -> None:
    """A note of an update, good or failed; none before the first; a damaged one is not known."""
    pi.write(UPDATES, '{"version": "1.2.0", "at": "2026-11-20T03:00:00Z"}')
    assert gather(pi.host()).update == Update("1.2.0", "2026-11-20T03:00:00Z", None)
    pi.write(UPDATES, '{"version": "1.2.0", "at": "2026-11-20T03:00:00Z", "trouble": "No room."}')
    assert gather(pi.host()).update == Update("1.2.0", "2026-11-20T03:00:00Z", "No room.")
    pi.write(UPDATES, '{"history": [], "last_look": {"sentence": "Nothing newer."}}')
    assert gather(pi.host()).update is None
    for damaged in ("", "[]", '{"version": "1"'):
        pi.write(UPDATES, damaged)
        assert isinstance(gather(pi.host()).update, Absent)


def test_where_to_look(tmp_path: Path) -> None:
    """The service's environment says where; without one the store's folder keeps the state."""
    store = tmp_path / "results.db"
    environment = {"STATE_DIRECTORY": "/var/lib/kiosk:/other", "RUNTIME_DIRECTORY": "/run/kiosk"}
    host = host_of(store, environment)
    assert (host.state_dir, host.runtime_dir) == (Path("/var/lib/kiosk"), Path("/run/kiosk"))
    assert host_of(store, {}).state_dir == tmp_path


def test_vitals_are_passed_on(tmp_path: Path) -> None:
    """Another process reads what the running kiosk noted, while it is fresh and of this boot."""
    vitals = Vitals(camera="ok", frame_rate_hz=21.5, frames=12)
    vitals_note.write_note(tmp_path, vitals, moment())
    assert vitals_note.read_note(tmp_path, moment(80.0)) == vitals
    assert (tmp_path / vitals_note.FILE_NAME).stat().st_mode & 0o777 == 0o644
    assert vitals_note.read_note(tmp_path, moment(100.0)) is None
    assert vitals_note.read_note(tmp_path, moment(1.0, boot="boot-2")) is None


def test_a_note_that_is_none(tmp_path: Path) -> None:
    """No note, a damaged one or one of another version is no kiosk, not an error."""
    assert vitals_note.read_note(tmp_path, moment()) is None
    note = tmp_path / vitals_note.FILE_NAME
    vitals_note.write_note(tmp_path, Vitals(), moment())
    other = note.read_text().replace('"camera"', '"lens"')
    for text in (other, "", "[1]", "{}"):
        note.write_text(text)
        assert vitals_note.read_note(tmp_path, moment()) is None


def test_a_note_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that is not there costs the note alone."""
    vitals_note.write_note(tmp_path / "gone", Vitals(), moment())
    assert list(tmp_path.iterdir()) == []
