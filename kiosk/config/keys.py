"""The configuration tree as a flat list of dotted keys, and back. Read off `tree` alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, cast, get_type_hints

from kiosk.config.declaring import METADATA_KEY, Declared, Value
from kiosk.config.tree import Config


@dataclass(frozen=True, slots=True)
class Key:
    """One value: dotted `name`, the Python type its value has, and what is declared of it."""

    name: str
    kind: type
    """bool, int, float, str or tuple (of str)."""
    default: Value
    declared: Declared


_SECTION_TYPES: dict[str, Any] = get_type_hints(Config)
SECTIONS: Mapping[str, str] = {
    name: str(section.__doc__) for name, section in _SECTION_TYPES.items()
}
"""Section name to its one-line description, in the order of the file."""


def _keys_of(section: str) -> list[Key]:
    section_type = _SECTION_TYPES[section]
    kinds = get_type_hints(section_type)
    return [
        Key(
            f"{section}.{field.name}",
            getattr(kinds[field.name], "__origin__", kinds[field.name]),
            cast("Value", field.default),
            field.metadata[METADATA_KEY],
        )
        for field in fields(section_type)
    ]


KEYS: Mapping[str, Key] = {key.name: key for name in SECTIONS for key in _keys_of(name)}
"""Every key by its dotted name, in the order of the tree."""


def build(values: Mapping[str, Value]) -> Config:
    """The tree of a complete flat mapping of checked values."""
    sections: dict[str, dict[str, Value]] = {name: {} for name in SECTIONS}
    for name, value in values.items():
        section, _, leaf = name.partition(".")
        sections[section][leaf] = value
    return Config(**{name: _SECTION_TYPES[name](**leaves) for name, leaves in sections.items()})


def flatten(config: Config) -> dict[str, Value]:
    """The flat mapping of a tree: the inverse of `build`."""
    flat: dict[str, Value] = {}
    for name in KEYS:
        section, _, leaf = name.partition(".")
        flat[name] = getattr(getattr(config, section), leaf)
    return flat
