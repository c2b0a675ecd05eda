"""The member's check end to end: rendered people on the spot, the whole kiosk, real Chromium.

Keypoint recordings play at several times their speed; the one with two people is a video, for the
second body must be found in its pictures. Screenshots go to build/screens (tests/conftest.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kiosk import saying
from kiosk.scoring.findings import Refusal

from .scenes import Scene, playing

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timed]

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
SPEED = 3.0
END_MS = 100_000
BOTH_LEGS = {"left": 5, "right": 5}


def until_the_end(page: Page) -> None:
    """The recording has ended, or the result has come and gone."""
    page.wait_for_selector("#screen:is([data-camera=ended], [data-link=lost])", timeout=END_MS)


def stages(seen: list[list[str]]) -> list[str]:
    """The stages in order, each once until it changes."""
    names = [line[0] for line in seen]
    return [name for n, name in enumerate(names) if n == 0 or name != names[n - 1]]


def said(seen: list[list[str]]) -> set[str]:
    """Every instruction."""
    return {line[1] for line in seen}


def counted(scene: Scene) -> list[tuple[str, dict[str, int]]]:
    """State and counts of each stored check."""
    return [(check.row.state.value, dict(check.row.counted)) for check in scene.checks()]


@pytest.mark.parametrize("size", ["portrait", "landscape"])
def test_a_whole_check(
    size: str, tmp_path: Path, open_page: OpenPage, screenshot: Screenshot
) -> None:
    """From stepping on to stepping off, both legs, in under three minutes; pictures of it."""
    with playing("whole_check", tmp_path, speed=SPEED) as scene:
        page = open_page(scene.url, size)
        scene.watch(page)
        for stage in ("welcome", "practice", "reps", "change_leg", "results"):
            scene.until(page, stage, END_MS)
            screenshot(page, f"whole-check-{stage}-{size}")
        page.wait_for_selector("#screen[data-stage=waiting]", timeout=END_MS)
        screenshot(page, f"whole-check-waiting-{size}")
        seen = scene.seen(page)
        assert {"welcome", "stand", "practice", "reps", "change_leg", "results"} <= set(
            stages(seen)
        )
        ((state, counts),) = counted(scene)
        assert (state, counts) == ("complete", BOTH_LEGS)
    on_s, off_s = scene.truth["on_spot_s"][0][0], scene.truth["on_spot_s"][-1][1]
    assert off_s - on_s < 180.0


def test_stepping_off_keeps_nothing(tmp_path: Path, open_page: OpenPage) -> None:
    """Two counted squats and gone: the page greets the next, and the store is empty."""
    with playing("abandoned", tmp_path, speed=SPEED) as scene:
        page = open_page(scene.url, "portrait")
        scene.watch(page)
        scene.until(page, "reps", END_MS)
        until_the_end(page)
        seen = scene.seen(page)
        assert stages(seen)[-2:] == ["reps", "waiting"]
        assert "2" in {line[2] for line in seen if line[0] == "reps"}
        assert scene.checks() == []


def test_a_passer_by_behind_never_takes_over(tmp_path: Path, open_page: OpenPage) -> None:
    """Somebody stands and walks behind the member: the check is the member's, five and five."""
    with playing("passer_behind", tmp_path, speed=SPEED) as scene:
        page = open_page(scene.url, "portrait")
        page.wait_for_selector("#screen[data-stage=results]", timeout=END_MS)
        assert counted(scene) == [("complete", BOTH_LEGS)]


def test_a_passer_by_in_the_pictures_never_takes_over(tmp_path: Path, open_page: OpenPage) -> None:
    """The same from the camera's pictures, in real time: the onlooker is found and overlooked."""
    with playing("passer_behind", tmp_path, speed=1.0, video=True) as scene:
        page = open_page(scene.url, "portrait")
        page.wait_for_selector("#screen[data-stage=results]", timeout=END_MS)
        assert counted(scene) == [("complete", BOTH_LEGS)]


def test_lost_for_a_moment_and_found(tmp_path: Path, open_page: OpenPage) -> None:
    """Hidden by somebody who passes in front: the check waits or goes on, and is completed."""
    with playing("hidden", tmp_path, speed=SPEED) as scene:
        page = open_page(scene.url, "landscape")
        page.wait_for_selector("#screen[data-stage=results]", timeout=END_MS)
        assert counted(scene) == [("complete", BOTH_LEGS)]


def test_a_foot_that_touches_down_is_refused_with_its_reason(
    tmp_path: Path, open_page: OpenPage, screenshot: Screenshot
) -> None:
    """The refusal is on the page in words, and the count goes on without it."""
    with playing("foot_down", tmp_path, speed=SPEED) as scene:
        page = open_page(scene.url, "portrait")
        scene.watch(page)
        page.get_by_text(saying.REFUSED[Refusal.FOOT_DOWN]).first.wait_for(timeout=END_MS)
        screenshot(page, "refused-portrait")
        page.wait_for_selector("#screen[data-stage=results]", timeout=END_MS)
        (check,) = scene.checks()
        assert [rep.values["refused_because"] for rep in check.reps].count("foot_down") == 1
        assert dict(check.row.counted) == BOTH_LEGS


def test_the_wrong_leg_is_refused_with_its_reason(tmp_path: Path, open_page: OpenPage) -> None:
    """A squat on the other leg in the middle of the first: said, not counted, nothing mixed up."""
    with playing("wrong_leg", tmp_path, speed=SPEED) as scene:
        page = open_page(scene.url, "portrait")
        scene.watch(page)
        page.wait_for_selector("#screen[data-stage=results]", timeout=END_MS)
        reason = saying.REFUSED[Refusal.WRONG_LEG]
        assert any(reason in line[3] for line in scene.seen(page))
        assert counted(scene) == [("complete", BOTH_LEGS)]


def test_too_far_off_is_not_on_the_spot(tmp_path: Path, open_page: OpenPage) -> None:
    """Whoever stands behind the spot is asked to step on it; once there the check begins."""
    with playing("too_far", tmp_path, speed=SPEED) as scene:
        page = open_page(scene.url, "portrait")
        scene.watch(page)
        page.wait_for_selector("#screen[data-stage=results]", timeout=END_MS)
        seen = scene.seen(page)
        assert seen[0][1] == "Step on the spot."
        assert stages(seen)[:2] == ["waiting", "welcome"]
        assert counted(scene) == [("complete", BOTH_LEGS)]


def test_nobody_on_the_spot_leaves_no_result(tmp_path: Path, open_page: OpenPage) -> None:
    """Minutes of people who walk past, stand and squat beside the spot: nothing is ever stored."""
    with playing("nobody", tmp_path, speed=6.0) as scene:
        page = open_page(scene.url, "landscape")
        scene.watch(page)
        until_the_end(page)
        assert set(stages(scene.seen(page))) <= {"waiting", "welcome"}
        assert scene.checks() == []


def test_a_second_person_on_the_spot_pauses_the_check(
    tmp_path: Path, open_page: OpenPage, screenshot: Screenshot
) -> None:
    """Found in the pictures: the check waits, says so, and goes on to its end afterwards."""
    with playing("second_on_spot", tmp_path, speed=1.0, video=True) as scene:
        page = open_page(scene.url, "portrait")
        scene.watch(page)
        page.get_by_text(saying.CROWDED.words).first.wait_for(timeout=END_MS)
        screenshot(page, "paused-portrait")
        page.wait_for_selector("#screen[data-stage=results]", timeout=END_MS)
        assert counted(scene)[0][0] == "complete"
