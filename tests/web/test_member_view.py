"""What the member screen says, word by word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from kiosk.live import Snapshot
from kiosk.scoring import advice
from kiosk.scoring.findings import FreeLeg, Refusal, Verdict
from kiosk.web import wording
from kiosk.web.member_view import member_view
from kiosk.web.page_words import page_words
from kiosk.web.results_view import MOST_MEANINGS, meaning
from kiosk.words import LANGUAGES, say

SEEN = Snapshot(camera="ok", width_px=480, height_px=640)


def test_words_come_first_then_value_with_spread(report: dict[str, Any]) -> None:
    """Each check of each leg is said in words, then as a value with its spread."""
    results = member_view(replace(SEEN, stage="results", report=report))["results"]
    assert [leg["name"] for leg in results["legs"]] == ["Left leg", "Right leg"]
    knees = [leg["checks"][0] for leg in results["legs"]]
    assert [knee["words"] for knee in knees] == ["Knee moves in", "Knee stays in line"]
    assert re.fullmatch(r"about 25° ± \d", knees[0]["amount"])
    assert re.fullmatch(r"about 3° ± \d", knees[1]["amount"])
    assert results["symmetry"][0]["words"] == "A clear difference"


def test_unsure_is_said_plainly() -> None:
    """An unsure check says so and still shows its value."""
    report = {"legs": {"left": {"checks": {"trunk_lean": {"verdict": "unsure", "value_deg": 8.4}}}}}
    (leg,) = member_view(replace(SEEN, report=report))["results"]["legs"]
    assert leg["checks"][0]["words"] == "Upper body: unsure"
    assert leg["checks"][0]["amount"] == "about 8° ± not measured"


def test_every_angle_of_the_results_has_its_spread(report: dict[str, Any]) -> None:
    """No angle of a leg, and no difference between the legs, stands without ± on the screen."""
    results = member_view(replace(SEEN, stage="results", report=report))["results"]
    amounts = [check["amount"] for leg in results["legs"] for check in leg["checks"]]
    amounts += [gap["amount"] for gap in results["symmetry"]]
    angles = [amount for amount in amounts if "°" in amount]
    assert len(angles) == 9
    assert [angle for angle in angles if not re.search(r"° ± \d", angle)] == []


def test_gap_without_a_value_says_why(report: dict[str, Any]) -> None:
    """Legs that cannot be compared show the reason in place of degrees."""
    gap = {"verdict": "unsure", "difference_deg": None, "spread_deg": None, "reason": "too few"}
    view = member_view(replace(SEEN, report={**report, "symmetry": {"knee_fppa": gap}}))
    assert view["results"]["symmetry"][0]["amount"] == "too few"


@pytest.mark.parametrize("check", list(wording.CHECK_NAMES))
def test_every_verdict_has_its_own_words(check: str) -> None:
    """The four verdicts of every check read differently, so colour is never the only sign."""
    assert len({wording.seen(check, verdict.value) for verdict in Verdict}) == 4


def test_every_reason_and_free_leg_has_words() -> None:
    """Whatever the scoring can answer, staff read words and not codes."""
    assert {each.value for each in Refusal} <= set(wording.REFUSALS)
    assert {each.value for each in FreeLeg} <= set(wording.FREE_LEGS)


def test_reason_of_a_newer_version_is_still_readable() -> None:
    """A code that this version does not know is shown as words."""
    assert wording.refusal("arms_moved") == "arms moved"
    assert wording.seen("knee_valgus", "marvellous") == "Knee: unsure"


@pytest.mark.parametrize(
    ("value", "spread", "words"),
    [
        (11.4, 2.6, "about 11° ± 3"),
        (11.4, 0.2, "about 11° ± 1"),
        (11.4, 1.2, "about 11° ± 1"),
        (11.4, 1.4, "about 11° ± 2"),
        (11.4, 4.5, "about 11° ± 5"),
        (-3.6, 2.0, "about −4° ± 2"),
        (-0.2, 2.0, "about 0° ± 2"),
        (8.0, None, "about 8° ± not measured"),
        (None, 3.0, ""),
    ],
)
def test_value_with_spread(value: float | None, spread: float | None, words: str) -> None:
    """Values are whole degrees with their spread; a spread is never understated."""
    assert wording.about(value, spread) == words


@pytest.mark.parametrize(
    ("value", "sign", "words"),
    [
        (1.04, False, "1.0°"),
        (-0.52, True, "−0.5°"),
        (0.96, True, "+1.0°"),
        (-0.04, True, "0.0°"),
        (None, True, wording.NOT_MEASURED),
    ],
)
def test_errors_are_said_in_tenths(value: float | None, sign: bool, words: str) -> None:
    """Errors are tenths of a degree with a true minus, and nought has no sign."""
    assert wording.tenths(value, sign) == words


def test_missing_value_is_a_dash() -> None:
    """What was not measured is never shown as zero."""
    assert wording.degrees(None) == "–"


@pytest.mark.parametrize(
    ("camera", "said", "shown"),
    [
        ("ok", "ignored", None),
        ("lost", "Check its cable.", "Check its cable."),
        ("lost", None, "The camera stopped."),
        ("missing", None, "No camera found."),
        ("melted", None, "No picture."),
    ],
)
def test_camera_trouble_always_has_a_sentence(
    camera: str, said: str | None, shown: str | None
) -> None:
    """A camera that is not well is always said, and one that is well never."""
    view = member_view(Snapshot(camera=camera, camera_message=said))
    assert view["camera"]["message"] == shown


def test_refused_rep_shows_its_reason_and_no_verdict() -> None:
    """A rep that does not count says why and is not judged."""
    rep = {"counted": False, "practice": False, "leg": "left", "text": "Not counted: too fast"}
    view = member_view(replace(SEEN, last_rep={**rep, "knee": "fault", "hip": "good"}))
    assert view["last_rep"]["text"] == "Not counted: too fast"
    assert view["last_rep"]["verdicts"] == []


def test_screen_holds_what_differs_and_the_first_advice(report: dict[str, Any]) -> None:
    """A screen cannot scroll: it keeps the advice to begin with, and the trainer's line."""
    texts = [{"finding": str(number), "text": str(number)} for number in range(9)]
    trainer = {"finding": "next_step", "text": "trainer"}
    view = member_view(replace(SEEN, report={**report, "advice": [*texts, trainer]}))
    assert view["results"]["meanings"] == [str(number) for number in range(MOST_MEANINGS)]
    assert view["results"]["trainer"] == "trainer"
    assert [each["name"] for each in view["results"]["symmetry"]] == ["Knee angle"]


