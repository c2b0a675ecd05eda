"""What the settings page needs: every value of the configuration, changing some, starting anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Mistake = tuple[str | None, str]
"""The key that it is about, None where it is about several; and one sentence."""


class SettingsDesk(Protocol):
    """The configuration as staff see it. Every value is a text as a form holds it."""

    def view(self) -> Mapping[str, Any]:
        """Everything known now.

        - `sections`: name and one-line description of each, in order.
        - `values`: in order, each with `name` (dotted), `kind` (bool | int | float | str | path |
          tuple | choice), `meaning`, `unit` (or None), `takes` (what it must be, in words),
          `default`, `low` and `high` (or None), `choices`; `value` (from the next start) and
          `running` (now), `pending` (they differ), `origin` (words), `set_here` (an admin set it),
          `below` and `below_origin` (what would hold if no admin had), `fixed` (why it cannot be
          changed here, or None), `changed` (an admin ever changed it) and `before` (what it was set
          to before the newest change; None for not set here).
        - `ignored`: what of any layer was left out and why.
        - `trouble`: why the kiosk would not start again, one sentence, or None. Then the values
          are those that hold now.
        - `again`: why the kiosk cannot be started again at this moment, or None where it can.
        """

    def save(self, texts: Mapping[str, str], by: str) -> Sequence[Mistake]:
        """Set these values, all or none: empty when they are kept, else every mistake."""

    def put_back(self, name: str, by: str) -> Sequence[Mistake]:
        """Back to what the key was set to before its newest change."""

    def unset(self, name: str, by: str) -> Sequence[Mistake]:
        """Set here no longer: what the layers below say holds."""

    def begin_again(self) -> str | None:
        """End this run in good order so that the kiosk starts again; None when that begins now,
        else one sentence why not. Refused while somebody is on the spot."""
