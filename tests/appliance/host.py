"""What the proofs need of the machine they run on: root, tools, a mirror, one run at a time.

Installs missing tools when it may; says in one sentence what is missing when it may not.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = REPOSITORY / "build"
SUITE = "trixie"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES_OF = {
    "debootstrap": "debootstrap",
    "systemd-nspawn": "systemd-container",
    "nsenter": "util-linux",
    "setpriv": "util-linux",
}
INSTALL_LIMIT_S = 300


class CannotTryError(Exception):
    """This machine cannot try it; one sentence says what is missing."""


def require(tools: Sequence[str]) -> None:
    """Be root and have the tools, or raise `CannotTryError`."""
    if os.geteuid() != 0:
        raise CannotTryError("it needs root: run it with sudo, or in a machine of its own.")
    if missing := _missing(tools):
        _install(missing)
    if missing := _missing(tools):
        raise CannotTryError(
            f"{' and '.join(missing)} cannot be had here: "
            f"install {' '.join(sorted({PACKAGES_OF[tool] for tool in missing}))}."
        )


def _missing(tools: Sequence[str]) -> list[str]:
    return [tool for tool in tools if shutil.which(tool, path=search_path()) is None]


def search_path() -> str:
    """PATH with the folders of root's commands, which a user's shell may leave out."""
    return os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"


def _install(tools: Sequence[str]) -> None:
    """Best effort: what is still missing afterwards is said by the caller."""
    if shutil.which("apt-get") is None:
        return
    packages = sorted({PACKAGES_OF[tool] for tool in tools})
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        attempt(["apt-get", "-qq", *words], quiet)


def attempt(words: Sequence[str], environment: Mapping[str, str] | None = None) -> bool:
    """Run a command quietly; whether it worked."""
    try:
        done = subprocess.run(
            words, env=environment, capture_output=True, check=False, timeout=INSTALL_LIMIT_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def mirror() -> str | None:
    """Where this machine gets Debian from, as apt is configured; None: debootstrap knows best."""
    if shutil.which("apt-get") is None:
        return None
    main = ["Created-By: Packages", "Origin: Debian", "Label: Debian", "Component: main"]
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", *main],
        capture_output=True,
        text=True,
        check=False,
    )
    found = sorted(set(listed.stdout.split()))
    return found[0] if found else None


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold build/`name`.lock, so that two runs never share a root. Raises `CannotTryError`."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotTryError(f"another {name} run is under way: let it end first.") from error
        yield
