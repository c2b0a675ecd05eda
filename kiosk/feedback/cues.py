"""What each cue looks and sounds like, in one table.

Decides colour, rhythm, beeps and words. Leaves what calls for which cue to `calling`, timing to
`player`, pins to `outputs` and the screen's loudspeaker to the page.

Rules of the table (tests hold it to them):
- Every light differs from every other by rhythm alone, so colour is never the only signal.
- No light flashes more than three times in any second (WCAG 2.2, 2.3.1) and every lit step
  lasts 0.2 s or more, long enough to be seen at 3 m.
- Nothing sounds like an alarm: a refused repetition is two soft taps, and trouble with the
  kiosk itself or a member walking away makes no sound at all.
- Where a cue has light and sound, both tell the same rhythm.
All patterns are our choice (2026-11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from kiosk.feedback.pattern import Pattern

Rgb = tuple[float, float, float]
"""Red, green and blue of the LED, each 0 (off) to 1 (full)."""

OFF: Rgb = (0.0, 0.0, 0.0)
BLUE: Rgb = (0.0, 0.1, 0.8)
WHITE: Rgb = (1.0, 0.9, 0.8)
GREEN: Rgb = (0.0, 0.9, 0.15)
AMBER: Rgb = (1.0, 0.45, 0.0)
CYAN: Rgb = (0.0, 0.7, 0.8)
MAGENTA: Rgb = (0.7, 0.0, 0.6)
RED: Rgb = (1.0, 0.0, 0.0)

SILENCE: Pattern[bool] = Pattern()

BREATH_STEPS = 12
"""Up, and as many down: five changes a second are smooth enough and cost nothing."""


class Cue(Enum):
    """Everything the light and buzzer can say; the value is the name on the page."""

    WAITING = "waiting"
    RESTING = "resting"
    UPDATING = "updating"
    HOLD_STILL = "hold_still"
    MOVE = "move"
    PAUSED = "paused"
    GO = "go"
    REP_COUNTED = "rep_counted"
    REP_REFUSED = "rep_refused"
    FIX_KNEE = "fix_knee"
    FIX_HIP = "fix_hip"
    CHANGE_LEG = "change_leg"
    DONE = "done"
    STEP_OFF = "step_off"
    ABANDONED = "abandoned"
    CAMERA_LOST = "camera_lost"
    CARD_FAILING = "card_failing"
    LOW_POWER = "low_power"
    HOT = "hot"
    READY = "ready"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Signal:
    """One row of the table.

    A look that repeats is a state: it stays until another state comes, its sound plays once
    at its start. A look that does not repeat is a moment: it plays over the state, once.
    """

    words: str
    when: str
    """What has happened, for the documentation."""
    look: Pattern[Rgb]
    sound: Pattern[bool] = SILENCE
    cuts_in: bool = False
    """A state that does not wait for a running moment to end."""

    @property
    def is_state(self) -> bool:
        """Whether it stays; a moment passes."""
        return self.look.repeat

    @property
    def length_s(self) -> float:
        """Seconds of one pass of light and sound together."""
        return max(self.look.length_s, self.sound.length_s)


def _state(*steps: tuple[Rgb, float]) -> Pattern[Rgb]:
    return Pattern(steps, repeat=True)


def _moment(*steps: tuple[Rgb, float]) -> Pattern[Rgb]:
    """A dark edge on both sides sets the moment off from the state it interrupts."""
    return Pattern(((OFF, 0.15), *steps, (OFF, 0.15)))


def _flashes(count: int) -> Pattern[Rgb]:
    """For staff: short flashes in a colour that no member's light has, to be counted."""
    flashes = [step for _ in range(count) for step in ((MAGENTA, 0.2), (OFF, 0.2))]
    return _state(*flashes[:-1], (OFF, 1.2))


def _breathing(colour: Rgb) -> Pattern[Rgb]:
    """Slowly brighter and darker, half as bright at most. The levels are squares: to the eye,
    which takes half the light for three quarters of the brightness, the steps look alike."""
    levels = [0.5 * (step / BREATH_STEPS) ** 2 for step in range(1, BREATH_STEPS + 1)]
    shades = [
        (round(colour[0] * level, 4), round(colour[1] * level, 4), round(colour[2] * level, 4))
        for level in (*levels, *reversed(levels))
    ]
    return _state(*((shade, 0.2) for shade in shades), (OFF, 1.2))


def _beeps(*on_s: float, gap_s: float = 0.2) -> Pattern[bool]:
    """Beeps of the given seconds with equal gaps between them."""
    steps = [step for seconds in on_s for step in ((True, seconds), (False, gap_s))]
    return Pattern(tuple(steps[:-1]))


