"""A kiosk and its browser as an installed box starts them, each under a trace of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from tests.system.commands import ROOT, environment

from . import strace

ADDRESS = re.compile(r"http://\S+?/")
CONFIG = """
[model]
name_or_path = "lightning-portrait"
second_name_or_path = "thunder-portrait"
[screen]
picture = {picture}
"""
END_WITHIN_S = 30.0


@dataclass
class Traced:
    """A program behind strace, or alone."""

    outer: subprocess.Popen[str]
    inner_pid: int

    def end(self, number: signal.Signals) -> int:
        """Send the signal to the program itself; the exit code as strace hands it on."""
        os.kill(self.inner_pid, number)
        return self.outer.wait(END_WITHIN_S)


@dataclass(frozen=True)
class Folders:
    """Of one run, below one folder."""

    root: Path

    @property
    def state(self) -> Path:
        """As /var/lib/kiosk: on the card."""
        return self.root / "state"

    @property
    def run(self) -> Path:
        """As /run/kiosk."""
        return self.root / "run"

    @property
    def traces(self) -> Path:
        """Of all processes of the kiosk."""
        return self.root / "traces"

    @property
    def log(self) -> Path:
        """Standard error."""
        return self.root / "log"

    @property
    def store(self) -> Path:
        """The results."""
        return self.state / "results.db"


def folders_in(root: Path, *, picture: bool) -> Folders:
    """Make them, with a configuration that names the networks (nothing is measured)."""
    folders = Folders(root)
    for folder in (folders.state, folders.run, folders.traces):
        folder.mkdir(parents=True)
    (root / "kiosk.toml").write_text(CONFIG.format(picture=str(picture).lower()), "utf-8")
    return folders


@contextmanager
def running(
    folders: Folders,
    *words: str,
    prefix: Sequence[str] = (),
    core_bytes: int = 0,
    module: str = "kiosk",
) -> Iterator[tuple[Traced, str]]:
    """`kiosk run <words>` as the unit starts it: no core dumps, its folders; gives its address."""
    program = [sys.executable, "-m", module, "--config", str(folders.root / "kiosk.toml"), "run"]
    options = ["--mock-gpio", "--store", str(folders.store), "--port", "0"]
    with folders.log.open("a", encoding="utf-8") as log:
        outer = subprocess.Popen(
            [*prefix, *program, *options, *words],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=folders.state,
            env=_as_the_unit(folders),
            preexec_fn=lambda: limit_core(core_bytes),
        )
        try:
            assert outer.stdout is not None
            address = ADDRESS.search(outer.stdout.readline())
            if address is None:
                raise RuntimeError(f"the kiosk did not start: {folders.log.read_text('utf-8')}")
            yield Traced(outer, child_of(outer.pid) if prefix else outer.pid), address[0]
        finally:
            _away(outer, bool(prefix))


def unit_environment() -> dict[str, str]:
    """The settings of the kiosk's own unit."""
    unit = (ROOT / "systemd" / "kiosk.service").read_text("utf-8")
    lines = re.findall(r"^Environment=(.*)$", unit, re.MULTILINE)
    return dict(each.split("=", 1) for line in lines for each in line.split())


def _as_the_unit(folders: Folders) -> dict[str, str]:
    """The unit's settings with the folders of this run. A box's user cannot write where the
    program lies, so Python keeps nothing there."""
    return {
        **environment(),
        **unit_environment(),
        "STATE_DIRECTORY": str(folders.state),
        "RUNTIME_DIRECTORY": str(folders.run),
        "LG_WD": str(folders.run),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def limit_core(most_bytes: int) -> None:
    """The unit's LimitCORE=0, or another, for this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (most_bytes, most_bytes))


def child_of(pid: int) -> int:
    """The one child of a process (strace's program), once it is that program."""
    until(lambda: bool(_children(pid)), f"the program behind process {pid}")
    return _children(pid)[0]


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [int(one) for one in found if _name_of(one) != "strace"]


def _name_of(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
    except OSError:
        return "strace"  # strace's own trials end at once


def _away(outer: subprocess.Popen[Any], traced: bool) -> None:
    """Whatever still runs; strace lets its program live when it is killed itself."""
    if outer.poll() is None:
        if traced:
            os.kill(child_of(outer.pid), signal.SIGKILL)
        else:
            outer.kill()
    outer.wait(END_WITHIN_S)
    if outer.stdout:
        outer.stdout.close()


def browser_launcher() -> ModuleType:
    """systemd/browser.py, which no package holds."""
    spec = importlib.util.spec_from_file_location("browser", ROOT / "systemd" / "browser.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def in_memory_for_the_browser() -> tuple[Path, ...]:
    """The folders that its unit lays into memory, beside its home."""
    unit = (ROOT / "systemd" / "kiosk-browser.service").read_text("utf-8")
    lines = re.findall(r"^TemporaryFileSystem=(.*)$", unit, re.MULTILINE)
    return tuple(Path(each.split(":")[0]) for line in lines for each in line.split())


def browser_command(home: Path, url: str) -> list[str]:
    """The box's own line, with its profile below `home` and without a screen.

    Debian's Chromium leaves /dev/shm for temporary files where that is smaller than 3.8 GB, as on
    most boxes; here it always does.
    """
    launcher = browser_launcher()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium is not None
    flags = [
        flag.replace(str(launcher.HOME), str(home))
        for flag in launcher.FLAGS
        if not flag.startswith("--ozone-platform")
    ]
    here = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    return [chromium, *flags, *here, url]


@contextmanager
def browsing(home: Path, traces: Path, url: str) -> Iterator[Traced]:
    """The box's browser on the page, traced. `home` should lie in memory."""
    log: IO[bytes] = (traces.parent / "browser-log").open("ab")
    with log:
        outer = subprocess.Popen(
            [*strace.command(traces, contents=False), *browser_command(home, url)],
            stdout=log,
            stderr=log,
            text=True,
            cwd=home,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
            preexec_fn=lambda: limit_core(0),
        )
        try:
            yield Traced(outer, child_of(outer.pid))
        finally:
            if outer.poll() is None:
                os.kill(child_of(outer.pid), signal.SIGTERM)
            outer.wait(END_WITHIN_S)


def painted(url: str) -> bool:
    """Whether the box's own screen has painted the page just now."""
    with urllib.request.urlopen(f"{url}screen", timeout=5) as answer:
        found: Mapping[str, Any] = json.load(answer)
    return found["painted_age_s"] is not None


def until(come: Callable[[], bool], what: str, limit_s: float = 60.0) -> None:
    """Look again and again until it has come. Raises TimeoutError."""
    pause = threading.Event()
    for _ in range(int(limit_s / 0.25)):
        if come():
            return
        pause.wait(0.25)
    raise TimeoutError(f"what was waited for did not come: {what}")
