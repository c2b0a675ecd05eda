"""A box whose health a test decides: `ports.Health` with verbs that make it unwell.

What it tells is written by the kiosk's own rooms, so its shape is the real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kiosk.board.choose import Choice, choose
from kiosk.board.figures import Figure
from kiosk.board.heat import Gear, steps_of
from kiosk.board.identity import Board
from kiosk.board.record import Record
from kiosk.board.telling import board_view
from kiosk.errors import KioskError, StoreError
from kiosk.feedback.staff import STAFF_LIGHTS, colour_names, css_steps
from kiosk.health.about import reading, unknown
from kiosk.health.absent import Absent
from kiosk.health.report import HealthReport, Level, Reading, Trouble, plain
from kiosk.pose.network import Network
from kiosk.vitals import Vitals

AT = "2026-11-22T19:45:02.000000Z"
WELL = (
    reading("temperature", Level.OK, "The processor has 54 degrees Celsius.", 54.2),
    reading("disk_free", Level.OK, "21.4 GB are free.", 21.4e9),
    unknown("throttling", Absent("This machine does not say whether it is slowed down.")),
    reading("service_restarts", Level.OK, "The kiosk was not restarted.", 0.0),
)
ERRORS = reading("filesystem_errors", Level.BAD, "The kernel has noted 3 errors.", 3.0)
UNSURE = reading("clock", Level.WARN, "The clock is set by no time service.", 0.0)
UNWELL = (*WELL, UNSURE, ERRORS)
BOARD = Board("Raspberry Pi 5 Model B Rev 1.0", 4, True, "ai-edge-litert 2.3", ())
FIGURES = tuple(
    Figure(Network(model, threads, half), median_ms, 1.1 * median_ms, 40)
    for model, threads, half, median_ms in (
        ("lightning-portrait", 1, True, 44.0),
        ("lightning-portrait", 2, True, 24.3),
        ("lightning-portrait", 2, False, 31.0),
        ("thunder-portrait", 2, True, 71.0),
        ("thunder-portrait", 3, True, 52.1),
    )
)
"""A made-up board."""
HOW = "The kiosk stops for about a minute and times every network."


class FakeHealth:
    """A healthy box, until a test says otherwise."""

    def __init__(self) -> None:
        self.readings: tuple[Reading, ...] = WELL
        self.trouble: Trouble | None = None
        self.vitals = Vitals(
            camera="ok",
            frame_rate_hz=28.4,
            frames=12_345,
            dropped=67,
            tick_ms=31.2,
            network="lightning-portrait",
            second_network="thunder-portrait",
        )
        self.fresh_age_s: float | None = 0.04
        self.board: dict[str, Any] | None = board_told()
        self.asked = 0
        self.refusal: str | None = None
        self.not_ready: str | None = None
        self.broken: KioskError | None = None

    def fail_card(self) -> None:
        """The card dies, and the light says so."""
        self.readings, self.trouble = UNWELL, Trouble.CARD_FAILING

    def lose_camera(self) -> None:
        """The camera repeats a picture and is being opened again."""
        said = "The camera repeats one picture since 12 s."
        self.vitals = Vitals(camera="frozen", camera_message=said, rung="reopening", frames=9)
        self.fresh_age_s, self.trouble, self.not_ready = 12.0, Trouble.CAMERA_LOST, said

    def heat_up(self) -> None:
        """The board is hot and has changed to lighter work."""
        choice = choose(FIGURES, BOARD.processors)
        gear = steps_of(choice)[1]
        self.board = board_told(choice, gear)
        self.vitals = Vitals(camera="ok", network=gear.live.model, step=gear.why)
        self.trouble = Trouble.HOT

    def slow_down(self) -> None:
        """The board is one that cannot judge."""
        slow = tuple(Figure(each.network, 400.0, 450.0, 9) for each in FIGURES)
        self.board = board_told(choose(slow, BOARD.processors))

    def forget_board(self) -> None:
        """The board was never measured."""
        choice = Choice(FIGURES[1].network, None, None, True, "This board was not measured.")
        self.board = {**board_view(None, choice), "measuring": False, "how": HOW}

    def stop_telling(self) -> None:
        """Every question fails from now on."""
        self.broken = StoreError("The card cannot be read: change it.")

    def view(self) -> Mapping[str, Any]:
        if self.broken:
            raise self.broken
        vitals = asdict(self.vitals)
        del vitals["fresh_s"]
        return {
            **plain(HealthReport(self.readings, AT, self.trouble)),
            "vitals": {**vitals, "fresh_age_s": self.fresh_age_s},
            "board": self.board,
            "lights": lights(self.trouble.value if self.trouble else "ready"),
        }

    def measure(self) -> tuple[bool, str]:
        if self.refusal:
            return False, self.refusal
        self.asked += 1
        return True, "The board will be measured now."

    def ready(self) -> Mapping[str, Any]:
        if self.broken:
            raise self.broken
        return {
            "ready": self.not_ready is None,
            "words": self.not_ready or "A check can begin.",
            "camera": self.vitals.camera == "ok",
            "store": True,
            "busy": self.vitals.busy,
            "held": self.vitals.held,
        }


def board_told(choice: Choice | None = None, gear: Gear | None = None) -> dict[str, Any]:
    """The made-up board, measured and not being measured."""
    record = Record(BOARD, FIGURES, "2026-11-20T08:00:00.000000Z", True)
    choice = choice or choose(FIGURES, BOARD.processors)
    return {**board_view(record, choice, gear), "measuring": False, "how": HOW}


def lights(now: str) -> list[dict[str, Any]]:
    """What the light says to staff, from the kiosk's own table."""
    return [
        {
            "words": each.words,
            "when": each.when,
            "colour": colour_names(each.look),
            "steps": css_steps(each.look),
            "now": each.name == now,
        }
        for each in STAFF_LIGHTS
    ]
