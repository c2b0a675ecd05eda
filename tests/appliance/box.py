"""One booted container: starts it, runs commands in it, looks at its page, ends it.

Decides nothing about the kiosk. systemd-nspawn needs no systemd outside for this; it ends with
this process even when that is killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from .host import search_path
from .network import Answer, first_process, get, newest_state

T = TypeVar("T")
CGROUPS = (Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup"))
BOOT_LIMIT_S, STOP_LIMIT_S, RUN_LIMIT_S = 60.0, 20.0, 60.0
BETWEEN_LOOKS_S = 0.2
LEFT = Path("/run/systemd/nspawn/propagate")
"""Where nspawn leaves an empty folder for every container."""
UP = ("running", "degraded")
REBOOT_ASKED = 133
"""How nspawn with --keep-unit ends when the box wants to boot anew; its starter is to do that."""
INTO = ("-m", "-u", "-i", "-n", "-p", "-C", "-T", "-r", "-w", "--")
"""nsenter: every name space of the box, its root and its folder."""
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/"}


def wait(what: Callable[[], T], limit_s: float, saying: str) -> T:
    """Look until `what` is true and return it; fails with `saying` after `limit_s`."""
    end_s, pause = monotonic() + limit_s, threading.Event()
    while not (found := what()):
        assert monotonic() < end_s, f"not within {limit_s:.0f} s: {saying}"
        pause.wait(BETWEEN_LOOKS_S)
    return found


class Box:
    """A container with a real systemd as its first process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.console = root.with_name(root.name + ".console")
        self._read_only: list[str] = []
        self._cgroup = _new_cgroup(root.name)
        self._process = self._start()

    def cut_power(self) -> None:
        """Kill every process of the box at once.

        What was written and not flushed stays; the fsyncs themselves are tests/update's matter.
        """
        first, at_once = self.first, self._cgroup and self._cgroup / "cgroup.kill"
        if at_once and at_once.exists():
            at_once.write_text("1", encoding="ascii")
        else:  # a moment longer: the kernel ends the others once their first one is gone
            os.kill(first, signal.SIGKILL)
        self._process.wait(STOP_LIMIT_S)

    def boot_again(self, *, read_only: bool = False) -> None:
        """Switch it off and on; from now on its system can be written, or not."""
        self.close()
        self._read_only = ["--read-only"] if read_only else []
        self._cgroup = _new_cgroup(self.root.name)
        self._process = self._start()
        self.wait_booted()

    def _start(self) -> subprocess.Popen[bytes]:
        # A box that boots counts its uptime from nought: the bound between reboots goes by that.
        since_s = f"-{int(monotonic()) - 1}"
        words = ["unshare", "--time", f"--monotonic={since_s}", f"--boottime={since_s}"]
        words += ["setpriv", "--pdeathsig", "TERM", "systemd-nspawn", "--quiet", "--boot"]
        words += ["--register=no", "--keep-unit", "--private-network", "--console=pipe"]
        words += ["--resolv-conf=off", "--timezone=off", f"--machine={self.root.name}"]
        with self.console.open("wb") as out:
            return subprocess.Popen(
                [*words, *self._read_only, f"--directory={self.root}"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                # Debian 13's systemd wants the unified cgroups, also where this machine has old.
                env={**os.environ, "PATH": search_path(), "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
                preexec_fn=lambda: _join(self._cgroup),
            )

    @property
    def first(self) -> int:
        """Its first process, seen from here; 0 while there is none, in the middle of a reboot."""
        if self._process.poll() == REBOOT_ASKED:
            self._process = self._start()
        return first_process(self._process.pid) or 0

    def wait_booted(self) -> None:
        """Until systemd says that the start is over; fails with the console's last line."""
        wait(lambda: self._ended() or self._state() in UP, BOOT_LIMIT_S, "the boot's end")
        last = self.console.read_text("utf-8", errors="replace").strip().splitlines()[-1:]
        assert not self._ended(), f"the container ended: {last}"

    def _ended(self) -> bool:
        return self._process.poll() not in (None, REBOOT_ASKED)

    def _state(self) -> str:
        return self.run("systemctl", "is-system-running", check=False).strip()

    def run(self, *words: str, check: bool = True, limit_s: float = RUN_LIMIT_S) -> str:
        """Run a command in the box as root; what it printed, errors too when it may fail."""
        first = self.first
        if not first and not check:
            return ""
        done = subprocess.run(
            ["nsenter", "-t", str(first), *INTO, *words],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )
        failed = f"{' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == 0 or not check, failed
        return done.stdout if check else done.stdout + done.stderr

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command in the box whose output is read while it runs; ended when left."""
        process = subprocess.Popen(
            ["nsenter", "-t", str(self.first), *INTO, *words],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with process:
            yield process
            process.kill()

    def succeeds(self, *words: str) -> bool:
        """Whether a command ends with 0."""
        return (
            self.run("sh", "-c", '"$@" >/dev/null 2>&1 && echo yes', "sh", *words, check=False)[:3]
            == "yes"
        )

    def show(self, unit: str, name: str) -> str:
        """One property of a unit."""
        return self.run("systemctl", "show", "--property", name, "--value", unit).strip()

    def uptime_s(self) -> float:
        """Seconds since the box started, as its systemd's monotonic times count."""
        return float(self.run("cat", "/proc/uptime").split()[0])

    def get(self, path: str) -> Answer:
        """One of the kiosk's pages."""
        return get(self.first, path) if self.first else Answer(0)

    def state(self) -> dict[str, Any]:
        """What the member's page shows; empty while nothing tells."""
        return (newest_state(self.first) if self.first else None) or {}

    def path(self, name: str) -> Path:
        """A file of the box as seen from here. Not for what lies on its tmpfs."""
        return self.root / name.lstrip("/")

    def write(self, name: str, text: str) -> None:
        """Put a text file into the box."""
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text, encoding="utf-8")

    def journal(self, *words: str) -> str:
        """The journal's messages of this boot; empty in the middle of one."""
        words = ("journalctl", "--no-pager", "--quiet", "-b", "-o", "cat", *words)
        return self.run(*words, check=False)

    def journal_has(self, text: str, *words: str) -> bool:
        """Whether the journal of this boot says `text`."""
        return text in self.journal(*words)

    def cursor(self) -> str:
        """The journal's end as it is now, for `--after-cursor=`."""
        said = self.run("journalctl", "--no-pager", "-n", "1", "--show-cursor", "-o", "cat")
        return said.rpartition("-- cursor: ")[2].strip()

    def boot_id(self) -> str:
        """This boot; empty while the box is down."""
        if not self.first:
            return ""
        return self.run("cat", "/proc/sys/kernel/random/boot_id", check=False).strip()

    def current_slot(self) -> str:
        """The slot in use, as a path of the box."""
        return self.run("readlink", "-f", "/opt/kiosk/current").strip()

    def close(self) -> None:
        """End the container and everything in it; leaves the root."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)  # nspawn passes a shutdown on
        try:
            self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_LIMIT_S)
        _remove_cgroups(self.root.name)
        with suppress(OSError):
            (LEFT / self.root.name).rmdir()

    def remove(self) -> None:
        """End it and delete its root."""
        self.close()
        shutil.rmtree(self.root, ignore_errors=True)
        self.console.unlink(missing_ok=True)


def _new_cgroup(name: str) -> Path | None:
    """A control group of its own, so that two containers never share one; None: not here."""
    for parent in CGROUPS:
        if (parent / "cgroup.procs").exists():
            with suppress(OSError):
                (parent / name).mkdir(exist_ok=True)
                return parent / name
    return None


def _join(cgroup: Path | None) -> None:
    if cgroup:
        with suppress(OSError):
            (cgroup / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")


def _remove_cgroups(name: str) -> None:
    """What is empty goes; a group that still holds a process is the kernel's to refuse."""
    for group in [*Path("/sys/fs/cgroup").glob(name), *Path("/sys/fs/cgroup").glob(f"*/{name}")]:
        below = sorted(group.rglob("*"), reverse=True)
        for folder in [*(path for path in below if path.is_dir()), group]:
            with suppress(OSError):
                folder.rmdir()
