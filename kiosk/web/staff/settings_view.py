"""The configuration as staff read it: sections, names, values in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_UNITS = ("_deg", "_px", "_ms", "_s", "_hz", "_percent", "_c", "_pin")
"""Ends of a name that its unit says anyway."""
_TITLES = {
    "camera.fps": "Frame rate",
    "camera.mains_hz": "Mains frequency",
    "health.hot_c": "Hot from",
    "idle.after_s": "Rests after",
    "model.name_or_path": "First model",
    "model.second_name_or_path": "Second model",
    "speech.words_per_minute": "Speed of speech",
    "store.path": "Results file",
    "update.url": "Address of releases",
}
_SECTIONS = {
    "cues": "Sounds",
    "gpio": "Light and buzzer",
    "idle": "Resting",
    "share": "Result on the phone",
    "web": "Pages and network",
    "store": "Results",
    "update": "Updates",
}
_CAPITALS = {"led": "LED", "lan": "LAN"}
_WORDS = {"true": "on", "false": "off", "": "empty"}


def overview(view: Mapping[str, Any]) -> dict[str, Any]:
    """The first page: every section with its values, and what waits for the next start."""
    return {
        **_common(view),
        "sections": [
            {
                "name": name,
                "title": section_title(name),
                "about": about,
                "values": [_value(each) for each in of_section(view, name)],
            }
            for name, about in view["sections"]
        ],
    }


def section(view: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One section's page."""
    return {
        **_common(view),
        "name": name,
        "title": section_title(name),
        "about": dict(view["sections"])[name],
        "values": [_value(each) for each in of_section(view, name)],
    }


def of_section(view: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The values of one section."""
    return [each for each in view["values"] if each["name"].startswith(f"{name}.")]


def changed_texts(
    values: Sequence[Mapping[str, Any]], form: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """What a form changes, by key; and a sentence for each value that somebody else has changed
    since the form was read."""
    changed, overtaken = {}, []
    for each in values:
        name, text = each["name"], form.get(f"value.{each['name']}")
        was = form.get(f"was.{name}")
        if text is None or text.strip() == was or text.strip() == each["value"]:
            continue
        if was != each["value"]:
            overtaken.append((name, f"It was changed meanwhile, to {_words(each['value'])}."))
        changed[name] = text
    return changed, overtaken


def title(name: str) -> str:
    """A key as people call it: `camera.aim_x_percent` is "Aim x"."""
    if name in _TITLES:
        return _TITLES[name]
    leaf = name.partition(".")[2]
    short = next((leaf.removesuffix(end) for end in _UNITS if leaf.endswith(end)), leaf)
    words = " ".join(_CAPITALS.get(word, word) for word in short.split("_"))
    return words[:1].upper() + words[1:]


def section_title(name: str) -> str:
    """A section as people call it."""
    return _SECTIONS.get(name, name.capitalize())


def _common(view: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pending": [_value(each) for each in view["values"] if each["pending"]],
        "ignored": view["ignored"],
        "trouble": view["trouble"],
        "again": view["again"],
    }


def _value(each: Mapping[str, Any]) -> dict[str, Any]:
    """One value with its words beside its texts."""
    return {
        **each,
        "title": title(each["name"]),
        "section_title": section_title(each["name"].partition(".")[0]),
        "words": _words(each["value"]),
        "running_words": _words(each["running"]),
        "below_words": _words(each["below"]),
        "default_words": _words(each["default"]),
        "before_words": None if each["before"] is None else _words(each["before"]),
        "control": "bool" if each["kind"] == "bool" else _control(each),
    }


def _control(each: Mapping[str, Any]) -> str:
    if each["choices"]:
        return "choice"
    return "number" if each["kind"] in ("int", "float") else "text"


def _words(text: str) -> str:
    return _WORDS.get(text, text)
