"""Which model runs and how: the words in which a board's choice is handed to the loader. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Network:
    """A model with the way it is run."""

    model: str
    """One of `paths.MODEL_FILES` or `paths.OWN_MODEL_FILES`, or the path of a .tflite file."""
    threads: int
    half: bool = True
    """As the file says: in half precision where the processor computes it natively, which changes
    nothing elsewhere. False: in full precision everywhere."""

    @property
    def words(self) -> str:
        """`thunder-portrait, 3 threads, half precision`."""
        threads = f"{self.threads} thread{'s' if self.threads > 1 else ''}"
        return f"{self.model}, {threads}, {'half' if self.half else 'full'} precision"
