"""Every failure that a person can mend, each one sentence: what, where, what to do next.

The command line prints the sentence and ends with `exit_code`; nothing else is shown.
Each family inherits the matching builtin too, so library users can catch what they know.
Programming mistakes are not `KioskError`: they keep their traceback.
"""

from __future__ import annotations

from typing import Literal

Mend = Literal["wait", "room", "restore", "rights"]
"""What helps a store: waiting for another program, free space, a backup, or the right to write."""


class KioskError(Exception):
    """Root of all errors with a sentence for people; `str(error)` is that sentence."""

    exit_code = 1


class InputError(KioskError, ValueError):
    """A video, recording or other input that cannot be read as what it claims to be."""

    exit_code = 3


class ConfigError(KioskError, ValueError):
    """`kiosk.toml` or a setting is wrong; the sentence names every mistake at once."""

    exit_code = 4


class ModelError(KioskError, ValueError):
    """The model file is missing, damaged or not a MoveNet single-pose model."""

    exit_code = 5


class CameraError(KioskError, OSError):
    """No camera, a camera in use, or a camera that stopped."""

    exit_code = 6


class StoreError(KioskError, OSError):
    """The results database cannot be opened, read or written."""

    exit_code = 7

    def __init__(self, sentence: str, mend: Mend | None = None) -> None:
        super().__init__(sentence)
        self.mend = mend
        """What the pages offer beside the sentence; None where there is nothing to offer."""


class GpioError(KioskError, OSError):
    """The LED and buzzer cannot be driven (no GPIO library, no pins, no permission)."""

    exit_code = 8


class PortError(KioskError, OSError):
    """The page's address cannot be listened on."""

    exit_code = 9


class SpotError(KioskError, ValueError):
    """The spot on the floor cannot be found, calibrated, read or printed."""

    exit_code = 10
