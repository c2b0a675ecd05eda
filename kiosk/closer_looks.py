"""Counted reps measured again by a second network, at once or beside the live view.

Decides when a closer look is taken and what comes of it: the rep with its knee, trunk and pelvis
measured anew. Which moments it goes to is `scoring.moments`'s choice, how it looks is
`pose.closer`'s and `pose.pelvis_net`'s.
The crops are in memory only: those of the squat in progress, of reps still to do, and of the pelvis
standing on both feet, until the person has left.
"""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from statistics import fmean
from typing import Literal, NamedTuple

from kiosk.pose.closer import CropKeeper, Sight, look_closer
from kiosk.pose.framing import Canvas
from kiosk.pose.keypoints import Look, PelvisTilt
from kiosk.pose.movenet import MoveNet
from kiosk.pose.pelvis_crops import PelvisKeeper
from kiosk.pose.pelvis_net import PelvisNet
from kiosk.scoring.assess import Evidence, looked_closer
from kiosk.scoring.findings import Rep
from kiosk.scoring.moments import (
    bottom_worth_a_look,
    stand_worth_a_look,
    stand_worth_keeping,
    worth_a_look,
    worth_keeping,
)
from kiosk.scoring.movement import REST_S
from kiosk.scoring.protocol import DIP_MAX_S
from kiosk.scoring.standing import Standing
from kiosk.scoring.tracker import Tracker

_log = logging.getLogger(__name__)

BEHIND_THE_LIVE_VIEW = 10
"""Nice value of the looking thread (Linux): the live view goes first."""
GLANCE_EVERY_S = 0.1
"""No oftener, however fast the camera is: the live line needs no more."""
LATE_S = 1.0
"""So much later than the end of its rep a recorded look may come."""
OLD_S = DIP_MAX_S + REST_S + 2 * LATE_S
"""No rep that ends now asks for a look at a moment longer ago, but of standing on both feet. Those
come anew with each rep."""


class RecordedLooks:
    """The closer looks that a recording holds, by the time of each moment.

    Not by the frame at which they were taken: rounded points, or another version of the scoring,
    may end a rep a frame sooner or later than when it was recorded.
    """

    def __init__(self, network: str | None) -> None:
        self._network = network
        self._looks: dict[float, Look] = {}
        self._waiting: list[tuple[float, Rep, Evidence]] = []

    def take(self, t_s: float, seen: Iterable[Look]) -> None:
        """The looks that the recording has at this frame. Of standing on both feet only these hold:
        a rep is compared with what was looked at for it, not for the one before."""
        looks = {look.t_s: look for look in seen}
        if looks:
            known = self._looks.items()
            recent = {at_s: look for at_s, look in known if look.pose and at_s > t_s - OLD_S}
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


@dataclass(frozen=True, slots=True)
class Glance:
    """A quick look at the pelvis of one moment, and at the stand that it is compared with."""

    t_s: float
    pelvis: Canvas
    stand: tuple[Sight, ...]


class Read(NamedTuple):
    """What was seen in a picture, which itself is not held in memory by this."""

    canvas: weakref.ref[Canvas]
    tilt: PelvisTilt | None


class CloserLook:
    """Keeps the crops that may be needed, and looks again where told to.

    `looks` and `glimpsed` may be called by another thread than the rest, one alone.
    """

    def __init__(self, model: MoveNet, pelvis: PelvisNet | None = None) -> None:
        self.model = model
        self.pelvis = pelvis
        kept = PelvisKeeper() if pelvis else None
        self.keeper = CropKeeper(model.input_height_px, model.input_width_px, kept)
        self._read: dict[float, Read] = {}
        """What was seen of the newest stand, for its other reps."""

    def after_frame(self, tracker: Tracker) -> None:
        """Forget every crop that the movement in progress cannot need any more."""
        times_s = worth_keeping(tracker)
        self.keeper.keep_only(times_s)
        if self.keeper.pelvis is not None:
            standing = tracker.standing
            self.keeper.pelvis.leg_px = fmean(standing.leg_px.values()) if standing else None
            self.keeper.pelvis.keep_only(times_s | stand_worth_keeping(tracker))

    def crops(self, evidence: Evidence) -> tuple[Sight, ...]:
        """What will be looked at for this rep. To be asked before the next `after_frame`."""
        dip, pelvis = evidence.dip, self.keeper.pelvis
        persons = {crop.t_s: crop for crop in self.keeper.crops(worth_a_look(dip))}
        deep = frozenset(bottom_worth_a_look(dip)) if pelvis else frozenset[float]()
        sights = (
            Sight(t_s, person, pelvis.at(t_s) if pelvis and t_s in deep else None)
            for t_s, person in persons.items()
        )
        return (*sights, *self._stand(evidence.standing))

    def looks(self, sights: Iterable[Sight]) -> tuple[Look, ...]:
        """What the networks see in them: two runs for each person and each pelvis."""
        sights = tuple(sights)
        stand = self._stood([sight for sight in sights if sight.person is None])
        return (*(self._look(sight) for sight in sights if sight.person is not None), *stand)

    def measured(self, rep: Rep, evidence: Evidence, looks: Iterable[Look]) -> Rep:
        """The rep by these looks."""
        return looked_closer(rep, evidence, {look.t_s: look for look in looks}, self.model.name)

    def glance(self, tracker: Tracker) -> Glance | None:
        """What a glance at the newest frame will look at; None but in a squat on one leg. To be
        asked before `after_frame`."""
        dip, standing, pelvis = tracker.movement.dip, tracker.standing, self.keeper.pelvis
        if pelvis is None or dip is None or dip.support.stance is None or standing is None:
            return None
        t_s = dip.samples[-1].t_s
        canvas = pelvis.at(t_s)
        return None if canvas is None else Glance(t_s, canvas, self._stand(standing))

    def glimpsed(self, glance: Glance) -> tuple[Look, tuple[PelvisTilt, ...]]:
        """What the pelvis network sees at a glance: of now, and of the stand."""
        stand = tuple(look.pelvis for look in self._stood(glance.stand) if look.pelvis)
        return Look(glance.t_s, None, self._tilt(glance.pelvis)), stand

    def _stand(self, standing: Standing) -> tuple[Sight, ...]:
        pelvis = self.keeper.pelvis
        if pelvis is None:
            return ()
        kept = ((t_s, pelvis.at(t_s)) for t_s in stand_worth_a_look(standing))
        return tuple(Sight(t_s, None, canvas) for t_s, canvas in kept if canvas is not None)

    def _look(self, sight: Sight) -> Look:
        pose = look_closer(self.model, sight.person) if sight.person else None
        return Look(sight.t_s, pose, None if sight.pelvis is None else self._tilt(sight.pelvis))

    def _stood(self, stand: Iterable[Sight]) -> tuple[Look, ...]:
        """The pelvis in a stand; each picture of it is read once."""
        before, self._read = self._read, {}
        for sight in stand:
            if sight.pelvis is not None:
                known = before.get(sight.t_s)
                if known is None or known.canvas() is not sight.pelvis:
                    known = Read(weakref.ref(sight.pelvis), self._tilt(sight.pelvis))
                self._read[sight.t_s] = known
        return tuple(Look(t_s, None, read.tilt) for t_s, read in self._read.items() if read.tilt)

    def _tilt(self, canvas: Canvas) -> PelvisTilt | None:
        return self.pelvis.read(canvas) if self.pelvis else None


