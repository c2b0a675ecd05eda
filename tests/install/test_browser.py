"""The screen's launcher: when it feeds the watchdog, what it starts, how it ends."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.install.conftest import script

browser = script("browser")
Screen = browser.Screen


class FakeKiosk:
    """Answers /screen with what a test wants."""

    def __init__(self) -> None:
        self.status, self.body = 200, b'{"painted_age_s": 1.5}'
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}).start()

    def painted(self, age_s: float | None) -> None:
        self.body = json.dumps({"painted_age_s": age_s}).encode()


@pytest.fixture
def kiosk() -> Iterator[FakeKiosk]:
    """A kiosk whose page was painted just now."""
    one = FakeKiosk()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A browser: a process that stays until it is ended."""
    one = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield one
    one.kill()
    one.wait()
    assert one.stdin is not None
    one.stdin.close()


def test_what_the_page_says(kiosk: FakeKiosk) -> None:
    """Painted lately, long ago, not yet; and everything else is nobody."""
    for age_s, said in ((0.0, "PAINTED"), (29.9, "PAINTED"), (30.0, "STALE"), (None, "UNPAINTED")):
        kiosk.painted(age_s)
        assert browser.screen_at(kiosk.url) is Screen[said]
    for body in (b"", b"[]", b"{}", b'{"painted_age_s": "x"}', b"The kiosk is in safe mode."):
        kiosk.body = body
        assert browser.screen_at(kiosk.url) is Screen.NOBODY
    kiosk.status = 503
    assert browser.screen_at(kiosk.url) is Screen.NOBODY


