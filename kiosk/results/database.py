"""The connections to the one file: a single writer for the process, a fresh reader each time.

The rule for threads: any thread may read or write. Writes share one connection behind a lock,
each a transaction that is on the disk when `writing` ends. Each `reading` opens a connection
of its own, sees one moment of the store throughout, and never waits for the writer.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.results.failures import in_plain_words, read_only_sentence, reading_in_plain_words
from kiosk.results.gate import Gate, leave
from kiosk.results.identity import (
    APPLICATION_ID,
    Kind,
    other_kind_sentence,
    refuse_other_files,
    uri,
)
from kiosk.results.placing import put_in_place, sync_folder
from kiosk.results.schema import apply_missing, known_migrations, schema_number
from kiosk.results.veil import cover

_BUSY_MS = 2000
"""How long to wait for another program that writes; the camera loop waits too. Our choice."""

_WRITER_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA foreign_keys = ON",
    # FULL: in WAL mode the default survives a crash of the program but not a loss of power.
    "PRAGMA synchronous = FULL",
    # What is deleted is overwritten with zeros.
    "PRAGMA secure_delete = ON",
)


class DatabaseReader:
    """A results database to read. Made by `open`; it holds nothing open between readings."""

    def __init__(self, path: Path, kind: Kind) -> None:
        self.path = path
        self.kind = kind
        self.gate = Gate(path)

    @classmethod
    def open_to_read(cls, path: Path, kind: Kind) -> DatabaseReader:
        """A store that is there already, of this schema or a newer one. Raises StoreError."""
        with reading_in_plain_words(path):
            if not refuse_other_files(path, kind):
                raise StoreError(
                    f"There is no results database {path} yet: start the kiosk once to make it."
                )
        reader = DatabaseReader(path, kind)
        with reader.reading() as connection:
            if schema_number(connection) < known_migrations()[-1].number:
                raise StoreError(
                    f"The results database {path} is of an older version: start the kiosk once"
                    " to bring it up to date."
                )
        return reader

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection that sees one moment of the store, without the checks that a
        trainer is rating blind (`veil`); rows by name."""
        with reading_in_plain_words(self.path), self.gate.shared():
            connection = sqlite3.connect(uri(self.path, "mode=ro"), uri=True, isolation_level=None)
            with closing(connection):
                connection.row_factory = sqlite3.Row
                connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
                connection.execute("PRAGMA trusted_schema = OFF")
                connection.execute("PRAGMA temp_store = MEMORY")
                connection.execute("BEGIN")
                cover(connection)
                yield connection


class Database(DatabaseReader):
    """A results database to read and write. Made by `open`; closed once, by `close`."""

    def __init__(self, path: Path, kind: Kind, writer: sqlite3.Connection) -> None:
        super().__init__(path, kind)
        self._writer = writer
        self._lock = threading.Lock()
        self._entered = self.gate.enter(make=True)

    @classmethod
    def open(cls, path: Path, kind: Kind, now: Moment) -> Database:
        """Open or create; add missing tables. Raises StoreError; refuses before writing."""
        with in_plain_words(path), reading_in_plain_words(path):
            refuse_other_files(path, kind)
        gate = Gate(path)
        handle = gate.enter(make=True)
        try:
            return cls(path, kind, _writer_of(path, kind, now))
        finally:
            leave(handle)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, durable when the block ends; an error in it undoes all of it."""
        with self._lock, in_plain_words(self.path), _transaction(self._writer):
            yield self._writer

    def forget_log(self) -> bool:
        """Fold the log into the file and empty it, so that deleted rows leave no bytes there.

        False where somebody still reads what stood before; it is to be tried again then.
        """
        with self._lock, in_plain_words(self.path):
            return _emptied(self._writer)

    def exchange(
        self, other: Path, keep: Path, now: Moment, fits: Callable[[sqlite3.Connection], None]
    ) -> None:
        """Put the database `other`, a whole file without a log, in the place of this one, which
        stays as `keep`.

        For a moment nobody reads or writes. `fits` is called in that moment with the writer and
        refuses by raising; it must not call `reading` or `writing`, which wait for its end.
        Raises StoreError, nothing changed, while somebody else has the store open.
        """
        with self._lock:
            leave(self._entered)
            try:
                with self.gate.alone(), in_plain_words(self.path):
                    fits(self._writer)
                    self._fold_log()
                    self._put(other, keep, now)
            finally:
                self._entered = self.gate.enter()

    def _fold_log(self) -> None:
        """A damaged database cannot take its log in: then that is kept beside it."""
        with suppress(sqlite3.DatabaseError):
            if not _emptied(self._writer):
                raise StoreError(f"Another program reads {self.path}: try again later.", "wait")

    def _put(self, other: Path, keep: Path, now: Moment) -> None:
        try:
            self._writer.close()
            put_in_place(other, self.path, keep)
        finally:
            self._writer = _writer_of(self.path, self.kind, now)

    def close(self) -> None:
        """Fold the log into the file and let go of it. Safe to call twice."""
        with self._lock:
            self._writer.close()
            leave(self._entered)
            self._entered = None


def _writer_of(path: Path, kind: Kind, now: Moment) -> sqlite3.Connection:
    """The one connection that writes; the file is made, and brought up to date, where needed."""
    with in_plain_words(path):
        with reading_in_plain_words(path):
            refuse_other_files(path, kind)
        _create_file(path)
        _refuse_read_only(path)
        writer = sqlite3.connect(
            uri(path, "mode=rw"), uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(writer, path, kind, now)
        except BaseException:
            writer.close()
            raise
    return writer


def _emptied(writer: sqlite3.Connection) -> bool:
    """Without waiting for readers: whoever wants to write next must not wait for them too."""
    writer.execute("PRAGMA busy_timeout = 20")
    try:
        (blocked, _, _) = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        writer.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return not blocked


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _prepare(writer: sqlite3.Connection, path: Path, kind: Kind, now: Moment) -> None:
    writer.row_factory = sqlite3.Row
    for pragma in _WRITER_PRAGMAS:
        writer.execute(pragma)
    (mode,) = writer.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreError(
            f"The folder of {path} does not allow a write-ahead log (it is in mode {mode}):"
            " put the store on a local disk."
        )
    with _transaction(writer):
        apply_missing(writer, known_migrations())
        marked = writer.execute("SELECT kind FROM store").fetchone()
        if marked is None:
            _mark(writer, kind, now)
        elif marked[0] != kind:
            # Another program made it since the first look.
            raise StoreError(other_kind_sentence(path, marked[0], kind))


def _mark(writer: sqlite3.Connection, kind: Kind, now: Moment) -> None:
    writer.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    writer.execute(
        "INSERT INTO store (id, kind, created_utc, created_clock_sure) VALUES (1, ?, ?, ?)",
        (kind, now.utc_text, now.clock_sure),
    )


def _create_file(path: Path) -> None:
    """Make the file readable by nobody but the kiosk's user; its log gets the same rights."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        sync_folder(path.parent)
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError(
            f"The results database {path} cannot be made ({error.strerror}): make its folder and"
            " give the kiosk's user the right to write there, or choose another path."
        ) from error


def _refuse_read_only(path: Path) -> None:
    """Find out now, not at a member's first rep: SQLite opens such a file for reading."""
    if path.exists() and not os.access(path, os.W_OK, effective_ids=True):
        raise StoreError(read_only_sentence(path), "rights")
