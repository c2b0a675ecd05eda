"""Talks to systemd: ready, still seeing, how long to be patient, one line of status.

The protocol is one datagram of NAME=VALUE lines to the socket named in NOTIFY_SOCKET
(sd_notify(3)). Without that variable, on a laptop, nothing is said. Decides nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping

PATIENCE_S = 0.2
"""A manager that is too busy to read must not hold up the check: the next word comes soon."""


class Notifier:
    """What the service manager hears. Never raises: a manager that does not listen changes
    nothing about the check."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """`environ` is the process's environment."""
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    @property
    def heard(self) -> bool:
        """Somebody listens: the kiosk runs as a service and is started again when it ends."""
        return bool(self._address)

    def ready(self) -> None:
        """The page answers."""
        self._say("READY=1")

    def stopping(self) -> None:
        """The kiosk ends in good order."""
        self._say("STOPPING=1")

    def seeing(self) -> None:
        """A fresh frame went all the way through: the one thing that feeds the watchdog."""
        self._say("WATCHDOG=1")

    def patience(self, seconds: float) -> None:
        """The watchdog's time from now on."""
        self._say(f"WATCHDOG_USEC={round(1e6 * seconds)}")

    def status(self, words: str) -> None:
        """One line that `systemctl status` shows."""
        self._say(f"STATUS={' '.join(words.split())}")

    def _say(self, line: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.settimeout(PATIENCE_S)
                out.sendto(line.encode(), self._address)
        except OSError:
            return
