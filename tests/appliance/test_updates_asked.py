"""What starts an update, and who may delay it: the staff's button, the timer, a member's check."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from . import gym, rig, updating
from .box import Box, wait
from .shop import Shop
from .test_updates import stands_on

TIMER_SOON = f"/etc/systemd/system/{updating.TIMER}.d/soon.conf"
SOON = "[Timer]\nOnCalendar=\nOnActiveSec=3s\nRandomizedDelaySec=0\nAccuracySec=1s\n"
CHECK_S = 180.0
SHORT_CHECK = gym.SETTINGS + "[check]\nreps = 3\n"
"""Soon complete, also on a machine that is too busy to look at every picture."""
PRESS = """
import http.cookiejar, re, sys, urllib.parse, urllib.request
jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
opener = urllib.request.build_opener(jar)
def page(path, **form):
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request("http://127.0.0.1:8080" + path, data)
    with opener.open(request, timeout=20) as answer:
        return answer.read().decode()
def token(path):
    return re.search('name="token"[^>]*value="([^"]+)"', page(path))[1]
page("/staff/first-pin", token=token("/staff/sign-in"), pin="246810", again="246810")
page("/staff/admin-pin", token=token("/staff/admin-pin"), pin="135791", again="135791")
print(page("/staff/update", token=token("/staff/update"), ask="1"))
"""
STATES = "SELECT state, count(*) FROM checks GROUP BY state"


def states(box: Box) -> dict[str, int]:
    """How many checks of the recordings are in each state."""
    program = "import json, sqlite3, sys; s = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=1)"
    program += f"; print(json.dumps(dict(s.execute('{STATES}'))))"
    found: dict[str, int] = json.loads(box.run("/usr/bin/python3", "-c", program, rig.STORE))
    return {"open": 0} | found


@pytest.fixture
def busy_gym(gym_box: Box) -> Iterator[Box]:
    """One member after the other comes onto the spot, each for a short check."""
    rig.configure(gym_box, SHORT_CHECK)
    rig.play(gym_box, *gym.VISITED)
    rig.wait_seeing(gym_box)
    yield gym_box
    rig.configure(gym_box, gym.SETTINGS)
    rig.play(gym_box, *gym.EMPTY)


@pytest.mark.short
def test_the_button_starts_it_and_a_check_delays_it(busy_gym: Box, maintainer: Shop) -> None:
    """Pressed during a check: that is completed and stored first, then comes 1.3.0."""
    box, old = busy_gym, updating.running(busy_gym)
    maintainer.publish(box, "1.3.0")
    wait(lambda: (box.state().get("counted") or 0) >= 1, CHECK_S, "a check in progress")
    before, pid = states(box), rig.main_pid(box)
    assert before["open"] == 1
    said = box.run("/usr/bin/python3", "-c", PRESS)
    assert "looks for an update" in said
    wait(lambda: box.show(updating.UNIT, "ActiveState") == "activating", 30, "the updater starts")
    wait(lambda: not box.succeeds("test", "-e", updating.WANTED), 30, "the request is taken")
    wait(lambda: states(box)["open"] == 0, CHECK_S, "the end of the check")
    assert rig.main_pid(box) == pid
    assert states(box) == {**before, "open": 0, "complete": before.get("complete", 0) + 1}
    wait(lambda: updating.running(box) == "1.3.0", updating.RUN_LIMIT_S, "1.3.0 answers")
    assert states(box).get("abandoned", 0) == before.get("abandoned", 0)
    over = ("inactive", "failed")
    wait(lambda: box.show(updating.UNIT, "ActiveState") in over, CHECK_S, "the updater's end")
    assert updating.last_look(box)["sentence"] == f"Updated from {old} to 1.3.0."
    stands_on(box, "1.3.0")


def test_the_timer_starts_it(gym_box: Box) -> None:
    """The timer of the night starts a look for an update by itself."""
    box, before = gym_box, updating.last_look(gym_box)
    assert box.show(updating.TIMER, "ActiveState") == "active"
    box.write(TIMER_SOON, SOON)
    threading.Event().wait(1.1)  # the book's times are in whole seconds
    box.run("systemctl", "daemon-reload")
    box.run("systemctl", "restart", updating.TIMER)
    wait(lambda: updating.last_look(box) != before, 120, "a look that nobody asked for")
    box.path(TIMER_SOON).unlink()
    box.run("systemctl", "daemon-reload")
    assert updating.last_look(box)["outcome"] == "current"


def test_only_in_the_quiet_hours(gym_box: Box) -> None:
    """By itself only between the two times of the settings; the button asks at any time."""
    box, now = gym_box, datetime.now(UTC)
    hours = "-".join(f"{now + timedelta(hours=by):%H:%M}" for by in (2, 4))
    rig.configure(box, gym.SETTINGS.replace('quiet_hours = ""', f'quiet_hours = "{hours}"'))
    found = updating.run_updater(box)
    assert found["outcome"] == "waiting"
    assert hours.partition("-")[0] in found["sentence"]
    gym.ask(box)
    wait(lambda: updating.last_look(box)["outcome"] == "current", 120, "a look that was asked for")
    rig.configure(box, gym.SETTINGS)
