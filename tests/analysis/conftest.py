"""Recordings on disk, and the command itself."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main

RECORDINGS = Path(__file__).resolve().parents[1] / "recordings"

Analyze = Callable[..., Result]


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the test recordings, unpacked."""
    folder = tmp_path_factory.mktemp("recordings")
    for name in ("demo", "d3"):
        packed = (RECORDINGS / f"{name}.jsonl.gz").read_bytes()
        (folder / f"{name}.jsonl").write_bytes(gzip.decompress(packed))
    return folder


@pytest.fixture
def analyze(tmp_path: Path) -> Analyze:
    """Run `kiosk analyze` with these arguments and no configuration of this machine."""
    config = tmp_path / "kiosk.toml"
    config.write_text("", encoding="utf-8")

    def run(*arguments: str | Path) -> Result:
        words = ["--config", str(config), "analyze", *map(str, arguments)]
        return CliRunner().invoke(main, words)

    return run
