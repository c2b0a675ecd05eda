"""The kiosk's figures in the text format of Prometheus, for monitoring from outside.

Decides the names of the metrics (docs/metrics.md lists them) and nothing about what they mean.
What is not known has no sample: no zero and no NaN stands for it. Why a library writes the format:
docs/decisions/0014-metrics.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from kiosk import __version__
from kiosk.web.access import open_to
from kiosk.web.ports import Health, Painted
from kiosk.web.stream import Streams

if TYPE_CHECKING:
    from prometheus_client import Metric

LEVELS = ("ok", "warn", "bad", "unknown")
TROUBLES = ("camera_lost", "card_failing", "low_power", "hot")
CAMERA_STATES = ("starting", "ok", "missing", "lost", "frozen", "covered", "ended")
RUNGS = ("watching", "reopening", "restarting", "rebooting", "waiting")
_NO_SUFFIX = ("", "count")

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@open_to("integration")
def metrics() -> Response:
    """All figures of this moment."""
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

    health: Health | None = current_app.extensions["kiosk_health"]
    painted: Painted = current_app.extensions["kiosk_painted"]
    streams: Streams = current_app.extensions["kiosk_streams"]
    found = [*own_metrics(streams.open, painted.age_s)]
    if health is not None:
        found += health_metrics(health.view(), health.ready()["ready"])
    text = generate_latest(_Collected(found))
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def own_metrics(streams: int, painted_age_s: float | None) -> Iterator[Metric]:
    """What the pages know themselves."""
    version = [({"version": __version__}, 1.0)]
    yield _gauge("kiosk_build_info", "The kiosk's version, always 1", version)
    yield _one("kiosk_streams_open", "Live views open now", streams)
    yield _one(
        "kiosk_screen_painted_age_seconds",
        "Since the kiosk's own screen last painted a frame",
        painted_age_s,
    )


def health_metrics(view: Mapping[str, Any], ready: bool) -> Iterator[Metric]:
    """What `ports.Health.view()` holds."""
    yield _one("kiosk_ready", "1 when a check could begin now", ready)
    at_s = datetime.fromisoformat(view["at"]).timestamp() if view["at"] else None
    yield _one("kiosk_health_looked_at_timestamp_seconds", "When the readings were taken", at_s)
    yield _states("kiosk_trouble", "1 for what the light says to staff", TROUBLES, view["trouble"])
    yield from _readings(view["readings"])
    yield from _loop(view["vitals"])
    if view["board"] is not None:
        yield from _board(view["board"])


def _readings(readings: Sequence[Mapping[str, Any]]) -> Iterator[Metric]:
    levels = [
        ({"reading": each["name"], "level": level}, float(each["level"] == level))
        for each in readings
        for level in LEVELS
    ]
    yield _gauge("kiosk_health_level", "1 for the level that each reading has now", levels)
    for each in readings:
        suffix = "" if each["unit"] in _NO_SUFFIX else f"_{each['unit']}"
        yield _one(f"kiosk_health_{each['name']}{suffix}", each["label"], each["value"])


def _loop(vitals: Mapping[str, Any]) -> Iterator[Metric]:
    yield _states("kiosk_camera", "1 for the camera's state", CAMERA_STATES, vitals["camera"])
    what = "1 for what is being done about the camera"
    yield _states("kiosk_camera_rung", what, RUNGS, vitals["rung"])
    what = "Frames that went all the way through"
    yield _counter("kiosk_loop_frames", what, vitals["frames"])
    what = "Frames that a newer one replaced before they were looked at"
    yield _counter("kiosk_loop_frames_dropped", what, vitals["dropped"])
    yield _one("kiosk_loop_frame_rate_hertz", "Frames a second, of late", vitals["frame_rate_hz"])
    tick_s = None if vitals["tick_ms"] is None else vitals["tick_ms"] / 1000
    yield _one("kiosk_loop_tick_seconds", "What one frame takes, median of late", tick_s)
    what = "Since the last fresh frame had gone all the way through"
    yield _one("kiosk_loop_fresh_age_seconds", what, vitals["fresh_age_s"])
    yield _one("kiosk_loop_idle", "1 while nobody is near", vitals["idle"])
    yield _one("kiosk_loop_busy", "1 while somebody is on the spot", vitals["busy"])


def _board(board: Mapping[str, Any]) -> Iterator[Metric]:
    measured = [(_labels(each), each["median_ms"] / 1000) for each in board["figures"]]
    yield _gauge("kiosk_board_frame_seconds", "One frame in the self-benchmark, median", measured)
    stages = ((stage, board[stage]) for stage in ("live", "second") if board[stage])
    running = [({"stage": stage, **_labels(network)}, 1.0) for stage, network in stages]
    yield _gauge("kiosk_board_network_info", "The network of each stage now, always 1", running)
    yield _one("kiosk_board_lighter", "1 while lighter work is done for heat", board["lighter"])
    yield _one("kiosk_board_verdicts", "0 where squats are only counted", board["verdicts"])


def _labels(network: Mapping[str, Any]) -> dict[str, str]:
    precision = "half" if network["half"] else "full"
    return {
        "model": network["model"],
        "threads": str(network["threads"]),
        "precision": precision,
    }


def _states(name: str, about: str, states: Iterable[str], now: str | None) -> Metric:
    """One sample for each state, 1 for the one that holds."""
    return _gauge(name, about, [({"state": each}, float(each == now)) for each in states])


def _one(name: str, about: str, value: float | None) -> Metric:
    return _gauge(name, about, [] if value is None else [({}, float(value))])


def _gauge(name: str, about: str, samples: Iterable[tuple[dict[str, str], float]]) -> Metric:
    from prometheus_client import Metric

    metric = Metric(name, about, "gauge")
    for labels, value in samples:
        metric.add_sample(name, labels, value)
    return metric


def _counter(name: str, about: str, value: float) -> Metric:
    """`name` without the `_total` that its sample gets."""
    from prometheus_client.core import CounterMetricFamily

    return CounterMetricFamily(name, about, value=value)


class _Collected:
    """What `generate_latest` asks, instead of the library's registry of its own instruments."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics
