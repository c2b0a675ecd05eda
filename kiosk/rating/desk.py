"""Where the camera loop and the trainer's phone meet for a check that is rated blind.

Decides when the store hides and shows the check, what is kept of it and what the trainer is told.
What a study goes through is `study`'s. The loop calls `opened`, `watch`, `veiled` and `cue`, which
wait for nothing but the store; the pages call the rest.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kiosk.agreement import Site
from kiosk.errors import StoreError
from kiosk.feedback.cues import Cue
from kiosk.live import Snapshot
from kiosk.moment import Moment
from kiosk.pose.keypoints import Pose
from kiosk.pose.recording import RecordingHeader
from kiosk.rating import answers, files
from kiosk.rating.poses import PoseKeeping
from kiosk.rating.site import site_of
from kiosk.rating.study import Phase, Study, followed, neutral, neutral_cue, timed_out
from kiosk.results import ResultStore
from kiosk.results.agreement import StoredRating
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import Event

FIGURES_S = 30.0
"""So long the site's figures are taken for the same: anybody may open the page that has them."""

STILL_RUNNING = "The check is still under way: its result can be shown when it is over."
UNDER_WAY = "A check is being rated already: show its result, or call the rating off."
CALLED_OFF = "The rating was called off; the check is an ordinary one."

_log = logging.getLogger(__name__)


