"""Why a version is not fit, in one sentence."""

from __future__ import annotations

from kiosk.errors import KioskError


class TrialError(KioskError):
    """A question of `kiosk try` was answered with no; the sentence says why."""
