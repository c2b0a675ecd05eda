"""Which hint the member is given now, and whether it holds the check up. Pure.

Decides how long a fault of placement must last before it is said, and how long it is waited for.
Leaves to `placement` what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.pose.keypoints import Pose
from kiosk.scoring import flow, placement
from kiosk.scoring.events import HintGiven
from kiosk.scoring.placement import Hint
from kiosk.scoring.spot import Spot
from kiosk.scoring.surroundings import Surroundings
from kiosk.scoring.tracker import Tracker, stance_of

IMPOSSIBLE = frozenset({Hint.FEET_HIDDEN})
"""Nothing can be measured while these hold: they are waited for without end."""


@dataclass(frozen=True, slots=True)
class Hinting:
    """The hint that is given, and the one that is about to be."""

    given: Hint | None = None
    given_since_s: float = 0.0
    seen: Hint | None = None
    seen_since_s: float = 0.0

    def step(
        self,
        t_s: float,
        pose: Pose,
        *,
        spot: Spot | None,
        followed: Tracker,
        around: Surroundings,
        picture_px: tuple[int, int],
    ) -> tuple[Hinting, tuple[HintGiven, ...]]:
        """Look at one pose, `followed` with it taken in."""
        found = placement.hint(
            pose,
            spot=spot,
            standing=followed.standing,
            around=around,
            picture_px=picture_px,
            stance=stance_of(followed),
            before=self.given,
        )
        state = self if found is self.seen else replace(self, seen=found, seen_since_s=t_s)
        if found is state.given or t_s - state.seen_since_s < flow.HINT_AFTER_S:
            return state, ()
        return replace(state, given=found, given_since_s=t_s), (HintGiven(t_s, found),)

    def holds_up(self, t_s: float) -> bool:
        """Whether the check waits for the hint to be followed."""
        if self.given is None:
            return False
        return self.given in IMPOSSIBLE or t_s - self.given_since_s < flow.HINT_PATIENCE_S
