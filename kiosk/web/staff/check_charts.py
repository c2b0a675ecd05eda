"""The measures of each leg of a check over time, as a chart.

Pure. Decides which stretch of the trail is a leg's and how far the scales go; both legs get the
same scales, to be held side by side. The bands are the protocol's of this version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from kiosk.charts import Chart, Curve, Dot, Dots, Layer, Panel, Span, Tick, Zone
from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.trail import MEASURES, Seen, Trail
from kiosk.web import wording
from kiosk.web.ports import StoredRep
from kiosk.web.staff.check_reps import RepMark, marks_of

BEFORE_S, AFTER_S = 2.0, 1.0
"""So much is drawn before the first and after the last rep of a leg."""
GAP_S = 0.4
"""A line breaks where nothing was seen for longer."""
_BANDS = (protocol.KNEE_FPPA_DEG, protocol.PELVIC_DROP_DEG, protocol.TRUNK_LEAN_DEG, None)
"""In the order of MEASURES; None for the depth, which has its own."""
_TITLES = ("Knee inward", "Hip drop", "Upper body lean", "Knee bend (depth)")
_RANGES_DEG = ((-10.0, 30.0), (-10.0, 30.0), (-10.0, 30.0), (0.0, 90.0))
"""What each scale shows at least."""
_FURTHEST_DEG = ((-40.0, 60.0), (-40.0, 60.0), (-40.0, 60.0), (0.0, 140.0))
"""And at most: a wild keypoint must not flatten the rest."""
_STEPS_S = (1, 2, 5, 10, 20, 30, 60, 120)
_MOST_TICKS = 8


def leg_chart(side: str, trail: Trail, reps: Sequence[StoredRep]) -> Chart | None:
    """The four measures of one leg over time; None where it did no rep or nothing was seen."""
    marks = [mark for mark in marks_of(side, reps) if mark.times_s]
    frames = _stretch(Leg(side), trail.frames, marks)
    if not frames:
        return None
    start_s = frames[0].t_s
    length_s = frames[-1].t_s - start_s
    scales = _scales(trail.frames)
    name = wording.LEG_NAMES[side]
    panels = [
        _panel(column, side, frames, _moved(marks, start_s), scales[column])
        for column in range(len(MEASURES))
    ]
    return Chart(
        name=f"chart-{side}",
        title=f"{name} over time",
        text=_told(name, Leg(side), frames, marks, length_s),
        panels=panels,
        x_low=0.0,
        x_high=max(length_s, 1.0),
        x_ticks=_seconds(length_s),
        x_title="Seconds",
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """A rep on the chart's own time: seconds from its left edge."""

    start: float
    bottom: float
    end: float
    mark: RepMark


def _moved(marks: Sequence[RepMark], start_s: float) -> list[_Mark]:
    return [
        _Mark(times_s[0] - start_s, times_s[1] - start_s, times_s[2] - start_s, mark)
        for mark in marks
        if (times_s := mark.times_s)
    ]


def _stretch(leg: Leg, frames: Sequence[Seen], marks: Sequence[RepMark]) -> list[Seen]:
    """From a little before the leg's first rep to a little after its last, as far as this leg
    carried; frames on both feet in between stay, with nothing in them."""
    if not marks:
        return []
    times_s = [t_s for mark in marks for t_s in mark.times_s or ()]
    first_s, last_s = min(times_s) - BEFORE_S, max(times_s) + AFTER_S
    near = [frame for frame in frames if first_s <= frame.t_s <= last_s]
    own = [index for index, frame in enumerate(near) if frame.stance is leg]
    if not own:
        return []
    return [
        frame if frame.stance is leg else Seen(frame.t_s, None)
        for frame in near[own[0] : own[-1] + 1]
    ]


def _scales(frames: Sequence[Seen]) -> list[tuple[float, float]]:
    """Low and high of each measure, whole tens, the same for both legs."""
    found = []
    for column, (low, high) in enumerate(_RANGES_DEG):
        values = [value for frame in frames if (value := frame.angles_deg[column]) is not None]
        lowest, highest = _FURTHEST_DEG[column]
        low = max(lowest, min([low, *values]))
        high = min(highest, max([high, *values]))
        found.append((floor(low / 10) * 10.0, ceil(high / 10) * 10.0))
    return found


def _panel(
    column: int,
    side: str,
    frames: Sequence[Seen],
    marks: Sequence[_Mark],
    scale: tuple[float, float],
) -> Panel:
    low, high = scale
    step = 10 if high - low <= 50 else 20 if high - low <= 80 else 30
    ticks = [
        Tick(float(value), wording.degrees(value))
        for value in range(int(low), int(high) + 1)
        if value % step == 0
    ]
    layers = [
        *_zones(column, low, high),
        *(Span(each.start, each.end, each.mark.look, each.mark.label) for each in marks),
        Curve(list(_line(frames, column)), side),
        Dots(list(_values(marks, MEASURES[column], low, high)), side),
    ]
    return Panel(_TITLES[column], low, high, ticks, layers)


def _zones(column: int, low: float, high: float) -> tuple[Layer, ...]:
    """The bands in which the bottom of a rep is judged."""
    band = _BANDS[column]
    if band is None:
        least, good = protocol.DEPTH_SCORED_MIN_DEG, protocol.DEPTH_GOOD_MIN_DEG
        return Zone(good, high, "good"), Zone(least, good, "borderline")
    return (
        Zone(low, band.good_max, "good"),
        Zone(band.good_max, band.fault_min, "borderline"),
        Zone(band.fault_min, high, "fault"),
    )


def _line(frames: Sequence[Seen], column: int) -> Iterator[tuple[float, float | None]]:
    """The measure over the chart's own time, broken where frames are missing."""
    start_s = frames[0].t_s
    yield 0.0, frames[0].angles_deg[column]
    for sooner, later in pairwise(frames):
        if later.t_s - sooner.t_s > GAP_S:
            yield sooner.t_s - start_s, None
        yield later.t_s - start_s, later.angles_deg[column]


def _values(marks: Sequence[_Mark], key: str, low: float, high: float) -> Iterator[Dot]:
    """Each counted rep's own value at its bottom, where it lies on the scale."""
    for each in marks:
        value = each.mark.rep.values.get(key)
        if each.mark.look == "counted" and value is not None and low <= value <= high:
            yield Dot(each.bottom, float(value))


def _seconds(length_s: float) -> list[Tick]:
    step = next((each for each in _STEPS_S if length_s / each < _MOST_TICKS), _STEPS_S[-1])
    return [Tick(float(t), str(t)) for t in range(0, int(length_s) + 1, step)]


def _told(
    name: str, leg: Leg, frames: Sequence[Seen], marks: Sequence[RepMark], length_s: float
) -> str:
    """The chart in a sentence; the values of each rep stand in the table."""
    looks = [mark.look for mark in marks]
    reps = f"{looks.count('counted')} counted reps, {looks.count('refused')} not counted"
    ranges = [
        f"{title.lower()} {_range(frames, leg, column)}" for column, title in enumerate(_TITLES)
    ]
    return f"{name} over {length_s:.0f} seconds, {reps}. Lowest to highest: {'; '.join(ranges)}."


def _range(frames: Sequence[Seen], leg: Leg, column: int) -> str:
    values = [
        value
        for frame in frames
        if frame.stance is leg and (value := frame.angles_deg[column]) is not None
    ]
    if not values:
        return wording.NOT_MEASURED
    return f"{wording.degrees(min(values))} to {wording.degrees(max(values))}"
