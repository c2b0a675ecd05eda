"""What the member's check needs besides camera and model: the spot, the voice, links to results."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.errors import KioskError
from kiosk.selfcheck.finding import Finding, State, refused
from kiosk.spot.knocked import Look, Stand
from kiosk.spot.record import SpotRecord


def probe_spot(
    newest: Callable[[], SpotRecord | None], look: Callable[[SpotRecord], Look] | None
) -> Finding:
    """`newest` gives the spot in force, None where there is none; `look` compares the camera's
    picture with it, None while a running kiosk does so itself. Both may raise a KioskError."""
    setup = "sign in on the staff page and open Setup"
    try:
        record = newest()
        if record is None:
            what = "no spot is set: whoever stands anywhere in the picture counts as a member"
            return Finding("spot", State.WARN, what, f"lay the mat (kiosk spot print), {setup}")
        when = f"{record.set_utc[:10]}, {record.camera}"
        if record.calibration is None:
            what = f"drawn by hand, {when}: not calibrated, and a knocked camera is not noticed"
            return Finding("spot", State.WARN, what, f"lay the mat (kiosk spot print), {setup}")
        found = look(record) if look else None
    except KioskError as error:
        return refused("spot", error)
    if found is None or found.stand is Stand.SAME:
        return Finding("spot", State.OK, f"calibrated with the mat, {when}")
    return Finding("spot", State.WARN, found.sentence)


def probe_voice(enabled: bool, quiet: bool, trouble: Callable[[], str | None]) -> Finding:
    """The spoken instructions; `trouble` speaks a word without a sound and says what failed."""
    if not enabled:
        return Finding("voice", State.OK, "switched off by speech.enabled")
    if quiet:
        return Finding("voice", State.OK, "silenced by cues.quiet")
    found = trouble()
    if found is None:
        return Finding("voice", State.OK, "speaks")
    return Finding("voice", State.WARN, found)


def probe_sharing(enabled: bool, address: str | None, trouble: str | None) -> Finding:
    """Links that open a result on a phone."""
    if not enabled:
        return Finding("results on phones", State.OK, "switched off by share.enabled")
    if trouble is not None:
        return Finding("results on phones", State.WARN, trouble)
    return Finding("results on phones", State.OK, f"links begin with {address}")
