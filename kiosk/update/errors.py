"""What ends a look for updates, each one sentence: what, where, what to do next.

The kind decides what becomes of it: `TrustError` and `ArchiveError` refuse what was offered,
`UnreachableError`, `ClockError` and `DiskError` are circumstances that the next run meets anew.
"""

from __future__ import annotations

from kiosk.errors import KioskError


class UpdateError(KioskError):
    """Root of all that ends a look for updates."""

    exit_code = 11


class TrustError(UpdateError, ValueError):
    """What was offered is not signed as it must be, expired, older than known, or mixed."""


class ArchiveError(UpdateError, ValueError):
    """An archive that is not exactly what its manifest lists."""


class UnreachableError(UpdateError, OSError):
    """The update server did not answer, answered with an error or too slowly."""


class MissingError(UnreachableError):
    """The update server answers, and does not have what was asked for (404, 403)."""


class RangeError(UnreachableError):
    """The update server has nothing from the byte on that was asked for (416)."""


class ClockError(UpdateError, ValueError):
    """The clock of this box is behind a time that has certainly passed."""


class DiskError(UpdateError, OSError):
    """A folder of the updater cannot be read or written."""
