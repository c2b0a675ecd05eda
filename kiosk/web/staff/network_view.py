"""What the network page says, as plain values. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kiosk.web.sessions import Role

OFF = "No other device gets in: staff sign in on the kiosk's own screen only."
NOT_HERE = "This run lets nobody in from the network."
ON = "Staff sign in from other devices of this network at:"
BROKEN = "No other device gets in, though it is switched on."
OWN = (
    "The box made it for itself, so a browser warns before it shows the first page. Compare the "
    "fingerprint that the browser shows with this one, here on the kiosk's own screen; only where "
    "they are equal, go on."
)
_ROLES: tuple[Role, ...] = ("admin", "staff")
SUPPLIED = "It was supplied (web.certificate)."


def network_view(view: Mapping[str, Any] | None) -> dict[str, Any]:
    """What `ports.Network.view` holds, in words; None where the run has no such part."""
    if view is None:
        return _state(NOT_HERE)
    certificate = _certificate(view["certificate"])
    if view["trouble"]:
        return _state(BROKEN, trouble=view["trouble"], certificate=certificate)
    if view["port"] is None:
        return _state(OFF, can_be_on=not view["wanted"])
    return _state(ON, addresses=view["addresses"], certificate=certificate)


def _state(words: str, **rest: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "addresses": [],
        "trouble": None,
        "certificate": None,
        "can_be_on": False,
    }
    return {"words": words, **nothing, **rest}


def _certificate(held: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if held is None:
        return None
    return {
        "about": OWN if held["own"] else SUPPLIED,
        "fingerprint": halves(held["fingerprint"]),
        "warning": held["warning"],
        "facts": [
            ("Made for", ", ".join(held["names"]) or "no name"),
            ("Holds from", _day(held["begins"])),
            ("Holds until", _day(held["ends"])),
        ],
    }


def halves(fingerprint: str) -> list[str]:
    """A fingerprint in lines of eight pairs, to be compared by eye."""
    pairs = fingerprint.split(":")
    return [" ".join(pairs[at : at + 8]) for at in range(0, len(pairs), 8)]


def signed_in_words(count: Mapping[Role, int]) -> str:
    """Who is signed in now; whoever reads it is one of them."""
    if sum(count.values()) <= 1:
        return "Nobody else is signed in now."
    named = [f"{count[role]} with the {role} PIN" for role in _ROLES if count[role]]
    return f"{' and '.join(named)} are signed in now, you among them."


def _day(iso: str) -> str:
    at = datetime.fromisoformat(iso)
    return f"{at.day} {at:%B %Y}"
