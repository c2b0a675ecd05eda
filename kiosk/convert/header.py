"""The first line of a landmark CSV, asked for columns whatever their case and punctuation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk.errors import InputError

NAMES_SHOWN = 8
"""As many as one sentence holds."""


def plain(name: str) -> str:
    """A name without case and punctuation: `LEFT_KNEE_x` and `leftKnee.X` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


class Header:
    """The names of the columns; `file` begins what is said about them."""

    def __init__(self, names: Sequence[str], file: str) -> None:
        self.names = tuple(name.strip() for name in names)
        self.file = file
        self._places: dict[str, list[int]] = {}
        for position, name in enumerate(self.names):
            self._places.setdefault(plain(name), []).append(position)

    def __contains__(self, name: str) -> bool:
        return plain(name) in self._places

    def place(self, name: str) -> int:
        """The position of the one column of this name. Raises InputError when there are two."""
        first, *more = self._places[plain(name)]
        if more:
            raise InputError(
                f"{self.file} has two columns called {self.names[first]}, so it is not clear which "
                f"is meant: rename one."
            )
        return first

    def shown(self) -> str:
        """The names that were found, for a sentence: shortened where there are many."""
        return listed(self.names)


def listed(names: Sequence[str]) -> str:
    """Names for a sentence, the first few and how many more."""
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
