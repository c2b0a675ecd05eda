"""Follows a kiosk's event stream as a page does: over a real socket, the newest state only."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

LIMIT_S = 30.0
State = dict[str, Any]


class Page:
    """One open stream. `states` ends when the kiosk does."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self._connection = http.client.HTTPConnection(
            where.hostname or "", where.port, timeout=LIMIT_S
        )
        self._connection.request("GET", "/events", headers={"Accept": "text/event-stream"})
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200

    def states(self) -> Iterator[State]:
        """Each state that the page gets; an event that was cut off is no state."""
        name = ""
        try:
            while line := self._answer.readline():
                field, _, value = line.decode().rstrip("\n").partition(": ")
                if field == "event":
                    name = value
                elif field == "data" and name == "state" and line.endswith(b"\n"):
                    yield json.loads(value)
        except (ConnectionError, http.client.IncompleteRead):
            return

    def close(self) -> None:
        """Close the page."""
        self._answer.close()
        self._connection.close()
