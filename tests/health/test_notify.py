"""What the service manager hears, on a real datagram socket."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.health.notify import Notifier


@pytest.fixture
def manager() -> Iterator[socket.socket]:
    """systemd's end of the socket. Its path must be short (108 bytes)."""
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end,
    ):
        end.bind(str(Path(folder) / "notify"))
        end.settimeout(5.0)
        yield end


def heard(manager: socket.socket) -> str:
    return manager.recv(4096).decode()


def test_each_word_is_one_datagram(manager: socket.socket) -> None:
    """The words are those of sd_notify(3)."""
    notifier = Notifier({"NOTIFY_SOCKET": manager.getsockname()})
    assert notifier.heard
    notifier.ready()
    notifier.seeing()
    notifier.patience(90.0)
    notifier.stopping()
    words = [heard(manager) for _ in range(4)]
    assert words == ["READY=1", "WATCHDOG=1", "WATCHDOG_USEC=90000000", "STOPPING=1"]


def test_a_status_is_one_line(manager: socket.socket) -> None:
    """A line break would be another assignment to the manager: READY=1, say."""
    Notifier({"NOTIFY_SOCKET": manager.getsockname()}).status("camera\nREADY=1  lost")
    assert heard(manager) == "STATUS=camera READY=1 lost"


def test_a_manager_that_does_not_read_holds_up_nothing(manager: socket.socket) -> None:
    """Its queue is full after a few words; the kiosk goes on all the same."""
    notifier = Notifier({"NOTIFY_SOCKET": manager.getsockname()})
    for _ in range(14):
        notifier.seeing()
    assert heard(manager) == "WATCHDOG=1"


def test_an_abstract_socket_is_reached() -> None:
    """systemd may name a socket without a file, written with an @."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind("")  # the kernel chooses an abstract name
        end.settimeout(5.0)
        name = end.getsockname().decode()
        Notifier({"NOTIFY_SOCKET": f"@{name[1:]}"}).ready()
        assert heard(end) == "READY=1"


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": "/nowhere/notify"}])
def test_without_a_manager_nothing_happens(environ: dict[str, str]) -> None:
    """On a laptop, or with a manager that is gone, the kiosk goes on."""
    notifier = Notifier(environ)
    notifier.ready()
    notifier.seeing()
