"""Keys of other programs: made here, shown once, kept as a hash, revoked by name.

A key is 32 random bytes, so its hash is a plain SHA-256: a slow salted hash such as the PIN's
(`staff_pin`) makes guesses dear where there are few to guess from, and nobody guesses one of
2^256. A plain one costs nothing each time that a program calls.

How often a key may be wrong is decided by the pages.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import unicodedata

from kiosk.errors import ConfigError
from kiosk.moment import Moment, parse_utc
from kiosk.results.records import StoredToken

SECRET_BYTES = 32
LONGEST_NAME = 40
OPENS = ("metrics", "results")
"""What a key is made for: the box's figures alone, or every member's results too. A word that a
newer version wrote opens no more than the first."""


def new_secret() -> str:
    """A key nobody can guess (256 bits), in letters, digits, - and _."""
    return secrets.token_urlsafe(SECRET_BYTES)


def insert_token(
    connection: sqlite3.Connection, name: str, secret: str, opens: str, now: Moment
) -> None:
    """Keep the hash of a new key. Raises ConfigError for a bad name, for one in use and for a
    word that is not in `OPENS`."""
    name = _checked(name)
    if opens not in OPENS:
        raise ConfigError(f"A token opens {' or '.join(OPENS)}: choose one of them.")
    if _live_seq(connection, name) is not None:
        raise ConfigError(f"There is a token {name!r} already: revoke it first, or choose a name.")
    connection.execute(
        "INSERT INTO tokens (name, hash, created_utc, created_clock_sure, opens)"
        " VALUES (?, ?, ?, ?, ?)",
        (name, _hash(secret), now.utc_text, now.clock_sure, opens),
    )


def revoke_token(connection: sqlite3.Connection, name: str, now: Moment) -> None:
    """The key of this name opens nothing from now on. Raises ConfigError when there is none."""
    seq = _live_seq(connection, name)
    if seq is None:
        raise ConfigError(f"There is no token {name!r} to revoke: see `kiosk token list`.")
    connection.execute("UPDATE tokens SET revoked_utc = ? WHERE seq = ?", (now.utc_text, seq))


def all_tokens(connection: sqlite3.Connection) -> tuple[StoredToken, ...]:
    """Every key there ever was, oldest first."""
    rows = connection.execute("SELECT * FROM tokens ORDER BY seq")
    return tuple(_token_of(row) for row in rows)


def find_token(connection: sqlite3.Connection, secret: str) -> StoredToken | None:
    """The living key of this secret. Every hash is compared, each in constant time."""
    given = _hash(secret)
    found = None
    for row in connection.execute("SELECT * FROM tokens WHERE revoked_utc IS NULL"):
        if hmac.compare_digest(row["hash"], given):
            found = _token_of(row)
    return found


def note_use(connection: sqlite3.Connection, number: int, day: str) -> None:
    """Remember the day on which a key was last used; no finer, for it tells nothing more."""
    connection.execute("UPDATE tokens SET used_day = ? WHERE seq = ?", (day, number))


def _checked(name: str) -> str:
    """A name that fits on a line and can be typed again."""
    name = unicodedata.normalize("NFC", name)
    if not name.isprintable() or name != name.strip() or not 1 <= len(name) <= LONGEST_NAME:
        raise ConfigError(
            f"A token needs a name of 1 to {LONGEST_NAME} printable characters, such as prometheus."
        )
    return name


def _live_seq(connection: sqlite3.Connection, name: str) -> int | None:
    row = connection.execute(
        "SELECT seq FROM tokens WHERE name = ? AND revoked_utc IS NULL",
        (unicodedata.normalize("NFC", name),),
    ).fetchone()
    return None if row is None else int(row["seq"])


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _token_of(row: sqlite3.Row) -> StoredToken:
    revoked = row["revoked_utc"]
    return StoredToken(
        row["seq"],
        row["name"],
        parse_utc(row["created_utc"]),
        bool(row["created_clock_sure"]),
        row["used_day"],
        None if revoked is None else parse_utc(revoked),
        row["opens"],
    )
