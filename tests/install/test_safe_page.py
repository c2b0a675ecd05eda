"""The safe page: over real HTTP, whatever its files hold."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import OpenPage
from tests.install.conftest import script

safe_page = script("safe_page")


class Served:
    """The page on a free port of this box, and the folder that it reads."""

    def __init__(self, runtime: Path) -> None:
        self.runtime = runtime
        self.waited_s = 0.0
        self.server = safe_page.server(safe_page.Place(port=0), runtime, lambda: self.waited_s)
        self.port: int = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}).start()

    def get(self, path: str = "/", host: str | None = None) -> tuple[int, str, dict[str, str]]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        asked.request("GET", path, headers={"Host": host} if host else {})
        answer = asked.getresponse()
        text = answer.read().decode()
        asked.close()
        return answer.status, text, dict(answer.getheaders())

    def exit(self, **said: str) -> None:
        (self.runtime / "last-exit.json").write_text(json.dumps(said))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The safe page while a test looks at it."""
    one = Served(tmp_path)
    yield one
    one.server.shutdown()
    one.server.server_close()


def test_it_says_what_failed_and_what_to_do(served: Served) -> None:
    """The kiosk's own last words, the three steps, and when it tries again."""
    (served.runtime / "last-words").write_text("The results <are> full.\n")
    served.exit(result="exit-code", code="exited", status="7")
    status, text, headers = served.get()
    assert status == 200
    for part in ("This kiosk needs help", "The results &lt;are&gt; full.", "tell staff"):
        assert part in text
    for part in ("power off", "kiosk check", "about 10 minutes"):
        assert part in text
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_words_of_an_older_end_are_not_shown(served: Served) -> None:
    """After a watchdog the words in the file are of another failure."""
    (served.runtime / "last-words").write_text("Old.")
    served.exit(result="watchdog", code="killed", status="ABRT")
    assert "No new picture came from the camera" in served.get()[1]
    assert "Old." not in served.get()[1]


def test_without_words_the_exit_code_speaks(served: Served) -> None:
    """A code of the kiosk's table is told in plain words; nothing known is told as that."""
    assert "stopped several times" in served.get()[1]
    served.exit(result="exit-code", code="exited", status="9")
    assert "Another program stands on the kiosk" in served.get()[1]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"status": [1]}', '"x"', "[" * 100_000, "\0\xff"])
def test_no_file_can_break_it(served: Served, text: str) -> None:
    """Whatever lies in the folder, the page comes."""
    (served.runtime / "last-exit.json").write_text(text)
    (served.runtime / "last-words").mkdir()
    assert served.get()[0] == 200


def test_it_counts_down(served: Served) -> None:
    """The minutes go down to one, then to any moment."""
    told = []
    for waited_s in (0.0, 61.0, 541.0, 601.0):
        served.waited_s = waited_s
        told.append(served.get()[1].split("It tries again by itself ")[1].split(".")[0])
    assert told == [
        "in about 10 minutes",
        "in about 9 minutes",
        "in about 1 minute",
        "any moment now",
    ]


def test_only_names_of_this_box_are_answered(served: Served) -> None:
    """A foreign Host, as in DNS rebinding, is refused; addresses and localhost are not."""
    assert served.get(host="evil.example")[0] == 400
    for host in ("localhost:8080", "127.0.0.1", "[::1]:8080", "192.168.1.5:8080"):
        assert served.get(host=host)[0] == 200


def test_programs_learn_that_no_kiosk_is_there(served: Served) -> None:
    """What asks the kiosk's addresses for machines gets no page for an answer."""
    for path in ("/ready", "/screen", "/metrics"):
        assert served.get(path)[0] == 503
    assert served.get("/staff/")[0] == 503
    assert served.get("/safe-mode")[1] == "safe"


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("", "127.0.0.1", 8080),
        ('[web]\nport = 9000\nhost = "0.0.0.0"\n', "0.0.0.0", 9000),
        ("[web]\nport = 0\n", "127.0.0.1", 8080),
        ("[web]\nport = true\nhost = 7\n", "127.0.0.1", 8080),
        ("[web]\nport = 'x'\nhost_names = 5\n", "127.0.0.1", 8080),
        ("web = 3\n", "127.0.0.1", 8080),
        ("[web\n", "127.0.0.1", 8080),
    ],
)
def test_the_kiosks_own_address(tmp_path: Path, text: str, host: str, port: int) -> None:
    """The address of the configuration where it is well, the default where it is not."""
    file = tmp_path / "kiosk.toml"
    assert safe_page.place_of(file) == safe_page.Place()
    file.write_text(text)
    place = safe_page.place_of(file)
    assert (place.host, place.port) == (host, port)


def test_a_taken_port_is_one_sentence(
    served: Served, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who cannot listen says so and ends, for systemd to try again."""
    monkeypatch.setattr(safe_page, "place_of", lambda _: safe_page.Place(port=served.port))
    assert safe_page.main() == 1
    assert "cannot listen" in capsys.readouterr().out


def contrast(page: Page, selector: str) -> float:
    """WCAG's contrast between the text and the page's ground."""
    return float(
        page.evaluate(
            """selector => {
              const light = c => { const l = c.match(/[0-9.]+/g).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
              const ink = light(getComputedStyle(document.querySelector(selector)).color);
              const ground = light(getComputedStyle(document.body).backgroundColor);
              return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05); }""",
            selector,
        )
    )


@pytest.mark.browser
def test_it_is_readable_from_afar(served: Served, open_page: OpenPage) -> None:
    """Large letters, contrast of AAA, light and dark, and nothing beside the screen."""
    page = open_page(f"http://127.0.0.1:{served.port}/")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert min(contrast(page, each) for each in ("h1", "p", ".quiet")) >= 7.0
    size_px = "el => parseFloat(getComputedStyle(el).fontSize)"
    assert page.locator("h1").evaluate(size_px) >= 1080 * 0.08
    assert page.locator("p").first.evaluate(size_px) >= 1080 * 0.04
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_the_browser_goes_back_when_the_kiosk_is_there(
    served: Served, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As soon as another page answers, the browser shows that one, without a hand on it."""
    page = open_page(f"http://127.0.0.1:{served.port}/")
    monkeypatch.setattr(
        safe_page.SafePage,
        "do_GET",
        lambda self: self._answer(200, "text/html", "<h1>Member page</h1>"),
    )
    page.get_by_text("Member page").wait_for(timeout=15_000)
