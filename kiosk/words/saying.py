"""`say`: an English sentence in another language.

Sentences reach the pages finished, numbers and all, from scoring and from results that were
stored long ago. So a sentence that is no message itself is recognised by the messages that
have parts: `12° is over 10°` is `{value}° is over {fault}°` with 12 and 10 in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

from kiosk.words.catalogue import Catalogue, catalogue
from kiosk.words.numbers import NUMBER, localised
from kiosk.words.placeholders import filled

LANGUAGES = MappingProxyType({"en": "English", "es": "Español", "de": "Deutsch", "fr": "Français"})
"""Code: own name, in the order in which a page offers them."""

_KEPT = 4096
"""Sentences whose translation is remembered: a check's few dozen, for many checks."""


def say(language: str, message: str, /, **parts: str) -> str:
    """`message` in `language`; itself where the catalogue lacks it. Safe in any thread.

    `parts` fill a message that has `{places}`: each is translated too where it is a message,
    and its numbers are written as the language writes them.
    """
    if language not in LANGUAGES:
        return filled(message, parts) if parts else message
    if not parts:
        return _said(language, message)
    found = {name: _part(language, part) for name, part in parts.items()}
    return filled(catalogue(language).words.get(message, message), found)


@lru_cache(maxsize=_KEPT)
def _said(language: str, message: str) -> str:
    found = _known(language, message)
    return message if found is None else found


def _known(language: str, message: str) -> str | None:
    """The translation of a message or of a finished sentence; None for one nobody knows."""
    known = catalogue(language)
    if message in known.words:
        return known.words[message]
    fitting = (_recognised(language, known, each, message) for each in known.patterns)
    return next((found for found in fitting if found is not None), None)


def _recognised(
    language: str, known: Catalogue, pattern: tuple[re.Pattern[str], str], sentence: str
) -> str | None:
    """The sentence by one message with parts, each of which must be a number or a message."""
    fits, message = pattern
    found = fits.fullmatch(sentence)
    if found is None:
        return None
    values: dict[str, str] = {}
    for name, part in found.groupdict().items():
        number = NUMBER.fullmatch(part)
        value = localised(language, part) if number else _known(language, part)
        if value is None:
            return None
        values[name] = value
    return filled(known.words[message], values)


def _part(language: str, part: str) -> str:
    known = _known(language, part)
    return localised(language, part) if known is None else known
