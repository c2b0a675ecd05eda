"""What SQLite reports, as one sentence that says what to do. Nothing here touches a file.

A mistake of the program (bad SQL, a broken constraint) is no StoreError: it keeps its traceback.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import Mend, StoreError

_SENTENCES: dict[int, str] = {
    sqlite3.SQLITE_NOTADB: "{path} is not a results database: it was left as it is; move it away"
    " or choose another path for the store.",
    sqlite3.SQLITE_CORRUPT: "The results database {path} is damaged: it was left as it is; keep a"
    " copy of it and of the -wal file beside it, then bring a backup back.",
    sqlite3.SQLITE_FULL: "The disk of the results database {path} is full: free some space;"
    " what was stored before is safe.",
    sqlite3.SQLITE_READONLY: "The results database {path} cannot be written: give the kiosk's user"
    " the right to write it and its folder, or mend the card if it has become read-only.",
    sqlite3.SQLITE_CANTOPEN: "The results database {path} cannot be opened: check that its folder"
    " exists and that the kiosk's user may write there.",
    sqlite3.SQLITE_BUSY: "The results database {path} is in use by another program: wait for it or"
    " stop it, then try again.",
    sqlite3.SQLITE_IOERR: "The disk of the results database {path} failed to read or write: look"
    " at the free space and the health of the card; what was stored before is left as it is.",
    sqlite3.SQLITE_PERM: "The results database {path} may not be opened: give the kiosk's user the"
    " right to read and write it and its folder.",
}
_MENDS: dict[int, Mend] = {
    sqlite3.SQLITE_NOTADB: "restore",
    sqlite3.SQLITE_CORRUPT: "restore",
    sqlite3.SQLITE_FULL: "room",
    sqlite3.SQLITE_READONLY: "rights",
    sqlite3.SQLITE_CANTOPEN: "rights",
    sqlite3.SQLITE_PERM: "rights",
    sqlite3.SQLITE_BUSY: "wait",
    sqlite3.SQLITE_LOCKED: "wait",
    sqlite3.SQLITE_PROTOCOL: "wait",
}
_SENTENCES[sqlite3.SQLITE_LOCKED] = _SENTENCES[sqlite3.SQLITE_BUSY]
_SENTENCES[sqlite3.SQLITE_PROTOCOL] = _SENTENCES[sqlite3.SQLITE_BUSY]


def read_only_sentence(path: Path) -> str:
    """What is said of a store that cannot be written."""
    return _SENTENCES[sqlite3.SQLITE_READONLY].format(path=path)


def damaged_sentence(path: Path) -> str:
    """What is said of a store whose content cannot be what was written."""
    return _SENTENCES[sqlite3.SQLITE_CORRUPT].format(path=path)


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn failures of the file, the disk and other programs into StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        sentence = _SENTENCES.get(_code(error))
        if sentence is None:
            raise
        raise StoreError(sentence.format(path=path), _MENDS.get(_code(error))) from error
    except UnicodeDecodeError as error:
        # Raised in place of SQLite's own message when that quotes damaged text.
        raise StoreError(damaged_sentence(path), "restore") from error


@contextmanager
def reading_in_plain_words(path: Path) -> Iterator[None]:
    """The same while only reading: values, columns or tables that make no sense are damage too."""
    with in_plain_words(path):
        try:
            yield
        except (ValueError, TypeError, LookupError) as error:
            raise StoreError(damaged_sentence(path), "restore") from error
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_ERROR:
                raise
            raise StoreError(damaged_sentence(path), "restore") from error


def _code(error: sqlite3.Error) -> int:
    """The primary result code. Text that is no UTF-8 is found by Python, which gives no code."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return sqlite3.SQLITE_CORRUPT if isinstance(error, sqlite3.OperationalError) else 0
    return code & 0xFF
