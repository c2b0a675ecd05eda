"""Measures this board: a frame through each network, as it is in use. Takes about a minute.

Decides how the figures are taken: each network is opened and run a few times, in three passes of
which every other goes backwards, so that a board that warms up is as unfair to the first as to the
last. One is in memory at a time. Meanwhile a camera's work is done beside it, at full frame rate.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median, quantiles

import numpy as np

from kiosk.board.figures import Figure
from kiosk.camera.frame import Frame, Rgb
from kiosk.pose.network import Network

PASSES = 3
WARM_UP_RUNS = 2
RUNS_MIN = 2
RUNS_MAX = 12
"""Timed frames of one visit to a network."""
LIMIT_S = 60.0
"""No visit begins later, but for networks that have no figure yet: those have as long again."""
CAMERA_HZ = 30.0
PICTURE_PX = (1280, 720)
"""Height and width of the camera's picture as configured by default."""

Progress = Callable[[float, str], None]
"""How much is done (0 to 1) and, in words, what is measured now."""
Load = Callable[[Network], Callable[[], object]]
"""Opens a network; what it returns takes one frame through it."""


def measure(
    networks: Sequence[Network],
    load: Load,
    *,
    progress: Progress,
    stopped: Callable[[], bool],
    now_s: Callable[[], float] = time.perf_counter,
    limit_s: float = LIMIT_S,
) -> tuple[Figure, ...] | None:
    """A figure of each network, in their order; None when told to stop. Raises ModelError.

    Those that there was no time for are left out.
    """
    times: dict[Network, list[float]] = {network: [] for network in networks}
    began_s = now_s()
    visits = list(_visits(networks))
    for number, network in enumerate(visits):
        if stopped():
            return None
        passed_s = now_s() - began_s
        if passed_s > limit_s and (times[network] or passed_s > 2 * limit_s):
            continue
        progress(number / len(visits), network.words)
        share_s = max(0.0, limit_s - passed_s) / (len(visits) - number)
        times[network] += _timed_ms(network, load, now_s, share_s)
    progress(1.0, "done")
    return tuple(_figure(network, taken) for network, taken in times.items() if taken)


def on_this_board(runtime: str) -> Load:
    """Opens real networks, to be run on a picture of the usual size."""
    from kiosk.pose.estimator import PoseEstimator
    from kiosk.pose.loading import load_network

    frame = Frame(0.0, picture())

    def load(network: Network) -> Callable[[], object]:
        estimator = PoseEstimator(load_network(network, runtime))
        return lambda: estimator.estimate(frame)

    return load


@contextmanager
def camera_beside(rgb: Rgb) -> Iterator[None]:
    """Turn pictures upright at the camera's rate on another thread, as the kiosk does."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(1.0 / CAMERA_HZ):
            np.ascontiguousarray(np.rot90(rgb))

    thread = threading.Thread(target=work, name="camera-beside", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def picture() -> Rgb:
    """Any picture of the usual size: what is on it changes no network's time."""
    height_px, width_px = PICTURE_PX
    return np.random.default_rng(5).integers(0, 256, (height_px, width_px, 3), dtype=np.uint8)


def _visits(networks: Sequence[Network]) -> Iterator[Network]:
    for number in range(PASSES):
        yield from networks if number % 2 == 0 else reversed(networks)


def _timed_ms(
    network: Network, load: Load, now_s: Callable[[], float], share_s: float
) -> list[float]:
    """Milliseconds of some frames; opening and warming up are part of the time that it may take."""
    began_s = now_s()
    run = load(network)
    for _ in range(WARM_UP_RUNS):
        run()
    taken: list[float] = []
    while len(taken) < RUNS_MIN or (len(taken) < RUNS_MAX and now_s() - began_s < share_s):
        started_s = now_s()
        run()
        taken.append(1000.0 * (now_s() - started_s))
    return taken


def _figure(network: Network, taken_ms: Sequence[float]) -> Figure:
    p90_ms = quantiles(taken_ms, n=10, method="inclusive")[-1]
    return Figure(network, round(median(taken_ms), 2), round(p90_ms, 2), len(taken_ms))
