"""Whether a check may begin: none while an update is on trial (trial.json, docs/updates.md).

Decides when the file is looked for, and what a person on the spot can do meanwhile: come and go,
nothing else. Whether a check is under way is the loop's to know; the updater writes the file and
takes it away. Time is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from kiosk.pose.keypoints import Pose
from kiosk.scoring import session
from kiosk.scoring.check_state import Session, Step
from kiosk.scoring.flow import Stage
from kiosk.scoring.surroundings import UNKNOWN, Surroundings

HELD = "The kiosk is being updated: no check begins before that is done."
LOOK_EVERY_S = 0.5
MAY_HOLD = frozenset({Stage.WAITING, Stage.WELCOME, Stage.STEP_OFF})
"""Where no check is under way and no result is being read."""


@dataclass
class Hold:
    """Used by the loop's thread."""

    path: Path | None = None
    """The file that stands for an open trial; None (not an installed box) never holds."""
    _there: bool = False
    _looked_s: float | None = None

    def held(self, now_s: float) -> bool:
        """Whether the file is there, as seen at most `LOOK_EVERY_S` ago on the clock of `now_s`."""
        looked_s = self._looked_s
        if looked_s is not None and 0 <= now_s - looked_s < LOOK_EVERY_S:
            return self._there
        return self.look(now_s)

    def look(self, now_s: float) -> bool:
        """Whether the file is there now."""
        self._looked_s = now_s
        self._there = self.path is not None and _is_there(self.path, before=self._there)
        return self._there


def _is_there(path: Path, *, before: bool) -> bool:
    """A card that cannot be read just now ends no hold, and begins none."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return before
    return True


def standby(state: Session, t_s: float, pose: Pose | None, around: Surroundings = UNKNOWN) -> Step:
    """One frame while no check may begin: as `session.step`, but standing still counts for nothing
    and nobody waits too long, so whoever stays is welcomed from the start afterwards."""
    after, events = session.step(replace(state, welcome_s=inf), t_s, pose, around)
    return replace(after, welcome_s=state.welcome_s, still_s=0.0, idle_s=0.0), events
