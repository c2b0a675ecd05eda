"""Numbers and dates as a language writes them: its decimal sign, and a true minus. Pure."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

NUMBER = re.compile(r"(?<![\w.,])[-−+]?\d+(?:\.\d+)?(?!\w|[.,]\d)")
"""As English writes one; versions such as 0.1.0 and model names are none."""


def localised(language: str, text: str) -> str:
    """`text` with every number as `language` writes it: `-2.5°` is `−2,5°` in German."""
    return NUMBER.sub(lambda found: _written(language, found[0]), text)


def long_date(language: str, day: date) -> str:
    """A day in words: `22. November 2026` in German."""
    from babel.dates import format_date  # slow to load, as below

    locale = "en_GB" if language == "en" else language
    return format_date(day, "long", locale=locale)


def _written(language: str, number: str) -> str:
    return number.replace("-", "−").replace(".", _decimal_sign(language))


@cache
def _decimal_sign(language: str) -> str:
    from babel.numbers import get_decimal_symbol  # slow to load, and English pages need it last

    return get_decimal_symbol(language)
