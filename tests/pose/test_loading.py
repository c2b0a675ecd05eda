"""From the configuration's words to a network."""

from __future__ import annotations

import pytest

from kiosk.config import ModelConfig
from kiosk.pose.loading import load_model, load_network, load_pelvis, load_second_model
from kiosk.pose.network import Network
from kiosk.pose.wanted import (
    half_of_the_processors,
    live_network,
    pelvis_network,
    processors,
    second_network,
)


def test_auto_without_figures_is_the_pair_of_the_lab() -> None:
    """A board that was not measured runs what docs/measurements.md was measured with."""
    wanted = ModelConfig()
    assert live_network(wanted) == Network("lightning-portrait", half_of_the_processors())
    assert second_network(wanted) == Network("thunder-portrait", 1)


@pytest.mark.parametrize(
    ("wanted", "live", "second"),
    [
        (ModelConfig(name_or_path="thunder", threads=3), Network("thunder", 3), "thunder-portrait"),
        (ModelConfig(name_or_path="/opt/a.tflite", threads=1), Network("/opt/a.tflite", 1), None),
    ],
)
def test_what_is_named_is_taken(wanted: ModelConfig, live: Network, second: str | None) -> None:
    """A name or a path stands for itself."""
    assert live_network(wanted) == live
    if second:
        assert second_network(wanted) == Network(second, 1)


def test_none_is_no_second_network() -> None:
    """One stage has no second network to load."""
    wanted = ModelConfig(second_name_or_path="none")
    assert second_network(wanted) is None
    assert load_second_model(wanted) is None
    assert load_pelvis(wanted) is None


def test_the_pelvis_network_comes_with_the_second_stage() -> None:
    """Whatever the second network is; one thread, in the precision that suits its board."""
    assert pelvis_network(Network("thunder", 3)) == Network("pelvis", 1)
    assert pelvis_network(Network("thunder", 1, half=False)) == Network("pelvis", 1, half=False)
    loaded = load_pelvis(ModelConfig(second_name_or_path="thunder", threads=2, runtime="litert"))
    assert loaded is not None
    assert (loaded.name, loaded.threads, loaded.runtime) == ("pelvis", 1, "litert")


def test_configured_models_are_loaded() -> None:
    """Names and threads arrive at the models."""
    wanted = ModelConfig(name_or_path="lightning", threads=2)
    live, second = load_model(wanted), load_second_model(wanted)
    assert (live.name, live.threads) == ("lightning", 2)
    assert second is not None
    assert (second.name, second.threads) == ("thunder-portrait", 1)


def test_a_board_s_network_is_loaded() -> None:
    """Model and threads of a choice arrive at the model, in full precision too."""
    model = load_network(Network("lightning", 2, half=False), "litert")
    assert (model.name, model.threads, model.runtime) == ("lightning", 2, "litert")


def test_there_is_always_a_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of one processor is one."""
    assert processors() >= 1
    monkeypatch.setattr("kiosk.pose.wanted.processors", lambda: 1)
    assert half_of_the_processors() == 1


def test_a_network_in_words() -> None:
    """What staff read of a network."""
    assert Network("thunder", 1).words == "thunder, 1 thread, half precision"
    assert Network("thunder", 2, half=False).words == "thunder, 2 threads, full precision"
