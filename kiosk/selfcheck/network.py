"""Whether staff get in from the network, and with which certificate."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.certificate import Facts, warning
from kiosk.config import WebConfig
from kiosk.errors import KioskError
from kiosk.lan import OWN_FILE, facts_in, is_supplied
from kiosk.moment import Moment
from kiosk.selfcheck.finding import Finding, State
from kiosk.web.tls import context_of

_NAME = "network"


def probe_network(web: WebConfig, folder: Path, now: Moment) -> Finding:
    """`folder` is where the box keeps a certificate of its own. Makes none. Trouble here is a
    warning: members are not kept from their checks by it."""
    if not web.lan:
        return Finding(_NAME, State.OK, "staff sign in on this box only (web.lan is off)")
    try:
        if is_supplied(web):
            return _supplied(web, now)
        return _own(folder / OWN_FILE, web.lan_port, now)
    except KioskError as error:
        return Finding(_NAME, State.WARN, str(error))


def _supplied(web: WebConfig, now: Moment) -> Finding:
    context_of(Path(web.certificate), Path(web.certificate_key))
    mend = "put a new certificate in its place and restart the kiosk"
    return _told(facts_in(Path(web.certificate)), web.lan_port, now, mend)


def _own(file: Path, port: int, now: Moment) -> Finding:
    if not os.access(file, os.F_OK):
        return Finding(
            _NAME, State.OK, f"https on port {port}; the box makes its certificate when it starts"
        )
    if not os.access(file, os.R_OK):
        return Finding(_NAME, State.UNKNOWN, "only the kiosk's user may read its certificate")
    return _told(facts_in(file), port, now, "restart the kiosk: it makes a new one")


def _told(facts: Facts, port: int, now: Moment, mend: str) -> Finding:
    wrong = warning(facts, now)
    if wrong:
        return Finding(_NAME, State.WARN, wrong, mend)
    what = f"https on port {port} until {facts.ends:%d %B %Y}, SHA-256 {facts.fingerprint}"
    return Finding(_NAME, State.OK, what)
