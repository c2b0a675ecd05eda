"""One precedence: shipped defaults, then each layer in order; the last that speaks wins.

`resolve` finds every mistake of every layer before it raises, and remembers for each key
which layer won. Where the layers come from (a file, the store) is the caller's business.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.config.declaring import Value
from kiosk.config.keys import KEYS, SECTIONS, build
from kiosk.config.tree import Config
from kiosk.config.values import UnfitValueError, accept, toml_text
from kiosk.errors import ConfigError

DEFAULTS = "shipped default"
FLEET = "from afar"
FILE = "file"
ADMIN = "admin setting"
COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Origin:
    """Which layer a value comes from; `where` is None for a shipped default."""

    layer: str
    where: str | None = None
    note: str | None = None

    def __str__(self) -> str:
        place = f"{self.layer} {self.where}" if self.where else self.layer
        return f"{place}, {self.note}" if self.note else place


@dataclass(frozen=True, slots=True)
class Layer:
    """Raw values by dotted key; `where` is the path of a layer that is a file."""

    name: str
    values: Mapping[str, object]
    where: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    """By key, what `config show --origin` adds: who set it and when."""
    by_admin: bool = False
    """Set on a page and kept by the kiosk itself: lenient, without keys that no page may set."""
    from_afar: bool = False
    """Sent to a whole group of boxes: keys that say what this very box is made of are mistakes."""
    lenient: bool = False
    """Perhaps made for another version: what this one cannot take is left out and listed in
    `Resolved.ignored`, so that going back to an older version always starts."""
    trouble: str | None = None
    """Why nothing of the layer could be read; counts as one of its mistakes."""

    def origin(self, name: str) -> Origin:
        """What is said of a key that this layer sets."""
        return Origin(self.name, self.where, self.notes.get(name))


@dataclass(frozen=True, slots=True)
class Resolved:
    """The configuration that holds, where each value is from, and what was left out and why."""

    config: Config
    origins: Mapping[str, Origin]
    ignored: tuple[str, ...] = ()


def resolve(layers: Iterable[Layer]) -> Resolved:
    """Shipped defaults under `layers`, lowest first. Raises ConfigError naming every mistake."""
    values: dict[str, Value] = {name: key.default for name, key in KEYS.items()}
    origins = {name: Origin(DEFAULTS) for name in KEYS}
    mistakes: list[str] = []
    ignored: list[str] = []
    for layer in layers:
        complaints = ignored if layer.lenient or layer.by_admin else mistakes
        complaints += [layer.trouble] if layer.trouble else []
        for name, raw in layer.values.items():
            try:
                values[name] = _taken(layer, name, raw)
                origins[name] = layer.origin(name)
            except UnfitValueError as unfit:
                complaints.append(str(unfit))
    mistakes += _pin_clashes(values, origins)
    if mistakes:
        raise ConfigError(_sentence(mistakes))
    return Resolved(build(values), origins, tuple(ignored))


def _taken(layer: Layer, name: str, raw: object) -> Value:
    """The value, or `UnfitValueError` with the whole complaint."""
    key, origin = KEYS.get(name), layer.origin(name)
    if key is None:
        raise UnfitValueError(f"{_on_one_line(name)} ({origin}) {_unknown(name)}")
    if layer.by_admin and not key.declared.by_admin:
        raise UnfitValueError(f"{name} ({origin}) may only be set in kiosk.toml")
    if layer.from_afar and not key.declared.from_afar:
        raise UnfitValueError(f"{name} ({origin}) may not be set from afar")
    try:
        return accept(key, raw)
    except UnfitValueError as unfit:
        raise UnfitValueError(f"{name} = {_shown(raw)} ({origin}) must be {unfit}") from None


def _unknown(name: str) -> str:
    if name in SECTIONS:
        return f"is a section: write [{name}] and its keys under it"
    near = _nearest(name)
    return f"is unknown (did you mean {near}?)" if near else "is unknown"


def _nearest(name: str) -> str | None:
    """The same key of another section first, then a mistyped section, then a mistyped key."""
    leaf = name.rpartition(".")[2]
    same_leaf = [key for key in KEYS if key.endswith(f".{leaf}")]
    mistyped = [] if name.partition(".")[0] in SECTIONS else [name]
    section = [f"[{near}]" for n in mistyped for near in difflib.get_close_matches(n, SECTIONS, 1)]
    near_key = difflib.get_close_matches(name, KEYS, n=1)
    return next(iter(same_leaf + section + near_key), None)


def _on_one_line(name: str) -> str:
    """TOML allows any character in a quoted key."""
    return _cut(name if name.isprintable() else toml_text(name))


def _shown(raw: object) -> str:
    return _cut(toml_text(raw))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _pin_clashes(values: Mapping[str, Value], origins: Mapping[str, Origin]) -> list[str]:
    """Two things on one pin: both would be driven by the last writer."""
    owners: dict[Value, list[str]] = {}
    for name in (name for name in KEYS if name.endswith("_pin")):
        owners.setdefault(values[name], []).append(name)
    return [
        " and ".join(f"{name} ({origins[name]})" for name in names) + f" share pin {pin}"
        for pin, names in owners.items()
        if len(names) > 1
    ]


def _sentence(mistakes: list[str]) -> str:
    count = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    return f"The configuration has {count}: {'; '.join(mistakes)}."
