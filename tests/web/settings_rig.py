"""A settings desk over a real store and real layers, with a restart that only says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.config import COMMAND_LINE, FILE, Config, Layer
from kiosk.results import ResultStore
from kiosk.settings_desk import UP_S, Again, SettingsDesk, with_admin
from tests.web.conftest import moment

TOML = "/etc/kiosk/kiosk.toml"


@dataclass
class Rig:
    """The desk and what stands around it; a test changes that."""

    store: ResultStore
    file: dict[str, object] = field(default_factory=lambda: {"check.reps": 4})
    typed: dict[str, object] = field(default_factory=lambda: {"web.port": 8099})
    misfits: list[str] = field(default_factory=list)
    """What would keep this box from starting."""
    in_use: str | None = None
    up_s: float = UP_S
    ended: int = 0
    """How often the run was ended to begin again."""

    def layers(self) -> list[Layer]:
        """As a start would read them."""
        return [Layer(FILE, self.file, TOML), Layer(COMMAND_LINE, self.typed)]

    def desk(self, service: bool = True) -> SettingsDesk:
        """A desk of a run that began with the layers of now and has been up for a while."""
        times = iter((0.0,))
        return SettingsDesk(
            self.store,
            self.layers,
            with_admin(self.layers(), self.store.settings()),
            lambda: moment(0),
            self._misfits,
            Again(self._end if service else None, lambda: self.in_use),
            now_s=lambda: next(times, self.up_s),
        )

    def _misfits(self, _before: Config, _after: Config) -> list[str]:
        return self.misfits

    def _end(self) -> None:
        self.ended += 1


def values(desk: SettingsDesk) -> dict[str, dict[str, object]]:
    """What the desk tells of each value, by its key."""
    return {each["name"]: each for each in desk.view()["values"]}
