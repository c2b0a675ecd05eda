"""From the configuration's words, or a board's choice, to a loaded model."""

from __future__ import annotations

from typing import TypeVar, cast

from kiosk import paths
from kiosk.config import ModelConfig
from kiosk.pose.image_network import ImageNetwork
from kiosk.pose.movenet import MoveNet
from kiosk.pose.network import Network
from kiosk.pose.pelvis_net import PelvisNet
from kiosk.pose.runtime import RuntimeChoice
from kiosk.pose.wanted import live_network, pelvis_network, second_network

Kind = TypeVar("Kind", bound=ImageNetwork)


def load_network(network: Network, runtime: str) -> MoveNet:
    """The model, warmed up. `runtime` as in the configuration. Raises ModelError."""
    return _load(MoveNet, network, runtime)


def load_model(wanted: ModelConfig) -> MoveNet:
    """The configured model, warmed up. Raises ModelError."""
    return load_network(live_network(wanted), wanted.runtime)


def load_second_model(wanted: ModelConfig) -> MoveNet | None:
    """The configured model of the closer looks, None for one stage. Raises ModelError."""
    network = second_network(wanted)
    return load_network(network, wanted.runtime) if network else None


def load_pelvis_network(network: Network, runtime: str) -> PelvisNet:
    """The pelvis network of this version, warmed up. Raises ModelError."""
    return _load(PelvisNet, network, runtime)


def load_pelvis(wanted: ModelConfig) -> PelvisNet | None:
    """The one that looks closer beside the configured second model, None for one stage. Raises
    ModelError."""
    second = second_network(wanted)
    return load_pelvis_network(pelvis_network(second), wanted.runtime) if second else None


def _load(kind: type[Kind], network: Network, runtime: str) -> Kind:
    return kind(
        paths.model_file(network.model),
        threads=network.threads,
        runtime=cast(RuntimeChoice, runtime),
        half=network.half,
    )
