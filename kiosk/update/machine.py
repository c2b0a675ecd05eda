"""The real machine: systemctl, child processes of little weight, and the kiosk's own user."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.install.failure import InstallError
from kiosk.install.running import run
from kiosk.update import children
from kiosk.update.outcome import Moment
from kiosk.update.system import TOO_LONG, Done, Ready, ready

UNIT = "kiosk.service"
KIOSK_USER = "kiosk"
ASK_LIMIT_S = 30.0
NICE = 15
MEND = "look with: journalctl -b -u kiosk"


def give_way() -> None:
    """Let this process and its children have only what the check leaves over."""
    with contextlib.suppress(OSError):  # its unit has done it, and forbids it here
        os.nice(NICE)
    idle = ["ionice", "-c", "3", "-p", str(os.getpid())]
    with contextlib.suppress(OSError):  # a container may have no ionice
        subprocess.run(idle, check=False, capture_output=True)


class Machine:
    """`System` on this machine; below another root it is not `live` and no service is touched."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.live = root == Path("/")

    def now(self) -> Moment:
        """Sure when a time service has set the clock since the box started."""
        sure = (self._root / "run/systemd/timesync/synchronized").exists()
        return Moment(datetime.now().astimezone(), sure)

    def elapsed_s(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def pause(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)

    def free_bytes(self, folder: Path) -> int:
        """What root may still write there."""
        return shutil.disk_usage(folder).free

    def run(
        self,
        command: Sequence[str],
        *,
        mend: str,
        on_line: Callable[[str], None] | None = None,
    ) -> str:
        """As the installation runs its commands."""
        return run(command, mend=mend, on_line=on_line)

    def run_as_kiosk(self, command: Sequence[str], limit_s: float) -> Done:
        """In a session of its own, so that its time limit ends all of it."""
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                **_identity(),
            )
        except OSError as error:
            return Done(127, words=f"{command[0]} cannot be run: {error.strerror}")
        ended = children.follow(process, limit_s)
        if ended.code is None:
            return Done(TOO_LONG, words=f"it took longer than {limit_s / 60:.0f} minutes")
        return Done(ended.code, ended.output, _last_line(ended.errors))

    def lend(self, folder: Path) -> None:
        """Nobody else may look into it."""
        folder.chmod(0o700)
        who = _kiosk_user()
        if who is not None:
            os.chown(folder, who.pw_uid, who.pw_gid)

    def ask(self, slot: Path) -> Ready:
        """Over the loopback, by the slot's own command."""
        done = self.run_as_kiosk([str(slot / "bin" / "kiosk"), "try", "ready"], ASK_LIMIT_S)
        return ready(done.output) if done.code == 0 else Ready(answers=False, words=done.words)

    def kiosk_state(self) -> str:
        """From systemctl; unknown when that fails, which says nothing about the kiosk."""
        line = ["systemctl", "show", UNIT, "--property=ActiveState", "--value"]
        try:
            return run(line, mend=MEND)
        except InstallError:
            return "unknown"

    def restart_kiosk(self) -> None:
        """Without waiting: a first start measures the board for minutes."""
        with contextlib.suppress(InstallError):  # so for a unit that the administrator stopped
            run(["systemctl", "reset-failed", UNIT], mend=MEND)
        run(["systemctl", "--no-block", "restart", UNIT], mend=MEND)


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLCONFIGDIR": "/tmp",
    }


def _kiosk_user() -> pwd.struct_passwd | None:
    """None where this process could not become it, or there is none."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(KIOSK_USER)
    except KeyError:
        return None


def _identity() -> dict[str, Any]:
    who = _kiosk_user()
    if who is None:
        return {}
    groups = os.getgrouplist(who.pw_name, who.pw_gid)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": groups}


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:500] if lines else ""
