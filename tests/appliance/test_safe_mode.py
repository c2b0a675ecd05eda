"""When the kiosk cannot start at all: a page that says what failed, and a way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import rig
from .box import Box, wait

SAFE, RETRY = "kiosk-safe.service", "kiosk-retry.timer"
BROKEN = '[web]\nport = "eighty"\n'
QUICK = f"/etc/systemd/system/{RETRY}.d/quick.conf"
LIMIT_S = 120.0


@pytest.fixture
def quick_retry(box: Box) -> Iterator[Box]:
    """The next try after seconds instead of ten minutes."""
    box.write(QUICK, "[Timer]\nOnActiveSec=\nOnActiveSec=8s\nAccuracySec=1s\n")
    box.run("systemctl", "daemon-reload")
    yield box
    box.path(QUICK).unlink()
    box.run("systemctl", "daemon-reload")


def safe_text(box: Box) -> str:
    """The page of safe mode; empty while it does not stand."""
    answer = box.get("/")
    return answer.text if "This kiosk needs help" in answer.text else ""


def crash(box: Box, times: int) -> None:
    """kill -9, again and again, each time as soon as there is a process again."""
    for _ in range(times):
        pid = rig.signal_main(box, "KILL")
        wait(lambda pid=pid: _over(box, pid), LIMIT_S, "the next start or the limit")  # type: ignore[misc]


def _over(box: Box, pid: int) -> bool:
    """Another process runs, or systemd has given up."""
    return rig.main_pid(box) not in (0, pid) or box.show(rig.UNIT, "ActiveState") == "failed"


def test_a_wrong_setting_ends_in_safe_mode_at_once(box: Box) -> None:
    """A wrong kiosk.toml: no restart loop, and the safe page says the setting on the same port."""
    rig.configure(box, BROKEN)
    rig.play(box, *rig.DEMO, ready=False)
    page = wait(lambda: safe_text(box), LIMIT_S, "the safe page")
    assert "web.port" in page
    assert rig.restarts(box) == 0
    assert box.show(SAFE, "ActiveState") == "active"
    assert box.show(RETRY, "ActiveState") == "active"
    assert box.get("/ready").status == 503
    assert "no-store" in box.run(*HEADERS)


HEADERS = (
    *("/usr/bin/python3", "-c"),
    "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8080/').headers)",
)


def test_mended_it_comes_back_by_itself(quick_retry: Box) -> None:
    """With the setting mended the next try of the timer brings the kiosk back, nobody needed."""
    box = quick_retry
    rig.configure(box, BROKEN)
    rig.play(box, *rig.DEMO, ready=False)
    wait(lambda: safe_text(box), LIMIT_S, "the safe page")
    rig.configure(box, rig.NO_PINS)
    rig.wait_seeing(box, LIMIT_S)
    assert box.show(SAFE, "ActiveState") == "inactive"
    assert box.show(RETRY, "ActiveState") == "inactive"
    assert box.show("kiosk-retry.service", "Result") == "success"


def test_restarts_have_a_limit(quick_retry: Box) -> None:
    """Killed five times in a row it is given up: the safe page stands, then it is tried again."""
    box = quick_retry
    rig.configure(box, rig.NO_PINS)
    rig.play(box, *rig.DEMO)
    crash(box, 5)
    wait(lambda: box.show(rig.UNIT, "ActiveState") == "failed", LIMIT_S, "systemd gives up")
    assert box.show(rig.UNIT, "Result") in ("signal", "start-limit-hit")
    page = wait(lambda: safe_text(box), LIMIT_S, "the safe page")
    assert "ended from outside" in page
    rig.wait_seeing(box, LIMIT_S)


def test_the_health_timer_runs_in_safe_mode_too(box: Box) -> None:
    """The journal gets the box's health although the kiosk is down."""
    rig.configure(box, BROKEN)
    rig.play(box, *rig.DEMO, ready=False)
    wait(lambda: safe_text(box), LIMIT_S, "the safe page")
    box.run("systemctl", "start", "kiosk-health.service", check=False)
    assert box.show("kiosk-health.service", "Result") == "success"
    assert "Free space:" in box.journal("-u", "kiosk-health.service")
    assert box.show("kiosk-health.timer", "ActiveState") == "active"
    rig.configure(box, rig.NO_PINS)
    rig.play(box, *rig.DEMO)
