"""The configuration: readable, without mistakes, nothing left out."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.config import DEFAULTS, Config, Resolved
from kiosk.errors import KioskError
from kiosk.selfcheck.finding import Finding, State, refused


def probe_configuration(load: Callable[[], Resolved]) -> tuple[Finding, Config]:
    """The finding, and the configuration for the further probes: the defaults if it is wrong."""
    try:
        resolved = load()
    except KioskError as error:
        return refused("configuration", error), Config()
    if resolved.ignored:
        what = f"left out: {'; '.join(resolved.ignored)}"
        mend = "correct what was left out where it was set; the layers below it hold meanwhile"
        return Finding("configuration", State.WARN, what, mend), resolved.config
    return Finding("configuration", State.OK, _places(resolved)), resolved.config


def _places(resolved: Resolved) -> str:
    """Where the values that are not the shipped ones come from."""
    set_by_someone = [each for each in resolved.origins.values() if each.layer != DEFAULTS]
    places = dict.fromkeys(each.where or each.layer for each in set_by_someone)
    return ", ".join(places) or "shipped defaults only"
