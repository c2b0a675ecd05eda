"""Starts the box's screen, cage with Chromium, and feeds its watchdog while the page paints.

Decides when the screen counts as frozen; systemd then kills and restarts all of it. Whatever
keeps the page itself from being there (kiosk starting, safe page) is no reason to restart a
browser. Standard library alone, for the system's python3.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

CONFIG_FILE = Path("/etc/kiosk/kiosk.toml")
HOME = Path("/run/kiosk-browser")
"""In memory: tmpfiles.d makes it."""
PAINTED_WITHIN_S = 30.0
GRACE_S = 60.0
"""How long the page may take to be painted first, by a browser or for a kiosk that is new."""
LOOK_EVERY_S = 5.0

FLAGS = (
    "--kiosk",
    "--ozone-platform=wayland",
    f"--user-data-dir={HOME}/profile",
    "--disk-cache-dir=/dev/null",
    "--disk-cache-size=1",
    "--log-level=3",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--noerrdialogs",
    "--hide-crash-restore-bubble",
    "--password-store=basic",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-pinch",
    "--disable-sync",
    "--disable-features=Translate,MediaRouter,OptimizationHints,InterestFeedContentSuggestions",
    "--overscroll-history-navigation=0",
    "--autoplay-policy=no-user-gesture-required",
)
TURNS = ("90", "180", "270")
TURN = """\
for screen in $(wlr-randr | sed -n 's/^\\([^ ][^ ]*\\) .*/\\1/p'); do
  wlr-randr --output "$screen" --transform "$0" || echo "The screen $screen cannot be turned." >&2
done
exec "$@"
"""
"""Run by the compositor before the browser: cage itself has no setting for it."""


class Screen(Enum):
    """What the page says about itself."""

    PAINTED = "painted"
    """The member's page was painted within the last half minute."""
    UNPAINTED = "unpainted"
    """The kiosk answers, and its page has not been painted since it started."""
    STALE = "stale"
    """The kiosk answers, and its page was painted longer ago."""
    NOBODY = "nobody"
    """No kiosk answers: it starts, or the safe page stands there."""


@dataclass(slots=True)
class Watch:
    """Whether the browser may live on; time in seconds that never run backward."""

    excused_s: float
    """Since when the page may be painted first: the browser's start, or nobody answered."""
    seen: bool = False
    """Whether this browser has painted the page at all."""

    def well(self, screen: Screen, now_s: float) -> bool:
        """Take one look into account; False when the page is frozen."""
        if screen is Screen.PAINTED:
            self.seen = True
        if screen in (Screen.PAINTED, Screen.NOBODY):
            self.excused_s = now_s
            return True
        if screen is Screen.STALE and self.seen:
            return False
        return now_s - self.excused_s < GRACE_S


def screen_at(url: str) -> Screen:
    """Ask the kiosk at `url` when its page was painted last."""
    try:
        with urllib.request.urlopen(f"{url}screen", timeout=3) as answer:
            age_s = json.loads(answer.read(10_000))["painted_age_s"]
    except (OSError, ValueError, KeyError, TypeError):
        return Screen.NOBODY
    if age_s is None:
        return Screen.UNPAINTED
    if not isinstance(age_s, int | float):
        return Screen.NOBODY
    return Screen.PAINTED if age_s < PAINTED_WITHIN_S else Screen.STALE


def answers(url: str) -> bool:
    """Whether anybody, kiosk or safe page, gives a page there."""
    try:
        urllib.request.urlopen(url, timeout=3).close()
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False
    return True


def port_of(config_file: Path) -> int:
    """The kiosk's port; 8080 wherever the file does not say it well."""
    try:
        port = tomllib.loads(config_file.read_text("utf-8"))["web"]["port"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 8080
    return port if type(port) is int and 0 < port < 65536 else 8080


def command(
    url: str, turn: str = "", which: Callable[[str], str | None] = shutil.which
) -> list[str]:
    """The compositor with the browser in it, every screen turned by `turn` (90, 180, 270).

    Raises FileNotFoundError with a sentence.
    """
    cage, chromium = which("cage"), which("chromium") or which("chromium-browser")
    if cage is None or chromium is None:
        missing = "cage" if cage is None else "chromium"
        raise FileNotFoundError(f"{missing} is not installed: sudo apt install {missing}.")
    turned = ["/bin/sh", "-c", TURN, turn] if turn in TURNS else []
    return [cage, "-d", "--", *turned, chromium, *FLAGS, url]


def say(message: str, environment: Mapping[str, str] = os.environ) -> None:
    """Tell systemd; nobody listens when run by hand."""
    address = environment.get("NOTIFY_SOCKET")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.connect("\0" + address[1:] if address.startswith("@") else address)
        to.send(message.encode())


def wait_for_page(url: str, stop: threading.Event) -> None:
    """Until somebody answers at `url`; a browser started earlier would stay on its error page."""
    while not stop.is_set() and not answers(url):
        say("WATCHDOG=1\nSTATUS=Waiting for the kiosk's page.")
        stop.wait(1.0)


def watch(
    browser: subprocess.Popen[bytes],
    url: str,
    stop: threading.Event,
    *,
    every_s: float = LOOK_EVERY_S,
    clock: Callable[[], float] = time.monotonic,
    tell: Callable[[str], None] = say,
) -> int:
    """Feed the watchdog while the page is well; the browser's exit code, or 0 when stopped.

    A frozen page is not fed: systemd ends everything and starts it anew.
    """
    state = Watch(clock())
    while not stop.is_set():
        ended = browser.poll()
        if ended is not None:
            return ended or 1
        if state.well(screen_at(url), clock()):
            tell("WATCHDOG=1\nSTATUS=The page is shown.")
        else:
            tell("STATUS=The page is frozen; systemd restarts the browser.")
        stop.wait(every_s)
    return 0


def end(browser: subprocess.Popen[bytes], within_s: float = 5.0) -> None:
    """End the browser, gently first."""
    browser.terminate()
    try:
        browser.wait(within_s)
    except subprocess.TimeoutExpired:
        browser.kill()
        browser.wait()


def forget(home: Path) -> None:
    """Throw away what the last browser left in `home`: profile, caches, reports of crashes."""
    for name in ("profile", ".config", ".cache"):
        shutil.rmtree(home / name, ignore_errors=True)


def show(url: str, line: Sequence[str], stop: threading.Event) -> int:
    """Start `line` when the page is there and watch it until it ends or `stop` is set."""
    wait_for_page(url, stop)
    if stop.is_set():
        return 0
    browser = subprocess.Popen(line)
    try:
        return watch(browser, url, stop)
    finally:
        end(browser)


def main() -> int:
    """The screen, until systemd stops it."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    url = f"http://127.0.0.1:{port_of(CONFIG_FILE)}/"
    try:
        line = command(url, os.environ.get("KIOSK_SCREEN_TURN", ""))
        forget(HOME)
        say("READY=1")
        return show(url, line, stop)
    except OSError as error:
        print(f"The screen cannot be started: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
