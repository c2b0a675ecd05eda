"""Is this raw value fit for this key? One value at a time; rules across keys are in `layers`.

Raw values come from TOML, from JSON kept in the store, or as text from a form or a command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from kiosk.config.declaring import Declared, Value
from kiosk.config.keys import Key


class UnfitValueError(ValueError):
    """The value cannot be taken; the text completes `<key> = <value> must be …`."""


def accept(key: Key, raw: object) -> Value:
    """`raw` as the value of `key`. Raises `UnfitValueError`."""
    value = _TAKERS[key.kind](raw)
    if value is None or not _within(key.declared, value):
        raise UnfitValueError(wanted(key))
    return value


def from_text(key: Key, text: str) -> Value:
    """`text` from a command line or a form as the value of `key`. Raises `UnfitValueError`.

    A truth value is true or false, a list is separated by commas.
    """
    try:
        return accept(key, _READERS[key.kind](text.strip()))
    except ValueError:
        raise UnfitValueError(wanted(key)) from None


def as_text(value: Value) -> str:
    """`value` as a form holds it: what `from_text` reads back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def wanted(key: Key, with_unit: bool = True) -> str:
    """What `key` takes, in words: `a whole number from 5 to 120 (frames per second)`."""
    declared = key.declared
    if declared.choices:
        return "one of " + ", ".join(str(choice) for choice in declared.choices)
    if declared.pattern_words:
        return declared.pattern_words
    words = _KIND_WORDS[key.kind]
    if declared.low is not None and declared.high is not None:
        words += f" from {declared.low:g} to {declared.high:g}"
        words += f" ({declared.unit})" if declared.unit and with_unit else ""
    return words


def toml_text(value: object) -> str:
    """`value` as it would stand in `kiosk.toml`, on one line; for other types Python's form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | Path):
        return json.dumps(str(value), ensure_ascii=False)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_text(item) for item in value) + "]"
    return repr(value)


def _within(declared: Declared, value: Value) -> bool:
    if declared.choices and value not in declared.choices:
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = declared.low, declared.high
        return (low is None or low <= value) and (high is None or value <= high)
    if declared.pattern is None or isinstance(value, bool | Path):
        return True
    items = value if isinstance(value, tuple) else (value,)
    return all(re.fullmatch(declared.pattern, item) for item in items)


def _take_bool(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _take_int(raw: object) -> int | None:
    """A truth value is not a number here, though Python says so."""
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _take_float(raw: object) -> float | None:
    return float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None


def _take_str(raw: object) -> str | None:
    """Text that can be shown on one line; control characters hide what is meant."""
    return raw if isinstance(raw, str) and (raw == "" or raw.isprintable()) else None


def _take_path(raw: object) -> Path | None:
    text = str(raw) if isinstance(raw, Path) else _take_str(raw)
    return Path(text) if text else None


def _take_list(raw: object) -> tuple[str, ...] | None:
    if not isinstance(raw, list | tuple):
        return None
    items = [_take_str(item) for item in raw]
    return tuple(item for item in items if item is not None) if None not in items else None


_TAKERS: dict[type, Callable[[object], Value | None]] = {
    bool: _take_bool,
    int: _take_int,
    float: _take_float,
    str: _take_str,
    Path: _take_path,
    tuple: _take_list,
}

_READERS: dict[type, Callable[[str], object]] = {
    bool: {"true": True, "false": False}.get,
    int: int,
    float: float,
    str: str,
    Path: str,
    tuple: lambda text: [item.strip() for item in text.split(",") if item.strip()],
}

_KIND_WORDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a path",
    tuple: "a list of texts",
}
