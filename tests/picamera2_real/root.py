"""A Debian trixie root with the real libcamera, picamera2 from PyPI and the locked requirements.

Made once, in build/picamera2; the kiosk is copied into it for every run. Nothing in it starts
by itself: commands run in it through chroot, in a mount namespace of their own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.appliance.host import BUILD, REPOSITORY, CannotTryError
from tests.appliance.roots import copy_tree, debootstrap

HERE = Path(__file__).parent
PACKAGES = ("python3", "python3-venv", "python3-libcamera", "ca-certificates")
BUILDING = ("python3-dev", "gcc", "libc6-dev", "libcap-dev")
"""python-prctl and PiDNG come as sources."""
LOCKS = (REPOSITORY / "requirements.lock", HERE / "requirements.txt", HERE / "oldest.txt")
PYTHON = "/opt/venv/bin/python"
OLDEST = "/opt/oldest"
"""Holds an older picamera2; the rest is shared."""
CLONE = "/src"
HEAP = "/opt/dma_heap.so"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LIMIT_S = 900
_IN_ROOT = """
set -e
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/dev/shm"
exec chroot "$@"
"""


def made() -> Path:
    """The root, with everything but the kiosk in it. Raises `CannotTryError`."""
    root = BUILD / "picamera2" / f"root-{_key()}"
    if not root.exists():
        shutil.rmtree(root.parent, ignore_errors=True)
        part = root.with_name("making")
        packages = ",".join((*PACKAGES, *BUILDING))
        debootstrap(part, ["--variant=minbase", f"--include={packages}"])
        _fill(part)
        part.rename(root)
    return root


def renew_clone(root: Path) -> None:
    """Put this tree, as it is now, in the place of the last one."""
    clone = root / CLONE.lstrip("/")
    shutil.rmtree(clone, ignore_errors=True)
    copy_tree(clone)
    install = [PYTHON, "-m", "pip", "install", "-q", "--no-index", "--no-deps"]
    _must(root, [*install, "--no-build-isolation", "-e", CLONE])


def run(
    root: Path, words: Sequence[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command inside; its output as text. Raises subprocess.TimeoutExpired."""
    within = ["unshare", "--mount", "sh", "-c", _IN_ROOT, "sh", str(root), *words]
    return subprocess.run(
        within,
        env={**os.environ, "HOME": "/root", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def _key() -> str:
    said = [" ".join((*PACKAGES, *BUILDING))]
    said += [path.read_text("utf-8") for path in (*LOCKS, HERE / "dma_heap.c")]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]


def _fill(root: Path) -> None:
    """As on a Pi: the system's libcamera seen from the kiosk's own environment."""
    if CERTIFICATES.exists():  # this machine may trust what Debian alone does not
        shutil.copy(CERTIFICATES, root / CERTIFICATES.relative_to("/"))
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    for source in (*LOCKS, HERE / "dma_heap.c"):
        shutil.copy(source, root / "opt" / source.name)
    pip = [PYTHON, "-m", "pip", "install", "-q", "--require-hashes"]
    _must(root, ["python3", "-m", "venv", "--system-site-packages", "/opt/venv"])
    _must(root, [*pip, "-r", "/opt/requirements.lock"])
    _must(root, [*pip, "--no-deps", "--no-build-isolation", "-r", "/opt/requirements.txt"])
    _must(root, [*pip, "--no-deps", "--target", OLDEST, "-r", "/opt/oldest.txt"])
    heap = ["gcc", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1", "-o", HEAP]
    _must(root, [*heap, "/opt/dma_heap.c"])


def _must(root: Path, words: Sequence[str]) -> None:
    done = run(root, words)
    if done.returncode != 0:
        raise CannotTryError(f"{' '.join(words)} failed in {root}: {done.stderr.strip()}")
