"""Remote updates as the staff pages see them: what came of them, and the request for one.

Reads the updater's notes, which another version may have written and a loss of power may have
damaged, so nothing in them is taken for granted. Updates nothing: a request is one small file,
and who acts on it is the system's (systemd/kiosk-update.path). Called by web threads.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk import __version__, paths
from kiosk.config import UpdateConfig
from kiosk.moment import Moment

_LOG = logging.getLogger("kiosk.updating")
WANTED = paths.UPDATE_WANTED_FILE.name
_MOST_BYTES = 1_000_000
"""No note of the updater's is near this."""
_LATE_S = 300.0
"""A request that lies there for so long is told as late. Our choice."""
_FORGOTTEN_S = 4 * 3600.0
"""A request that was taken and of which nothing came is told no longer: the updater's limit of a
whole run, and some room."""

BY_HAND = (
    "Remote updates belong to an installed kiosk: this one was started by hand and changes with "
    "the folder that it runs from."
)
SWITCH_ON = (
    "On the kiosk, in the folder that it was installed from, run `sudo systemd/install "
    "--update-root FILE --update-url URL` with what its maintainer gives you."
)
NO_ADDRESS = f"Remote updates are off: this kiosk has no address to look at. {SWITCH_ON}"
NO_ROOT = f"Remote updates are off: this kiosk trusts no maintainer's key yet. {SWITCH_ON}"
UNREADABLE = (
    f"What came of earlier updates cannot be read: {paths.UPDATES_FILE} is damaged. The kiosk "
    "itself is not affected, and its next look for an update writes the file anew."
)
LOOKS_SOON = "The kiosk looks for an update in a moment; nobody may be on the spot."


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of this run of the kiosk."""

    by: str
    at: Moment
    last_look: Any
    """What the newest look was then: once there is another, the request has been answered."""


@dataclass
class Updating:
    """`kiosk.web.ports.Updates` over the updater's notes and its request file."""

    config: UpdateConfig
    run_dir: Path | None
    """Where the request goes; None: no installed kiosk."""
    now: Callable[[], Moment]
    root: Path = Path("/")
    _asked: Asked | None = None
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def view(self) -> Mapping[str, Any]:
        """Everything known now, as `ports.Updates.view` says."""
        book, sound = _read(self._at(paths.UPDATES_FILE))
        history, whole = _history(book.get("history"))
        return {
            "version": __version__,
            "channel": self.config.channel,
            "group": self.config.group,
            "automatic": self.config.automatic,
            "quiet_hours": self.config.quiet_hours,
            "off": self._off(),
            "unreadable": None if sound and whole else UNREADABLE,
            "last_look": _look(book.get("last_look")),
            "history": history,
            "trial": self._trial(),
            "base": _part(book.get("base"), "version", "trouble"),
            "settings": _part(book.get("settings"), "trouble"),
            "asked": self._request(book.get("last_look")),
        }

    def request(self, by: str) -> tuple[bool, str]:
        """Write the request, as `ports.Updates.request` says."""
        off, trial = self._off(), self._trial()
        if off or self.run_dir is None:
            return False, off or BY_HAND
        if trial:
            return False, "An update is being tried just now: ask again when that is over."
        asked = Asked(by, self.now(), _read(self._at(paths.UPDATES_FILE))[0].get("last_look"))
        said = {"by": by, "at": asked.at.utc.isoformat(timespec="seconds")}
        file = self.run_dir / WANTED
        try:
            with self._one_at_a_time:
                _put(file, json.dumps(said))
                self._asked = asked
        except OSError as error:
            return False, f"The request cannot be written to {file} ({error.strerror}): " + (
                "switch the kiosk off and on, then ask again."
            )
        _LOG.info("An update was asked for by %s at %s.", by, said["at"])
        return True, LOOKS_SOON

    def _at(self, path: Path) -> Path:
        return self.root / path.relative_to("/")

    def _off(self) -> str | None:
        if self.run_dir is None:
            return BY_HAND
        if not self.config.url:
            return NO_ADDRESS
        return None if _is_there(self._at(paths.UPDATE_ROOT_FILE)) else NO_ROOT

    def _trial(self) -> dict[str, Any] | None:
        """A note that is there counts, whatever is in it: no check begins meanwhile."""
        path = self._at(paths.TRIAL_FILE)
        held = _read(path)[0]
        names = ("version", "from_version", "phase", "of", "reason")
        return _part(held, *names) if held or _is_there(path) else None

    def _request(self, last_look: Any) -> dict[str, Any] | None:
        """The request that lies there; else the one of this run that was taken."""
        now, asked = self.now(), self._asked
        if self.run_dir is not None and _is_there(file := self.run_dir / WANTED):
            said = _texts(_read(file)[0], ("by", "at"))
            return {**said, "taken": False, "late": _age_s(said["at"], now) > _LATE_S}
        if asked is None or asked.last_look != last_look:
            return None
        if now.monotonic_s - asked.at.monotonic_s > _FORGOTTEN_S:
            return None
        return {"by": asked.by, "at": asked.at.utc.isoformat(), "taken": True, "late": False}


def _read(path: Path) -> tuple[dict[str, Any], bool]:
    """What a note says, and whether it could be understood; one that is not there says nothing."""
    try:
        with path.open("rb") as file:
            held = json.loads(file.read(_MOST_BYTES))
    except FileNotFoundError:
        return {}, True
    except (OSError, ValueError, RecursionError):
        return {}, False
    return (held, True) if isinstance(held, dict) else ({}, False)


def _history(held: Any) -> tuple[list[dict[str, Any]], bool]:
    """The entries that can be understood, and whether those are all."""
    if held is None:
        return [], True
    if not isinstance(held, list):
        return [], False
    texts = ("at", "version", "from", "outcome", "stage", "sentence")
    entries = [
        {**_texts(each, texts), "clock_sure": each.get("clock_sure") is True}
        for each in held
        if isinstance(each, dict)
    ]
    return entries, len(entries) == len(held)


def _look(held: Any) -> dict[str, Any] | None:
    found = _part(held, "at", "outcome", "sentence")
    return None if found is None else {**found, "clock_sure": held.get("clock_sure") is True}


def _part(held: Any, *names: str) -> dict[str, Any] | None:
    return _texts(held, names) if isinstance(held, dict) else None


def _texts(held: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Text where there is text that a page can hold, None where there is anything else."""
    return {name: _text(held.get(name)) for name in names}


def _text(held: Any) -> str | None:
    """JSON may hold half a character (a lone surrogate), which no page may."""
    return held.encode("utf-8", "replace").decode() if isinstance(held, str) else None


def _is_there(path: Path) -> bool:
    """Whether a file is there; one that this user may not see is taken to be."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def _age_s(at: str | None, now: Moment) -> float:
    """How old a note is by the wall clock; 0 where that cannot be said."""
    with suppress(ValueError, TypeError):
        return (now.utc - datetime.fromisoformat(at or "")).total_seconds()
    return 0.0


def _put(file: Path, text: str) -> None:
    """The whole request or none, since whoever watches reads it at once. Raises OSError."""
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)
