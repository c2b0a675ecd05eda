"""The update page on the whole kiosk, which starts anew under it as it does with every update."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk import paths
from kiosk.updating import BY_HAND

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timed]

PIN, ADMIN_PIN = "271828", "161803"


@contextmanager
def running(folder: Path, port: int) -> Iterator[str]:
    """One run of the kiosk on its clip, always with the same results; its address."""
    command = [sys.executable, "-m", "kiosk", "run", "--source", str(paths.DEMO_CLIP)]
    command += ["--mock-gpio", "--repeat", "--store", str(folder / "results.db")]
    with subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        try:
            assert found is not None, "the kiosk did not start"
            yield found[0]
        finally:
            process.terminate()
            process.wait(20)


def free_port() -> int:
    """The same for both runs: the page stays where it is."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def choose(page: Page, pin: str, button: str) -> None:
    for field in page.locator("main input[type=password]").all():
        field.fill(pin)
    page.get_by_role("button", name=button).click()


def test_staff_follow_an_update_over_a_restart(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    """The page says that the kiosk is away, that everybody was signed out, and leads back; both
    PINs are those chosen before the restart."""
    port = free_port()
    with running(tmp_path, port) as url:
        page = open_page(f"{url}staff/")
        choose(page, PIN, "Set the PIN")
        page.goto(f"{url}staff/admin-pin")
        choose(page, ADMIN_PIN, "Set the admin PIN")
        expect(page.get_by_text(BY_HAND)).to_be_visible()
        page.clock.install()
        page.reload()
    page.clock.run_for(16_000)
    expect(page.locator("#stale")).to_be_visible()
    with running(tmp_path, port):
        page.clock.run_for(3_000)
        expect(page.locator("#signed-out")).to_be_visible()
        page.get_by_role("link", name="Sign in again").click()
        choose(page, ADMIN_PIN, "Sign in")
        expect(page.get_by_role("heading", name="Update")).to_be_visible()
        expect(page.get_by_text(BY_HAND)).to_be_visible()
