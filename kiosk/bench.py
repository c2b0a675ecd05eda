"""How fast this board is: each step of a tick beside the bare network, in one run.

Decides how the figures are taken. The tick is the real loop's own `tick`, on the demo clip, with
the crops kept for the second model; after each one the bare network runs once more, so that both
see the same machine. A closer look, or a glance at the pelvis, is waited for before the next tick:
what a look takes is a figure of its own.
"""

from __future__ import annotations

import gc
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from kiosk import __version__, paths
from kiosk.bench_start import measure_start
from kiosk.camera.frame import Frame
from kiosk.camera.video import VideoSource
from kiosk.closer_looks import CloserLook, Glance, LookingThread
from kiosk.config import ModelConfig
from kiosk.feedback.outputs import SilentOutputs
from kiosk.feedback.player import PlayerThread
from kiosk.keeper import Keeper
from kiosk.live import Live
from kiosk.loop import CameraLoop
from kiosk.moment import Clock
from kiosk.pose.closer import Sight
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box
from kiosk.pose.keypoints import Look, PelvisTilt, Pose
from kiosk.pose.loading import load_model, load_pelvis, load_second_model
from kiosk.pose.movenet import MoveNet
from kiosk.pose.pelvis_net import SIDE_PX, PelvisNet
from kiosk.results import ResultStore, Software
from kiosk.scoring import protocol
from kiosk.scoring.assess import Evidence
from kiosk.scoring.check_state import Session
from kiosk.scoring.tracker import Tracker

STEPS = ("invoke", "tick", "decode", "framing", "scoring")
WARM_UP_FRAMES = 20
BATCH = 20
"""Frames decoded at once, 18 MB of the demo clip."""
CROPS = protocol.CLOSER_BOTTOM + protocol.CLOSER_REST
"""Persons that a closer look at one rep goes to."""
LOOKS = 3


class TimedEstimator(PoseEstimator):
    """The real estimator, with a stopwatch on framing (there and back) and on the network."""

    framing_s = 0.0
    network_s = 0.0

    def estimate(self, frame: Frame) -> Pose | None:
        """As the parent, remembering the seconds of this frame."""
        started = time.perf_counter()
        self.prepare(frame)
        framed = time.perf_counter()
        self.invoke()
        invoked = time.perf_counter()
        pose = self.read()
        self.network_s = invoked - framed
        self.framing_s = time.perf_counter() - started - self.network_s
        return pose


class AwaitedLook(CloserLook):
    """The real closer look, which the bench can wait for."""

    def __init__(self, model: MoveNet, pelvis: PelvisNet | None) -> None:
        super().__init__(model, pelvis)
        self._asked = 0
        self._done = threading.Semaphore(0)

    def crops(self, evidence: Evidence) -> tuple[Sight, ...]:
        """As the parent, remembering that a look was asked for."""
        self._asked += 1
        return super().crops(evidence)

    def looks(self, sights: Iterable[Sight]) -> tuple[Look, ...]:
        """As the parent, telling when it is done."""
        try:
            return super().looks(sights)
        finally:
            self._done.release()

    def glance(self, tracker: Tracker) -> Glance | None:
        """As the parent, remembering that a glance was asked for."""
        glance = super().glance(tracker)
        self._asked += glance is not None
        return glance

    def glimpsed(self, glance: Glance) -> tuple[Look, tuple[PelvisTilt, ...]]:
        """As the parent, telling when it is done."""
        try:
            return super().glimpsed(glance)
        finally:
            self._done.release()

    def wait(self) -> None:
        """Return when everything asked for has been looked at."""
        for _ in range(self._asked):
            self._done.acquire()
        self._asked = 0


def measure(wanted: ModelConfig, frames: int) -> dict[str, Any]:
    """All figures of `kiosk bench --json`. Takes about frames / 30 seconds and a start."""
    model, second = load_model(wanted), load_second_model(wanted)
    start_s, rss_mb = measure_start(wanted)
    look = AwaitedLook(second, load_pelvis(wanted)) if second else None
    samples = _samples(model, look, frames)
    figures: dict[str, Any] = {}
    for step in STEPS:
        figures[f"{step}_ms"] = round(median(samples[step]), 3)
        figures[f"{step}_p95_ms"] = round(quantiles(samples[step], n=20)[-1], 3)
    for step in STEPS[1:]:
        figures[f"{step}_ratio"] = round(median(samples[step]) / median(samples["invoke"]), 4)
    return figures | {
        "start_to_first_pose_s": round(start_s, 3),
        "rss_mb": round(rss_mb, 1),
        "model": model.name,
        "second_model": second.name if second else None,
        "closer_look_ms": round(_closer_look_ms(look), 1) if look else None,
        "threads": model.threads,
        "frames": len(samples["tick"]),
        "kiosk_version": __version__,
    }


