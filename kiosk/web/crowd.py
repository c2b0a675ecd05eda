"""How many connections the network may hold, so that nobody out there can close the kiosk.

The box's own browser and programs are never counted and never wait: whatever the network does, the
member's screen goes on. Decides only numbers; connections are anything that can be told apart.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from typing import Generic, TypeVar

Held = TypeVar("Held")


class Crowd(Generic[Held]):
    """Who of the network is in, and who is being served. Safe to use from many threads."""

    def __init__(self, most_open: int, most_of_one: int, most_served: int) -> None:
        """Connections in all, of one address, and at work at one time."""
        self._most_open, self._most_of_one = most_open, most_of_one
        self._free = most_served
        self._lock = threading.Lock()
        self._address: dict[Held, str] = {}
        self._of_one: Counter[str] = Counter()
        self._waiting: deque[Held] = deque()
        self._served: set[Held] = set()

    def admit(self, each: Held, address: str) -> bool:
        """Whether a new connection may stay."""
        with self._lock:
            full = len(self._address) >= self._most_open
            if full or self._of_one[address] >= self._most_of_one:
                return False
            self._address[each] = address
            self._of_one[address] += 1
            return True

    def begin(self, each: Held) -> bool:
        """Whether this one is served now; else it waits until `end` names it."""
        with self._lock:
            if each not in self._address:
                return True  # the box itself
            if self._free <= 0:
                self._waiting.append(each)
                return False
            self._free -= 1
            self._served.add(each)
            return True

    def end(self, each: Held) -> Held | None:
        """This one is served; who comes next."""
        with self._lock:
            if each not in self._served:
                return None
            self._served.remove(each)
            if not self._waiting:
                self._free += 1
                return None
            following = self._waiting.popleft()
            self._served.add(following)
            return following

    def leave(self, each: Held) -> None:
        """This connection is closed. It may be said more than once."""
        with self._lock:
            address = self._address.pop(each, None)
            if address is not None:
                self._of_one[address] -= 1
                if not self._of_one[address]:
                    del self._of_one[address]
            if each in self._waiting:
                self._waiting.remove(each)

    def waiting(self) -> tuple[Held, ...]:
        """Those that nobody serves yet."""
        with self._lock:
            return tuple(self._waiting)
