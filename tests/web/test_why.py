""" "Why we look at this": what it says, and what it never says."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kiosk.web.why import SOURCES
from kiosk.web.wording import LIMITS
from kiosk.words import LANGUAGES, say

in_each_language = pytest.mark.parametrize("language", list(LANGUAGES))


def words_of(html: str) -> str:
    """A page's words, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_page_explains_valgus_collapse(visitor: FlaskClient) -> None:
    """What it is, when it shows, why, what helps and who helps further stand on the page."""
    words = words_of(visitor.get("/why").text)
    for said in (
        "The thigh turns and falls inward, the knee ends up inside the foot, and often the hip "
        "on the other side drops.",
        "Squats Lunges Landing from a jump Stairs Running",
        "Weak hips, tight inner thighs",
        "Tight ankles",
        "A certified trainer helps you further",
        "kneecap pain",
        "anterior cruciate ligament (ACL)",
        "iliotibial band",
        "this check predicts nothing",
    ):
        assert said in words


@in_each_language
def test_page_is_whole_in_every_language(visitor: FlaskClient, language: str) -> None:
    """Limits, sources and the figures' words stand there in the reader's language."""
    html = visitor.get(f"/why?lang={language}").text
    words = words_of(html)
    assert " ".join(say(language, LIMITS).split()) in words
    assert all(source in words for source in SOURCES)
    for figure in ("Knee over the foot", "Knee inside the foot", "Hips level"):
        assert say(language, figure) in words
    if language != "en":
        english = words_of(visitor.get("/why?lang=en").text).partition("Sources")[0]
        sentences = [each for each in english.split(". ") if len(each) > 20]
        assert len(sentences) > 10
        assert [each for each in sentences if each in words] == []


def test_nothing_is_said_of_this_person(visitor: FlaskClient) -> None:
    """The page speaks of groups and of studies, never of a risk that the reader has."""
    words = words_of(visitor.get("/why").text).lower()
    assert "your risk" not in words
    assert "you will" not in words
    assert "you have" not in words
    assert "it does not say what will happen to you" in words


def test_page_needs_no_script_and_nothing_from_outside(visitor: FlaskClient) -> None:
    """It is read on any phone: no script, no style in the page, nothing from elsewhere."""
    html = visitor.get("/why").text
    assert "<script" not in html
    assert "style=" not in html
    assert "http" not in html


def test_only_the_gyms_screen_goes_back_by_itself(
    client: FlaskClient, visitor: FlaskClient
) -> None:
    """The page watches for the next person only where the gym's own screen opened it."""
    assert "js/back.js" in client.get("/why?screen=1").text
    assert "js/back.js" not in client.get("/why").text
    assert "js/back.js" not in visitor.get("/why?screen=1").text
