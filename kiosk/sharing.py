"""Links that open one result on a phone for a while. In memory only: a restart ends them all.

Decides how long a link works and how it is made; what it shows is `kiosk.web.phone`'s. Why so:
docs/decisions/0010-result-on-the-phone.md.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from kiosk.config import ShareConfig, WebConfig

MOST_LINKS = 200
"""The oldest are dropped: far more than checks in the longest time that a link may work."""
TOKEN_BYTES = 18


class SharingLinks:
    """Makes and resolves links. Safe in any thread. `clock` never runs backward, seconds."""

    def __init__(self, address: str, minutes: float, clock: Callable[[], float]) -> None:
        self._address = address.rstrip("/")
        self._length_s = 60.0 * minutes
        self._clock = clock
        self._lock = threading.Lock()
        self._links: dict[bytes, tuple[str, float]] = {}

    def link_for(self, check_id: str) -> str:
        """A new link, which cannot be guessed."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            self._forget_old()
            self._links[_hashed(token)] = (check_id, self._clock() + self._length_s)
            while len(self._links) > MOST_LINKS:
                del self._links[next(iter(self._links))]
        return f"{self._address}/r/{token}"

    def check_id(self, token: str) -> str | None:
        """Which check a link opens; None for one that is unknown or over."""
        with self._lock:
            self._forget_old()
            found = self._links.get(_hashed(token))
        return found[0] if found else None

    def left_s(self, token: str) -> float:
        """How long the link still works, 0 when it does not."""
        with self._lock:
            found = self._links.get(_hashed(token))
            return max(0.0, found[1] - self._clock()) if found else 0.0

    def _forget_old(self) -> None:
        now_s = self._clock()
        self._links = {key: link for key, link in self._links.items() if link[1] > now_s}


def share_address(share: ShareConfig, web: WebConfig) -> str | None:
    """Where phones find this box; None when that is switched off or cannot work."""
    return None if not share.enabled or why_not_shared(share, web) else _address(share, web)


def why_not_shared(share: ShareConfig, web: WebConfig) -> str | None:
    """One sentence when sharing is switched on and cannot work; None when nothing is wrong."""
    if not share.enabled:
        return None
    if _only_this_box(web.host):
        return (
            "share.enabled is on, but web.host lets nobody in from outside this box: "
            "set web.host to 0.0.0.0 or switch share.enabled off."
        )
    address = _address(share, web) or ""
    name = _name_in(address)
    if name is None or _only_this_box(name):
        return (
            "share.enabled is on, but phones need an address that leads to this box: "
            "set share.address, such as http://kiosk.local:8080."
        )
    if not address.startswith("https:") and not _answers_to(name, web):
        return (
            f"share.address names {name}, which the pages do not answer to: "
            f"add {name} to web.host_names."
        )
    return None


def _address(share: ShareConfig, web: WebConfig) -> str | None:
    if share.address:
        return share.address
    return f"http://{web.host_names[0]}:{web.port}" if web.host_names and web.port else None


def _name_in(address: str) -> str | None:
    """The host of an address, in small letters; None where it has none."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _answers_to(name: str, web: WebConfig) -> bool:
    """Whether the pages take this name; of an https address a proxy decides which they see."""
    return _is_plain(name) or name in {each.lower() for each in web.host_names}


def _is_plain(host: str) -> bool:
    """Whether a host is written as numbers."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _only_this_box(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback if _is_plain(host) else host == "localhost"


def _hashed(token: str) -> bytes:
    """Tokens are not kept, so that a look into the memory of the process opens nothing; equal
    time for every guess follows from comparing hashes."""
    return hashlib.sha256(token.encode()).digest()
