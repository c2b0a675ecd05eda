"""From the configuration's words to a loaded model. The one place that knows both."""

from __future__ import annotations

import os
from typing import cast

from kiosk import paths
from kiosk.config import ModelConfig
from kiosk.pose.movenet import MoveNet
from kiosk.pose.runtime import RuntimeChoice


def load_model(wanted: ModelConfig) -> MoveNet:
    """The configured model, warmed up. Raises ModelError."""
    return MoveNet(
        paths.model_file(wanted.name_or_path),
        threads=wanted.threads or half_of_the_processors(),
        runtime=cast(RuntimeChoice, wanted.runtime),
    )


def half_of_the_processors() -> int:
    """At least one. The other half belongs to the pages, the browser and the camera."""
    return max(1, (os.cpu_count() or 2) // 2)
