"""Sign-in sessions and form tokens. Nothing here is written to disk.

A session is a random cookie whose hash is known to this process only: signing out or
restarting the kiosk ends it at once, and there is no secret key to keep or to leak. Form
tokens are an HMAC of that cookie with a key that is random per process, so the sign-in
form is protected before there is any session.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Role = Literal["staff", "admin"]
"""What a signed-in person may do: read, or change too."""

COOKIE = "kiosk_session"
"""Name of the cookie."""

_KEPT = 200
"""Sessions held at once; the oldest goes first. Far above any gym's staff."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person until `expires_s` (of the clock given to `Sessions`)."""

    role: Role
    expires_s: float


class Sessions:
    """All sessions of this process. Safe to use from many threads."""

    def __init__(self, hours: float, clock: Callable[[], float]) -> None:
        self.lifetime_s = hours * 3600.0
        self._clock = clock
        self._lock = threading.Lock()
        self._by_hash: dict[bytes, Session] = {}
        self._form_key = secrets.token_bytes(32)

    def open(self, role: Role) -> str:
        """Begin a session under a new, unguessable cookie value."""
        cookie = new_cookie()
        with self._lock:
            self._forget_expired()
            while len(self._by_hash) >= _KEPT:
                del self._by_hash[next(iter(self._by_hash))]
            self._by_hash[_hash(cookie)] = Session(role, self._clock() + self.lifetime_s)
        return cookie

    def find(self, cookie: str | None) -> Session | None:
        """The live session of a cookie, or None."""
        if not cookie:
            return None
        with self._lock:
            self._forget_expired()
            return self._by_hash.get(_hash(cookie))

    def close(self, cookie: str | None) -> None:
        """End a session; the cookie is worthless from now on."""
        if cookie:
            with self._lock:
                self._by_hash.pop(_hash(cookie), None)

    def form_token(self, cookie: str) -> str:
        """The token that a form must send back with this cookie."""
        return hmac.new(self._form_key, cookie.encode(), hashlib.sha256).hexdigest()

    def form_token_fits(self, cookie: str | None, token: str | None) -> bool:
        """Whether a form's token belongs to this cookie."""
        if not cookie or not token:
            return False
        return hmac.compare_digest(self.form_token(cookie).encode(), token.encode())

    def _forget_expired(self) -> None:
        now_s = self._clock()
        expired = [key for key, session in self._by_hash.items() if session.expires_s <= now_s]
        for key in expired:
            del self._by_hash[key]


def new_cookie() -> str:
    """A cookie value nobody can guess (256 bits)."""
    return secrets.token_urlsafe(32)


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
