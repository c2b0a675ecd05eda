"""What the pages need where a trainer rates a check before the kiosk shows its own answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from kiosk.agreement import Site


class Rating(Protocol):
    """One check at a time. What changes something answers whether it did, and one sentence."""

    def view(self) -> Mapping[str, Any]:
        """`phase` (idle | armed: the next check is rated | running | rating: the check is over and
        hidden | shown), `note` (a sentence or None), `consent` (bool), `rater` (or None),
        `check_id` (once shown), `left_to_rate` (how many squats) and `squats`: each `leg`,
        `number`, `knee`, `pelvis` (good | borderline | fault | None), `knee_by_hand_deg`,
        `pelvis_by_hand_deg`, `skipped`, `done` (nothing more is asked of it), and `kiosk`: None
        before the check is shown, then `knee`, `pelvis` (also unsure), `knee_deg`,
        `knee_spread_deg`, `pelvis_deg` and `pelvis_spread_deg`."""

    def begin(self, consent: bool, rater: str | None) -> tuple[bool, str]:
        """Rate the next check. `consent`: the member agrees to the keeping of the keypoints."""

    def cancel(self) -> tuple[bool, str]:
        """Call it off: the check under way, if any, is an ordinary one."""

    def rate(self, leg: str, number: int, said: Mapping[str, str | float]) -> tuple[bool, str]:
        """Set some of `knee`, `pelvis`, `knee_by_hand_deg`, `pelvis_by_hand_deg` of a squat."""

    def skip(self, leg: str, number: int) -> tuple[bool, str]:
        """The trainer did not see that squat."""

    def release(self) -> tuple[bool, str]:
        """Show the kiosk's answers; the ratings are final."""

    def withdraw(self) -> tuple[bool, str]:
        """The member does not agree any more: no keypoints are kept of this check."""

    def figures(self) -> Site:
        """How far trainers and this kiosk agree. Raises a KioskError."""

    def taken_away(self) -> Iterator[bytes]:
        """Ratings and keypoint recordings as a zip, in pieces. Raises a KioskError."""
