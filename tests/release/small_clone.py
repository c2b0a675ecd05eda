"""A clone with everything that a release takes of it, small; and the wheels of its lock."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

LISTED = {
    "tuf": ("7.0.1", "py3-none-any", ["securesystemslib~=1.0", "urllib3<3"]),
    "securesystemslib": ("1.6.0", "py3-none-any", ["cryptography>=40; extra == 'crypto'"]),
    "urllib3": ("2.8.0", "py3-none-any", ["brotli; extra == 'brotli'"]),
    "cryptography": (
        "50.0.2",
        "cp311-abi3-manylinux_2_28_{machine}",
        [
            "cffi>=2; platform_python_implementation != 'PyPy'",
            "typing-extensions; python_version < '3.11'",
        ],
    ),
    "cffi": ("2.1.1", "{python}-{python}-manylinux2014_{machine}", ["pycparser"]),
    "pycparser": ("3.12", "py3-none-any", []),
    "flask": ("3.1.3", "py3-none-any", []),
    "lgpio": ("0.2.2", "{python}-{python}-manylinux_2_34_{machine}", []),
}
"""Name: version, tags and what it asks for."""
MARKERS = {"lgpio": " ; python_full_version < '3.13' and platform_machine == 'aarch64'"}


def wheel(folder: Path, name: str, version: str, tags: str, asks: Sequence[str]) -> Path:
    """A wheel that holds a module and its metadata."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name.replace('-', '_')}-{version}-{tags}.whl"
    info = f"{name}-{version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {ask}" for ask in asks]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"{name}.py"), f"tags = {tags!r}\n")
        archive.writestr(zipfile.ZipInfo(f"{info}/METADATA"), "\n".join(lines) + "\n")
    return path


def all_wheels(folder: Path) -> dict[str, list[Path]]:
    """Every wheel that the four kinds of box need, by package."""
    made: dict[str, list[Path]] = {}
    for name, (version, tags, asks) in LISTED.items():
        for machine in ("aarch64", "x86_64"):
            for python in ("cp311", "cp313"):
                if name == "lgpio" and (machine, python) != ("aarch64", "cp311"):
                    continue
                filled = tags.format(machine=machine, python=python)
                path = wheel(folder, name, version, filled, asks)
                if path not in made.setdefault(name, []):
                    made[name].append(path)
    return made


def lock_of(wheels: dict[str, list[Path]]) -> str:
    """The lock that names them, and the hash of a source that is never shipped."""
    lines = []
    for name, paths in wheels.items():
        hashes = ["0" * 64, *(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)]
        head = f"{name}=={LISTED[name][0]}{MARKERS.get(name, '')}"
        lines += [f"{head} \\", *(f"    --hash=sha256:{each} \\" for each in hashes)]
        lines[-1] = lines[-1].removesuffix(" \\")
    lines += ["colorama==0.4.6 ; sys_platform == 'win32' \\", f"    --hash=sha256:{'1' * 64}"]
    return "\n".join(lines) + "\n"


UPDATER = json.dumps({"packages": [*LISTED][:6], "rooms": [], "tried": []})
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "kiosk"
version = "1.4.0"
requires-python = ">=3.11"
[tool.hatch.build.targets.wheel]
packages = ["kiosk"]
"""


def small_clone(folder: Path, lock: str) -> Path:
    """The clone of version 1.4.0."""
    model = b"a network"
    files = {
        "pyproject.toml": PROJECT,
        "requirements.lock": lock,
        "kiosk/__init__.py": '__version__ = "1.4.0"\n',
        "kiosk/demo/demo.mp4": "a clip",
        "kiosk/results/migrations/0001_checks.sql": "",
        "kiosk/results/migrations/0002_more.sql": "",
        "models/SHA256SUMS": f"{hashlib.sha256(model).hexdigest()}  movenet.tflite\n",
        "models/movenet.tflite": model.decode(),
        "systemd/kiosk.service": "[Service]\n",
        "systemd/updater.json": UPDATER,
        "systemd/sysusers.d/kiosk.conf": "u kiosk\n",
        "systemd/__pycache__/x.pyc": "left out",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "systemd" / "install").write_text("#!/bin/sh\n", "utf-8")
    (folder / "systemd" / "install").chmod(0o755)
    return folder