def bench_text(figures: dict[str, Any]) -> str:
    """The figures for people."""
    head = f"{figures['model']}, {figures['threads']} thread(s), {figures['frames']} frames"
    lines = [head, f"{'':10}{'median':>10}{'p95':>10}{'/ invoke':>10}"]
    for step in STEPS:
        values = figures[f"{step}_ms"], figures[f"{step}_p95_ms"], figures.get(f"{step}_ratio", 1.0)
        lines.append(f"{step:10}{values[0]:7.2f} ms{values[1]:7.2f} ms{values[2]:10.3f}")
    if figures["second_model"]:
        closer = f"{figures['closer_look_ms']:.0f} ms a rep ({figures['second_model']})"
        lines.append(f"closer look         {closer}")
    lines.append(f"start to first pose {figures['start_to_first_pose_s']:.2f} s")
    lines.append(f"resident memory     {figures['rss_mb']:.0f} MB")
    return "\n".join(lines)


def _samples(model: MoveNet, look: AwaitedLook | None, frames: int) -> dict[str, list[float]]:
    """Milliseconds of every step for `frames` frames, after a warm-up that is thrown away."""
    samples: dict[str, list[float]] = {step: [] for step in STEPS}
    gc.freeze()  # as the loop does
    with ExitStack() as stack:
        estimator = TimedEstimator(model, look.keeper if look else None)
        loop = _real_loop(estimator, look, stack)
        for number, (frame, decode_s) in enumerate(_frames(frames + WARM_UP_FRAMES, loop)):
            tick_s = _seconds(lambda frame=frame: loop.tick(frame))
            if look:
                look.wait()
            bare_s = _seconds(model.invoke)
            if number >= WARM_UP_FRAMES:
                scoring_s = tick_s - estimator.framing_s - estimator.network_s
                times = (bare_s, tick_s, decode_s, estimator.framing_s, scoring_s)
                for step, seconds in zip(STEPS, times, strict=True):
                    samples[step].append(1000.0 * seconds)
    return samples


def _closer_look_ms(look: AwaitedLook) -> float:
    """Milliseconds of a look at one rep: all its crops, each plain and mirrored, the pelvis at the
    bottom and in a stand that was not read before."""
    source = VideoSource(paths.DEMO_CLIP)
    try:
        frames = [frame for frame, _ in _decoded(source, CROPS)]
    finally:
        source.close()
    whole = Box(0.0, 0.0, source.info.width_px, source.info.height_px)
    for frame in frames:
        look.keeper.keep(frame, whole, frame.rgb)
    crops = look.keeper.crops(frame.t_s for frame in frames)
    pelvis = frames[0].rgb[:SIDE_PX, :SIDE_PX]
    bottom = protocol.CLOSER_BOTTOM

    def once() -> None:
        rep = [Sight(c.t_s, c, pelvis if i < bottom else None) for i, c in enumerate(crops)]
        stand = [Sight(float(i), None, pelvis.copy()) for i in range(protocol.CLOSER_STANDING)]
        look.looks((*rep, *stand))

    return 1000.0 * median(_seconds(once) for _ in range(LOOKS))


def _real_loop(estimator: PoseEstimator, look: AwaitedLook | None, stack: ExitStack) -> CameraLoop:
    """The kiosk's loop with a throw-away store and silent outputs."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-bench-")))
    clock = Clock()
    store = stack.enter_context(ResultStore.open(folder / "bench.db", "replay", clock.now()))
    player = PlayerThread(SilentOutputs())
    stack.callback(player.close)
    looking = LookingThread(look) if look else None
    if looking:
        stack.callback(looking.close)
    software = Software(__version__, protocol.VERSION, estimator.model.name, None, "video")
    keeper = Keeper(store, software, clock.now)
    return CameraLoop(estimator, keeper, player, Live(), Session(), looking=looking)


def _frames(count: int, loop: CameraLoop) -> Iterator[tuple[Frame, float]]:
    """Frames of the demo clip and the seconds each took to decode; repeats a short clip."""
    given = 0
    while given < count:
        source = VideoSource(paths.DEMO_CLIP)
        loop.begin(source.info)
        try:
            while given < count:
                batch = _decoded(source, min(BATCH, count - given))
                if not batch:
                    break
                given += len(batch)
                yield from batch
        finally:
            source.close()


def _decoded(source: VideoSource, count: int) -> list[tuple[Frame, float]]:
    """The next frames with their seconds. In batches: the decoder works ahead on other cores,
    which would disturb a tick that ran right after each frame."""
    batch: list[tuple[Frame, float]] = []
    while len(batch) < count:
        started = time.perf_counter()
        frame = source.read()
        if frame is None:
            break
        batch.append((frame, time.perf_counter() - started))
    return batch


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
