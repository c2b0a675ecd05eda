"""Remote updates: on or off, what came of the newest, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.selfcheck.finding import Finding, State

_IN_VAIN = ("failed", "fell-back")
_JOURNAL = "`journalctl -u kiosk-update` says more"

Trouble = tuple[str, str]
"""What is not well, and what to do."""


def probe_updates(view: Mapping[str, Any], address_given: bool) -> Finding:
    """`view` is what the staff's page shows (`kiosk.web.ports.Updates`); nothing in it is sure.

    `address_given`: somebody has set `update.url`, so updates were meant to be on.
    """
    troubles = [*_troubles(view), *_switched_off(view, address_given)]
    if troubles:
        what = "; ".join(said.rstrip(".") for said, _mend in troubles)
        return Finding("updates", State.WARN, f"{_runs(view)}; {what}", troubles[0][1])
    return Finding("updates", State.OK, f"{_runs(view)}; {_well(view)}")


def _runs(view: Mapping[str, Any]) -> str:
    return f"version {view['version']}, channel {view['channel']}"


def _well(view: Mapping[str, Any]) -> str:
    if view["off"]:
        return "remote updates are off: update.url is not set"
    look = view["last_look"] or {}
    at, sentence = look.get("at") or "", look.get("sentence")
    if not sentence:
        return "not looked for an update yet"
    return f"{sentence.rstrip('.')} ({at[:10]} {at[11:16]} UTC)"


def _switched_off(view: Mapping[str, Any], address_given: bool) -> Iterator[Trouble]:
    if view["off"] and address_given:
        why = "update.url is set, but this box trusts no maintainer's key"
        yield why, "`sudo systemd/install --update-root FILE`, with the file from the maintainer"


def _troubles(view: Mapping[str, Any]) -> Iterator[Trouble]:
    """The most pressing first."""
    if view["trial"]:
        yield _on_trial(view["trial"])
    yield from _failed(view)
    base = view["base"] or {}
    if base.get("trouble"):
        what = f"units and updater of {base.get('version')} were not taken: {base['trouble']}"
        yield what, f"the earlier ones go on working; {_JOURNAL}"
    settings = view.get("settings") or {}
    if settings.get("trouble"):
        what = f"the configuration from afar was not taken: {settings['trouble']}"
        yield what, "tell who maintains it; the earlier one holds"
    yield from _refused(view)
    if view["unreadable"]:
        yield "what came of earlier updates cannot be read", "the next look writes it anew"


def _on_trial(trial: Mapping[str, Any]) -> Trouble:
    what = (
        f"{trial.get('version') or 'something new'} is being tried, and no check begins meanwhile"
    )
    return what, "wait a quarter of an hour, then `sudo systemctl start kiosk-settle`"


def _failed(view: Mapping[str, Any]) -> Iterator[Trouble]:
    """The newest version that was tried, where it failed and is not what runs all the same."""
    newest: Mapping[str, Any] = next(iter(view["history"]), {})
    if newest.get("outcome") in _IN_VAIN and newest.get("version") != view["version"]:
        sentence = newest.get("sentence") or f"the update to {newest.get('version')} failed"
        yield sentence, f"it is not tried again until there is a newer version; {_JOURNAL}"


def _refused(view: Mapping[str, Any]) -> Iterator[Trouble]:
    """The newest look, where what was offered cannot be trusted or nothing could be reached."""
    look = view["last_look"] or {}
    sentence = look.get("sentence") or "what the update server says cannot be used"
    if look.get("outcome") == "refused":
        yield sentence, "tell the maintainer; nothing of it was taken"
    if look.get("outcome") == "unreachable":
        yield sentence, "look at the network and at update.url; it is tried again by itself"
