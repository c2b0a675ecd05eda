"""What happens to a frame: pose, session, events out to store, cues and page.

Decides the order in which an event reaches the store (first), the cues and the page. Where frames
come from, and what is done when none come, is `watching`'s. Builds nothing itself.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace

from kiosk import holding, screen
from kiosk.camera.frame import AnyFrame, RecordedFrame, SourceInfo
from kiosk.closer_looks import LookingThread, RecordedLooks
from kiosk.errors import StoreError
from kiosk.eyes import Eyes
from kiosk.feedback.calling import cue_for, cue_for_stage, cue_for_trouble
from kiosk.feedback.cues import Cue
from kiosk.feedback.player import PlayerThread
from kiosk.keeper import Keeper
from kiosk.live import Live, Snapshot
from kiosk.looking_around import home_box
from kiosk.outlets import Outlets
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Pose
from kiosk.resting import Rest
from kiosk.saying import KNOCKED
from kiosk.scoring import session
from kiosk.scoring.assess import Evidence
from kiosk.scoring.check_state import Session, emptied, fresh
from kiosk.scoring.events import CheckCompleted, Event, PersonLeft, RepCounted
from kiosk.scoring.findings import Rep
from kiosk.scoring.flow import OVER, Attention, Stage
from kiosk.scoring.smoothing import NO_TRACKS, Tracks, steadied
from kiosk.scoring.tracker import Tracker
from kiosk.senses import Senses, centre_line_px

FIRST_POSE = "First pose since the start."
"""Logged once; `kiosk bench` waits for it."""

_log = logging.getLogger(__name__)


@dataclass
class CameraLoop:
    """Owns the session. `tick` is everything that happens to one frame after decoding."""

    estimator: PoseEstimator
    keeper: Keeper
    player: PlayerThread
    live: Live
    fresh_session: Session
    looking: LookingThread | None = None
    """Takes closer looks at counted reps; None leaves it at the first look."""
    banner: str | None = None
    senses: Senses = field(default_factory=Senses)
    outlets: Outlets = field(default_factory=Outlets)
    rest: Rest = field(default_factory=Rest)
    held: bool = field(default=False, init=False)
    """No check can begin: the kiosk is being updated (`hold`)."""
    _session: Session = field(init=False)
    _shown: Snapshot = field(init=False)
    _pose_seen: bool = False
    _seeing: bool = False
    """A source is open."""
    _recorded: RecordedLooks | None = None
    """The closer looks that a recorded source brings along."""
    _steady: Tracks = NO_TRACKS
    """Filters of the live picture's points."""
    _state: Cue | None = None
    """The light that the stage asked for last."""
    _trouble: str | None = None
    """Why the last check could not be stored; said until the person has left."""

    def __post_init__(self) -> None:
        """Start with nobody there."""
        self._session = self.fresh_session
        self._shown = Snapshot(banner=self.banner)

    @property
    def stage(self) -> Stage:
        """Where the check stands."""
        return self._session.stage

    @property
    def busy(self) -> bool:
        """Somebody is on the spot or a check is running; nobody is where nothing is seen."""
        return self._seeing and self.stage is not Stage.WAITING

    def hold(self, wanted: bool) -> bool:
        """Answers whether no check can begin from now on: where that is wanted, and once the check
        under way, if any, is over with its result read. Checks begin in `tick`, on the same thread,
        so nothing comes between the answer and its effect."""
        self.held = wanted and (not self._seeing or self.stage in holding.MAY_HOLD)
        return self.held

    def begin(self, info: SourceInfo) -> None:
        """A source is open: forget the last person, nobody is there yet."""
        self.estimator.reset()
        recorded = info.kind == "keypoints"
        network = info.network if recorded else self.estimator.model.name
        self._recorded = RecordedLooks(info.second_network) if info.second_network else None
        spot = self.senses.opened(info)
        self.rest.opened(spot)
        self.estimator.look_at(home_box(spot))
        self._session = replace(
            self.fresh_session,
            spot=spot,
            picture_px=(info.width_px, info.height_px),
            tracker=Tracker(centre_px=centre_line_px(spot, info.width_px), network=network),
            looks_closer=bool(info.second_network if recorded else self.looking),
        )
        self._shown = Snapshot(banner=self.banner, width_px=info.width_px, height_px=info.height_px)
        self._trouble = None
        self._steady = NO_TRACKS
        self._seeing = True

    def tick(self, frame: AnyFrame) -> None:
        """One frame: estimate, score, store, cue, publish."""
        self.senses.before(frame)
        self._take_spot()
        if not self.rest.looks(frame):
            return
        pose = frame.pose if isinstance(frame, RecordedFrame) else self.estimator.estimate(frame)
        if pose is not None and not self._pose_seen:
            self._pose_seen = True
            _log.info(FIRST_POSE)
        around = self.senses.around(frame, pose, self._session)
        step = holding.standby if self.held else session.step
        self._session, events = step(self._session, frame.t_s, pose, around)
        self.senses.after(frame, self._session, self.estimator)
        self.rest.looked(frame.t_s, pose, in_check=self.stage is not Stage.WAITING)
        events += self._closer_looks(frame, events)
        self.keeper.see(frame.t_s, self._session)
        self._dispatch(events, frame.t_s, pose)

    def _take_spot(self) -> None:
        """Staff have set another spot: whoever stands there begins anew."""
        spot = self.senses.moved_spot()
        if spot is None:
            return
        self._abandon_check()
        self.rest.opened(spot)
        self.estimator.look_at(home_box(spot))
        empty = emptied(self._session)
        tracker = replace(empty.tracker, centre_px=spot.x_px)
        self._session = replace(empty, stage=Stage.WAITING, spot=spot, tracker=tracker)

    def _closer_looks(self, frame: AnyFrame, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """Have the reps counted now looked at again; what came of those and earlier ones."""
        for event in events:
            if isinstance(event, RepCounted) and event.evidence and self._session.looks_closer:
                self._look_at(frame.t_s, event.rep, event.evidence)
        found: tuple[Event, ...] = ()
        for rep in self._measured_again(frame):
            self._session, more = session.measured_again(self._session, frame.t_s, rep)
            found += more
        return found

    def _look_at(self, t_s: float, rep: Rep, evidence: Evidence) -> None:
        """A recording brings the looks along; else they are taken now."""
        if self._recorded:
            self._recorded.ask(t_s, rep, evidence)
        elif self.looking:
            self.looking.ask(rep, evidence)

    def _measured_again(self, frame: AnyFrame) -> list[Rep]:
        """The reps whose closer looks have come with this frame or since the one before."""
        if isinstance(frame, RecordedFrame):
            if self._recorded is None:
                return []
            self._recorded.take(frame.t_s, frame.closer)
            return self._recorded.answers(frame.t_s)
        if self.looking is None:
            return []
        if self._session.stage in OVER:
            self.looking.let_go()
            return []
        seen = self.looking.after_frame(self._session.tracker, frame.t_s)
        self._session = replace(self._session, tracker=seen)
        return self.looking.answers()

    def see_with(self, eyes: Eyes) -> None:
        """Other networks, between two checks; `begin` has to follow."""
        self.estimator, self.looking = eyes.estimator, eyes.looking
        self.senses.look_around = eyes.look_around
        self.fresh_session = replace(self.fresh_session, judging=eyes.gear.verdicts)

    def lost_source(self) -> None:
        """The source is closed: a check in progress is abandoned, results stay on the page."""
        self._abandon_check()
        if self.looking:
            self.looking.let_go()
        self._seeing = False
        self.senses.closed()

    def ended(self) -> None:
        """A recording has come to its end."""
        self._publish(replace(self._shown, camera="ended", skeleton=None))

    def camera_trouble(self, state: str, words: str) -> None:
        """Nothing is seen, and why: `state` as in Snapshot.camera."""
        self._state = None
        self._cue(Cue.CAMERA_LOST)
        self.busy_with(state, words)

    def busy_with(self, state: str, words: str) -> None:
        """No check can begin now, and why, without a light for it."""
        self._publish(replace(self._shown, camera=state, camera_message=words))

    def _dispatch(self, events: tuple[Event, ...], t_s: float, pose: Pose | None) -> None:
        try:
            for event in events:
                self.keeper.take(event)
        except StoreError as error:
            self._store_trouble(error)
            return
        self.outlets.watch(events, t_s, pose, self._session)
        if events:
            self._show_events(events)
        if not any(cue_for(event) for event in events):
            self._cue_state()  # else with the next frame: one thing at a time
        if pose is not None:
            self._steady, pose = steadied(self._steady, pose)
        shown = screen.after_frame(self._shown, self._session, t_s, pose)
        if self.held:
            shown = screen.while_held(shown)
        shown = replace(shown, banner=self.banner or (KNOCKED if self.senses.knocked else None))
        shown = replace(shown, resting=self.rest.resting)
        self._publish(replace(shown, instruction=self._trouble) if self._trouble else shown)

    def _show_events(self, events: tuple[Event, ...]) -> None:
        if any(isinstance(event, PersonLeft) for event in events):
            self._trouble = None
            if self.looking:
                self.looking.forget()
        self._shown = screen.after_events(self._shown, self._session, events)
        for event in events:
            if isinstance(event, CheckCompleted):
                link = self.outlets.link(self.keeper.completed_id)
                self._shown = replace(self._shown, share_url=link)
            self._cue(self.outlets.cue(cue_for(event)))

    def _cue_state(self) -> None:
        """The light of the stage, said anew only when it changes; trouble keeps its own."""
        cue = self._state_now()
        if cue is not self._state and not self._trouble:
            self._state = cue
            self._cue(cue)

    def _state_now(self) -> Cue:
        """Members go before staff: what the box itself needs is said while nobody is there."""
        now = self._session
        if now.stage is Stage.WAITING and now.paused is None:
            trouble = self.outlets.trouble()
            if trouble:
                return cue_for_trouble(trouble)
            if self.rest.resting and not self.held:
                return Cue.RESTING
        if self.held:
            return Cue.UPDATING
        return cue_for_stage(
            now.stage, now.paused or Attention.WATCHING, hinted=now.hint is not None
        )

    def _cue(self, cue: Cue | None) -> None:
        if cue is not None:
            self.player.play(cue)
            self._shown = replace(self._shown, cue=cue.value, cue_seq=self._shown.cue_seq + 1)

    def _publish(self, shown: Snapshot) -> None:
        self._shown = self.outlets.dressed(shown)
        seen = self.outlets.veiled(self._shown)
        self.live.publish(seen)
        self.outlets.follow(seen)

    def _abandon_check(self) -> None:
        self._session, events = session.close(self._session, self._shown.t_s)
        if events:
            self._dispatch(events, self._shown.t_s, None)
            self._cue_state()

    def _store_trouble(self, error: StoreError) -> None:
        """What cannot be stored is not shown: the check ends, and the page says why until
        the person has left the spot."""
        _log.error("%s", error)
        self._trouble = str(error)
        self.keeper.give_up()
        self._session = replace(fresh(self._session), stage=Stage.RESULTS)
        self._state = None
        self._cue(Cue.FAULT)
        self._publish(
            replace(
                screen.after_frame(
                    screen.forgotten(self._shown), self._session, self._shown.t_s, None
                ),
                instruction=self._trouble,
                pictogram="wait",
            )
        )
