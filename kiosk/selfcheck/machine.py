"""The board, its Python and its clock."""

from __future__ import annotations

from kiosk.moment import Moment
from kiosk.selfcheck.finding import Finding, State

OLDEST_PYTHON = (3, 11)
FIRST_SANE_YEAR = 2025
"""No clock of a kiosk that has this program can rightly show an earlier year."""


def probe_python(version: tuple[int, int, int], architecture: str, pointer_bits: int) -> Finding:
    """The interpreter: new enough, and 64-bit, since LiteRT has no 32-bit build."""
    text = f"Python {'.'.join(map(str, version))} on {architecture}, {pointer_bits}-bit"
    if version[:2] < OLDEST_PYTHON:
        return Finding("python", State.WRONG, text, "install Python 3.11 or newer")
    if pointer_bits < 64:
        mend = "put the 64-bit Raspberry Pi OS on the card: the pose network has no 32-bit build"
        return Finding("python", State.WRONG, text, mend)
    return Finding("python", State.OK, text)


def probe_clock(now: Moment) -> Finding:
    """The wall clock: a sane year, and set by a time service."""
    text = f"{now.utc:%Y-%m-%d %H:%M} UTC"
    if now.utc.year < FIRST_SANE_YEAR:
        mend = 'connect the network, or set it with `sudo timedatectl set-time "YYYY-MM-DD hh:mm"`'
        return Finding("clock", State.WRONG, f"{text}, which cannot be", mend)
    if not now.clock_sure:
        mend = "connect the network, or `sudo timedatectl set-ntp true`"
        what = f"{text}, set by no time service: results are marked as of unsure time"
        return Finding("clock", State.WARN, what, mend)
    return Finding("clock", State.OK, f"{text}, synchronised")
