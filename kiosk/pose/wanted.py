"""Which networks the configuration asks for, and what `auto` is on a board that was not measured.

What a measured board chooses for itself is `kiosk.board`'s. Loads nothing.
"""

from __future__ import annotations

import os

from kiosk.config import ONE_STAGE, ModelConfig
from kiosk.config.tree import AUTO
from kiosk.pose.network import Network

LIVE = "lightning-portrait"
SECOND = "thunder-portrait"
PELVIS = "pelvis"


def live_network(wanted: ModelConfig) -> Network:
    """The live stage's."""
    name = LIVE if wanted.name_or_path == AUTO else wanted.name_or_path
    return Network(name, wanted.threads or half_of_the_processors())


def second_network(wanted: ModelConfig) -> Network | None:
    """That of the closer looks; None for one stage.

    One thread: it works beside the live view and must not hold it up.
    """
    if wanted.second_name_or_path == ONE_STAGE:
        return None
    name = SECOND if wanted.second_name_or_path == AUTO else wanted.second_name_or_path
    return Network(name, threads=1)


def pelvis_network(second: Network) -> Network:
    """The kiosk's own, in the precision of the one that it works beside. It is small: one thread
    is the fastest."""
    return Network(PELVIS, 1, second.half)


def processors() -> int:
    """Those that this process may use, at least one."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


def half_of_the_processors() -> int:
    """At least one. The other half belongs to the pages, the browser and the camera."""
    return max(1, processors() // 2)
