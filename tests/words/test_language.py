"""The language that the kiosk speaks: in turn, touched, and kept while somebody is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.language import TOUCHED_S, TURN_S, LanguageChooser

ALL = ("de", "en", "es", "fr")
doings = st.one_of(
    st.sampled_from([*ALL, "xx", ""]),
    st.tuples(st.floats(0.01, 9.0), st.booleans()),
)
"""A touch, or the next frame: how much later, and whether somebody is on the spot."""


def test_each_language_shows_in_turn() -> None:
    """While nobody is there the languages follow one another, the site's own first, and again."""
    chooser = LanguageChooser("de", ("en", "es", "de", "fr"))
    shown = [chooser.now(100 + 1.5 * turn * TURN_S / 1.5, False) for turn in range(5)]
    assert shown == ["de", "en", "es", "fr", "de"]
    assert chooser.languages == ALL


def test_stepping_on_keeps_what_shows() -> None:
    """Whoever steps on has chosen the language that showed, for as long as they stay."""
    chooser = LanguageChooser("de", ("en", "es"))
    chooser.now(0, False)
    assert chooser.now(TURN_S + 1, False) == "en"
    assert {chooser.now(TURN_S + 1 + later, True) for later in (0.1, 30, 300)} == {"en"}


def test_leaving_begins_with_the_site_s_own() -> None:
    """After somebody has left, the site's own language shows for a whole turn."""
    chooser = LanguageChooser("de", ("en", "es"))
    chooser.now(0, False)
    chooser.now(TURN_S + 1, True)
    left_s = TURN_S + 40
    assert chooser.now(left_s, False) == "de"
    assert chooser.now(left_s + TURN_S - 0.1, False) == "de"
    assert chooser.now(left_s + TURN_S + 0.1, False) == "en"


def test_touch_holds_until_it_is_forgotten() -> None:
    """A touched language stays for a minute, then the turns begin anew."""
    chooser = LanguageChooser("de", ("en", "es"))
    chooser.now(0, False)
    chooser.choose("es")
    assert {chooser.now(t_s, False) for t_s in (1, 1 + TOUCHED_S / 2, TOUCHED_S)} == {"es"}
    assert chooser.now(1 + TOUCHED_S, False) == "de"


def test_touch_holds_through_the_check() -> None:
    """A touched language stays while somebody is there, however long; then the site's own."""
    chooser = LanguageChooser("de", ("en", "es"))
    chooser.choose("es")
    assert chooser.now(0, False) == "es"
    assert {chooser.now(t_s, True) for t_s in (5.0, 50.0, 500.0)} == {"es"}
    assert chooser.now(501.0, False) == "de"


def test_touch_during_a_check_changes_at_once() -> None:
    """A member may still choose after stepping on."""
    chooser = LanguageChooser("de", ("en",))
    assert chooser.now(0, True) == "de"
    chooser.choose("en")
    assert chooser.now(0.1, True) == "en"
    assert chooser.now(0.2, True) == "en"


def test_strange_word_changes_nothing() -> None:
    """A language that is not on offer is no choice."""
    chooser = LanguageChooser("de", ("en",))
    chooser.choose("fr")
    assert chooser.now(0, False) == "de"


def test_one_language_never_changes() -> None:
    """Where only the site's own is offered, it stays."""
    chooser = LanguageChooser("es", ())
    assert {chooser.now(t_s, False) for t_s in range(0, 100, 3)} == {"es"}


def test_recording_that_begins_anew_does_not_stick() -> None:
    """When time jumps back, turns go on from there and a touch is forgotten in time."""
    chooser = LanguageChooser("de", ("en",))
    chooser.now(10_000, False)
    assert {chooser.now(t_s, False) for t_s in (0.0, TURN_S + 1.0)} == {"de", "en"}
    chooser.choose("en")
    assert chooser.now(10_000, False) == "en"
    assert chooser.now(0.0, False) == "en"
    assert chooser.now(TOUCHED_S, False) == "de"


@given(st.permutations(ALL), st.lists(doings, max_size=60))
def test_whatever_happens_one_of_the_offered_shows(
    offered: list[str], happened: list[str | tuple[float, bool]]
) -> None:
    """Always a language on offer; with somebody there it changes by a touch alone."""
    chooser = LanguageChooser(offered[0], offered[1:])
    t_s, before, there, touched = 0.0, None, False, False
    for doing in happened:
        if isinstance(doing, str):
            chooser.choose(doing)
            touched = touched or doing in offered
            continue
        t_s += doing[0]
        shown = chooser.now(t_s, doing[1])
        assert shown in offered
        if there and doing[1] and not touched:
            assert shown == before
        if there and not doing[1] and not touched:
            assert shown == offered[0]
        before, there, touched = shown, doing[1], False
