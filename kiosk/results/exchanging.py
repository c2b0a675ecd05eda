"""Putting another file in the place of an open store, at a moment in which nobody reads it.

Decides how long that moment is waited for, and that one such change goes on at a time. What is put
there is `care`'s and `backups`'s matter, how, `database`'s and `placing`'s.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.results import placing
from kiosk.results.database import Database
from kiosk.results.identity import uri

UNDER_WAY = "A check is under way: try again when it is over."
_TRIES, _PAUSE_S = 30, 0.05
"""To find a moment in which nobody reads: three seconds in all. A page reads for some hundredths
of a second, a backup for as long as it takes."""
Fits = Callable[[sqlite3.Connection], None]


class Exchange:
    """The changes of one store's file."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._one = threading.Lock()

    @contextmanager
    def prepared(self, other: Path) -> Iterator[Path]:
        """While another file is made and put in place: nobody else does so, and it is gone
        afterwards, as is what a stop may have left of it."""
        with self._one:
            placing.remove(other)
            try:
                yield other
            finally:
                placing.remove(other)

    def put(self, other: Path, now: Moment, fits: Fits) -> None:
        """Put `other` in the place of the store, of which nothing is left."""
        old = placing.beside(self.database.path, "old")
        placing.remove(old)
        try:
            self.put_keeping(other, old, now, fits)
        finally:
            placing.remove_large(old)

    def put_keeping(self, other: Path, keep: Path, now: Moment, fits: Fits) -> None:
        """As `Database.exchange`, as soon as nobody reads. Raises StoreError when that never
        comes."""
        for left in reversed(range(_TRIES)):
            try:
                return self.database.exchange(other, keep, now, fits)
            except StoreError as error:
                if error.mend != "wait" or str(error) == UNDER_WAY or not left:
                    raise
            time.sleep(_PAUSE_S)
        return None


@contextmanager
def opened(path: Path, options: str) -> Iterator[sqlite3.Connection]:
    """A plain connection to a file that is about to be put in place, or looked at."""
    connection = sqlite3.connect(uri(path, options), uri=True, isolation_level=None)
    with closing(connection):
        connection.execute("PRAGMA secure_delete = ON")
        yield connection
