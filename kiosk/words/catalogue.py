"""The message catalogue of one language, read from its gettext file. Knows the files only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kiosk.words.placeholders import literal_length, names, recogniser

TEMPLATE = "kiosk.pot"
"""Every message, untranslated: what English says."""
SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Never changed once read, so any thread may use it."""

    words: Mapping[str, str]
    """English message: the same in this language. What is not translated is not in it."""
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    """What recognises the finished sentences of messages with parts, and the message; those that
    say most come first."""


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of one of `LANGUAGES`, read once. Two threads that ask first at once both read
    it; they get the same."""
    name = TEMPLATE if language == SOURCE_LANGUAGE else f"{language}.po"
    words = _read(name)
    with_parts = sorted((each for each in words if names(each)), key=literal_length, reverse=True)
    return Catalogue(words, tuple((recogniser(each), each) for each in with_parts))


def _read(name: str) -> dict[str, str]:
    from babel.messages.pofile import read_po  # slow to load, needed by the first sentence only

    with resources.files("kiosk.words").joinpath("catalogues", name).open("rb") as file:
        messages = [each for each in read_po(file) if each.id and not each.fuzzy]
    untranslated = name == TEMPLATE
    return {
        str(each.id): str(each.id if untranslated else each.string)
        for each in messages
        if each.string or untranslated
    }
