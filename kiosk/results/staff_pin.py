"""The PINs of staff and admin: salted scrypt hashes with their own parameters, compared in
constant time.

Who may try, how often, and what a role may do is decided by the pages.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.errors import ConfigError

Role = Literal["staff", "admin"]
ROLES: tuple[Role, ...] = ("staff", "admin")

MIN_LENGTH = 6
MAX_LENGTH = 64
"""Our choice: six digits are a million tries, which the sign-in page's back-off makes years."""

_N, _R, _P = 2**14, 8, 5
"""One of the OWASP cheat sheet's equivalent minimums; it takes 16 MiB, which a Pi can spare."""
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class PinHash:
    """A hash with all that is needed to make it again."""

    salt: bytes
    scrypt_n: int
    scrypt_r: int
    scrypt_p: int
    hash: bytes

    def matches(self, pin: str) -> bool:
        """Whether `pin` is the one that was hashed, in a time that does not tell how near it is."""
        again = _scrypt(pin, self.salt, self.scrypt_n, self.scrypt_r, self.scrypt_p)
        return hmac.compare_digest(again, self.hash)


def hash_pin(pin: str) -> PinHash:
    """Hash a new PIN. Raises ConfigError when it is too short or too long."""
    if not MIN_LENGTH <= len(pin) <= MAX_LENGTH:
        raise ConfigError(
            f"The PIN has {len(pin)} characters: choose one of {MIN_LENGTH} to {MAX_LENGTH}."
        )
    salt = secrets.token_bytes(_SALT_BYTES)
    return PinHash(salt, _N, _R, _P, _scrypt(pin, salt, _N, _R, _P))


def role_of(pin: str, hashes: Mapping[Role, PinHash]) -> Role | None:
    """Whose PIN this is. Every role costs one hash, set or not, right or wrong: the time that an
    answer takes tells neither which there are nor which was near."""
    fits = {role: hashes.get(role, _DECOY).matches(pin) for role in ROLES}
    return next((role for role in ROLES if fits[role]), None)


def refuse_taken(pin: str, role: Role, hashes: Mapping[Role, PinHash]) -> None:
    """Raise ConfigError where another role has this PIN: it could not tell the two apart."""
    if any(other != role and held.matches(pin) for other, held in hashes.items()):
        raise ConfigError("Staff and admin need two different PINs: choose another one.")


def save_pin(connection: sqlite3.Connection, role: Role, pin: PinHash) -> None:
    """Set or replace the PIN of a role."""
    connection.execute(
        "INSERT OR REPLACE INTO pins (role, salt, scrypt_n, scrypt_r, scrypt_p, hash)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (role, pin.salt, pin.scrypt_n, pin.scrypt_r, pin.scrypt_p, pin.hash),
    )


def load_pins(connection: sqlite3.Connection) -> dict[Role, PinHash]:
    """The PINs that have been set, by role."""
    rows = connection.execute("SELECT role, salt, scrypt_n, scrypt_r, scrypt_p, hash FROM pins")
    return {role: PinHash(*values) for role, *values in rows if role in ROLES}


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    """Keyboards differ in how they send one letter; NFKC makes them the same."""
    text = unicodedata.normalize("NFKC", pin).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=n, r=r, p=p, maxmem=2 * 128 * n * r * p, dklen=32)


_DECOY = PinHash(bytes(_SALT_BYTES), _N, _R, _P, b"")
"""Stands where no PIN is set: as dear as one, and none fits it."""
