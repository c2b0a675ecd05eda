"""What the pages need to know of the network that staff may reach the box from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Network(Protocol):
    """Whether the network is let in over TLS, and with which certificate."""

    @property
    def port(self) -> int | None:
        """Where TLS is answered; None where it is off or could not be begun."""

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names that the box itself has in the local network, such as kiosk.local."""

    def view(self) -> Mapping[str, Any]:
        """Everything known now, as plain values.

        - `wanted` (bool: `web.lan`), `port` and `addresses` (where staff go, https://…).
        - `trouble`: why nobody is let in although it is wanted, one sentence, or None.
        - `certificate`: `own` (bool: made on the box, else supplied), `fingerprint` (SHA-256 as
          browsers write it), `names`, `begins` and `ends` (ISO 8601 UTC), `warning` (one sentence
          or None). None where there is none.
        """
