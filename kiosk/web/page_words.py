"""The words that stand on the member's page whatever the state of the check, by key.

Decides which words those are; what a state says is `member_view.py`. The page holds the keys,
and every stream sends the words in the language of the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask import current_app, request, url_for

from kiosk.errors import KioskError
from kiosk.measured import Measured
from kiosk.web import wording
from kiosk.web.access import is_on_the_box
from kiosk.words import say

PAGE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "Movement check",
        "what": "See how your knee and hips move when you squat on one leg.",
        "time": "Under three minutes",
        "private": "No video is kept",
        "refuse": "Stay off and nothing is kept.",
        "hurts": "If it hurts, step off.",
        "why": "Why we look at this",
        "how_sure": "How sure is this?",
        "language": "Language",
        "happens_title": "What happens",
        "happens": "Five slow squats on each leg.",
        "measured_title": "What is measured",
        "measured": "The angles of your knee and hips, by camera.",
        "kept_title": "What is kept",
        "kept": "The result, no video. Step off now and nothing is kept.",
        "mirror": "You, as the camera sees you",
        "figure": "Your stick figure",
        "guide": "What to do",
        "depth": "Depth",
        "deep_enough": "Deep enough",
        "practice": "Practice",
        "practice_note": "This one does not count yet.",
        "paused": "Paused",
        "of": "of",
        "results": "Your results",
        "compared": "Left against right",
        "meaning": "What it may mean",
        "help": "What may help",
        "on_phone": "Your result on your phone",
        "link_lost": "Connection lost. Trying again …",
        "no_script": "This screen needs JavaScript.",
        "limits": wording.LIMITS,
    }
)
"""Key on the page -> the English sentence, which is the key of the catalogues."""


def page_words(language: str, own: Mapping[str, str]) -> dict[str, Any]:
    """`lang` and `words`: the fixed words and those of this page alone (`own`), translated."""
    words = {key: say(language, message) for key, message in {**PAGE_WORDS, **own}.items()}
    return {"lang": language, "words": words}


def own_words() -> dict[str, str]:
    """What only the page of this request says: how sure the figures are, and where to read it."""
    return {"sure": sure_line(), "where": _where_to_read()}


def sure_line() -> str:
    """What "±" is, in one line. A check goes on even where the figures cannot be read."""
    figures: Callable[[], Measured] = current_app.extensions["kiosk_measured"]
    try:
        return wording.sure_line(figures().validated_on)
    except KioskError:
        return wording.sure_line(None)


def _where_to_read() -> str:
    """How somebody without a hand free finds the page: an address to type, or whom to ask."""
    page = url_for("member.how_sure")
    if not is_on_the_box(request):
        return f"{request.host}{page}"
    names: Sequence[str] = current_app.extensions["kiosk_host_names"]
    if not names:
        return "The staff can show you."
    return f"{names[0]}:{request.environ['SERVER_PORT']}{page}"
