"""The settings page's other side: every value with its origin, changes checked as the file is.

Decides what may be changed and whether the kiosk would start with it; wires the configuration's
layers to the store. Called by web threads. A change holds from the next start of the kiosk: which
value may be taken up in the middle of a check would be a question of each one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

from kiosk.config import (
    ADMIN,
    COMMAND_LINE,
    KEYS,
    SECTIONS,
    Config,
    Layer,
    Resolved,
    UnfitValueError,
    from_text,
    resolve,
    wanted,
)
from kiosk.config.declaring import Value
from kiosk.config.telling import fixed_because, told_values
from kiosk.errors import ConfigError
from kiosk.holding import HELD
from kiosk.live import Snapshot
from kiosk.moment import Moment
from kiosk.results import ResultStore, Setting
from kiosk.scoring.flow import Stage
from kiosk.vitals import Vitals

Mistake = tuple[str | None, str]
UP_S = 150.0
"""A run lasts so long before it may be ended to begin again: five starts within ten minutes are
the most that the service manager makes (kiosk.service)."""
NOT_A_SERVICE = "This run was not started by the service manager: end it and start it again there."


@dataclass(frozen=True, slots=True)
class Unkept:
    """A value that is not set yet, in the place of a `Setting`; None for set no longer."""

    value: Any
    note: str = "just now"


@dataclass(frozen=True, slots=True)
class Again:
    """How a run is ended so that the kiosk starts again."""

    end: Callable[[], None] | None = None
    """None where nothing would start it again."""
    in_use: Callable[[], str | None] = lambda: None
    """Why not at this moment, such as somebody on the spot: one sentence, or None."""


@dataclass
class SettingsDesk:
    """`kiosk.web.ports.SettingsDesk` over the layers and the store."""

    store: ResultStore
    layers: Callable[[], list[Layer]]
    """All but the admin's, lowest first, read anew. May raise ConfigError."""
    running: Resolved
    """What this run was started with."""
    now: Callable[[], Moment]
    misfits: Callable[[Config, Config], list[str]]
    """What of a changed configuration would keep this very box from starting."""
    again: Again = field(default_factory=Again)
    now_s: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock)
    """One change at a time: each is checked together with all others."""
    _began_s: float = field(init=False)

    def __post_init__(self) -> None:
        """The run begins now."""
        self._began_s = self.now_s()

    def view(self) -> Mapping[str, Any]:
        """Everything known now, as `ports.SettingsDesk.view` says."""
        trouble, following, below = None, self.running, self.running
        try:
            layers = self.layers()
            below = resolve(layers)
            following = with_admin(layers, self.store.settings())
        except ConfigError as error:
            trouble = str(error)
        before = {name: each.old for name, each in self.store.last_setting_changes().items()}
        return {
            "sections": list(SECTIONS.items()),
            "values": told_values(self.running.config, following, below, before),
            "ignored": list(following.ignored),
            "trouble": trouble,
            "again": self._why_not_again(trouble),
        }

    def save(self, texts: Mapping[str, str], by: str) -> list[Mistake]:
        """Set these values, all or none; every mistake is told."""
        values: dict[str, Any] = {}
        mistakes: list[Mistake] = []
        for name, text in texts.items():
            try:
                values[name] = _plain(from_text(KEYS[name], text))
            except KeyError:
                mistakes.append((None, f"There is no setting {name[:60]!r}."))
            except UnfitValueError:
                mistakes.append((name, f"It must be {wanted(KEYS[name])}."))
        return mistakes or self._change(values, by, "settings.changed")

    def put_back(self, name: str, by: str) -> list[Mistake]:
        """Back to what the key was set to before its newest change."""
        newest = self.store.last_setting_changes().get(name)
        if newest is None or name not in KEYS:
            return [(None, "It was never changed here, so there is nothing to put back.")]
        return self._change({name: newest.old}, by, "settings.restored")

    def unset(self, name: str, by: str) -> list[Mistake]:
        """Set here no longer."""
        if name not in KEYS:
            return [(None, f"There is no setting {name[:60]!r}.")]
        return self._change({name: None}, by, "settings.changed")

    def begin_again(self) -> str | None:
        """End this run; the sentence why not."""
        why_not = self._why_not_again(self._trouble())
        if why_not is None and self.again.end is not None:
            self.again.end()
        return why_not

    def _change(self, values: Mapping[str, Any], by: str, action: str) -> list[Mistake]:
        with self._lock:
            mistakes = self._mistakes(values)
            if not mistakes:
                self.store.change_settings(values, by, self.now(), action)
            return mistakes

    def _mistakes(self, values: Mapping[str, Any]) -> list[Mistake]:
        """What is wrong with these values (None: not set here) beside all others."""
        try:
            layers = self.layers()
            fixed = [(name, fixed_because(KEYS[name], _on_command_line(layers))) for name in values]
            if refused := [(name, reason) for name, reason in fixed if reason]:
                return [*refused]
            changed = {name: Unkept(value) for name, value in values.items()}
            after = with_admin(layers, {**self.store.settings(), **changed})
        except ConfigError as error:
            return [(None, str(error))]
        unfit = [words for words in after.ignored if words.startswith(tuple(values))]
        return [(None, words) for words in unfit or self.misfits(self.running.config, after.config)]

    def _trouble(self) -> str | None:
        try:
            with_admin(self.layers(), self.store.settings())
        except ConfigError as error:
            return str(error)
        return None

    def _why_not_again(self, trouble: str | None) -> str | None:
        if self.again.end is None:
            return NOT_A_SERVICE
        left_s = UP_S - (self.now_s() - self._began_s)
        if left_s > 0:
            return f"The kiosk has only just started: possible in {ceil(left_s / 60)} min."
        return trouble or self.again.in_use()


def in_use(shown: Snapshot, vitals: Vitals) -> str | None:
    """Why the kiosk may not be stopped at this moment, one sentence; None when nobody minds."""
    if vitals.held:
        return HELD
    if vitals.busy or (shown.camera == "ok" and shown.stage != Stage.WAITING.value):
        return "Somebody is on the spot: the kiosk can start again when they have left."
    return None


def with_admin(layers: list[Layer], settings: Mapping[str, Setting | Unkept]) -> Resolved:
    """The configuration with what an admin has set: above the file, below the command line of this
    very run. Raises ConfigError."""
    admin = Layer(
        ADMIN,
        {key: setting.value for key, setting in settings.items() if setting.value is not None},
        notes={key: setting.note for key, setting in settings.items()},
        by_admin=True,
    )
    lower = [layer for layer in layers if layer.name != COMMAND_LINE]
    upper = [layer for layer in layers if layer.name == COMMAND_LINE]
    return resolve([*lower, admin, *upper])


def _on_command_line(layers: list[Layer]) -> set[str]:
    return {name for layer in layers if layer.name == COMMAND_LINE for name in layer.values}


def _plain(value: Value) -> Any:
    """As JSON holds it."""
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
