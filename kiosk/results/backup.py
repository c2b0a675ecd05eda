"""A backup: one file with everything that is stored, verified as it is made and as it comes back.

It is a zip of two: `backup.json` says what is inside, `results.db` is the database, whole and
without remnants of what was deleted. Decides what a good backup is; what is done with one that
comes back is `care`'s matter.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from kiosk.errors import InputError, StoreError
from kiosk.results.backup_facts import BackupFacts, facts_of, require_sound
from kiosk.results.failures import reading_in_plain_words
from kiosk.results.genuine import is_ours
from kiosk.results.identity import APPLICATION_ID, Kind, other_kind_sentence, uri
from kiosk.results.placing import opened_private
from kiosk.results.schema import schema_number
from kiosk.results.zips import NO_BACKUP, no_backup, zip_of

ABOUT, DATABASE = "backup.json", "results.db"
LARGEST_ABOUT_BYTES = 64 * 1024
_PIECE = 1024 * 1024
_LOOK_EVERY = 500
"""Steps of SQLite's machine between two looks whether to give way; a row takes about four."""
_SPARE_BYTES = 16 * 1024 * 1024
"""Left free beside every copy, so that a check can still be stored."""
_LARGEST_VALUE_BYTES = 64 * 1024 * 1024
"""Of one value of a row; the largest of ours, a recording, takes a few megabytes."""
_PATIENCE_S, _PATIENCE_BYTES_S = 60.0, 1e6
"""How long looking at a database may take at most: so long, and a second for each megabyte. A card
in a Pi reads twenty times as fast."""


class GivenWayError(Exception):
    """A copy was left off, because somebody else comes first."""


def copy_out(path: Path, target: Path, give_way: Callable[[], bool] = lambda: False) -> None:
    """A whole copy of one moment of the store at `path`, made while it is written to.

    `target` must not exist; it is taken away again when a step fails. Raises StoreError, OSError
    where it cannot be made, and GivenWayError as soon as `give_way` says so.
    """
    require_room(target.parent, path.stat().st_size)
    opened_private(target).close()  # SQLite writes into an empty file, and would make a public one
    try:
        with reading_in_plain_words(path), _opened(path, "mode=ro") as connection:
            connection.set_progress_handler(give_way, _LOOK_EVERY)
            # Row by row into a new file: remnants of deleted rows are not rows.
            connection.execute("VACUUM main INTO ?", (str(target.absolute()),))
    except sqlite3.OperationalError as error:
        target.unlink(missing_ok=True)
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise GivenWayError from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def examine(database: Path, kind: Kind, made_utc: str, made_clock_sure: bool) -> BackupFacts:
    """Look at every page and row of a copy. Raises InputError where it is not a sound store."""
    try:
        with _opened(database, "mode=ro&immutable=1") as connection:
            _bound(connection, database)
            _refuse_unsound(connection, database, kind)
            counts = connection.execute(
                "SELECT count(*), count(DISTINCT label_key), min(started_utc), max(started_utc)"
                " FROM checks"
                if schema_number(connection) >= _WITH_LABELS
                else "SELECT count(*), 0, min(started_utc), max(started_utc) FROM checks"
            ).fetchone()
            schema = schema_number(connection)
            facts = _facts_from(counts, schema, database, kind, made_utc, made_clock_sure)
            require_sound(facts)
    except InputError:
        raise
    except (sqlite3.Error, ValueError, LookupError, TypeError) as error:
        raise InputError(_why_unsound(database, error)) from error
    return facts


def _facts_from(
    counts: tuple[int, int, str | None, str | None],
    schema: int,
    database: Path,
    kind: Kind,
    made_utc: str,
    made_clock_sure: bool,
) -> BackupFacts:
    checks, labels, oldest_utc, newest_utc = counts
    return BackupFacts(
        kind=kind,
        schema=schema,
        made_utc=made_utc,
        made_clock_sure=made_clock_sure,
        checks=checks,
        labels=labels,
        oldest_utc=oldest_utc,
        newest_utc=newest_utc,
        database_bytes=database.stat().st_size,
        database_sha256=_sha256(database),
    )


_WITH_LABELS = 5
"""The first schema in which a check may have a label."""


