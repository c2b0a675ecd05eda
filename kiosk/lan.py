"""Lets staff in from the local network over TLS: which names the box has, with which certificate.

Decides when the box's own certificate is made anew and where it lies. What is wrong here never
stops the kiosk: members go on, and the page and the self-check say why nobody is let in. What is
answered over TLS and what in the clear is the pages' own rule (kiosk/web/private.py).
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kiosk import certificate
from kiosk.certificate import Facts
from kiosk.config import WebConfig
from kiosk.errors import ConfigError, KioskError
from kiosk.moment import Moment

_LOG = logging.getLogger("kiosk.lan")
OWN_FILE = "tls.pem"
"""Key and certificate of the box itself, beside the store: one file, so that they always fit."""
_LOCAL = ("localhost", "127.0.0.1")
_MOST_KEPT = 12
"""Names that a new certificate takes over from the last: a box that comes and goes between two
addresses would otherwise need a new one each time."""
_ELSEWHERE = "192.0.2.1"
"""Nobody's address (RFC 5737): which of ours would be the sender to it?"""


class Lan:
    """The network as the pages see it (`kiosk.web.ports.Network`)."""

    def __init__(
        self,
        web: WebConfig,
        folder: Path,
        now: Callable[[], Moment],
        made: Callable[[], None] = lambda: None,
    ) -> None:
        """`folder` holds the box's own certificate; `web.lan` False lets nobody in. `made` is
        called when there is a new one, whose fingerprint has to be compared; it may raise a
        `KioskError`."""
        self._web, self._folder, self._now, self._made = web, folder, now, made
        self._facts: Facts | None = None
        self._trouble: str | None = None
        self._port: int | None = None

    @property
    def port(self) -> int | None:
        """Where TLS is answered; None where it is off or could not be begun."""
        return self._port

    @property
    def own_names(self) -> tuple[str, ...]:
        """The box's names in the local network; none while nobody is let in."""
        return own_names() if self._web.lan else ()

    def files(self) -> tuple[Path, Path] | None:
        """The certificate and its key, made anew where that is due; None where nobody is let in.

        Raises ConfigError for a supplied certificate that cannot be read, OSError where the box's
        own cannot be written.
        """
        if not self._web.lan:
            return None
        if is_supplied(self._web):
            chain = Path(self._web.certificate)
            self._facts = facts_in(chain)
            return chain, Path(self._web.certificate_key)
        return self._own_files()

    def _own_files(self) -> tuple[Path, Path]:
        own = self._folder / OWN_FILE
        before = None
        with suppress(ConfigError):
            before = facts_in(own)
        self._facts = keep_own(own, (*own_names(), *self._web.host_names), self._now())
        if self._facts != before:
            with suppress(KioskError):
                self._made()
        return own, own

    def opened(self, port: int) -> None:
        """TLS is answered on this port from now on."""
        self._port = port
        if self._facts:
            _LOG.info("Staff are let in on port %d, %s.", port, self._facts.fingerprint)

    def closed(self, why: Exception | None = None) -> None:
        """Nobody is let in any more, or nobody could be."""
        self._port = None
        if why is not None:
            self._trouble = str(why) if isinstance(why, KioskError) else _unwritten(why)
            _LOG.error("Nobody is let in from the network: %s", self._trouble)

    def view(self) -> Mapping[str, Any]:
        """As `kiosk.web.ports.Network.view`."""
        return {
            "wanted": self._web.lan,
            "port": self._port,
            "addresses": addresses(self._web, self._port) if self._port else [],
            "trouble": self._trouble,
            "certificate": self._certificate(),
        }

    def _certificate(self) -> Mapping[str, Any] | None:
        facts = self._facts
        if facts is None:
            return None
        return {
            "own": not is_supplied(self._web),
            "fingerprint": facts.fingerprint,
            "names": list(facts.names),
            "begins": facts.begins.isoformat(),
            "ends": facts.ends.isoformat(),
            "warning": certificate.warning(facts, self._now()),
        }


def is_supplied(web: WebConfig) -> bool:
    """Whether the admin gave a certificate. Raises ConfigError where only half of one is named."""
    if bool(web.certificate) != bool(web.certificate_key):
        raise ConfigError(
            "A certificate needs its key and a key its certificate: set both web.certificate and "
            "web.certificate_key, or neither."
        )
    return bool(web.certificate)


def facts_in(file: Path) -> Facts:
    """What the certificate in a file says of itself. Raises ConfigError."""
    try:
        return certificate.facts_of(file.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"The certificate {file} cannot be read ({error.strerror}): correct web.certificate, "
            "and let the kiosk's user read it."
        ) from error
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from error


def keep_own(file: Path, names: tuple[str, ...], now: Moment) -> Facts:
    """The box's own certificate, made anew where that is due. Raises OSError."""
    wanted = tuple(dict.fromkeys((*names, *_LOCAL, *own_addresses())))
    held = None
    with suppress(ConfigError):
        held = facts_in(file)
    if held is not None and not certificate.is_due(held, wanted, now):
        return held
    kept = held.names if held else ()
    wanted = tuple(dict.fromkeys((*wanted, *kept)))[: max(_MOST_KEPT, len(wanted))]
    pem = certificate.make(wanted, now)
    _write(file, pem)
    _LOG.info("The box has made itself a certificate for %s.", ", ".join(wanted))
    return certificate.facts_of(pem)


def everywhere() -> str:
    """The address that stands for all of the box's own, IPv4 and IPv6 alike where it has both."""
    return "::" if socket.has_dualstack_ipv6() else "0.0.0.0"


def own_names() -> tuple[str, ...]:
    """As mDNS calls the box (kiosk.local), then its plain host name."""
    name = socket.gethostname().lower().rstrip(".")
    local = name if "." in name else f"{name}.local"
    return tuple(dict.fromkeys((local, name)))


def own_addresses() -> tuple[str, ...]:
    """The IPv4 address under which the network knows the box, none without a network. Sends
    nothing. (Addresses of IPv6 change by the day, and nobody types them: the name stands for them.)
    """
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect((_ELSEWHERE, 9))
        return (str(asking.getsockname()[0]),)
    return ()


def addresses(web: WebConfig, port: int) -> list[str]:
    """Where staff go: by name first, for the certificate is then the same after a move."""
    hosts = (*web.host_names, own_names()[0], *own_addresses())
    return [f"https://{each}:{port}/staff/" for each in hosts]


def _write(file: Path, pem: bytes) -> None:
    """Whole or not at all, and readable by its owner only from its first byte on."""
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(pem)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)


def _unwritten(error: Exception) -> str:
    return f"The box cannot keep a certificate of its own beside the results ({error})."
