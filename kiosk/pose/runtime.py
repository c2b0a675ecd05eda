"""Which TensorFlow Lite runtime is used, and opening an interpreter with it.

Decides: `ai_edge_litert` first, `tflite_runtime` where it is configured or all there is; half or
full precision, which the file's metadata tells the runtime.
Leaves to others: whether the file is a MoveNet model (`kiosk.pose.movenet`).
"""

from __future__ import annotations

import contextlib
import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Literal, Protocol

from kiosk.errors import ModelError

RuntimeName = Literal["litert", "tflite-runtime"]
RuntimeChoice = Literal["auto", "litert", "tflite-runtime"]

_MODULES: dict[RuntimeName, str] = {
    "litert": "ai_edge_litert.interpreter",
    "tflite-runtime": "tflite_runtime.interpreter",
}
_PACKAGES: dict[RuntimeName, str] = {"litert": "ai-edge-litert", "tflite-runtime": "tflite-runtime"}
_HALF, _FULL = b"fp16accfp16", b"fp16accfp32"
"""What the metadata `reduced_precision_support` says; runtimes pass over the second."""
_LOAD = (
    "import sys; from tflite_runtime.interpreter import Interpreter as I; "
    "i = I(model_path=sys.argv[1]); i.allocate_tensors(); i.invoke()"
)


class Interpreter(Protocol):
    """The part of the two runtimes' `Interpreter` that the kiosk uses (both are alike)."""

    def allocate_tensors(self) -> None:
        """Make room; needed once before anything else."""
        ...

    def get_input_details(self) -> list[dict[str, Any]]:
        """Index, shape and type of each input."""
        ...

    def get_output_details(self) -> list[dict[str, Any]]:
        """Index, shape and type of each output."""
        ...

    def tensor(self, tensor_index: int) -> Callable[[], Any]:
        """A function that returns a numpy view of the tensor's own memory.

        No such view may be alive during `invoke`, or the runtime refuses.
        """
        ...

    def get_tensor(self, tensor_index: int) -> Any:
        """A copy of the tensor's values, as a numpy array."""
        ...

    def invoke(self) -> None:
        """Run the network."""
        ...


def open_interpreter(
    path: Path, *, threads: int, runtime: RuntimeChoice = "auto", half: bool = True
) -> tuple[Interpreter, RuntimeName]:
    """An interpreter for the model file, ready to run, and the runtime that was taken.

    With `half` the file's own metadata decides; without, full precision is computed everywhere.
    Raises ModelError when no wanted runtime is installed; ValueError or RuntimeError (the
    runtime's own) when it rejects the file.
    """
    name, module = _import_runtime(runtime)
    if name == "tflite-runtime":
        _check_in_a_child(path, path.stat().st_mtime_ns)
    model = {"model_path": str(path)} if half else {"model_content": in_full(path.read_bytes())}
    with _quiet():
        interpreter: Interpreter = module.Interpreter(num_threads=threads, **model)
        interpreter.allocate_tensors()
    return interpreter, name


def in_full(content: bytes) -> bytes:
    """The model file's content without leave to compute in half precision: two bytes differ."""
    return content.replace(_HALF, _FULL, 1)


def runtime_in_use(choice: str) -> str | None:
    """Package and version of the runtime that this choice takes; None where there is none.

    By what is installed, nothing is imported.
    """
    wanted = tuple(_PACKAGES) if choice == "auto" else (choice,)
    for name, package in _PACKAGES.items():
        with contextlib.suppress(metadata.PackageNotFoundError):
            if name in wanted:
                return f"{package} {metadata.version(package)}"
    return None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Drop the notes that both runtimes write to the terminal and offer no setting for.

    Only for loading, at start: the whole process is silent meanwhile. Errors are exceptions.
    """
    terminal = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


@cache
def _check_in_a_child(path: Path, _changed_ns: int) -> None:
    """Let a process of its own load the file first: this runtime does not check files, and a
    damaged one ends the process that loads it (seen with tflite-runtime 2.14; LiteRT checks).
    Once for each state of a file: a board's measuring loads it many times.
    """
    child = subprocess.run(
        [sys.executable, "-c", _LOAD, str(path)], capture_output=True, timeout=60, check=False
    )
    if child.returncode != 0:
        raise ValueError(f"loading it ended with {child.returncode}")


def _import_runtime(choice: RuntimeChoice) -> tuple[RuntimeName, Any]:
    wanted: tuple[RuntimeName, ...] = tuple(_MODULES) if choice == "auto" else (choice,)
    for name in wanted:
        try:
            return name, importlib.import_module(_MODULES[name])
        except ImportError:
            continue
    packages = " or ".join(_PACKAGES[name] for name in wanted)
    raise ModelError(
        f"The pose network cannot run because no TensorFlow Lite runtime can be imported: "
        f"install {packages} into this Python environment."
    )
