"""Talks to a server inside a container: a socket belongs to the network it was made in."""

from __future__ import annotations

import ctypes
import http.client
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLONE_NEWNET = 0x40000000
PORT = 8080
LIMIT_S = 5.0
_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def network_of(pid: int) -> Iterator[None]:
    """Inside, this thread makes its sockets in the network of process `pid`."""
    own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        theirs = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
        try:
            _enter(theirs)
        finally:
            os.close(theirs)
        try:
            yield
        finally:
            _enter(own)
    finally:
        os.close(own)


def _enter(descriptor: int) -> None:
    if _libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


@dataclass(frozen=True)
class Answer:
    """What a page answered; status 0 when nobody did."""

    status: int
    text: str = ""


def get(pid: int, path: str) -> Answer:
    """GET a page of the box whose first process is `pid`."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=LIMIT_S)
    try:
        with network_of(pid):
            connection.connect()
        connection.request("GET", path)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read().decode("utf-8", errors="replace"))
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        connection.close()


def newest_state(pid: int) -> dict[str, Any] | None:
    """What the member's page shows at this moment; None while nothing tells."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=LIMIT_S)
    try:
        with network_of(pid):
            connection.connect()
        connection.request("GET", "/events", headers={"Accept": "text/event-stream"})
        return _first_state(connection.getresponse())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _first_state(answer: http.client.HTTPResponse) -> dict[str, Any] | None:
    name = ""
    while answer.status == 200 and (line := answer.readline()):
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data" and name == "state":
            found: dict[str, Any] = json.loads(value)
            return found
    return None


def first_process(starter: int) -> int | None:
    """The container's first process, a child of the nspawn process; None before there is one."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "status").read_text("utf-8")
            name = (folder / "comm").read_text("utf-8").strip()
        except OSError:
            continue
        words = dict(line.split(":\t", 1) for line in said.splitlines() if ":\t" in line)
        numbers = words.get("NSpid", "").split()
        if words.get("PPid") == str(starter) and name == "systemd" and numbers[1:] == ["1"]:
            return int(folder.name)
    return None
