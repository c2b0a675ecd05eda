"""Sign-in sessions and form tokens. Nothing here is written to disk.

A session is a random cookie whose hash is known to this process only: signing out or
restarting the kiosk ends it at once, and there is no secret key to keep or to leak. Form
tokens are an HMAC of that cookie with a key that is random per process, so the sign-in
form is protected before there is any session.

A session ends after its hours however busy it was, and earlier once nobody has used it for a while.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
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
    idle_until_s: float
    """Used again before this, it lives on until `expires_s` at most."""

    def lives(self, now_s: float) -> bool:
        """Whether it still opens anything."""
        return now_s < min(self.expires_s, self.idle_until_s)


class Sessions:
    """All sessions of this process. Safe to use from many threads."""

    def __init__(self, hours: float, idle_minutes: float, clock: Callable[[], float]) -> None:
        self.lifetime_s = hours * 3600.0
        self._idle_s = idle_minutes * 60.0
        self._clock = clock
        self._lock = threading.Lock()
        self._by_hash: dict[bytes, Session] = {}
        self._form_key = secrets.token_bytes(32)

    def open(self, role: Role) -> str:
        """Begin a session under a new, unguessable cookie value."""
        cookie = new_cookie()
        with self._lock:
            now_s = self._forget_ended()
            while len(self._by_hash) >= _KEPT:
                del self._by_hash[next(iter(self._by_hash))]
            opened = Session(role, now_s + self.lifetime_s, now_s + self._idle_s)
            self._by_hash[_hash(cookie)] = opened
        return cookie

    def find(self, cookie: str | None, used: bool = False) -> Session | None:
        """The live session of a cookie, or None. `used`: somebody is there, so its idle time
        begins anew."""
        if not cookie:
            return None
        key = _hash(cookie)
        with self._lock:
            now_s = self._forget_ended()
            found = self._by_hash.get(key)
            if found and used:
                found = replace(found, idle_until_s=now_s + self._idle_s)
                self._by_hash[key] = found
            return found

    def close_all(self, role: Role | None = None) -> int:
        """End every session, or every one of a role; how many there were."""
        with self._lock:
            self._forget_ended()
            ended = [key for key, each in self._by_hash.items() if role in (None, each.role)]
            for key in ended:
                del self._by_hash[key]
            return len(ended)

    def count(self) -> Counter[Role]:
        """How many are signed in now, by role."""
        with self._lock:
            self._forget_ended()
            return Counter(each.role for each in self._by_hash.values())

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

    def _forget_ended(self) -> float:
        """The time now, after what ended before it was forgotten."""
        now_s = self._clock()
        for key in [key for key, each in self._by_hash.items() if not each.lives(now_s)]:
            del self._by_hash[key]
        return now_s


def new_cookie() -> str:
    """A cookie value nobody can guess (256 bits)."""
    return secrets.token_urlsafe(32)


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