def test_every_word_of_a_state_is_translated(report: dict[str, Any]) -> None:
    """In another language no English word is left in a state: instruction, rep, legs, advice."""
    rep = {"counted": True, "practice": False, "leg": "left", "knee": "fault", "hip": "good"}
    shown = replace(
        SEEN,
        stage="results",
        leg="left",
        instruction="Done. Step off when you are ready.",
        last_rep={**rep, "text": "Counted: keep the knee over the foot"},
        report=report,
    )
    english, german = (
        words_in(member_view(replace(shown, language=each))) for each in ("en", "de")
    )
    assert len(english) == len(german) > 30
    alike = {one for one, other in zip(english, german, strict=True) if one == other}
    assert {each for each in alike if re.search(r"[a-z]{3}", each)} == set()


def words_in(view: Any) -> list[str]:
    """What of a view a member reads, in its order."""
    if isinstance(view, dict):
        codes = {"verdict", "stage", "side", "leg", "pictogram", "id", "state", "path"}
        return [word for key, each in view.items() if key not in codes for word in words_in(each)]
    if isinstance(view, list):
        return [word for each in view for word in words_in(each)]
    return [view] if isinstance(view, str) and view else []


def test_first_leg_is_told_in_short_while_the_legs_change(report: dict[str, Any]) -> None:
    """Between the legs the first one's knee and hips are shown, and at no other stage."""
    first = {"left": report["legs"]["left"]}
    view = member_view(replace(SEEN, stage="change_leg", leg="left", leg_report=first))
    assert view["first_leg"]["name"] == "Left leg"
    assert [check["words"] for check in view["first_leg"]["checks"]] == [
        "Knee moves in",
        "Hips stay level",
    ]
    assert member_view(replace(SEEN, stage="reps", leg_report=first))["first_leg"] is None


