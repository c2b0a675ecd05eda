"""What the pages need to find checks and to say whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from kiosk.selection import Selection
from kiosk.stored_check import CheckDetail, CheckRow, Counts


class Found(Protocol):
    """One page of a list."""

    @property
    def rows(self) -> Sequence[CheckRow]:
        """Newest first."""

    @property
    def older(self) -> str | None:
        """`before_id` of the next page; None on the last."""

    @property
    def count(self) -> int:
        """How many checks the whole selection has, counted no further than was asked for."""


class Summary(Counts, Protocol):
    """What happened between two moments, in numbers of checks."""

    @property
    def labelled(self) -> int:
        """With a label."""

    @property
    def faults(self) -> int:
        """With at least one fault."""

    @property
    def unsure(self) -> int:
        """With at least one answer that could not be given."""

    @property
    def faults_by_check(self) -> Mapping[str, int]:
        """{"knee_valgus": 3}: with that fault on either leg."""


class LabelUse(Protocol):
    """A label and where it is."""

    @property
    def label(self) -> str:
        """As it was last typed."""

    @property
    def checks(self) -> int:
        """How many have it."""

    @property
    def newest_id(self) -> str:
        """The newest of them."""

    @property
    def newest_utc(self) -> str:
        """When that began, ISO 8601, UTC."""


class Finding(Protocol):
    """Lists, counts, exports, the day's summary and the labels."""

    def find(
        self, selection: Selection, limit: int, before_id: str | None = None, count_to: int = 0
    ) -> Found:
        """The newest checks of the selection; with `before_id` those older than that one. With
        `count_to` also how many it has, counted no further than that."""

    def count(self, selection: Selection, most: int | None = None) -> int:
        """How many checks it has; counts no further than `most`."""

    def iterate(self, selection: Selection, chunk: int = 100) -> Iterator[CheckDetail]:
        """All of them, newest first, at most `chunk` in memory; holds the store up in nothing,
        however slowly they are taken."""

    def summary(self, since_utc: str, until_utc: str | None = None) -> Summary:
        """What happened from one moment on, or up to another (ISO 8601 as `Moment.utc_text`)."""

    def labels(self, text: str = "", limit: int = 50) -> Sequence[LabelUse]:
        """The labels in use that contain `text`, the last used first."""

    def set_label(self, check_id: str, label: str | None) -> str | None:
        """Give a check a label, or take it away (None, ""); the label as it is stored. Raises a
        `KioskError` for a text that is no label, and when there is no such check."""
