"""The service manager: what is active, and what must be told to it."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.install.failure import InstallError
from kiosk.install.layout import BROWSER_UNITS, STARTED
from kiosk.install.running import Runner

START_LIMIT_S = 660.0
"""A little longer than TimeoutStartSec= of kiosk.service."""
STEADY_LOOKS = 5
"""Looks, a second apart, in which a kiosk that runs must be found running."""
MEND = "look with: journalctl -b -u kiosk"


def wanted_units(browser: bool) -> tuple[str, ...]:
    """The units that run on an installed box."""
    return (*STARTED, *(BROWSER_UNITS if browser else ()))


def not_started(units: tuple[str, ...], run: Runner) -> list[str]:
    """Those of `units` that do not run and have not said why they need not."""
    return [unit for unit in units if not _well(_shown(unit, run))]


def _shown(unit: str, run: Runner) -> dict[str, str]:
    names = "ActiveState,ConditionResult,ConditionTimestampMonotonic,StatusText,Result"
    text = run(["systemctl", "show", unit, "--property", names], mend=MEND)
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def _well(shown: dict[str, str]) -> bool:
    """Active, on the way there, or kept from starting by a condition of its own (no screen)."""
    if shown.get("ActiveState") in ("active", "activating", "reloading"):
        return True
    tried = shown.get("ConditionTimestampMonotonic", "0") != "0"
    return tried and shown.get("ConditionResult") == "no"


def start(units: list[str], run: Runner, tell: Callable[[str], None]) -> None:
    """Start or restart `units`, and wait for the kiosk's page. Raises InstallError."""
    run(["systemctl", "reset-failed", *units], mend=MEND)
    run(["systemctl", "--no-block", "restart", *units], mend=MEND)
    if "kiosk.service" in units:
        wait_until_ready(run, tell)


def wait_until_ready(
    run: Runner,
    tell: Callable[[str], None],
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Until kiosk.service says that its page answers; what it says meanwhile is told on."""
    until_s, told, well = clock() + START_LIMIT_S, "", 0
    while clock() < until_s:
        pause(1.0)
        shown = _shown("kiosk.service", run)
        well = well + 1 if shown.get("ActiveState") == "active" else 0
        if well == STEADY_LOOKS:
            return
        if shown.get("ActiveState") == "failed":
            break
        if shown.get("StatusText") and shown["StatusText"] != told:
            told = shown["StatusText"]
            tell(told)
    raise InstallError(f"The kiosk is installed and does not start: {MEND}.")
