"""What the service manager gives the kiosk on an installed box; nothing of it on a laptop.

Decides where the state of this run and of this box lie. Makes no folder: systemd does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import paths
from kiosk.health.hosts import RUNTIME, STATE, service_folder
from kiosk.health.notify import Notifier


@dataclass(frozen=True, slots=True)
class Box:
    """The folders and the ear of the service manager."""

    run_dir: Path | None = None
    """In memory, gone after a boot, kept over restarts of the kiosk: /run/kiosk."""
    state_dir: Path | None = None
    """On the card: /var/lib/kiosk."""
    notifier: Notifier = field(default_factory=lambda: Notifier({}))
    trial_file: Path | None = None
    """There while an update is on trial; None where no update can be."""


def this_box(environ: Mapping[str, str]) -> Box:
    """From the process's environment."""
    state_dir = service_folder(environ, STATE)
    return Box(
        service_folder(environ, RUNTIME),
        state_dir,
        Notifier(environ),
        trial_file=paths.TRIAL_FILE if state_dir else None,
    )
