"""The newest state of the check, and a way to wait for a newer one.

The one object that threads share: the loop publishes, every open page waits. A slow
reader only ever misses old states; it never slows the loop.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the member screen shows at one moment. Plain values, ready for JSON."""

    seq: int = 0
    """Grows by one with every published snapshot."""
    t_s: float = 0.0
    camera: str = "starting"
    """starting | ok | missing | lost | frozen | covered | ended"""
    camera_message: str | None = None
    """One sentence when the camera is not ok."""
    banner: str | None = None
    """Shown across the page when anything is simulated (replay, mock GPIO)."""
    language: str = "en"
    """In which the page speaks now (kiosk.words.LANGUAGES)."""
    stage: str = "waiting"
    """waiting | welcome | stand | lift | practice | reps | change_leg | finishing | results |
    step_off (scoring/flow.py)"""
    instruction: str = "Step on the spot."
    """One English sentence, whole: the key of the message catalogues. A sentence that they do not
    have (trouble with the store) is shown as it is."""
    pictogram: str = "step_on"
    """Which moving picture goes with the instruction (kiosk.screen.PICTOGRAMS)."""
    hint: str | None = None
    """What the member should change, which `instruction` says (scoring/placement.py), or None."""
    pause: str | None = None
    """Why the check waits, which `instruction` says: crowded | lost, or None."""
    held: bool = False
    """No check can begin while the kiosk is being updated; `instruction` says so."""
    hold: float | None = None
    """How much of the standing still that begins the check is done, 0 to 1, at stage welcome."""
    leg: str | None = None
    """left | right: the stance leg in use."""
    reps_counted: int = 0
    reps_wanted: int = 5
    last_rep: dict[str, Any] | None = None
    """`counted`, `practice` (bool), `leg`, `text` (str), `knee`, `hip` (verdict or None)."""
    skeleton: tuple[tuple[float, float] | None, ...] | None = None
    """17 points as fractions (x of the width, y of the height) of the camera image, face None."""
    width_px: int = 0
    height_px: int = 0
    spot: tuple[float, float, float, float, float] | None = None
    """The spot's ellipse in the camera image: x and half width as fractions of the width, y and
    half height of the height, in the order x, y, half width, half height; then its tilt in degrees,
    clockwise. None where nobody has set a spot."""
    depth_fraction: float | None = None
    """How deep the squat is now, 1.0 = target depth (the easier one where that holds)."""
    knee_fppa_deg: float | None = None
    knee_now: str | None = None
    """Verdict that the knee line has at this moment of a squat: good | borderline | fault."""
    pelvis_now: str | None = None
    """The same for the pelvis line."""
    leg_report: dict[str, Any] | None = None
    """The completed first leg, as in `legs` of the report, from stage change_leg on."""
    report: dict[str, Any] | None = None
    """The `legs`, `symmetry` and `advice` of `kiosk analyze --json`, at stage results."""
    share_url: str | None = None
    """What the QR code says, at stage results, where staff have switched that on."""
    cue: str | None = None
    """Name of the newest cue (kiosk.feedback.cues.Cue value), for on-screen colour and sound."""
    cue_seq: int = 0
    """Grows with every cue, so that the same one twice is heard twice."""
    resting: bool = False
    """Nobody has been near for a while: the page dims (`kiosk.idle`)."""
    picture: bool = False
    """Whether the page may show the mirrored camera picture behind the figure."""
    sound: bool = False
    """Whether the page plays the cues."""


class Live:
    """Holds the newest Snapshot. `publish` never blocks on readers."""

    def __init__(self, first: Snapshot | None = None) -> None:
        """`first` is what pages see before the first picture."""
        self._condition = threading.Condition()
        self._snapshot = first or Snapshot()
        self._closed = False

    @property
    def newest(self) -> Snapshot:
        """What was published last."""
        with self._condition:
            return self._snapshot

    @property
    def closed(self) -> bool:
        """No more snapshots will come."""
        with self._condition:
            return self._closed

    def publish(self, snapshot: Snapshot) -> None:
        """Make `snapshot` the newest (its `seq` is set here) and wake every waiter."""
        with self._condition:
            self._snapshot = replace(snapshot, seq=self._snapshot.seq + 1)
            self._condition.notify_all()

    def wait_newer(self, seq: int, timeout_s: float) -> Snapshot | None:
        """The newest snapshot once its seq exceeds `seq`; None after `timeout_s` or on close."""
        with self._condition:
            self._condition.wait_for(lambda: self._snapshot.seq > seq or self._closed, timeout_s)
            return self._snapshot if self._snapshot.seq > seq else None

    def close(self) -> None:
        """Wake every waiter for the last time (the program is stopping)."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