def test_spot_is_in_the_units_of_the_figure() -> None:
    """The spot's ellipse comes in heights of the picture, so that a circle stays a circle."""
    spot = member_view(replace(SEEN, spot=(0.5, 0.8, 0.2, 0.05, 3.0)))["spot"]
    assert spot == {"x": 0.375, "y": 0.8, "half_width": 0.15, "half_height": 0.05, "tilt_deg": 3.0}
    assert member_view(SEEN)["spot"] is None
    assert member_view(Snapshot(spot=(0.5, 0.8, 0.2, 0.05, 3.0)))["spot"] is None


def test_lines_are_drawn_only_while_squatting() -> None:
    """Knee and pelvis have their lines in practice and reps, and nowhere else."""
    judged = replace(SEEN, knee_now="fault", pelvis_now="good")
    assert member_view(replace(judged, stage="reps"))["lines"] == {
        "knee": "fault",
        "pelvis": "good",
    }
    assert member_view(replace(judged, stage="change_leg"))["lines"] is None


def test_camera_trouble_ends_hint_and_picture() -> None:
    """With the camera gone nothing asks the member to move, and no picture is shown."""
    view = member_view(
        replace(SEEN, camera="lost", hint="move_left", pause="lost", picture=True, language="de")
    )
    assert (view["hint"], view["pause"], view["picture"]) == (None, None, False)
    assert view["pictogram"] == "wait"


def test_qr_code_is_there_only_with_a_link(report: dict[str, Any]) -> None:
    """The code comes with the link, as a path of whole modules inside its quiet zone."""
    shown = replace(SEEN, stage="results", report=report)
    assert member_view(shown)["results"]["qr"] is None
    qr = member_view(replace(shown, share_url="http://192.0.2.1/r/abc"))["results"]["qr"]
    starts = [tuple(map(int, each.split())) for each in re.findall(r"M(\d+ \d+)h", qr["path"])]
    assert min(min(start) for start in starts) == 4
    assert max(max(start) for start in starts) < qr["size"] - 4


def test_page_words_follow_the_language() -> None:
    """The fixed words come in the language of the moment, and so do those of one page alone."""
    own = {"where": "The staff can show you."}
    english, german = (page_words(language, own) for language in ("en", "de"))
    assert english["words"]["title"] == "Movement check"
    assert (english["lang"], german["lang"]) == ("en", "de")
    left = {key for key, words in german["words"].items() if words == english["words"][key]}
    assert left == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", ["knee_valgus", "pelvic_drop", "trunk_lean", "balance"])
def test_the_screen_draws_the_exercises_instead_of_listing_them(check: str, language: str) -> None:
    """Of an advice the screen says what it may mean; its list of exercises is drawn beside it."""
    text = f"Left leg: the {advice._TEXTS[check]}"
    said = meaning(text, language)
    whole = say(language, text)
    assert whole.startswith(said[:-1])
    assert len(said) > 20
    assert said.count(":") == 1, "only that of the leg's name"
    assert ":" in whole[len(said) :]
    assert meaning("Both knees stayed well over the foot. Keep it up.", language) == say(
        language, "Both knees stayed well over the foot. Keep it up."
    )
