"""Would a configuration from afar be taken here, under the local file, without a mistake?"""

from __future__ import annotations

from pathlib import Path

from kiosk.config import FLEET, Layer, file_layer, fleet_layer, resolve
from kiosk.errors import ConfigError
from kiosk.trying.failure import TrialError


def try_settings(fleet: Path, config_file: Path | None) -> str:
    """How many values would hold, one sentence. Raises ConfigError naming every mistake.

    A local file that is wrong by itself is not this one's fault: it is then judged alone.
    """
    layer = fleet_layer(fleet, lenient=False)
    if layer is None:
        raise TrialError(f"There is no file {fleet}: give the one that came from afar.")
    local = _sound(config_file)
    resolved = resolve([layer, *local])
    held = sum(origin.layer == FLEET for origin in resolved.origins.values())
    return f"{held} of {len(layer.values)} values from afar would hold here."


def _sound(config_file: Path | None) -> list[Layer]:
    """The local file, unless it cannot be taken by itself."""
    try:
        local = file_layer(config_file)
        layers = [local] if local else []
        resolve(layers)
    except ConfigError:
        return []
    return layers
