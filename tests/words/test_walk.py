"""A walk through the member screen in every language: no English is left on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import saying
from kiosk.contract import leg_json, report_json
from kiosk.feedback.cues import SIGNALS
from kiosk.live import Snapshot
from kiosk.pose.keypoints import Leg
from kiosk.scoring.checks import leg_report
from kiosk.scoring.findings import PelvisBy, Refusal, Rep
from kiosk.scoring.flow import Stage
from kiosk.scoring.report import build_report
from kiosk.web.member_view import member_view
from kiosk.web.page_words import PAGE_WORDS, page_words
from kiosk.words import LANGUAGES, say
from tests.scoring.reps import GOOD
from tests.words.test_catalogues import ALIKE, TRANSLATED

CODES = {"state", "stage", "pictogram", "hint", "pause", "leg", "verdict", "side", "cue", "finding"}
CODES |= {"id", "knee", "pelvis", "qr", "lang", "figure", "spot"}
"""Keys of the view whose values the page does not show, or not as words."""

angles = st.none() | st.floats(-20, 40)
reps = st.builds(
    replace,
    st.just(GOOD),
    leg=st.sampled_from(Leg),
    knee_fppa_deg=angles,
    knee_fppa_change_deg=angles,
    pelvic_drop_deg=angles,
    pelvic_error_deg=st.sampled_from([1.5, 4.0]),
    pelvis_by=st.sampled_from(PelvisBy),
    trunk_lean_deg=angles,
    knee_flexion_deg=st.none() | st.floats(30, 100),
    balance_events=st.integers(0, 2),
    off_centre=st.none() | st.floats(-0.5, 0.5),
    false_fppa_deg=st.none() | st.floats(-15, 15),
    hip_adduction_change_deg=angles,
    frames_per_s=st.sampled_from([4.0, 15.0, 30.0]),
    jitter_deg=st.floats(0, 4),
)


def refused(rep: Rep, because: Refusal | None) -> Rep:
    return rep if because is None else replace(rep, counted=False, refused_because=because)


checks = st.lists(st.builds(refused, reps, st.none() | st.sampled_from(Refusal)), max_size=12)
same_reps = st.builds(
    lambda left, right: [replace(left, leg=Leg.LEFT)] * 5 + [replace(right, leg=Leg.RIGHT)] * 5,
    reps,
    reps,
)
in_each_language = pytest.mark.parametrize("language", TRANSLATED)


def words_of(view: Any, key: str = "") -> Iterator[str]:
    """Every string that the page shows."""
    if isinstance(view, str):
        yield from [] if key in CODES else [view]
    elif isinstance(view, dict):
        for name, value in view.items():
            yield from () if name in CODES and not isinstance(value, dict) else words_of(value)
    elif isinstance(view, list | tuple):
        for value in view:
            yield from words_of(value, key)


def left_english(snapshot: Snapshot, language: str) -> list[str]:
    """What the page says in English to a member who reads another language."""
    english = set(words_of(member_view(replace(snapshot, language="en"))))
    theirs = words_of(member_view(replace(snapshot, language=language)))
    return [
        said
        for said in theirs
        if said in english and re.search("[A-Za-z]{2}", said) and said not in ALIKE[language]
    ]


def test_the_walk_sees_english() -> None:
    """The walk finds words where nothing is translated, so that finding none means something."""
    shown = Snapshot(camera="ok", stage="results", report=report_json(build_report([GOOD] * 5)))
    said = set(words_of(member_view(shown)))
    assert {"Left leg", "Knee", "Knee stays in line", "Good"} <= said
    assert left_english(replace(shown, instruction="Nobody has translated this."), "de") == [
        "Nobody has translated this."
    ]


@in_each_language
def test_every_instruction_and_refusal(language: str) -> None:
    """At every stage, hint, pause and rep there is no English."""
    shown = Snapshot(camera="ok", width_px=480, height_px=640, leg="left")
    for message in saying.MESSAGES:
        rep = {"counted": True, "leg": "left", "text": message, "knee": "fault", "hip": "unsure"}
        for stage in Stage:
            said = replace(shown, stage=stage.value, instruction=message, last_rep=rep)
            assert left_english(said, language) == []


@in_each_language
@pytest.mark.parametrize("camera", ["starting", "missing", "lost", "ended", "unheard_of"])
def test_every_state_of_the_camera(language: str, camera: str) -> None:
    """Without a sentence of the camera's own the page still says what is wrong."""
    assert left_english(Snapshot(camera=camera), language) == []


@in_each_language
def test_every_cue(language: str) -> None:
    """What a light or a sound means is said in every language."""
    for signal in SIGNALS.values():
        assert say(language, signal.words) != signal.words


@in_each_language
def test_fixed_words_of_the_page(language: str) -> None:
    """The words that always stand on the page are translated."""
    words = page_words(language, {})["words"]
    assert [key for key, said in words.items() if said == PAGE_WORDS[key]] == []


@given(found=checks | same_reps, language=st.sampled_from(TRANSLATED), leg=st.sampled_from(Leg))
def test_any_report(found: list[Rep], language: str, leg: Leg) -> None:
    """Whatever was measured, result and first leg are said without English."""
    shown = Snapshot(camera="ok", stage="results", report=report_json(build_report(found)))
    assert left_english(shown, language) == []
    first = {leg.value: leg_json(leg_report(leg, found))}
    changing = Snapshot(camera="ok", stage="change_leg", leg=leg.value, leg_report=first)
    assert left_english(changing, language) == []


@given(found=checks | same_reps, language=st.sampled_from(list(LANGUAGES)))
def test_no_part_is_left_in_braces(found: list[Rep], language: str) -> None:
    """Every place of a message is filled, and numbers have true minus signs."""
    report = report_json(build_report(found))
    shown = Snapshot(camera="ok", stage="results", report=report, language=language)
    for said in words_of(member_view(shown)):
        assert not re.search(r"[{}]|(?<!\w)-\d", said), said
