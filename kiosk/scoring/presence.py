"""Who is there: on the spot, beside it, out of sight, or not alone. Pure.

Decides from each frame whether the pose is the member's, and when somebody has arrived or left.
The spot is the identity: a body that does not stand on it is nobody's, whatever it does. Leaves
to `session` what follows from that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import flow, geometry
from kiosk.scoring.flow import ATTEND, Attention, Sight
from kiosk.scoring.placement import leg_length_px, on_spot
from kiosk.scoring.spot import Spot
from kiosk.scoring.standing import BOTH_LEGS, Standing, body_middle_px, torso_px

OVER = 0.4
"""A body whose middle is this near to where it stood (part of the leg's length) is still there."""
SAME_SIZE = 0.15
"""And whose trunk differs by less than this part: somebody a metre behind is a quarter smaller."""


class Where(Enum):
    """Where a pose is, as far as one frame tells."""

    ON = "on"
    """Its feet stand on the spot."""
    OVER = "over"
    """The member's body is there, but not the foot that should carry it: hidden, or mixed up with
    somebody else's."""
    OFF = "off"
    """Its feet stand elsewhere, and it is not where the member was."""
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Presence:
    """What is remembered between frames. Times in seconds, None: never yet."""

    where: Where = Where.NOWHERE
    on_since_s: float | None = None
    """On the spot in every frame since then."""
    on_s: float | None = None
    """Last seen on the spot."""
    there_s: float | None = None
    """Last seen on the spot or over it."""
    off_since_s: float | None = None
    """Seen beside the spot in every frame since then."""
    attention: Attention = Attention.WATCHING
    attention_since_s: float = 0.0

    def has_arrived(self, t_s: float) -> bool:
        """On the spot for long enough to mean it."""
        return self.on_since_s is not None and t_s - self.on_since_s >= flow.ARRIVED_S

    def has_left(self, t_s: float, off_s: float) -> bool:
        """Beside the spot for `off_s`, or nowhere to be seen for longer: whoever comes now is a new
        person."""
        if self.there_s is None or t_s - self.there_s > flow.LEFT_S:
            return True
        return self.off_since_s is not None and t_s - self.off_since_s > off_s


def look(
    state: Presence,
    pose: Pose | None,
    spot: Spot | None,
    standing: Standing | None,
    *,
    in_check: bool,
) -> Where:
    """Where this pose is. Both feet must be on the spot to begin; during a check the one that
    carries is enough, and which one that is may not be known yet: one foot on the spot.

    Where nobody has set a spot, the whole picture is the spot.
    """
    if pose is None:
        return Where.NOWHERE
    if spot is None:
        return Where.ON
    leg_px = leg_length_px(pose, standing)
    if leg_px is None:
        return Where.NOWHERE
    before = state.on_since_s is not None
    stances = BOTH_LEGS if in_check else (None,)
    found = [on_spot(pose, spot, stance, leg_px, before=before) for stance in stances]
    if True in found:
        return Where.ON
    if in_check and standing is not None and _same_body(pose, standing, leg_px):
        return Where.OVER
    return Where.NOWHERE if None in found else Where.OFF


def _same_body(pose: Pose, standing: Standing, leg_px: float) -> bool:
    """As large as the member, where the member stood."""
    middle_px, size_px = body_middle_px(pose), torso_px(pose)
    if middle_px is None or size_px is None or standing.torso_px is None:
        return False
    near = abs(middle_px - standing.body_x_px) < OVER * leg_px
    return near and abs(size_px / standing.torso_px - 1.0) < SAME_SIZE


def step(state: Presence, t_s: float, where: Where, *, crowded: bool) -> Presence:
    """Take in where the newest pose is, and whether a second body is there."""
    on, off = where is Where.ON, where is Where.OFF
    state = replace(
        state,
        where=where,
        on_since_s=_since(state.on_since_s, t_s) if on else None,
        on_s=t_s if on else state.on_s,
        there_s=t_s if on or where is Where.OVER else state.there_s,
        off_since_s=_since(state.off_since_s, t_s) if off else None,
    )
    attention = ATTEND.get((state.attention, _sight(state, t_s, crowded=crowded)))
    if attention is None:
        return state
    return replace(state, attention=attention, attention_since_s=t_s)


def member(pose: Pose | None, where: Where, stance: Leg | None) -> Pose | None:
    """What of a pose is the member's: nothing of a body beside the spot, and of one over it not
    the foot that should carry."""
    if pose is None or where is Where.OFF:
        return None
    if where is not Where.OVER:
        return pose
    strange = {geometry.ANKLE[leg] for leg in BOTH_LEGS if stance in (None, leg)}
    points = tuple(None if i in strange else point for i, point in enumerate(pose.points))
    return replace(pose, points=points)


def _since(since_s: float | None, t_s: float) -> float:
    return t_s if since_s is None else since_s


def _sight(state: Presence, t_s: float, *, crowded: bool) -> Sight:
    if crowded:
        return Sight.SECOND_BODY
    unseen = state.on_s is None or t_s - state.on_s > flow.LOST_S
    return Sight.UNSEEN if unseen else Sight.CLEAR
