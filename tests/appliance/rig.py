"""The kiosk in the box: how it is installed and started there, and what is asked of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .box import Box, wait
from .roots import CLONE

INSTALL = (str(CLONE / "systemd/install"), "--without-browser")
INSTALL_LIMIT_S = 300.0
START_LIMIT_S = 60.0
UNIT = "kiosk.service"
PROGRAM = "/opt/kiosk/current/bin/kiosk"
CONFIG = "/etc/kiosk/kiosk.toml"
STATE_FOLDER = "/var/lib/kiosk"
STORE = f"{STATE_FOLDER}/replay.db"
CLIPS = "/usr/local/share/kiosk-clips"
SITE = "/opt/kiosk/current/lib/python3.13/site-packages/kiosk"
DEMO = (f"{SITE}/demo/demo.mp4", "--spot", f"{SITE}/demo/demo.spot.json")
FROZEN = (f"{CLIPS}/frozen.mkv",)
REPLAY = f"/etc/systemd/system/{UNIT}.d/replay.conf"
NO_PINS = "[gpio]\nenabled = false\n"
COUNTS = """
import json, sqlite3, sys
store = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
print(json.dumps({"whole": store.execute("PRAGMA integrity_check").fetchone()[0],
                  "checks": store.execute("SELECT count(*) FROM checks").fetchone()[0],
                  "reps": store.execute("SELECT count(*) FROM reps").fetchone()[0]}))
"""


@dataclass(frozen=True)
class Kept:
    """What the store holds."""

    whole: bool
    checks: int
    reps: int


def install(box: Box, *more: str) -> str:
    """Run the installer as the README says; what it printed."""
    return box.run(*INSTALL, *more, limit_s=INSTALL_LIMIT_S)


def play(box: Box, clip: str, *more: str, speed: float = 1.0, ready: bool = True) -> None:
    """Let the kiosk run on a recording, again and again, from now on; `ready`: it must start."""
    words = f"{PROGRAM} run --source {clip} --speed {speed} --repeat --store {STORE} "
    words += f"--wait-for-camera --mock-gpio {' '.join(more)}"
    box.write(REPLAY, f"[Service]\nExecStart=\nExecStart={words.strip()}\n")
    restart(box, ready=ready)


def restart(box: Box, *, ready: bool = True) -> None:
    """Start it anew with a clean record of failures, and wait until it is ready."""
    box.run("systemctl", "daemon-reload")
    box.run("systemctl", "reset-failed", UNIT, check=False)
    box.run("systemctl", "restart", UNIT, limit_s=START_LIMIT_S, check=ready)


def configure(box: Box, toml: str) -> None:
    """Write the settings; they hold after the next start."""
    box.write(CONFIG, toml)


def main_pid(box: Box) -> int:
    """The kiosk's process as the box numbers it; 0 while there is none."""
    return int(box.show(UNIT, "MainPID") or 0)


def restarts(box: Box) -> int:
    """How often systemd has started it again by itself."""
    return int(box.show(UNIT, "NRestarts") or 0)


def signal_main(box: Box, name: str) -> int:
    """Send the kiosk's process a signal; which process that was."""
    pid = main_pid(box)
    box.run("systemctl", "kill", "--kill-whom=main", f"--signal={name}", UNIT)
    return pid


def camera(box: Box, state: str) -> dict[str, Any]:
    """What the page says of the camera while it is in this state; else empty."""
    said: dict[str, Any] = box.state().get("camera") or {}
    return said if said.get("state") == state else {}


def wait_seeing(box: Box, limit_s: float = START_LIMIT_S) -> None:
    """Until the page shows what the camera sees."""
    wait(lambda: camera(box, "ok"), limit_s, "the page shows what the camera sees")


def kept(box: Box, store: str = STORE) -> Kept:
    """Open the store from outside, as it is."""
    found = json.loads(box.run("/usr/bin/python3", "-c", COUNTS, store))
    return Kept(found["whole"] == "ok", found["checks"], found["reps"])
