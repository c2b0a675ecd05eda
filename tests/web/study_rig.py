"""A check that is rated blind, without a camera: what the loop would tell store and desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.rating.desk import RatingDesk
from kiosk.results import ResultStore
from kiosk.scoring import protocol
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import CheckBegun, CheckCompleted, Event, PersonLeft, RepCounted
from kiosk.scoring.findings import Rep
from kiosk.scoring.report import build_report
from tests.web.conftest import REPORT, SOFTWARE, FakeClock, moment, rep

MADE_BY = replace(SOFTWARE, protocol_version=protocol.VERSION)
SESSION = Session(picture_px=(480, 640))
TELLTALE_DEG = 23.47
"""A knee angle of the hidden check that stands nowhere else."""


@dataclass
class StudyRig:
    """A desk on a real store, and the loop's hands."""

    store: ResultStore
    desk: RatingDesk
    clock: FakeClock
    check_id: str = ""
    t_s: float = 0.0

    @classmethod
    def made(cls, store: ResultStore, clock: FakeClock) -> StudyRig:
        return cls(store, RatingDesk(store, lambda: moment(0), clock), clock)

    def tell(self, *events: Event, pose: Pose | None = None) -> None:
        """One frame."""
        self.t_s += 0.1
        self.desk.watch(events, self.t_s, pose, SESSION)

    def step_on(self) -> None:
        """The member stands still, and the check is opened with the first thing that is stored."""
        self.tell(CheckBegun(self.t_s))
        self.check_id = self.store.start_check(moment(1), MADE_BY)
        self.desk.opened(self.check_id)
        self.store.add_rep(self.check_id, rep(Leg.LEFT, 0.5, 20.0), None, practice=True)

    def squat(self, leg: Leg, number: int, knee_deg: float = TELLTALE_DEG) -> Rep:
        """One more counted squat."""
        self.tell(pose=standing(self.t_s))
        done = rep(leg, 5.0 * number + (50 if leg is Leg.RIGHT else 0), knee_deg)
        self.store.add_rep(self.check_id, done, number)
        self.tell(RepCounted(self.t_s, done, number, False, True, False))
        return done

    def finish(self, report: dict[str, Any] | None = None) -> None:
        """The check is over and stored; the member stays on the spot."""
        self.store.complete(self.check_id, report or REPORT, moment(90))
        self.tell(CheckCompleted(self.t_s, build_report((), ())))

    def leave(self) -> None:
        """The spot is empty."""
        self.tell(PersonLeft(self.t_s))

    def whole(self, squats: int = 2, *, consent: bool = False, rater: str | None = None) -> None:
        """From the trainer's wish to the end of the check."""
        assert self.desk.begin(consent, rater)[0]
        self.step_on()
        for leg in Leg:
            for number in range(1, squats + 1):
                self.squat(leg, number)
        self.finish()

    def rate_all(self, knee: str = "good", pelvis: str = "good") -> None:
        """Every squat alike."""
        for squat in self.desk.view()["squats"]:
            said = {"knee": knee, "pelvis": pelvis}
            assert self.desk.rate(squat["leg"], squat["number"], said) == (True, "")


def standing(t_s: float) -> Pose:
    """A body with a face."""
    return Pose(t_s, tuple(Point(100.0 + joint, 200.0, 0.9) for joint in range(17)))