def test_nobody_there_is_nobody() -> None:
    """A port on which nothing listens is no frozen page, and no page either."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/"
        assert browser.screen_at(url) is Screen.NOBODY
        assert not browser.answers(url)


def test_an_error_is_an_answer(kiosk: FakeKiosk) -> None:
    """Whatever page is there, the browser may be started."""
    kiosk.status = 503
    assert browser.answers(kiosk.url)


def test_a_page_that_was_painted_and_is_no_more_is_frozen() -> None:
    """The page was seen, then it went stale: not well, at once, and well again when it paints."""
    watch = browser.Watch(0.0)
    assert watch.well(Screen.PAINTED, 5.0)
    assert not watch.well(Screen.STALE, 10.0)
    assert watch.well(Screen.PAINTED, 15.0)


def test_a_new_page_has_its_time() -> None:
    """A browser that starts, or a kiosk that started anew, may take a minute to be painted."""
    watch = browser.Watch(0.0)
    assert watch.well(Screen.UNPAINTED, 59.0)
    assert watch.well(Screen.STALE, 59.0)  # painted by the browser before this one
    assert not watch.well(Screen.UNPAINTED, 61.0)
    assert watch.well(Screen.PAINTED, 62.0)
    assert watch.well(Screen.UNPAINTED, 100.0)
    assert not watch.well(Screen.UNPAINTED, 123.0)


def test_without_a_kiosk_nothing_is_frozen() -> None:
    """Hours of safe page are no reason to restart a browser, and afterwards it has its minute."""
    watch = browser.Watch(0.0)
    assert watch.well(Screen.PAINTED, 1.0)
    assert all(watch.well(Screen.NOBODY, 100.0 * hour) for hour in range(1, 50))
    assert watch.well(Screen.UNPAINTED, 4950.0)
    assert not watch.well(Screen.UNPAINTED, 4961.0)


Told = list[str]


def watched(
    kiosk: FakeKiosk, process: subprocess.Popen[bytes], looks: int, on_look: Callable[[int], None]
) -> tuple[int, Told]:
    """Look so many times; `on_look` sees the number of each and may change the world."""
    stop, told, now_s = threading.Event(), Told(), [0.0]

    def tell(message: str) -> None:
        told.append(message)
        now_s[0] += 5.0
        on_look(len(told))
        if len(told) == looks:
            stop.set()

    code = browser.watch(process, kiosk.url, stop, every_s=0.0, clock=lambda: now_s[0], tell=tell)
    return code, told


def test_the_watchdog_is_fed_only_while_the_page_paints(
    kiosk: FakeKiosk, process: subprocess.Popen[bytes]
) -> None:
    """Fed, then not fed from the look on that finds the page stale."""

    def freeze(look: int) -> None:
        if look == 3:
            kiosk.painted(31.0)

    code, told = watched(kiosk, process, 6, freeze)
    assert code == 0
    assert ["WATCHDOG=1" in each for each in told] == [True] * 3 + [False] * 3
    assert process.poll() is None


def test_an_ended_browser_ends_the_launcher(
    kiosk: FakeKiosk, process: subprocess.Popen[bytes]
) -> None:
    """systemd starts both anew when the browser is gone, also when it went in good order."""
    process.kill()
    process.wait()
    code, told = watched(kiosk, process, 5, lambda _: None)
    assert code != 0
    assert told == []


def test_what_is_started() -> None:
    """cage with Chromium at the page, in kiosk mode, its profile in memory, nothing cached."""
    line = browser.command("http://127.0.0.1:8080/", which=lambda name: f"/usr/bin/{name}")
    assert line[:4] == ["/usr/bin/cage", "-d", "--", "/usr/bin/chromium"]
    assert line[-1] == "http://127.0.0.1:8080/"
    for flag in (
        "--kiosk",
        "--ozone-platform=wayland",
        "--user-data-dir=/run/kiosk-browser/profile",
        "--disk-cache-dir=/dev/null",
        "--no-first-run",
        "--password-store=basic",
        "--disable-breakpad",
    ):
        assert flag in line
    assert not [word for word in line if "sandbox" in word]


def test_a_portrait_screen_is_turned(tmp_path: Path) -> None:
    """Every screen that wlr-randr names is turned, then the browser takes the shell's place."""
    fake = tmp_path / "wlr-randr"
    fake.write_text(
        f"""#!/bin/sh
[ $# -gt 0 ] && {{ echo "$@" >> {tmp_path}/said; exit 0; }}
printf 'HDMI-A-1 "A screen"\\n  Modes:\\n    1280x720 px\\nDP-1 "B"\\n  Enabled: yes\\n'
"""
    )
    fake.chmod(0o755)
    line = browser.command("u", "90", which=lambda name: f"/usr/bin/{name}")
    own = line[line.index("--") + 1 :]
    assert own[0] == "/bin/sh"
    done = subprocess.run(
        [*own[:4], "echo", "browser"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == "browser\n"
    said = (tmp_path / "said").read_text().splitlines()
    assert said == ["--output HDMI-A-1 --transform 90", "--output DP-1 --transform 90"]
    for wrong in ("", "45", "; rm -rf /"):
        assert "/bin/sh" not in browser.command("u", wrong, which=lambda name: f"/usr/bin/{name}")


def test_the_older_name_of_chromium_does() -> None:
    """Raspberry Pi OS Bookworm calls it chromium-browser; without either it is one sentence."""
    there = {"cage": "/c", "chromium-browser": "/b"}
    assert "/b" in browser.command("u", which=there.get)
    with pytest.raises(FileNotFoundError, match="apt install cage"):
        browser.command("u", which=lambda _: None)
    with pytest.raises(FileNotFoundError, match="apt install chromium"):
        browser.command("u", which={"cage": "/c"}.get)


def test_the_whole_life(kiosk: FakeKiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits for the page, starts the browser, feeds systemd's real socket, ends it when stopped."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        address = str(tmp_path / "notify")
        systemd.bind(address)
        systemd.settimeout(20)
        monkeypatch.setitem(browser.os.environ, "NOTIFY_SOCKET", address)
        stop, codes = threading.Event(), list[int]()
        pid = tmp_path / "pid"
        line = ["sh", "-c", 'echo $$ > "$0"; exec sleep 600', str(pid)]
        thread = threading.Thread(target=lambda: codes.append(browser.show(kiosk.url, line, stop)))
        thread.start()
        assert systemd.recv(1000).startswith(b"WATCHDOG=1")
        stop.set()
        thread.join(20)
    assert codes == [0]
    assert kiosk.asked[0] == "/"
    assert "/screen" in kiosk.asked
    text = pid.read_text() if pid.exists() else ""
    assert not text.strip() or not Path(f"/proc/{text.strip()}").exists()


def test_what_the_last_browser_left_is_thrown_away(tmp_path: Path) -> None:
    """Profile, caches and reports of crashes of an earlier browser are gone."""
    for name in ("profile/Default", ".config/chromium/Crash Reports", ".cache/x"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "wayland-0").touch()
    browser.forget(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["wayland-0"]


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("[web]\nport = 9000\n", 9000),
        ("[web]\nport = true\n", 8080),
        ("web = 1", 8080),
        ("[", 8080),
    ],
)
def test_the_port(tmp_path: Path, text: str, port: int) -> None:
    """The port of the configuration where it is well."""
    (tmp_path / "kiosk.toml").write_text(text)
    assert browser.port_of(tmp_path / "kiosk.toml") == port
    assert browser.port_of(tmp_path / "none.toml") == 8080
