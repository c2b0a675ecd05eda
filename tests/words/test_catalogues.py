"""The catalogues hold every sentence that members read, whole, in every language."""

from __future__ import annotations

import re

import pytest

from kiosk.words import LANGUAGES
from kiosk.words.catalogue import catalogue
from kiosk.words.placeholders import PLACEHOLDER, names
from tests.words.gather import translations
from tests.words.sources import messages

TRANSLATED = [language for language in LANGUAGES if language != "en"]
MESSAGES = messages()
ALIKE = {
    "es": {"Munro 2012", "Kappa {value}", "{clips} clips"},
    "de": {"Munro 2012", "Kappa {value}", "Kiosk", "Bias", "SD", "SEM", "SDC", "Check {number}"},
    "fr": {"Munro 2012", "Kappa {value}", "Sources", "Squats", "{clips} clips"},
}
"""Words that a language shares with English."""
LONGEST = 1.75
"""A sentence of the screen, against the English one; most are far shorter."""

in_each_language = pytest.mark.parametrize("language", TRANSLATED)


def wordless(message: str) -> bool:
    """A number with its unit: the same wherever it is read."""
    return not re.search("[A-Za-z]", PLACEHOLDER.sub("", message))


def test_sources_are_found() -> None:
    """Words of every kind of source are gathered, so that nothing is complete for want of words."""
    assert len(MESSAGES) > 250
    for message in (
        "Step on the spot.",
        "Not counted: go a little deeper",
        "Left leg: the {text}",
        "Right leg, knee not judged: {reason}.",
        "{value}° is over {fault}°",
        "lost balance {events} times",
        "about {value_deg}° ± {spread_deg}",
        "Why it happens",
        "Validated on {people}.",
        "Change legs",
    ):
        assert message in MESSAGES
    assert not [message for message in MESSAGES if re.fullmatch(r"[a-z]+_[a-z_]+", message)]


@in_each_language
def test_every_message_is_translated(language: str) -> None:
    """No message is missing, doubtful or left over (`python -m tests.words.gather`)."""
    found = {each.id: each for each in translations(language) if each.id}
    assert set(found) == set(MESSAGES)
    assert [each.id for each in found.values() if not each.string or each.fuzzy] == []


def test_template_holds_the_same_messages() -> None:
    """The template, which is what English knows, is as new as the catalogues."""
    assert set(catalogue("en").words) == set(MESSAGES)


@in_each_language
def test_translations_keep_the_parts(language: str) -> None:
    """Each has the placeholders of the English message, in whatever order."""
    words = catalogue(language).words
    assert [m for m in MESSAGES if sorted(names(m)) != sorted(names(words[m]))] == []


@in_each_language
def test_translations_are_translated(language: str) -> None:
    """What reads as in English is a word that both languages share."""
    words = catalogue(language).words
    same = {each for each in MESSAGES if words[each] == each and not wordless(each)}
    assert same == ALIKE[language]


@in_each_language
def test_no_two_verdicts_read_alike(language: str) -> None:
    """Good, borderline, fault and unsure stay four different words."""
    words = catalogue(language).words
    assert len({words[each] for each in ("Good", "Borderline", "Fault", "Unsure")}) == 4


@in_each_language
def test_instructions_fit_the_screen(language: str) -> None:
    """What is read from three metres away stays about as short as in English."""
    words = catalogue(language).words
    shown = [m for m, path in MESSAGES.items() if path == "kiosk/saying.py"]
    assert len(shown) > 30
    assert [m for m in shown if len(words[m]) > LONGEST * max(len(m), 16)] == []


def test_french_marks_stand_apart() -> None:
    """French puts a space that does not break before : ; ? ! and inside its quotation marks."""
    for said in catalogue("fr").words.values():
        assert not re.search("[^\u00a0\u202f][:;?!](\\s|$)| [:;?!»]|«[^\u00a0]", said), said


@in_each_language
def test_nothing_is_diagnosed(language: str) -> None:
    """No translation speaks of disease or of risk, whatever the English says."""
    grave = "riesgo|enfermedad|patolog|Risiko|Krank|Krankheit|risque|maladie|gefährlich|peligro"
    for said in catalogue(language).words.values():
        assert not re.search(grave, said, re.IGNORECASE), said
