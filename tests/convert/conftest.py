"""The command itself, and recordings to write in other tools' forms."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.pose.recording import RecordingHeader, RecordingWriter

from .foreign import recorded

RECORDINGS = Path(__file__).resolve().parents[1] / "recordings"

Convert = Callable[..., Result]
Scored = Callable[[Path], dict[str, Any]]


def convert(source: Path, target: Path, *words: str | Path) -> Result:
    """Run `kiosk convert`."""
    return CliRunner().invoke(main, ["convert", str(source), "-o", str(target), *map(str, words)])


@pytest.fixture(scope="session")
def d1(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the live model saw of the check d1, at times as exact as those of other tools."""
    folder = tmp_path_factory.mktemp("recordings")
    packed, path = folder / "packed.jsonl", folder / "d1.jsonl"
    packed.write_bytes(gzip.decompress((RECORDINGS / "d1.jsonl.gz").read_bytes()))
    header, moments = recorded(packed)
    plain = RecordingHeader(header.width_px, header.height_px, header.fps)
    with RecordingWriter(path, plain) as writer:
        for number, moment in enumerate(moments):
            writer.write(number / 15, moment.pose)
    return path


@pytest.fixture(scope="session")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Scored:
    """What `kiosk analyze --json -` says of a recording, without this machine's configuration."""
    config = tmp_path_factory.mktemp("configuration") / "kiosk.toml"
    config.write_text("", encoding="utf-8")

    def analyze(recording: Path) -> dict[str, Any]:
        words = ["--config", str(config), "analyze", str(recording), "--json", "-"]
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
        document: dict[str, Any] = json.loads(result.stdout)
        return document

    return analyze
