"""Entries in the journal's own protocol, against a real datagram socket."""

from __future__ import annotations

import logging
import socket
import struct
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.health import journal
from kiosk.health.report import Level, Reading

HOT = Reading(
    "temperature",
    "Temperature",
    Level.WARN,
    "The processor has 80 degrees Celsius: too hot.",
    "Give it air.",
    80.0,
    "celsius",
)
SILENT = Reading("swap", "Swap", Level.UNKNOWN, "The kernel\ndoes not say.")


def decode(datagram: bytes) -> dict[str, str]:
    """One entry as journald reads it."""
    fields, rest = {}, datagram
    while rest:
        line, _, after = rest.partition(b"\n")
        name, equals, value = line.partition(b"=")
        if not equals:
            (length,) = struct.unpack("<Q", after[:8])
            value, after = after[8 : 8 + length], after[8 + length :]
            assert after[:1] == b"\n"
            after = after[1:]
        fields[name.decode()] = value.decode()
        rest = after
    return fields


@pytest.fixture
def journald(tmp_path: Path) -> Iterator[socket.socket]:
    """A listener like the system's."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.settimeout(5.0)
        yield listener


def test_one_entry_for_each_reading(journald: socket.socket, tmp_path: Path) -> None:
    """Sentence, priority and figures arrive as fields; what is not known is left out."""
    journal.tell([HOT, SILENT], journal.STANDS, tmp_path / "socket")
    assert decode(journald.recv(4096)) == {
        "MESSAGE": "Temperature: The processor has 80 degrees Celsius: too hot. Give it air.",
        "PRIORITY": "4",
        "MESSAGE_ID": journal.STANDS,
        "SYSLOG_IDENTIFIER": "kiosk-health",
        "KIOSK_READING": "temperature",
        "KIOSK_LEVEL": "warn",
        "KIOSK_VALUE": "80",
        "KIOSK_UNIT": "celsius",
    }
    second = decode(journald.recv(4096))
    assert second["MESSAGE"] == "Swap: The kernel\ndoes not say."
    assert second["PRIORITY"] == "6"
    assert "KIOSK_VALUE" not in second


def test_lines_go_in_binary_form() -> None:
    """A value with a line break cannot forge another field."""
    data = journal.encode({"MESSAGE": "one\nPRIORITY=0", "X9_Y": "a=b"})
    assert data == b"MESSAGE\n" + struct.pack("<Q", 14) + b"one\nPRIORITY=0\nX9_Y=a=b\n"
    assert decode(data) == {"MESSAGE": "one\nPRIORITY=0", "X9_Y": "a=b"}


@pytest.mark.parametrize("name", ["_PID", "message", "9X", "", "A" * 65, "A=B"])
def test_names_that_the_journal_drops(name: str) -> None:
    """A wrong name is a mistake of ours and says so."""
    with pytest.raises(ValueError, match="field"):
        journal.encode({name: "x"})


@pytest.mark.parametrize(
    ("level", "priority"),
    [(Level.OK, "6"), (Level.UNKNOWN, "6"), (Level.WARN, "4"), (Level.BAD, "3")],
)
def test_priorities(level: Level, priority: str) -> None:
    """What is bad stands out in the journal, what is well does not."""
    found = journal.fields_of(Reading("x", "X", level, "So."), journal.CHANGED)
    assert found["PRIORITY"] == priority


def test_ids_are_real() -> None:
    """Both message ids are 128 bits made at random, and differ."""
    assert journal.CHANGED != journal.STANDS
    assert all(uuid.UUID(each).version == 4 for each in (journal.CHANGED, journal.STANDS))


def test_without_a_journal(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where nothing listens the sentence goes into the log, at its level."""
    with caplog.at_level(logging.INFO):
        journal.tell([HOT, SILENT], journal.CHANGED, tmp_path / "nobody")
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.INFO]
    assert "too hot" in caplog.text
