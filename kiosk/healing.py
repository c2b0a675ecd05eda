"""What the health page, /metrics and /ready are told: the box's report, the loop, the board.

Puts together what others know (`kiosk.health`, `kiosk.vitals`, `kiosk.gearbox`). Called by web
threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kiosk.board.telling import board_view
from kiosk.feedback.staff import STAFF_LIGHTS, StaffLight, colour_names, css_steps
from kiosk.gearbox import Gearbox
from kiosk.health.freshness import STALLED_S
from kiosk.health.report import HealthReport, Level, Trouble, plain
from kiosk.holding import HELD
from kiosk.vitals import Vitals

HOW = (
    "The kiosk stops for about a minute to time every network on this board, and then takes what "
    "suits it best."
)


@dataclass
class Healing:
    """`kiosk.web.ports.Health` over the parts that know."""

    report: Callable[[], HealthReport]
    vitals: Callable[[], Vitals]
    store_trouble: Callable[[], str | None]
    """Why the store takes no results now, one sentence, or None."""
    gearbox: Gearbox | None = None
    """None until the board has chosen."""
    now_s: Callable[[], float] = time.monotonic

    def view(self) -> Mapping[str, Any]:
        """Everything known now, as `ports.Health.view` says."""
        report, vitals = self.report(), self.vitals()
        return {
            **plain(report),
            "vitals": self._vitals(vitals),
            "board": _board(self.gearbox) if self.gearbox else None,
            "lights": [_light(each, _saying(report, vitals)) for each in STAFF_LIGHTS],
        }

    def measure(self) -> tuple[bool, str]:
        """Ask for a new self-benchmark, at once answered."""
        if self.gearbox is None or self.gearbox.state_dir is None:
            return False, "Only an installed kiosk keeps figures: use kiosk bench here."
        if self.vitals().busy:
            return False, "Somebody is on the spot: ask again when the check is over."
        try:
            self.gearbox.ask()
        except OSError as error:
            return False, f"The request cannot be kept ({error.strerror}): look at the card."
        return True, "The board is measured in a moment, which takes about a minute."

    def ready(self) -> Mapping[str, Any]:
        """Fresh frames, a store that takes results and no update on trial, as
        `ports.Health.ready` says."""
        vitals, store_trouble = self.vitals(), self.store_trouble()
        camera_trouble = self._camera_trouble(vitals)
        trouble = camera_trouble or store_trouble or (HELD if vitals.held else None)
        return {
            "ready": trouble is None,
            "words": trouble or "A check can begin.",
            "camera": camera_trouble is None,
            "store": store_trouble is None,
            "busy": vitals.busy,
            "held": vitals.held,
        }

    def _camera_trouble(self, vitals: Vitals) -> str | None:
        age_s = self._age_s(vitals)
        if vitals.camera != "ok":
            return vitals.camera_message or "The camera gives no picture yet."
        return "The newest picture is old." if age_s is None or age_s > STALLED_S else None

    def warmth(self) -> tuple[float | None, bool]:
        """Degrees Celsius of the processor, and whether the board has slowed down for heat."""
        report = self.report()
        found = {each.name: each for each in report.readings}
        slowed = report.level_of("throttling") is Level.WARN
        starved = report.level_of("under_voltage") is Level.BAD
        return found["temperature"].value, slowed and not starved

    def trouble_light(self) -> str | None:
        """What the light says to staff between checks. A lost camera is the loop's own to say."""
        trouble = self.report().trouble
        return None if trouble in (None, Trouble.CAMERA_LOST) else trouble.value

    def _vitals(self, vitals: Vitals) -> dict[str, Any]:
        fields = asdict(vitals)
        del fields["fresh_s"]
        return {**fields, "fresh_age_s": self._age_s(vitals)}

    def _age_s(self, vitals: Vitals) -> float | None:
        return None if vitals.fresh_s is None else max(0.0, self.now_s() - vitals.fresh_s)


def _saying(report: HealthReport, vitals: Vitals) -> str:
    """What the light says to staff now: the name of its row."""
    if report.trouble and (not vitals.busy or vitals.camera != "ok"):
        return report.trouble.value
    if vitals.held and vitals.camera == "ok":
        return "updating"
    return "busy" if vitals.busy else "ready"


def _light(light: StaffLight, saying: str) -> dict[str, Any]:
    return {
        "words": light.words,
        "when": light.when,
        "colour": colour_names(light.look),
        "steps": css_steps(light.look),
        "now": light.name == saying,
    }


def _board(gearbox: Gearbox) -> dict[str, Any]:
    told = board_view(gearbox.record, gearbox.choice, gearbox.gear)
    return {**told, "measuring": gearbox.measuring, "how": HOW}
