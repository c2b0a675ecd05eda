"""Where the updater keeps what it needs, beside the layout of the installed kiosk.

Nothing here touches the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.install.layout import Layout


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of the updater, below the root of one layout."""

    layout: Layout

    @property
    def trial(self) -> Path:
        """The open trial; the kiosk begins no check while it is there."""
        return self.layout.system_state / "trial.json"

    @property
    def book(self) -> Path:
        """What became of the updates."""
        return self.layout.system_state / "update.json"

    @property
    def fleet(self) -> Path:
        """The configuration from afar that holds."""
        return self.layout.system_state / "fleet.toml"

    @property
    def fleet_next(self) -> Path:
        """The one that is tried."""
        return self.layout.system_state / "fleet-next.toml"

    @property
    def fleet_before(self) -> Path:
        """The one to go back to; absent when there was none."""
        return self.layout.system_state / "fleet-before.toml"

    @property
    def work(self) -> Path:
        """What nobody but the updater reads."""
        return self.layout.system_state / "update"

    @property
    def metadata(self) -> Path:
        """What is trusted of the update server."""
        return self.work / "tuf"

    @property
    def download(self) -> Path:
        """Archives, perhaps in part."""
        return self.work / "download"

    @property
    def unpacked(self) -> Path:
        """The content of one archive."""
        return self.work / "unpacked"

    @property
    def proving(self) -> Path:
        """Lent to the kiosk's user: the copy of the results that a new version tries itself on."""
        return self.layout.system_state / "proving"

    @property
    def trusted_root(self) -> Path:
        """The keys that the administrator gave at the installation."""
        return self.layout.config_folder / "update-root.json"

    @property
    def request(self) -> Path:
        """The staff's wish for an update."""
        return self.layout.root / "run/kiosk/update-wanted"

    @property
    def lock(self) -> Path:
        """Held by the updater that is at work."""
        return self.layout.root / "run/kiosk-update.lock"
