"""A Debian root to boot: made once with debootstrap, copied for every run, with the clone in it.

What stands in a fresh Raspberry Pi OS and matters to the kiosk is in PACKAGES; the browser and
its compositor are not: a container has no display.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .host import BUILD, REPOSITORY, SUITE, CannotTryError, mirror, search_path

HERE = BUILD / "appliance"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "udev", "libpam-systemd"),
    *("python3", "python3-venv", "espeak-ng", "libfaketime"),
)
CLONE = Path("/home/pi/kiosk")
"""Where the clone lies in the root, as a person with a fresh box would have it."""
DEBOOTSTRAP_LIMIT_S = 900


def base_root() -> Path:
    """The root that every run starts from; made when it is not there. Raises `CannotTryError`."""
    key = hashlib.sha256(" ".join((SUITE, *PACKAGES)).encode()).hexdigest()[:8]
    root = HERE / f"base-{key}"
    if root.exists():
        return root
    for old in HERE.glob("base-*"):
        shutil.rmtree(old)
    part = HERE / f"making-{key}"
    shutil.rmtree(part, ignore_errors=True)
    debootstrap(part, ["--variant=minbase", f"--include={','.join(PACKAGES)}"])
    for deb in (part / "var/cache/apt/archives").glob("*.deb"):
        deb.unlink()
    return part.rename(root)


def debootstrap(root: Path, options: Sequence[str]) -> None:
    """Make a root of SUITE; packages stay in build/debs for the next time."""
    debs = BUILD / "debs"
    debs.mkdir(parents=True, exist_ok=True)
    log = root.with_name(root.name + ".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    where = [found] if (found := mirror()) else []
    words = ["debootstrap", f"--cache-dir={debs}", *options, SUITE, str(root), *where]
    with log.open("w") as out:
        done = subprocess.run(
            words,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PATH": search_path()},
            timeout=DEBOOTSTRAP_LIMIT_S,
            check=False,
        )
    if done.returncode != 0:
        shutil.rmtree(root, ignore_errors=True)
        raise CannotTryError(f"debootstrap could not make a Debian {SUITE}: see {log}.")


def fresh_root(root: Path, wheels: Path) -> Path:
    """A copy of the base at `root` with the clone and, beside it, its wheels. Returns `root`."""
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(base_root()), str(root)], check=True)
    (root / "etc/machine-id").write_text("", encoding="ascii")
    clone = root / CLONE.relative_to("/")
    copy_tree(clone)
    no_lock = shutil.ignore_patterns("*.lock")
    shutil.copytree(wheels, clone / "wheels", ignore=no_lock, dirs_exist_ok=True)
    return root


def copy_tree(target: Path) -> None:
    """What git would have of this tree, uncommitted changes and new files too."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        source, copy = REPOSITORY / name, target / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