class RatingDesk:
    """One for a run of the kiosk. `clock`: seconds that never run backward."""

    def __init__(
        self,
        store: ResultStore,
        now: Callable[[], Moment],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store.agreement
        self._now = now
        self._clock = clock
        self._study = Study()
        self._lock = threading.Lock()
        """Around `_study`; held for no longer than a change in memory takes."""
        self._acting = threading.Lock()
        """One action at a time, its writing to the store included."""
        self._judging = True
        self._poses: PoseKeeping | None = None
        self._site: tuple[float, Site] | None = None
        self._store.release_left(now())

    # The loop's side.

    def opened(self, check_id: str) -> None:
        """The check in hand is in the store, with nothing in it yet. Raises StoreError."""
        with self._acting:
            study = self._change(lambda old: replace(old, check_id=check_id) if _new(old) else old)
            if study.phase is Phase.RUNNING and study.check_id == check_id:
                self._store.begin(check_id, study.rater, study.consent)

    def watch(
        self, events: Sequence[Event], t_s: float, pose: Pose | None, session: Session
    ) -> None:
        """One frame, its events being stored and nothing of them shown."""
        now_s = self._clock()
        before = self._expire()
        study = self._change(lambda old: followed(old, events, now_s))
        if study.phase is Phase.RUNNING:
            self._keep_pose(before, study, t_s, pose, session)
        elif before.phase is Phase.RUNNING:
            self._keep(study)

    def veiled(self, shown: Snapshot) -> Snapshot:
        """What may be seen of a state of the screen."""
        study = self._study
        return neutral(shown) if study.hidden and study.on_screen else shown

    def cue(self, cue: Cue | None) -> Cue | None:
        """What may be seen and heard of a moment."""
        study = self._study
        return neutral_cue(cue) if study.hidden and study.on_screen else cue

    # The pages' side.

    def view(self) -> Mapping[str, Any]:
        """What the page shows; nothing of the kiosk's answers before they are released."""
        return answers.view_of(self._expire(), self._judging)

    def begin(self, consent: bool, rater: str | None) -> tuple[bool, str]:
        """Rate the next check. `consent`: the member agrees to the keeping of the keypoints."""
        with self._acting:
            if self._study.hidden:
                return False, UNDER_WAY
            self._store.release_left(self._now())  # such as one that a backup brought back
            asked = self._now() if consent else None
            armed = Study(Phase.ARMED, rater, asked, since_s=self._clock())
            self._change(lambda _old: armed)
        return True, ""

    def cancel(self) -> tuple[bool, str]:
        """Call it off: the check under way, if any, is an ordinary one, and is shown as one."""
        with self._acting:
            study = self._study
            if study.hidden and study.check_id:
                self._store.drop(study.check_id)
            self._change(lambda _old: Study(note=CALLED_OFF))
        return True, CALLED_OFF

    def rate(self, leg: str, number: int, said: Mapping[str, str | float]) -> tuple[bool, str]:
        """Set ratings or angles by hand of one counted squat: `knee`, `pelvis` (good | borderline |
        fault), `knee_by_hand_deg`, `pelvis_by_hand_deg`."""
        with self._acting:
            study = self._expire()
            problem = answers.why_not(study, leg, number)
            if problem or study.check_id is None:
                return False, problem or answers.NOT_NOW
            rating = StoredRating(leg, number, **said)  # type: ignore[arg-type]
            if not self._store.rate(study.check_id, rating, self._now()):
                return False, answers.TOO_LATE
            self._change(lambda old: answers.with_rating(old, leg, number, said))
        return True, ""

    def skip(self, leg: str, number: int) -> tuple[bool, str]:
        """The trainer did not see that squat: it is not asked for any more."""
        with self._acting:
            problem = answers.why_not(self._expire(), leg, number)
            if problem:
                return False, problem
            self._change(lambda old: answers.with_rating(old, leg, number, {"skipped": True}))
        return True, ""

    def release(self) -> tuple[bool, str]:
        """Show the kiosk's answers, here and everywhere; the ratings are final."""
        with self._acting:
            study = self._study
            if study.phase is Phase.RUNNING:
                return False, STILL_RUNNING
            if study.phase is not Phase.RATING or study.check_id is None:
                return False, answers.NOT_NOW
            self._store.release(study.check_id, self._now())
            self._site = None
            self._change(lambda old: replace(old, phase=Phase.SHOWN, since_s=self._clock()))
        return True, ""

    def withdraw(self) -> tuple[bool, str]:
        """The member does not agree any more: no keypoints are kept of this check."""
        with self._acting:
            study = self._change(lambda old: replace(old, consent=None))
            if study.check_id:
                self._store.withdraw(study.check_id)
        return True, "No movement points of this check are kept."

    def figures(self) -> Site:
        """The site's figures. Raises StoreError."""
        known, now_s = self._site, self._clock()
        if known is None or now_s - known[0] > FIGURES_S:
            known = self._site = now_s, site_of(self._store.rated())
        return known[1]

    def taken_away(self) -> Iterator[bytes]:
        """Ratings and recordings as one zip, in pieces."""
        return files.zipped(files.files_of(self._store))

    def _change(self, change: Callable[[Study], Study]) -> Study:
        with self._lock:
            self._study = change(self._study)
            return self._study

    def _keep_pose(
        self, before: Study, study: Study, t_s: float, pose: Pose | None, session: Session
    ) -> None:
        """Only of a member who agrees, and of nobody else who may stand there."""
        if study.consent is None:
            self._poses = None
        elif before.phase is not Phase.RUNNING and session.picture_px:
            network = session.tracker.network
            self._poses = PoseKeeping(RecordingHeader(*session.picture_px, None, network))
        self._judging = session.judging
        if self._poses:
            self._poses.take(t_s, pose if session.paused is None else None)

    def _keep(self, study: Study) -> None:
        """The check is over: what the kiosk says of each squat, and the keypoints."""
        poses, self._poses = self._poses, None
        if study.phase is not Phase.RATING or study.check_id is None:
            return
        packed = poses.packed() if poses and study.consent else b""
        frames = poses.frames if poses else 0
        reps = answers.study_reps(study, self._judging)
        try:
            self._store.keep(study.check_id, reps, packed, frames)
        except StoreError as error:
            _log.error("%s", error)
            sentence = str(error)
            self._change(lambda old: replace(old, note=sentence))

    def _expire(self) -> Study:
        """The study as it stands by now; one that nobody released in time is released."""
        now_s = self._clock()
        before = self._study
        study = self._change(lambda old: timed_out(old, now_s))
        if before.phase is Phase.RATING and study.phase is Phase.SHOWN and study.check_id:
            try:
                self._store.release(study.check_id, self._now())
            except StoreError as error:
                _log.error("%s", error)
        return study


def _new(study: Study) -> bool:
    return study.phase is Phase.RUNNING and study.check_id is None
