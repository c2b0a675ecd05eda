"""One run of the updater: the record that every step reads and adds to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kiosk.config.for_updates import results_path
from kiosk.config.updates import UpdateConfig
from kiosk.install import slot
from kiosk.update import outcome
from kiosk.update.offers import Choice, Here, Offers, Release, Settings
from kiosk.update.outcome import Book
from kiosk.update.places import Places
from kiosk.update.system import System

DEBUG, INFO, NOTICE, WARNING, ERROR = 7, 6, 5, 4, 3
"""Priorities of the journal."""


class Supply(Protocol):
    """The network half, as `offers` has it."""

    def look(self, url: str) -> Offers:
        """What is offered there, verified. Raises UpdateError."""
        ...

    def choose(self, releases: tuple[Release, ...], here: Here) -> Choice:
        """The release for this box, or why there is none."""
        ...

    def fetch(self, offers: Offers, target: Release | Settings, folder: Path) -> Path:
        """The verified file. Raises UpdateError."""
        ...

    def unpack(self, archive: Path, folder: Path, release: Release) -> object:
        """The archive's content in `folder`. Raises UpdateError."""
        ...


@dataclass
class Run:
    """What one run has and finds."""

    places: Places
    system: System
    supply: Supply
    say: Callable[[str], object]
    requested: bool = False
    wishes: UpdateConfig = field(default_factory=UpdateConfig)
    here: Here | None = None
    offers: Offers | None = None
    release: Release | None = None
    archive: Path | None = None
    notes: list[str] = field(default_factory=list)
    """Sentences that are added to the outcome."""

    def tell(self, text: str, priority: int = INFO) -> None:
        """One sentence for the journal."""
        self.say(f"<{priority}>{text}")

    @property
    def slot_in_use(self) -> str:
        """Raises FileNotFoundError on a box without a kiosk."""
        name = slot.in_use(self.places.layout)
        if name is None:
            raise FileNotFoundError(f"{self.places.layout.current} is no link to a slot")
        return name

    @property
    def new_slot(self) -> str:
        """The name of the slot that the chosen release becomes."""
        assert self.release is not None
        return f"{self.release.version}-{self.release.sha256[:8]}"

    @property
    def store(self) -> Path:
        """The results, where the configuration says."""
        layout = self.places.layout
        return layout.root / str(results_path(layout.config)).lstrip("/")

    def slot_folder(self, name: str) -> Path:
        """Where a slot lies."""
        return self.places.layout.slots / name

    def book(self) -> Book:
        """What is written down until now."""
        return outcome.read(self.places.book)

    def write(self, book: Book) -> None:
        """Keep it."""
        outcome.write(self.places.book, book)


def version_of(slot_name: str) -> str:
    """The version that a slot's or base's name begins with."""
    return slot_name.rpartition("-")[0]
