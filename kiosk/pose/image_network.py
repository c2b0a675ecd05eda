"""One picture in, one table of numbers out: a network on a TensorFlow Lite interpreter.

Decides: whether a file is a model of the wanted form, and how its tensors are filled and read.
Leaves to others: what the numbers mean (`kiosk.pose.movenet`, `kiosk.pose.pelvis_net`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from kiosk.errors import ModelError
from kiosk.pose.framing import Canvas
from kiosk.pose.runtime import (
    Interpreter,
    RuntimeChoice,
    RuntimeName,
    open_interpreter,
)

_INPUT_TYPES = (np.uint8, np.int32, np.float32)
_IDENTIFIER = slice(4, 8)
_TFLITE_IDENTIFIER = b"TFL3"


@dataclass(frozen=True, slots=True)
class Form:
    """What models of one kind have in common."""

    kind: str
    """`MoveNet single-pose`: as said to whoever gave another file."""
    mend: str
    """What to do when there is no such file, or it is something else."""
    output_shape: tuple[int, ...]
    input_px: tuple[int, int] | None = None
    """Height and width of the input image; None: each model has its own."""
    file_prefix: str = ""
    """What file names of this kind begin with; a model's name is the rest."""


@dataclass(frozen=True, slots=True)
class _Input:
    index: int
    height_px: int
    width_px: int
    dtype: type[np.generic]


class ImageNetwork:
    """One loaded, warmed-up model of a `FORM`. Used by one thread at a time.

    `threads` are the runtime's own; without `half` nothing is computed in half precision, whatever
    the file allows. Raises ModelError (one sentence) when the file or the runtime does not serve.
    """

    FORM: ClassVar[Form]

    def __init__(
        self,
        path: Path,
        *,
        threads: int = 1,
        runtime: RuntimeChoice = "auto",
        half: bool = True,
    ) -> None:
        self.path = path
        self.name = path.stem.removeprefix(self.FORM.file_prefix)
        self.threads = threads
        self.sha256 = _fingerprint(path, self.FORM)
        self._interpreter, self.runtime = _open(path, threads, runtime, half)
        self._input = _checked_input(self._interpreter, path, self.FORM)
        self._output_index = _checked_output(self._interpreter, path, self.FORM)
        self._scratch = self._make_scratch()
        self._warm_up()

    @property
    def input_height_px(self) -> int:
        """Height of the input image."""
        return self._input.height_px

    @property
    def input_width_px(self) -> int:
        """Width of the input image."""
        return self._input.width_px

    def prepare(self, paint: Callable[[Canvas], None]) -> None:
        """Let `paint` fill the whole input image.

        It writes into the tensor's own memory when that is uint8, else into a buffer that is
        then converted. It must not keep the array: the runtime refuses to run while it lives.
        """
        tensor = self._interpreter.tensor(self._input.index)()[0]
        if self._scratch is None:
            paint(tensor)
        else:
            paint(self._scratch)
            np.copyto(tensor, self._scratch, casting="safe")

    def invoke(self) -> None:
        """Run the network on what `prepare` wrote."""
        self._interpreter.invoke()

    def look_at(self, picture: Canvas) -> None:
        """Run the network on a picture of its input's size."""

        def fill(canvas: Canvas) -> None:
            canvas[...] = picture

        self.prepare(fill)
        self.invoke()

    def output(self) -> Any:
        """The last result, a copy: a numpy array of float32 in the form's shape."""
        return self._interpreter.get_tensor(self._output_index)

    def _make_scratch(self) -> Canvas | None:
        if self._input.dtype is np.uint8:
            return None
        return np.zeros((self.input_height_px, self.input_width_px, 3), dtype=np.uint8)

    def _warm_up(self) -> None:
        """The first run allocates and packs weights; pay for it here, not on the first frame."""
        self.prepare(lambda canvas: canvas.fill(0))
        try:
            self.invoke()
        except (RuntimeError, ValueError) as error:
            raise _unreadable(self.path) from error


def _fingerprint(path: Path, form: Form) -> str:
    """The file's sha256, after a look at its identifier so that no other file is loaded."""
    try:
        with path.open("rb") as file:
            if file.read(8)[_IDENTIFIER] != _TFLITE_IDENTIFIER:
                raise ModelError(
                    f"The model file {path} is not a TensorFlow Lite model: {form.mend}."
                )
            file.seek(0)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise ModelError(f"The model file {path} does not exist: {form.mend}.") from error
    except OSError as error:
        raise ModelError(
            f"The model file {path} cannot be read ({error.strerror}): check the path and its "
            f"permissions."
        ) from error


def _open(
    path: Path, threads: int, runtime: RuntimeChoice, half: bool
) -> tuple[Interpreter, RuntimeName]:
    try:
        return open_interpreter(path, threads=threads, runtime=runtime, half=half)
    except ModelError:
        raise
    except (RuntimeError, ValueError) as error:
        raise _unreadable(path) from error


def _checked_input(interpreter: Interpreter, path: Path, form: Form) -> _Input:
    details = interpreter.get_input_details()
    shape = tuple(int(side) for side in details[0]["shape"]) if len(details) == 1 else ()
    size = "x".join(map(str, form.input_px or ("(height)", "(width)")))
    fits = len(shape) == 4 and shape[0] == 1 and shape[3] == 3 and min(shape) > 0
    if not fits or form.input_px not in (None, shape[1:3]):
        raise _another(path, form, f"its input is {_shapes(details)}, not 1x{size}x3")
    dtype = details[0]["dtype"]
    if dtype not in _INPUT_TYPES:
        why = f"its input holds {np.dtype(dtype)}, not uint8, int32 or float32"
        raise _another(path, form, why)
    return _Input(int(details[0]["index"]), shape[1], shape[2], dtype)


def _checked_output(interpreter: Interpreter, path: Path, form: Form) -> int:
    details = interpreter.get_output_details()
    shape = tuple(int(side) for side in details[0]["shape"]) if len(details) == 1 else ()
    if shape != form.output_shape or details[0]["dtype"] is not np.float32:
        wanted = "x".join(map(str, form.output_shape))
        raise _another(path, form, f"its output is {_shapes(details)}, not {wanted}")
    return int(details[0]["index"])


def _shapes(details: list[dict[str, Any]]) -> str:
    return " and ".join("x".join(str(side) for side in each["shape"]) for each in details)


def _another(path: Path, form: Form, why: str) -> ModelError:
    return ModelError(f"The model file {path} is not a {form.kind} model ({why}): {form.mend}.")


def _unreadable(path: Path) -> ModelError:
    return ModelError(
        f"The model file {path} is damaged or uses operations this runtime does not know: "
        f"copy it again from its source."
    )
