"""The pose network: the runtime, the model's file, and whether the one loads the other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from kiosk.errors import ModelError
from kiosk.selfcheck.finding import Finding, State, refused

SUMS_FILE = "SHA256SUMS"
RUNTIMES = {"litert": "ai-edge-litert", "tflite-runtime": "tflite-runtime"}
"""The configured name of each runtime and its package; the first is the better one."""
SETTINGS = {"model": "model.name_or_path", "second model": "model.second_name_or_path"}
"""Where each model is configured; those of the kiosk's own that have no setting are not here."""


def probe_runtime(choice: str, versions: Mapping[str, str | None]) -> Finding:
    """`choice` is `auto` or a key of RUNTIMES; `versions` are by package, None if not there."""
    wanted = list(RUNTIMES.values()) if choice == "auto" else [RUNTIMES[choice]]
    found = [f"{package} {versions[package]}" for package in wanted if versions.get(package)]
    if not found:
        missing = " or ".join(wanted)
        mend = f"install {missing} into this Python environment"
        return Finding("runtime", State.MISSING, f"{missing} is not installed", mend)
    return Finding("runtime", State.OK, found[0])


def probe_model_file(path: Path, which: str = "model") -> Finding:
    """The file is there, and is what this version came with if it is one of the kiosk's own.

    `which` is `model`, `second model` for that of the closer looks, or `pelvis model`.
    """
    name = f"{which} file"
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        mend = "copy it from this version's release"
        if which in SETTINGS:
            mend = f"check {SETTINGS[which]}, or copy the file there"
        return Finding(name, State.MISSING, f"{path} is not there", mend)
    except OSError as error:
        mend = "give the kiosk's user the right to read it"
        return Finding(name, State.WRONG, f"{path} cannot be read: {error.strerror}", mend)
    expected = _known_sums(path.with_name(SUMS_FILE)).get(path.name)
    if expected is None:
        return Finding(name, State.OK, f"{path}, not one of the kiosk's own")
    if actual != expected:
        mend = "copy it again from this version's release"
        what = f"{path} is not the file that came with this version (its sha256 differs)"
        return Finding(name, State.WRONG, what, mend)
    return Finding(name, State.OK, f"{path}, as shipped")


def _known_sums(path: Path) -> dict[str, str]:
    """Sums by file name, in the format of `sha256sum`; empty where there is no such file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = [line.split(maxsplit=1) for line in lines if line.strip()]
    return {pair[1].lstrip("*"): pair[0] for pair in pairs if len(pair) == 2}


def probe_model(load: Callable[[], str], which: str = "model") -> Finding:
    """The model loads and runs once; `load` says what it is, or raises."""
    try:
        return Finding(which, State.OK, load())
    except ModelError as error:
        return refused(which, error)
    except ImportError as error:
        mend = "install the kiosk's requirements into this Python environment again"
        return Finding(which, State.WRONG, f"a library cannot be imported: {error}", mend)
