"""Structured entries in the system's journal, by its own protocol over a datagram socket.

systemd's "Native Journal Protocol" (systemd.io, looked up 2026-11): one datagram is one entry; a
field is `NAME=value` and a newline, or, where the value holds a newline, `NAME`, newline, the
value's length as 64-bit little-endian, the value, newline. Names are A-Z, 0-9 and _, and do not
begin with _ (those are the journal's own). Where no journal listens, entries go to the log.

Find them with `journalctl -o verbose KIOSK_READING=temperature`.
"""

from __future__ import annotations

import logging
import re
import socket
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

from kiosk.health.report import Level, Reading

SOCKET = Path("/run/systemd/journal/socket")
CHANGED = "c0822c7325154b08a0e48505d9e5285c"
"""MESSAGE_ID of a reading that has come to another level. Ours, made once at random."""
STANDS = "036d47a2850f4b06b38ce4b4dfc7b12c"
"""MESSAGE_ID of a reading as it stands, by `kiosk health --journal`. Ours too."""

_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_PRIORITY = {Level.OK: 6, Level.UNKNOWN: 6, Level.WARN: 4, Level.BAD: 3}
"""syslog(3): 3 error, 4 warning, 6 informational."""
_LOGGED = {3: logging.ERROR, 4: logging.WARNING, 6: logging.INFO}

_log = logging.getLogger(__name__)


def encode(fields: Mapping[str, str]) -> bytes:
    """One entry as a datagram. Raises ValueError for a name that the journal would drop."""
    parts = []
    for name, value in fields.items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"the journal takes no field {name!r}")
        data = value.encode("utf-8", errors="replace")
        if b"\n" in data:
            length = struct.pack("<Q", len(data))
            parts.append(name.encode("ascii") + b"\n" + length + data + b"\n")
        else:
            parts.append(name.encode("ascii") + b"=" + data + b"\n")
    return b"".join(parts)


def fields_of(reading: Reading, message_id: str) -> dict[str, str]:
    """The entry of one reading. What is not known is left out."""
    message = f"{reading.label}: {reading.text}"
    fields = {
        "MESSAGE": f"{message} {reading.mend}" if reading.mend else message,
        "PRIORITY": str(_PRIORITY[reading.level]),
        "MESSAGE_ID": message_id,
        "SYSLOG_IDENTIFIER": "kiosk-health",
        "KIOSK_READING": reading.name,
        "KIOSK_LEVEL": reading.level.value,
    }
    if reading.value is not None:
        fields |= {"KIOSK_VALUE": f"{reading.value:g}", "KIOSK_UNIT": reading.unit}
    return fields


def tell(readings: Iterable[Reading], message_id: str, path: Path = SOCKET) -> None:
    """Write one entry for each reading; into the log where no journal takes it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)  # a journal that hangs must not hold up the watch
        for reading in readings:
            _tell(sender, fields_of(reading, message_id), path)


def _tell(sender: socket.socket, fields: Mapping[str, str], path: Path) -> None:
    try:
        sender.sendto(encode(fields), str(path))
    except OSError:
        _log.log(_LOGGED[int(fields["PRIORITY"])], "%s", fields["MESSAGE"])
