"""What a run hands to the pages beside the live state and the store. Each part may be missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.measured import Measured, shipped
from kiosk.moment import Clock, Moment
from kiosk.web.ports import (
    Health,
    LanguageChoice,
    Network,
    Painted,
    Pictures,
    Rating,
    SettingsDesk,
    SetupDesk,
    Shares,
    Tokens,
    Updates,
)


@dataclass(frozen=True, slots=True)
class Given:
    """The parts of one run. None where it has none of it."""

    host_names: tuple[str, ...] = ()
    """Names the box is called by, besides localhost and plain addresses; the first is the one
    that the member screen tells people to type."""
    session_hours: float = 12.0
    idle_minutes: float = 30.0
    """After this long without a touch, staff are signed out."""
    most_streams: int = 20
    """Live views open at once (the box itself has four more)."""
    clock: Callable[[], float] = time.monotonic
    """Seconds that never run backward, for sessions and the waits of guessers."""
    now: Callable[[], Moment] = field(default_factory=lambda: Clock().now)
    """The wall clock and how far it can be trusted, for what is stored and what is "today"."""
    measured: Callable[[], Measured] = shipped
    """The error that the pages print; may raise a `KioskError`."""
    pictures: Pictures | None = None
    language: LanguageChoice | None = None
    shares: Shares | None = None
    setup: SetupDesk | None = None
    rating: Rating | None = None
    """Where a trainer rates a check before the kiosk shows its own."""
    cue_sounds: Mapping[str, Any] = field(default_factory=dict)
    """What each cue sounds like on the screen (kiosk/feedback/sounds.py)."""
    health: Health | None = None
    tokens: Tokens | None = None
    painted: Painted | None = None
    """Given where others ask too when the screen last painted."""
    updates: Updates | None = None
    settings: SettingsDesk | None = None
    keep_months: int = 12
    """After so many months checks are deleted by themselves; 0 never."""
    network: Network | None = None
    """Where the network may be let in over TLS."""
