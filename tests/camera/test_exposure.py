from __future__ import annotations

import copy
from typing import Any

import pytest

from kiosk.camera.exposure import HIGHEST_GAIN, capped

MODES = {
    "normal": {"shutter": [100, 10000, 30000, 60000, 66666], "gain": [1.0, 2.0, 4.0, 6.0, 10.0]},
    "short": {"shutter": [100, 5000, 10000, 20000, 66666], "gain": [1.0, 2.0, 4.0, 6.0, 10.0]},
}
"""Those of imx219 in Raspberry Pi's libcamera."""


def modes_of(agc: dict[str, Any]) -> list[dict[str, list[float]]]:
    return [mode for channel in agc["channels"] for mode in channel["exposure_modes"].values()]


def brightest(mode: dict[str, list[float]]) -> float:
    return mode["shutter"][-1] * mode["gain"][-1]


def agc() -> dict[str, Any]:
    channels = [{"exposure_modes": copy.deepcopy(MODES), "y_target": [0, 0.16]} for _ in range(3)]
    return {"channels": channels}


@pytest.mark.parametrize("longest_us", [3000, 8333, 10000, 30000])
def test_no_mode_exposes_longer(longest_us: int) -> None:
    """Every exposure mode of every channel ends at the limit, and still rises step by step."""
    for mode in modes_of(capped(agc(), longest_us)):
        assert max(mode["shutter"]) == mode["shutter"][-1] == longest_us
        assert mode["shutter"] == sorted(mode["shutter"])
        assert mode["gain"] == sorted(mode["gain"])
        assert len(mode["shutter"]) == len(mode["gain"])


def test_gain_makes_up_for_the_missing_light() -> None:
    """The picture may be brightened as far as the strongest gain goes."""
    for mode in modes_of(capped(agc(), 10000)):
        assert brightest(mode) == 10000 * HIGHEST_GAIN


def test_the_rest_of_the_tuning_stays() -> None:
    """Only exposure modes change, and not the tuning that was handed in."""
    given = agc()
    changed = capped(given, 10000)
    assert given == agc()
    assert changed["channels"][0]["y_target"] == [0, 0.16]


def test_a_tuning_without_channels() -> None:
    """Older tuning files hold one channel's values directly."""
    changed = capped({"exposure_modes": copy.deepcopy(MODES)}, 10000)
    assert all(max(mode["shutter"]) == 10000 for mode in changed["exposure_modes"].values())


def test_an_unknown_format_is_refused() -> None:
    """The caller is told, and leaves the tuning alone."""
    with pytest.raises(KeyError):
        capped({"something": 1}, 10000)
