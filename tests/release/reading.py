"""A kiosk as python-tuf sees it: its own Updater, over HTTP from this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata, TargetFile, Targets
from tuf.ngclient import Updater


class _Quiet(SimpleHTTPRequestHandler):
    """Any static web server."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@dataclass
class Box:
    """What a kiosk trusts and has fetched."""

    url: str
    folder: Path
    root: bytes
    """The first root, given at the installation."""

    def look(self) -> dict[str, TargetFile]:
        """Every target that is offered, verified; raises what tuf raises."""
        updater = self._updater()
        updater.refresh()
        path = self.folder / "targets.json"
        found: Metadata[Targets] = Metadata.from_file(str(path))
        for name in found.signed.targets:
            assert updater.get_targetinfo(name) is not None
        return dict(found.signed.targets)

    def fetch(self, name: str) -> bytes:
        """A target's verified content."""
        updater = self._updater()
        info = updater.get_targetinfo(name)
        assert info is not None
        return Path(updater.download_target(info)).read_bytes()

    def root_version(self) -> int:
        """The root it trusts by now."""
        found = Metadata.from_file(str(self.folder / "root.json"))
        return int(found.signed.version)

    def _updater(self) -> Updater:
        self.folder.mkdir(exist_ok=True)
        fetched = self.folder / "fetched"
        fetched.mkdir(exist_ok=True)
        return Updater(
            str(self.folder),
            f"{self.url}/metadata",
            str(fetched),
            f"{self.url}/targets",
            bootstrap=self.root,
        )


def custom_of(box: Box, name: str = "kiosk-1.4.0.tar") -> dict[str, object]:
    """What is said of a target."""
    return dict(box.look()[name].custom)
