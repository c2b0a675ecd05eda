"""What the pages are told about the box, put together from those who know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.board.first_start import WANTED_FILE
from kiosk.config import ModelConfig
from kiosk.gearbox import Gearbox
from kiosk.healing import Healing
from kiosk.health.freshness import STALLED_S
from kiosk.health.report import HealthReport, Level, Reading, Trouble
from kiosk.vitals import Vitals

NOW_S = 1000.0
SEEING = Vitals(camera="ok", fresh_s=NOW_S - 0.2, frames=10)


class Parts:
    """What those who know say, in the test's hands."""

    def __init__(self) -> None:
        self.levels = {"temperature": Level.OK, "throttling": Level.OK, "under_voltage": Level.OK}
        self.temperature_c: float | None = 50.0
        self.trouble: Trouble | None = None
        self.vitals = SEEING
        self.store: str | None = None

    def report(self) -> HealthReport:
        readings = tuple(
            Reading(name, name, level, "So.", value=self.temperature_c)
            for name, level in self.levels.items()
        )
        return HealthReport(readings, "2026-11-22T20:00:00Z", self.trouble)


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture
def healing(parts: Parts) -> Healing:
    return Healing(parts.report, lambda: parts.vitals, lambda: parts.store, now_s=lambda: NOW_S)


def lit(healing: Healing) -> list[str]:
    return [row["words"] for row in healing.view()["lights"] if row["now"]]


def readiness(healing: Healing) -> tuple[bool, str, bool, bool]:
    """Whether a check can begin, why, and whether camera and store are well."""
    told = healing.ready()
    return told["ready"], told["words"], told["camera"], told["store"]


def test_ready_needs_fresh_frames_and_a_store(healing: Healing, parts: Parts) -> None:
    """Each missing one is named, and told apart from the other."""
    assert readiness(healing) == (True, "A check can begin.", True, True)
    parts.store = "The disk is full: make room."
    assert readiness(healing) == (False, "The disk is full: make room.", True, False)
    parts.vitals = Vitals(camera="ok", fresh_s=NOW_S - STALLED_S - 0.1)
    assert readiness(healing) == (False, "The newest picture is old.", False, False)
    parts.store = None
    parts.vitals = Vitals(camera="frozen", camera_message="It repeats.", fresh_s=NOW_S)
    assert readiness(healing) == (False, "It repeats.", False, True)
    parts.vitals = Vitals()
    assert readiness(healing) == (False, "The camera gives no picture yet.", False, True)


def test_an_updater_is_told_whether_anybody_would_be_disturbed(
    healing: Healing, parts: Parts
) -> None:
    """Busy is somebody on the spot; held is that no check can begin, and then nothing is ready."""
    assert (healing.ready()["busy"], healing.ready()["held"]) == (False, False)
    parts.vitals = replace(SEEING, busy=True)
    assert (healing.ready()["ready"], healing.ready()["busy"]) == (True, True)
    parts.vitals = replace(SEEING, held=True)
    told = healing.ready()
    assert (told["ready"], told["held"], told["camera"], told["store"]) == (False, True, True, True)
    assert "updated" in told["words"]


def test_the_age_of_the_newest_picture_stands_for_its_time(healing: Healing, parts: Parts) -> None:
    """A time of the monotonic clock says nothing to anybody outside of the process."""
    vitals = healing.view()["vitals"]
    assert vitals["fresh_age_s"] == pytest.approx(0.2)
    assert "fresh_s" not in vitals
    parts.vitals = Vitals()
    assert healing.view()["vitals"]["fresh_age_s"] is None


@pytest.mark.parametrize(
    ("vitals", "trouble", "words"),
    [
        (SEEING, None, "Ready"),
        (Vitals(camera="ok", busy=True), None, "Busy"),
        (SEEING, Trouble.HOT, "Too hot"),
        (Vitals(camera="ok", busy=True), Trouble.HOT, "Busy"),
        (Vitals(camera="lost", busy=True), Trouble.CAMERA_LOST, "Camera lost"),
        (Vitals(camera="ok", held=True), None, "Updating"),
        (Vitals(camera="ok", held=True, busy=True), Trouble.HOT, "Updating"),
        (Vitals(camera="ok", held=True), Trouble.HOT, "Too hot"),
        (Vitals(camera="lost", held=True), Trouble.CAMERA_LOST, "Camera lost"),
    ],
)
def test_the_page_marks_what_the_light_says_now(
    healing: Healing, parts: Parts, vitals: Vitals, trouble: Trouble | None, words: str
) -> None:
    """Exactly one row, and members go before the box's own needs."""
    parts.vitals, parts.trouble = vitals, trouble
    assert lit(healing) == [words]


def test_the_light_between_checks_leaves_the_camera_to_the_loop(
    healing: Healing, parts: Parts
) -> None:
    """The loop knows a moment sooner that the camera is back."""
    assert healing.trouble_light() is None
    parts.trouble = Trouble.LOW_POWER
    assert healing.trouble_light() == "low_power"
    parts.trouble = Trouble.CAMERA_LOST
    assert healing.trouble_light() is None


def test_a_board_slowed_for_lack_of_power_is_not_hot(healing: Healing, parts: Parts) -> None:
    """Lighter work would not mend its supply."""
    assert healing.warmth() == (50.0, False)
    parts.levels["throttling"] = Level.WARN
    assert healing.warmth() == (50.0, True)
    parts.levels["under_voltage"] = Level.BAD
    assert healing.warmth() == (50.0, False)
    parts.temperature_c = None
    assert healing.warmth()[0] is None


def test_measuring_is_refused_on_a_laptop_and_during_a_check(
    healing: Healing, parts: Parts, tmp_path: Path
) -> None:
    """Each refusal says why; an accepted request is kept on the card."""
    assert healing.measure()[0] is False
    assert healing.view()["board"] is None
    healing.gearbox = Gearbox(ModelConfig(), None, 78.0, lambda: (None, False))
    assert healing.measure() == (
        False,
        "Only an installed kiosk keeps figures: use kiosk bench here.",
    )
    assert healing.view()["board"]["measuring"] is False
    healing.gearbox.state_dir = tmp_path
    parts.vitals = Vitals(camera="ok", busy=True)
    assert healing.measure()[0] is False
    assert not (tmp_path / WANTED_FILE).exists()
    parts.vitals = SEEING
    assert healing.measure()[0] is True
    assert (tmp_path / WANTED_FILE).exists()
    healing.gearbox.state_dir = tmp_path / "gone"
    assert "cannot be kept" in healing.measure()[1]
