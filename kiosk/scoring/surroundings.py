"""What the camera sees besides the one pose that it follows. Plain values; pure.

Looked at about once a second, by whoever has the picture; a keypoint recording knows nothing
of it and says `UNKNOWN`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The newest look around."""

    crowded: bool = False
    """A second body stands on the spot or hides part of the member."""
    dark: bool = False
    """Too little light to see limbs by."""
    blurred: bool = False
    """No sharp edges: the lens is dirty or out of focus, or everything smears."""


UNKNOWN = Surroundings()
