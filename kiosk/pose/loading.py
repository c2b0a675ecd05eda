"""From the configuration's words to a loaded model. The one place that knows both."""

from __future__ import annotations

import os
from typing import cast

from kiosk import paths
from kiosk.config import ONE_STAGE, ModelConfig
from kiosk.pose.movenet import MoveNet
from kiosk.pose.runtime import RuntimeChoice


def load_model(wanted: ModelConfig) -> MoveNet:
    """The configured model, warmed up. Raises ModelError."""
    return MoveNet(
        paths.model_file(wanted.name_or_path),
        threads=wanted.threads or half_of_the_processors(),
        runtime=cast(RuntimeChoice, wanted.runtime),
    )


def load_second_model(wanted: ModelConfig) -> MoveNet | None:
    """The configured model of the closer looks, None for one stage. Raises ModelError.

    One thread: it works beside the live view and must not hold it up.
    """
    if wanted.second_name_or_path == ONE_STAGE:
        return None
    return MoveNet(
        paths.model_file(wanted.second_name_or_path),
        threads=1,
        runtime=cast(RuntimeChoice, wanted.runtime),
    )


def half_of_the_processors() -> int:
    """At least one. The other half belongs to the pages, the browser and the camera."""
    return max(1, (os.cpu_count() or 2) // 2)
