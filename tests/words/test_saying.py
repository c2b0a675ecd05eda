"""`say`: finished English sentences in every language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.words import LANGUAGES, long_date, say
from kiosk.words.catalogue import catalogue
from kiosk.words.placeholders import filled, literal_length, names
from kiosk.words.saying import _said

languages = st.sampled_from(list(LANGUAGES))
numbers = st.one_of(
    st.integers(-99, 200).map(str), st.floats(-50, 50).map(lambda value: f"{value:.1f}")
)
with_parts = sorted(each for each in catalogue("en").words if names(each))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Step on the spot."),
        ("es", "Ponte sobre la marca."),
        ("de", "Tritt auf die Markierung."),
        ("fr", "Placez-vous sur le repère."),
    ],
)
def test_whole_sentence_is_looked_up(language: str, said: str) -> None:
    """A sentence of the catalogue comes in the language asked for."""
    assert say(language, "Step on the spot.") == said


def test_finished_sentence_is_recognised() -> None:
    """A sentence with numbers and another sentence in it is translated with both."""
    english = "Left leg, knee not judged: -3° is too close to the line at 8° to tell."
    assert say("de", english) == (
        "Linkes Bein, Knie nicht beurteilt: −3° liegt zu nah an der Grenze von 8°, um es zu sagen."
    )


def test_sentence_within_a_sentence_within_a_sentence() -> None:
    """Parts are translated as deep as they go."""
    reason = "64° reaches the target of 60°; the usual range is up to 75°"
    assert say("es", reason) == "64° llega al objetivo de 60°; lo habitual es hasta 75°"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "reads 0.3° too high"),
        ("es", "mide 0,3° de más"),
        ("de", "misst 0,3° zu viel"),
        ("fr", "mesure 0,3° de trop"),
    ],
)
def test_decimal_sign_is_the_language_s(language: str, said: str) -> None:
    """A decimal comma where the language writes one."""
    assert say(language, "reads 0.3° too high") == said


def test_minus_is_a_true_one_in_english_too() -> None:
    """The hyphen of a stored report is shown as a minus."""
    assert say("en", "-3° is over 5°") == "−3° is over 5°"


@pytest.mark.parametrize(
    "strange",
    [
        "",
        "The camera /dev/video0 stopped: check its cable.",
        "Pieces of eight",
        "Left leg: the weather is fine.",
        "12° is over the moon",
        "Step on the spot. Step on the spot.",
    ],
)
def test_unknown_sentences_stay_as_they_are(strange: str) -> None:
    """What nobody has translated is shown in English, never half in each."""
    assert {say(language, strange) for language in LANGUAGES} == {strange}


def test_unknown_language_is_english() -> None:
    """A language that there is none of says the message itself, filled."""
    assert say("xx", "Step on the spot.") == "Step on the spot."
    assert say("xx", "{count} legs", count="3") == "3 legs"


def test_parts_are_filled_in() -> None:
    """Named parts are translated where they are messages; names and versions stay."""
    assert say("de", "Validated on {people}.", people="30 real people") == (
        "Geprüft an 30 real people."
    )
    shipped = say("fr", "Validated on {people}.", people="rendered people only")
    assert shipped == "Validé sur des personnes de synthèse uniquement."
    both = {"version": "0.1.0", "protocol": "2", "own_version": "0.2.0", "own_protocol": "3"}
    said = say(
        "es",
        "Measured with version {version} and protocol {protocol}; this kiosk runs version "
        "{own_version} and protocol {own_protocol}: its own figures may differ.",
        **both,
    )
    assert "0.1.0" in said
    assert "0.2.0" in said


@given(language=languages, message=st.sampled_from(with_parts), data=st.data())
def test_every_message_with_parts_is_recognised(
    language: str, message: str, data: st.DataObject
) -> None:
    """Filled with numbers, each is found again, all its numbers in it, none of its English left."""
    values = {name: data.draw(numbers) for name in names(message)}
    said = say(language, filled(message, values))
    for value in values.values():
        written = value.replace("-", "−")
        assert (written if language == "en" else written.replace(".", ",")) in said
    own = catalogue(language).words[message]
    assert said == filled(own, {n: say(language, f"{v}°")[:-1] for n, v in values.items()})


@given(language=languages, text=st.text(max_size=80))
def test_any_text_is_safe(language: str, text: str) -> None:
    """No text of any kind breaks the search or loses its length."""
    assert bool(say(language, text)) == bool(text)


def test_the_message_that_says_most_comes_first() -> None:
    """Of two messages that fit a sentence, the one with more words of its own is taken."""
    own = [literal_length(message) for _, message in catalogue("de").patterns]
    assert own == sorted(own, reverse=True)


def test_many_threads_read_one_catalogue() -> None:
    """Threads that ask first at once all get the translation."""
    _said.cache_clear()
    catalogue.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        said = set(threads.map(lambda _: say("de", "Knee moves in"), range(64)))
    assert said == {"Knie knickt nach innen"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 November 2026"),
        ("es", "2 de noviembre de 2026"),
        ("de", "2. November 2026"),
        ("fr", "2 novembre 2026"),
    ],
)
def test_days_are_written_out(language: str, said: str) -> None:
    """A date is read in the language's own order."""
    assert long_date(language, date(2026, 11, 2)) == said
