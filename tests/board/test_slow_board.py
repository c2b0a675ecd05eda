"""The kiosk as a service on a board whose figures decide whether it judges."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from kiosk import paths, service
from kiosk.board.first_start import keep
from kiosk.board.identity import this_board
from kiosk.box import Box
from kiosk.config import COMMAND_LINE, Layer, resolve
from kiosk.loop import CameraLoop
from kiosk.service import RunOptions
from tests.board.boards import figures


class LooksOnly:
    """In place of what watches the camera: notes with what loop it would."""

    loops: list[CameraLoop]

    def __init__(self, loop: CameraLoop, *_given: Any, **_named: Any) -> None:
        self.loops.append(loop)

    def run(self, *_given: Any) -> None:
        """Nobody comes."""


@pytest.mark.parametrize(
    ("lightning_ms", "model", "judges"),
    [(300.0, "lightning", False), (10.0, "lightning-portrait", True)],
)
def test_the_figures_decide_whether_members_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lightning_ms: float, model: str, judges: bool
) -> None:
    """With the record of a slow board the service only counts, with that of a faster one it
    judges, and the network is the one that the figures ask for."""
    monkeypatch.setattr("kiosk.board.identity.processors", lambda: 2)
    keep(tmp_path, this_board("auto"), figures(lightning_ms, processors=2))
    loops: list[CameraLoop] = []
    monkeypatch.setattr(LooksOnly, "loops", loops, raising=False)
    monkeypatch.setattr(service, "CameraWatch", LooksOnly)
    values = {"camera.source": str(paths.DEMO_CLIP), "store.path": str(tmp_path / "r.db")}
    layers = [Layer(COMMAND_LINE, {**values, "web.port": 0})]
    options = RunOptions(mock_gpio=True, store_given=True, box=Box(state_dir=tmp_path))
    service.serve(layers, resolve(layers).config, options, threading.Event())
    (loop,) = loops
    assert loop.fresh_session.judging is judges
    assert loop.estimator.model.name == model
