"""An arm64 Debian with the kiosk's dependencies, run command by command under qemu.

Nothing is booted and nothing of it runs while it is made: debootstrap fetches and checks the
packages, dpkg-deb unpacks them, pip unpacks the wheels. So no kernel support is needed. The
emulator is Debian trixie's too: 7.2, of the release before, crashes in LiteRT.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ..appliance import wheels
from ..appliance.host import BUILD, CannotTryError
from ..appliance.roots import copy_tree, debootstrap

HERE = BUILD / "arm64"
PYTHON = "3.13"
PACKAGES = ("python3", "libstdc++6", "libgomp1")
LIMIT_S = 7200
UNPACK_LIMIT_S = 300


def emulator() -> Path:
    """qemu for this machine's own kind of processor. Raises `CannotTryError`."""
    program = HERE / "tools" / "usr/bin/qemu-aarch64"
    if not program.exists():
        _fetch(HERE / "tools", ["--download-only", "--include=qemu-user"], ["qemu-user_*.deb"])
    return program


def root() -> Path:
    """Debian's arm64 files; unpacked when they are not there. Raises `CannotTryError`."""
    made = HERE / "root"
    if not made.exists():
        options = ["--arch=arm64", "--foreign", f"--include={','.join(PACKAGES)}"]
        _fetch(made, options, ["*.deb"])
    return made


def _fetch(folder: Path, options: Sequence[str], names: Sequence[str]) -> None:
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    debootstrap(part, ["--variant=minbase", *options])
    for name in names:
        for deb in sorted((part / "var/cache/apt/archives").glob(name)):
            words = ["dpkg-deb", "-x", str(deb), str(part)]
            subprocess.run(words, check=True, timeout=UNPACK_LIMIT_S)
    shutil.rmtree(part / "var/cache/apt/archives")
    part.rename(folder)


def site() -> Path:
    """The lock's aarch64 wheels, unpacked with their hashes checked."""
    folder = HERE / "site"
    found = wheels.fetch(wheels.kept("aarch64", PYTHON), "aarch64", PYTHON)
    lock = found / "wheels.lock"
    copy = folder / "wheels.lock"
    if copy.exists() and copy.read_text("utf-8") == lock.read_text("utf-8"):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    unpack = ["install", "--no-index", "--find-links", str(found), "--no-compile"]
    # They are for another Python than the pip that unpacks them.
    unpack += ["--ignore-requires-python", "--target", str(folder)]
    subprocess.run(
        wheels.pip_words(unpack, "aarch64", PYTHON, lock), check=True, timeout=UNPACK_LIMIT_S
    )
    shutil.copy(lock, copy)
    return folder


def tree() -> Path:
    """This checkout as it is now, so that a change during the run changes nothing."""
    folder = HERE / "tree"
    shutil.rmtree(folder, ignore_errors=True)
    copy_tree(folder)
    return folder


def here(words: Sequence[str], source: Path) -> None:
    """`kiosk words…` of `source` on this machine."""
    _run([sys.executable, "-m", "kiosk", *words], {"PYTHONPATH": str(source)})


def there(words: Sequence[str], source: Path, cpu: str) -> None:
    """`kiosk words…` of `source` on the emulated board. Raises `CannotTryError`."""
    python = str(root() / "usr/bin" / f"python{PYTHON}")
    path = f"{site()}:{source}"
    start = [str(emulator()), "-cpu", cpu, "-L", str(root()), python]
    asked = "import platform; assert platform.machine() == 'aarch64'"
    if subprocess.run([*start, "-c", asked], check=False).returncode != 0:
        raise CannotTryError("the emulated Python does not start.")
    _run([*start, "-m", "kiosk", *words], {"PYTHONPATH": path})


def version(cpu: str) -> str:
    """What the emulator calls itself, and the processor it plays."""
    said = subprocess.run(
        [str(emulator()), "--version"], capture_output=True, text=True, check=True
    )
    return f"qemu {said.stdout.split()[2]}, processor {cpu}"


def _run(words: Sequence[str], more: dict[str, str]) -> None:
    environment = {**os.environ, **more, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(
        words, env=environment, stdout=subprocess.DEVNULL, check=True, timeout=LIMIT_S, cwd=HERE
    )
