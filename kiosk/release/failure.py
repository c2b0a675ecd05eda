"""What ends a maintainer's command."""

from __future__ import annotations

from kiosk.errors import KioskError


class ReleaseError(KioskError, ValueError):
    """A release cannot be built, signed or published; the sentence says why and what to do."""

    exit_code = 12
