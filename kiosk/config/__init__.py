"""The configuration: what can be set, to what, and which layer wins.

    layers = [layer for layer in (fleet_layer(), file_layer(path), admin_layer, typed) if layer]
    resolved = resolve(layers)

`tree` is the one table of values. The admin's settings live in the results store, whose path
is itself configured: resolve once without them to open the store, then again with them.
"""

from __future__ import annotations

from kiosk.config.files import file_layer, fleet_layer
from kiosk.config.hardware import CameraConfig, GpioConfig
from kiosk.config.keys import KEYS, SECTIONS, Key, flatten
from kiosk.config.layers import (
    ADMIN,
    COMMAND_LINE,
    DEFAULTS,
    FILE,
    FLEET,
    Layer,
    Origin,
    Resolved,
    resolve,
)
from kiosk.config.showing import config_text
from kiosk.config.tree import (
    LANGUAGES,
    ONE_STAGE,
    CheckConfig,
    Config,
    CuesConfig,
    ModelConfig,
    ScreenConfig,
    ShareConfig,
    SpeechConfig,
    StoreConfig,
    WebConfig,
)
from kiosk.config.updates import UpdateConfig
from kiosk.config.values import UnfitValueError, accept, as_text, from_text, wanted

__all__ = [
    "ADMIN",
    "COMMAND_LINE",
    "DEFAULTS",
    "FILE",
    "FLEET",
    "KEYS",
    "LANGUAGES",
    "ONE_STAGE",
    "SECTIONS",
    "CameraConfig",
    "CheckConfig",
    "Config",
    "CuesConfig",
    "GpioConfig",
    "Key",
    "Layer",
    "ModelConfig",
    "Origin",
    "Resolved",
    "ScreenConfig",
    "ShareConfig",
    "SpeechConfig",
    "StoreConfig",
    "UnfitValueError",
    "UpdateConfig",
    "WebConfig",
    "accept",
    "as_text",
    "config_text",
    "file_layer",
    "flatten",
    "fleet_layer",
    "from_text",
    "resolve",
    "wanted",
]