def pieces(database: Path, facts: BackupFacts) -> Iterator[bytes]:
    """The backup as it goes over a wire or into a file, in pieces of about a megabyte."""
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr(ABOUT, json.dumps(asdict(facts), indent=1))
        with database.open("rb") as file, packed.open(DATABASE, "w", force_zip64=True) as member:
            while piece := file.read(_PIECE):
                member.write(piece)
                yield from out.taken()
    yield from out.taken()


class _Outlet:
    """What `zipfile` writes to; it is taken from here piece by piece."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        written, self._written = self._written, []
        if written:
            yield b"".join(written)


def unpack(packed: Path, target: Path, kind: Kind) -> BackupFacts:
    """Write the database of a backup to `target` and verify all of it. Raises InputError.

    `target` is taken away again when anything is wrong with it.
    """
    target.unlink(missing_ok=True)
    try:
        with packed.open("rb") as file, no_backup(), zip_of(file) as backup:
            facts = _facts_in(backup, kind)
            require_room(target.parent, facts.database_bytes)
            _extract(backup, facts, target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return facts


_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Unpacked bit by bit; the others give all at once, whatever is asked for."""


def _facts_in(backup: zipfile.ZipFile, kind: Kind) -> BackupFacts:
    if sorted(backup.namelist()) != [ABOUT, DATABASE]:
        raise InputError(NO_BACKUP)
    about = backup.getinfo(ABOUT)
    packings = {member.compress_type for member in backup.infolist()}
    if about.file_size > LARGEST_ABOUT_BYTES or not packings <= set(_COMPRESSIONS):
        raise InputError(NO_BACKUP)
    with backup.open(ABOUT) as member:
        facts = facts_of(member.read(LARGEST_ABOUT_BYTES))
    if facts.kind != kind:
        raise InputError(other_kind_sentence(Path("The backup"), facts.kind, kind))
    if backup.getinfo(DATABASE).file_size != facts.database_bytes:
        raise InputError(NO_BACKUP)
    return facts


def _extract(backup: zipfile.ZipFile, facts: BackupFacts, target: Path) -> None:
    """No more than the bytes it says, whatever the zip really holds."""
    digest, left = hashlib.sha256(), facts.database_bytes
    with backup.open(DATABASE) as member, opened_private(target) as out:
        while left > 0 and (piece := member.read(min(_PIECE, left))):
            left -= len(piece)
            digest.update(piece)
            out.write(piece)
    if left or digest.hexdigest() != facts.database_sha256:
        raise InputError(NO_BACKUP)


def require_room(folder: Path, wanted_bytes: int) -> None:
    """Raises StoreError where a copy of that size does not fit."""
    free = shutil.disk_usage(folder).free
    if free < wanted_bytes + _SPARE_BYTES:
        raise StoreError(
            f"This needs {wanted_bytes / 1e6:.0f} MB of free space in {folder}, and"
            f" {free / 1e6:.0f} MB are free: free some space, then try again.",
            "room",
        )


def _refuse_unsound(connection: sqlite3.Connection, database: Path, kind: Kind) -> None:
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark != APPLICATION_ID or schema_number(connection) < 1:
        raise InputError(f"{database.name} is not a results database of the kiosk.")
    if not is_ours(connection):
        raise InputError(
            f"{database.name} holds other things than a kiosk stores and was left alone: take"
            " another backup."
        )
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found != ["ok"] or orphan:
        raise InputError(_damaged(database))
    (inside,) = connection.execute("SELECT kind FROM store").fetchone()
    if inside != kind:
        raise InputError(other_kind_sentence(database, str(inside), kind))


def _bound(connection: sqlite3.Connection, database: Path) -> None:
    """A database that somebody made up may neither keep the kiosk busy nor fill its memory."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE_BYTES)
    until_s = time.monotonic() + _PATIENCE_S + database.stat().st_size / _PATIENCE_BYTES_S
    connection.set_progress_handler(lambda: time.monotonic() > until_s, _LOOK_EVERY)


def _why_unsound(database: Path, error: Exception) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        return f"{database.name} took too long to look at and was left alone: try again."
    return _damaged(database)


def _damaged(database: Path) -> str:
    return f"{database.name} is damaged inside and was left alone: take another backup."


@contextmanager
def _opened(path: Path, options: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(uri(path, options), uri=True, isolation_level=None)
    with closing(connection):
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
