"""Counted reps measured again by a second network, at once or beside the live view.

Decides when a closer look is taken and what comes of it: the rep with its knee and trunk measured
anew. Which moments it goes to is `scoring.moments`'s choice, how it looks is `pose.closer`'s.
The crops are in memory only, and only those of the squat in progress and of reps still to do.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue

from kiosk.pose.closer import Crop, CropKeeper, look_closer
from kiosk.pose.keypoints import Pose
from kiosk.pose.movenet import MoveNet
from kiosk.scoring.assess import Evidence, looked_closer
from kiosk.scoring.findings import Rep
from kiosk.scoring.moments import worth_a_look, worth_keeping
from kiosk.scoring.movement import REST_S
from kiosk.scoring.protocol import DIP_MAX_S
from kiosk.scoring.tracker import Tracker

_log = logging.getLogger(__name__)

BEHIND_THE_LIVE_VIEW = 10
"""Nice value of the looking thread (Linux): the live view goes first."""
LATE_S = 1.0
"""So much later than the end of its rep a recorded look may come."""
OLD_S = DIP_MAX_S + REST_S + 2 * LATE_S
"""No rep that ends now asks for a look at a moment longer ago."""


class RecordedLooks:
    """The closer looks that a recording holds, by the time of each moment.

    Not by the frame at which they were taken: rounded points, or another version of the scoring,
    may end a rep a frame sooner or later than when it was recorded.
    """

    def __init__(self, network: str | None) -> None:
        self._network = network
        self._looks: dict[float, Pose] = {}
        self._waiting: list[tuple[float, Rep, Evidence]] = []

    def take(self, t_s: float, poses: Iterable[Pose]) -> None:
        """The looks that the recording has at this frame."""
        looks = {pose.t_s: pose for pose in poses}
        if looks:
            recent = {at_s: pose for at_s, pose in self._looks.items() if at_s > t_s - OLD_S}
            self._looks = recent | looks

    def ask(self, t_s: float, rep: Rep, evidence: Evidence) -> None:
        """Have a counted rep measured by its looks."""
        self._waiting.append((t_s, rep, evidence))

    def answers(self, t_s: float) -> list[Rep]:
        """Reps whose looks are here; those that have none, as they were, after a while."""
        waiting, self._waiting = self._waiting, []
        found: list[Rep] = []
        for asked_s, rep, evidence in waiting:
            again = looked_closer(rep, evidence, self._looks, self._network)
            if again.looked_closer or t_s - asked_s >= LATE_S:
                found.append(again)
            else:
                self._waiting.append((asked_s, rep, evidence))
        return found


class CloserLook:
    """Keeps the crops that may be needed, and looks again where told to. Used by one thread."""

    def __init__(self, model: MoveNet) -> None:
        self.model = model
        self.keeper = CropKeeper(model.input_height_px, model.input_width_px)

    def after_frame(self, tracker: Tracker) -> None:
        """Forget every crop that the movement in progress cannot need any more."""
        self.keeper.keep_only(worth_keeping(tracker))

    def crops(self, evidence: Evidence) -> tuple[Crop, ...]:
        """What will be looked at for this rep. To be asked before the next `after_frame`."""
        return self.keeper.crops(worth_a_look(evidence.dip))

    def poses(self, crops: Iterable[Crop]) -> tuple[Pose, ...]:
        """What the second network sees in them: two runs a crop."""
        return tuple(look_closer(self.model, crop) for crop in crops)

    def measured(self, rep: Rep, evidence: Evidence, poses: Iterable[Pose]) -> Rep:
        """The rep by these looks."""
        return looked_closer(rep, evidence, {pose.t_s: pose for pose in poses}, self.model.name)


class LookingThread:
    """Takes closer looks on a thread of its own while the member rises, rests or changes legs."""

    def __init__(self, look: CloserLook) -> None:
        self.look = look
        self._asked: SimpleQueue[tuple[Rep, Evidence, tuple[Crop, ...]] | None] = SimpleQueue()
        self._answers: SimpleQueue[Rep] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="closer-look", daemon=True)
        self._thread.start()

    def ask(self, rep: Rep, evidence: Evidence) -> None:
        """Have a counted rep looked at; never waits."""
        self._asked.put((rep, evidence, self.look.crops(evidence)))

    def answers(self) -> list[Rep]:
        """The reps measured again since the last call; never waits."""
        return [self._answers.get() for _ in range(self._answers.qsize())]

    def forget(self) -> None:
        """Nobody waits for what is still asked: drop it."""
        with suppress(Empty):
            while True:
                self._asked.get_nowait()

    def close(self) -> None:
        """Finish the look in progress and stop; what is still asked for is dropped."""
        self.forget()
        self._asked.put(None)
        self._thread.join()

    def _work(self) -> None:
        with suppress(AttributeError, OSError):  # only Linux gives threads a niceness
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND_THE_LIVE_VIEW)
        while (asked := self._asked.get()) is not None:
            rep, evidence, crops = asked
            try:
                rep = self.look.measured(rep, evidence, self.look.poses(crops))
            except Exception:  # whatever it is: the check waits for an answer
                _log.exception("A closer look failed: the rep stays as the live view measured it.")
            self._answers.put(rep)