Asked = tuple[Rep, Evidence, tuple[Sight, ...]]


class LookingThread:
    """Takes closer looks on a thread of its own while the member rises, rests or changes legs, and
    glances between them."""

    def __init__(self, look: CloserLook) -> None:
        self.look = look
        self._asked: SimpleQueue[Asked | Literal["glance", "end"]] = SimpleQueue()
        self._answers: SimpleQueue[Rep] = SimpleQueue()
        self._glance: deque[Glance] = deque(maxlen=1)
        """The newest one that was asked for: whatever is older is not worth it any more."""
        self._glimpsed: SimpleQueue[tuple[Look, tuple[PelvisTilt, ...]]] = SimpleQueue()
        self._glanced_s: float | None = None
        self._glances = look.pelvis is not None
        """False also once one has failed."""
        self._thread = threading.Thread(target=self._work, name="closer-look", daemon=True)
        self._thread.start()

    def ask(self, rep: Rep, evidence: Evidence) -> None:
        """Have a counted rep looked at; never waits."""
        self._asked.put((rep, evidence, self.look.crops(evidence)))

    def answers(self) -> list[Rep]:
        """The reps measured again since the last call; never waits."""
        return [self._answers.get() for _ in range(self._answers.qsize())]

    def after_frame(self, tracker: Tracker, t_s: float) -> Tracker:
        """A frame is scored: glance at it where that is due, and forget what nobody needs now.

        The tracker with the glances that have come since the last call; never waits.
        """
        glance = self.look.glance(tracker) if self._due(t_s) else None
        if glance is not None:
            self._glanced_s = t_s
            self._glance.append(glance)
            self._asked.put("glance")
        self.look.after_frame(tracker)
        glances = tracker.glances
        for _ in range(self._glimpsed.qsize()):
            glances = glances.with_one(*self._glimpsed.get())
        return tracker if glances is tracker.glances else replace(tracker, glances=glances)

    def forget(self) -> None:
        """Nobody waits for what is still asked: drop it."""
        self._glance.clear()
        with suppress(Empty):
            while True:
                self._asked.get_nowait()

    def let_go(self) -> None:
        """Nobody is seen any more: drop what is asked, and every picture."""
        self.forget()
        self.look.after_frame(Tracker())

    def close(self) -> None:
        """Finish the look in progress and stop; what is still asked for is dropped."""
        self.forget()
        self._asked.put("end")
        self._thread.join()

    def _work(self) -> None:
        with suppress(AttributeError, OSError):  # only Linux gives threads a niceness
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND_THE_LIVE_VIEW)
        while self._do_one():
            pass  # while it waits for the next one no picture is held here

    def _do_one(self) -> bool:
        asked = self._asked.get()
        if asked == "end":
            return False
        if asked == "glance":
            self._take_glance()
        else:
            self._answers.put(self._measured(*asked))
        return True

    def _measured(self, rep: Rep, evidence: Evidence, sights: tuple[Sight, ...]) -> Rep:
        try:
            return self.look.measured(rep, evidence, self.look.looks(sights))
        except Exception:  # whatever it is: the check waits for an answer
            _log.exception("A closer look failed: the rep stays as the live view measured it.")
            return rep

    def _due(self, t_s: float) -> bool:
        last_s = self._glanced_s
        return self._glances and (last_s is None or abs(t_s - last_s) >= GLANCE_EVERY_S)

    def _take_glance(self) -> None:
        try:
            glance = self._glance.pop()
        except IndexError:
            return  # it gave way to a newer one that was taken, or nobody waits for it
        if not self._glances:
            return
        try:
            self._glimpsed.put(self.look.glimpsed(glance))
        except Exception:  # whatever it is: reps must still be looked at
            _log.exception("A glance at the pelvis failed: no more are taken.")
            self._glances = False
