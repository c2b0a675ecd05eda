"""Keeps the Raspberry Pi camera's exposure short, so that a moving knee is not smeared.

Decides what of the camera's tuning is changed. Nothing here touches a camera.

Facts, read on 2026-11-22 in libcamera's src/ipa/rpi/controller/rpi/agc_channel.cpp
(github.com/raspberrypi/libcamera), the same code for the Pi 4 (vc4) and the Pi 5 (pisp):
- no control limits an automatic exposure. The upper FrameDurationLimits does, at the cost of
  as many frames; the exposure mode "short" only prefers gain, and still ends at 20 to 66 ms;
- the limit is the last of the tuning's `shutter` times of the exposure mode, and the last
  `gain` times it is the brightest that the exposure may become; gain that the sensor lacks
  is made up digitally;
- after that the exposure is rounded down to whole flicker periods, unless it is under one.
"""

from __future__ import annotations

import copy
from typing import Any

HIGHEST_GAIN = 16.0
"""The last gain of Raspberry Pi's own tuning of Camera Module 3. Noise does less harm than blur:
the pose network sees the picture several times smaller, which averages it away."""


def capped(agc: dict[str, Any], longest_us: int) -> dict[str, Any]:
    """`agc` (a tuning's rpi.agc) with no exposure above `longest_us`, in every mode.

    The light that is missing comes from gain. Raises KeyError or TypeError for another format.
    """
    agc = copy.deepcopy(agc)
    for channel in agc.get("channels", [agc]):
        for mode in channel["exposure_modes"].values():
            times_us = [min(time_us, longest_us) for time_us in mode["shutter"]]
            mode["shutter"] = [*times_us, longest_us]
            mode["gain"] = [*mode["gain"], max(HIGHEST_GAIN, *mode["gain"])]
    return agc
