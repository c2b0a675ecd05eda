"""How soon the resting kiosk wakes when somebody comes, and what resting costs.

    .venv/bin/python -m tests.e2e.waking

Shows rendered clips to the kiosk's own gate, rule and network: the room empty until the kiosk
rests, then the clip in which somebody walks in. Somebody is near, by the clip's truth, from the
frame on in which shoulders and hips are in the picture and the body is near the spot
(`kiosk.idle.near`) where one is set. Prints, over several lengths of the rest, how long after that
the kiosk was awake, by the frames' own time; then processor time for each second of an empty room.
A benchmark, not a test: the costs are the machine's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np

from kiosk import idle, paths
from kiosk.camera.frame import Frame, Rgb
from kiosk.camera.video import VideoSource
from kiosk.looking_around import home_box
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Joint, Point, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.resting import Rest
from kiosk.scoring.spot import Spot
from tests.e2e.scenes import CLIPS
from tests.recordings.scenarios.reading import spot_of

NETWORK = "lightning-portrait"
AFTER_S = 2.0
"""The kiosk rests after so long, to spare the bench a minute of nothing."""
PHASES = 8
"""So many lengths of the rest, over one second: between two looks the worst moment comes."""
SEEN = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP)
BEHIND_PX = (350, 395, 150, 280)
"""Left, right, top and bottom of what moves all the while, far behind."""


@dataclass(frozen=True)
class Arrival:
    """A room, and a clip in which somebody walks into it."""

    name: str
    spot: Spot | None
    frames: list[Frame]
    room: list[Rgb]
    near_s: float

    @property
    def step_s(self) -> float:
        """Seconds from frame to frame."""
        return self.frames[1].t_s - self.frames[0].t_s


def arrival(name: str, *, with_spot: bool) -> Arrival:
    """From a clip whose member walks in, and out of the picture at its end."""
    spot = spot_of(name) if with_spot else None
    truth = json.loads((CLIPS / f"{name}.truth.json").read_text(encoding="utf-8"))
    size_px = (truth["width"], truth["height"])
    times = np.array([frame["t_s"] for frame in truth["frames"]])
    points = np.array([frame["keypoints"] for frame in truth["frames"]])
    frames = list(_frames(name))
    bodies = [_body(frame.t_s, times, points, size_px) for frame in frames]
    near_s = next(body.t_s for body in bodies if _is_near(body, spot))
    empty = [not any(body.points) for body in bodies]
    gone = len(empty) - empty[::-1].index(False)
    room = [frame.rgb for frame in frames[gone + 4 :]] or [frames[0].rgb]
    return Arrival(name, spot, frames, room, near_s)


def _frames(name: str) -> Iterator[Frame]:
    source = VideoSource(CLIPS / f"{name}.mp4")
    while isinstance(frame := source.read(), Frame):
        yield frame
    source.close()


def _body(t_s: float, times: np.ndarray, points: np.ndarray, size_px: tuple[int, int]) -> Pose:
    """The true body at a time, between the moments that the truth has; None outside the picture."""
    index = int(np.clip(np.searchsorted(times, t_s), 1, len(times) - 1))
    share = np.clip((t_s - times[index - 1]) / (times[index] - times[index - 1]), 0.0, 1.0)
    now = points[index - 1] + share * (points[index] - points[index - 1])
    inside = ((now >= 0) & (now < size_px)).all(axis=1)
    found = [Point(x, y, 1.0) if seen else None for (x, y), seen in zip(now, inside, strict=True)]
    return Pose(t_s, tuple(found))


def _is_near(body: Pose, spot: Spot | None) -> bool:
    return all(body.points[joint] for joint in SEEN) and idle.near(body, spot)


def lived(
    model: MoveNet, spot: Spot | None, frames: Iterator[Frame], *, until_awake: bool = False
) -> Iterator[tuple[float, bool, bool]]:
    """Of each frame: its time, whether the network looked, whether the kiosk rests after it."""
    rest, estimator = Rest(AFTER_S), PoseEstimator(model)
    rest.opened(spot)
    estimator.look_at(home_box(spot))
    for frame in frames:
        looks, rested = rest.looks(frame), rest.resting
        if looks:
            rest.looked(frame.t_s, estimator.estimate(frame), in_check=False)
        yield frame.t_s, looks, rest.resting
        if until_awake and rested and not rest.resting:
            return


def empty_room(case: Arrival, seconds: float, busy: bool = False) -> Iterator[Frame]:
    """The room with nobody near, ending as the clip begins; `busy`: somebody trains far behind."""
    count = round(seconds / case.step_s)
    pictures = islice(cycle(case.room), count)
    for number, rgb in enumerate(pictures):
        t_s = (number - count) * case.step_s
        yield Frame(t_s, _with_runner(rgb, t_s) if busy else rgb)


def _with_runner(rgb: Rgb, t_s: float) -> Rgb:
    left, right, top, bottom = BEHIND_PX
    across_px, down_px = int(15 * np.sin(8.2 * t_s)), int(8 * np.sin(16.3 * t_s))
    rgb = rgb.copy()
    rgb[top + down_px : bottom + down_px, left + across_px : right + across_px] = 40
    return rgb


def woken_s(model: MoveNet, case: Arrival, phase: float, *, busy: bool = False) -> float:
    """How long after somebody is near the kiosk is awake; `phase` (s) lengthens the rest."""
    rest_s = (30.0 if busy else 5.0) + phase

    def shown() -> Iterator[Frame]:
        yield from empty_room(case, rest_s, busy)
        for frame in case.frames:
            yield Frame(frame.t_s, _with_runner(frame.rgb, frame.t_s) if busy else frame.rgb)

    *_, (t_s, _, resting) = lived(model, case.spot, shown(), until_awake=True)
    return float("inf") if resting else t_s - case.near_s


def cost(model: MoveNet, case: Arrival, after_s: float, busy: bool) -> tuple[float, float]:
    """Milliseconds of processor time and looks of the network for a second of an empty room."""
    frames = list(empty_room(case, 40.0, busy))
    rest, estimator = Rest(after_s), PoseEstimator(model)
    rest.opened(case.spot)
    looks, began_s = 0, 0.0
    for frame in frames:
        if frame.t_s >= -20.0 and not began_s:
            looks, began_s = 0, time.process_time()
        if rest.looks(frame):
            looks += 1
            rest.looked(frame.t_s, estimator.estimate(frame), in_check=False)
    return 1000.0 * (time.process_time() - began_s) / 20.0, looks / 20.0


CASES: dict[str, Callable[[], Arrival]] = {
    "walks onto the spot": lambda: arrival("second_on_spot", with_spot=True),
    "walks onto the spot (another)": lambda: arrival("passer_behind", with_spot=True),
    "walks in, no spot set": lambda: arrival("second_on_spot", with_spot=False),
    "walks in, no spot set (another)": lambda: arrival("walking", with_spot=False),
}


def main() -> None:
    """Measure and print."""
    model = MoveNet(paths.model_file(NETWORK))
    phases = [number / PHASES for number in range(PHASES)]
    for words, made in CASES.items():
        case = made()
        found = [woken_s(model, case, phase) for phase in phases]
        print(f"{words:<34}awake after {min(found):5.2f} to {max(found):5.2f} s")
    case = CASES["walks onto the spot"]()
    found = [woken_s(model, case, phase, busy=True) for phase in phases]
    words = "the same, with a runner behind"
    print(f"{words:<34}awake after {min(found):5.2f} to {max(found):5.2f} s")
    full_ms, _ = cost(model, case, 0.0, busy=False)
    for words, after_s, busy in (
        ("awake", 0.0, False),
        ("resting", AFTER_S, False),
        ("resting, with a runner behind", AFTER_S, True),
    ):
        spent_ms, looks = cost(model, case, after_s, busy)
        share = 100.0 * spent_ms / full_ms
        print(f"{words:<34}{spent_ms:6.1f} ms/s  {share:4.0f} %  {looks:5.1f} looks/s")


if __name__ == "__main__":
    main()
