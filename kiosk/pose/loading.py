"""From the configuration's words to a loaded model. The one place that knows both."""

from __future__ import annotations

from typing import cast

from kiosk import paths
from kiosk.config import ModelConfig
from kiosk.pose.movenet import MoveNet
from kiosk.pose.runtime import RuntimeChoice


def load_model(wanted: ModelConfig) -> MoveNet:
    """The configured model, warmed up. Raises ModelError."""
    return MoveNet(
        paths.model_file(wanted.name_or_path),
        threads=wanted.threads,
        runtime=cast(RuntimeChoice, wanted.runtime),
    )