SIGNALS: Mapping[Cue, Signal] = MappingProxyType(
    {
        Cue.WAITING: Signal(
            "Step on the spot",
            "nobody is on the spot",
            _state((BLUE, 1.5), (OFF, 1.5)),
        ),
        Cue.RESTING: Signal(
            "Step on the spot",
            "nobody has been near for a while: the light breathes, the screen is dim",
            _breathing(BLUE),
        ),
        Cue.UPDATING: Signal(
            "One moment, please",
            "the kiosk is updating itself: no check begins before it is done",
            _state((CYAN, 3.0), (OFF, 1.0)),
        ),
        Cue.HOLD_STILL: Signal(
            "Stand still",
            "somebody is on the spot: standing still begins the check",
            _state((WHITE, 1.0)),
            _beeps(0.06),
        ),
        Cue.MOVE: Signal(
            "Look at the screen and move",
            "the camera cannot see well enough like this; the page says what to change",
            _state((AMBER, 0.25), (OFF, 0.25)),
            _beeps(0.12, 0.12),
        ),
        Cue.PAUSED: Signal(
            "Wait",
            "a second person is on the spot, or nobody can be seen there for a moment",
            _state((AMBER, 0.2), (OFF, 1.8)),
            _beeps(0.35, 0.12),
        ),
        Cue.GO: Signal(
            "Go",
            "standing is measured: lift a foot and squat",
            _state((GREEN, 1.2), (OFF, 0.15)),
            _beeps(0.4),
        ),
        Cue.REP_COUNTED: Signal(
            "Counted",
            "a repetition counts",
            _moment((WHITE, 0.45)),
            _beeps(0.12),
        ),
        Cue.REP_REFUSED: Signal(
            "Not counted",
            "a repetition does not count; the page says why",
            _moment((AMBER, 0.2), (OFF, 0.2), (AMBER, 0.2)),
            _beeps(0.04, 0.04, gap_s=0.12),
        ),
        Cue.FIX_KNEE: Signal(
            "Counted: keep the knee over the foot",
            "a repetition counts and the knee went inward",
            _moment((WHITE, 0.2), (OFF, 0.2), (AMBER, 0.8)),
            _beeps(0.12, 0.35),
        ),
        Cue.FIX_HIP: Signal(
            "Counted: keep the hips level",
            "a repetition counts and the free hip dropped",
            _moment((WHITE, 0.2), (OFF, 0.2), (AMBER, 0.8), (OFF, 0.2), (AMBER, 0.8)),
            _beeps(0.12, 0.35, 0.35),
        ),
        Cue.CHANGE_LEG: Signal(
            "Change legs",
            "the first leg is finished",
            _state((CYAN, 0.5), (OFF, 0.2), (CYAN, 0.5), (OFF, 0.9)),
            _beeps(0.4, 0.4),
        ),
        Cue.DONE: Signal(
            "Done",
            "both legs are finished; the result is on the page in a moment",
            _state((GREEN, 0.2), (OFF, 0.2), (GREEN, 0.2), (OFF, 0.2), (GREEN, 1.0), (OFF, 0.6)),
            _beeps(0.1, 0.1, 0.5, gap_s=0.1),
        ),
        Cue.STEP_OFF: Signal(
            "Step off, and on again to start",
            "the check is over and somebody is still on the spot",
            _state((WHITE, 1.0), (OFF, 0.2), (WHITE, 0.2), (OFF, 1.0)),
        ),
        Cue.ABANDONED: Signal(
            "Check ended",
            "the check ended before both legs were finished",
            _moment((WHITE, 1.2)),
        ),
        Cue.CAMERA_LOST: Signal(
            "Camera lost",
            "no picture comes from the camera",
            _flashes(3),
            cuts_in=True,
        ),
        Cue.CARD_FAILING: Signal(
            "Memory card failing",
            "the memory card is full, read-only or gives errors; the health page says which",
            _flashes(5),
        ),
        Cue.LOW_POWER: Signal(
            "Power too low",
            "the power supply gave too little voltage within the last hour",
            _flashes(4),
        ),
        Cue.HOT: Signal(
            "Too hot",
            "the processor is too hot; the kiosk takes lighter work",
            _flashes(2),
        ),
        Cue.READY: Signal(
            "Kiosk ready",
            "the kiosk has started",
            _moment((GREEN, 0.2), (OFF, 0.2), (GREEN, 0.2), (OFF, 0.2), (GREEN, 0.2)),
            _beeps(0.06, 0.06, 0.06, gap_s=0.1),
        ),
        Cue.FAULT: Signal(
            "Please tell the staff",
            "the kiosk itself needs help; `kiosk check` says which",
            _state((RED, 0.5), (OFF, 0.5)),
            cuts_in=True,
        ),
    }
)
"""The one table behind LED, buzzer, the page's sound and docs/cues.md."""


TROUBLES = (Cue.CAMERA_LOST, Cue.CARD_FAILING, Cue.LOW_POWER, Cue.HOT)
"""What the light says to staff while nobody is on the spot, the gravest first."""
