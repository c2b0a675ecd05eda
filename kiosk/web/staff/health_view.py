"""How the box is doing, as the health page shows it: words, worst first. Pure.

What is well or unwell is judged in `kiosk.health`; here only the order and the wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

from kiosk.web.staff.check_view import when

MARKS = {
    "bad": ("fault", "Mend this"),
    "warn": ("borderline", "Watch"),
    "unknown": ("unsure", "Not known"),
    "ok": ("good", "Well"),
}
"""Level, worst first: the mark that it wears, and its word."""
_WORST_FIRST = tuple(MARKS)
_CAMERA = {
    "starting": ("unknown", "The camera is being opened."),
    "ok": ("ok", "The camera sends pictures."),
    "missing": ("bad", "No camera was found."),
    "lost": ("bad", "The camera is lost."),
    "frozen": ("bad", "The camera repeats one picture."),
    "covered": ("bad", "The camera sees nothing but dark."),
    "ended": ("unknown", "The recording is over."),
}
"""State: its level, and what is said where the camera itself says nothing."""
_RUNGS = {
    "watching": "Watching",
    "reopening": "Opening the camera again",
    "restarting": "Restarting the kiosk",
    "rebooting": "Restarting the whole box",
    "waiting": "Trying again every while",
}
_TROUBLES = {
    "camera_lost": "camera lost",
    "card_failing": "card failing",
    "low_power": "low power",
    "hot": "hot",
}


def health_view(view: Mapping[str, Any]) -> dict[str, Any]:
    """The whole page from `ports.Health.view()`."""
    readings = [reading_view(each) for each in worst_first(view["readings"])]
    trouble = view["trouble"]
    return {
        "looked_at": view["at"],
        "looked_at_words": when(view["at"]) if view["at"] else "not yet",
        "overall": overall(view["readings"]),
        "trouble": _TROUBLES.get(trouble, trouble),
        "readings": readings,
        "camera": camera_view(view["vitals"]),
        "figures": figures(view["vitals"]),
        "step": view["vitals"]["step"],
        "board": None if view["board"] is None else board_view(view["board"]),
        "lights": light_views(view["lights"]),
    }


def worst_first(readings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The readings with what needs mending on top; else in the order given."""
    return sorted(readings, key=lambda reading: _WORST_FIRST.index(reading["level"]))


def overall(readings: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The worst level, and how many readings have it, in one sentence."""
    levels = [reading["level"] for reading in readings]
    bad, warned = levels.count("bad"), levels.count("warn")
    if bad:
        return _marked(
            "bad", f"{_things(bad)} to mend" + (f", {warned} to watch" if warned else "")
        )
    if warned:
        return _marked("warn", f"{_things(warned)} to watch")
    if "ok" not in levels:
        return _marked("unknown", "Nothing is known yet")
    return _marked("ok", "All is well")


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"


def _marked(level: str, words: str | None = None) -> dict[str, str]:
    mark, word = MARKS[level]
    return {"level": level, "mark": mark, "words": words or word}


def reading_view(reading: Mapping[str, Any]) -> dict[str, Any]:
    """One row of the list."""
    return {
        **_marked(reading["level"]),
        "name": reading["name"],
        "label": reading["label"],
        "value": amount(reading["value"], reading["unit"]),
        "text": reading["text"],
        "mend": reading["mend"],
    }


def amount(value: float | None, unit: str) -> str | None:
    """A value as people read it; None where there is none, or where it is a yes or no."""
    if value is None or not unit:
        return None
    if unit == "bytes":
        return _bytes(value)
    if unit == "seconds":
        return _seconds(value)
    words = {"celsius": f"{value:.0f} °C", "hertz": f"{value:.1f} Hz", "ratio": f"{value:.1%}"}
    return words.get(unit, f"{value:,g}")


def _bytes(value: float) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if abs(value) >= size:
            return f"{value / size:.1f} {unit}"
    return f"{value:.0f} bytes"


def _seconds(value: float) -> str:
    for unit, size_s in (("days", 86_400.0), ("h", 3_600.0), ("min", 60.0)):
        if value >= 2 * size_s:
            return f"{value / size_s:.0f} {unit}"
    return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"


def camera_view(vitals: Mapping[str, Any]) -> dict[str, Any]:
    """The camera's state and, in trouble, the ladder with the rung that it is on."""
    level, words = _CAMERA.get(vitals["camera"], ("unknown", str(vitals["camera"])))
    well = level == "ok" and vitals["rung"] == "watching"
    rungs = [(words, rung == vitals["rung"]) for rung, words in _RUNGS.items()]
    return {
        **_marked(level),
        "text": vitals["camera_message"] or words,
        "rungs": [] if well else rungs,
    }


def figures(vitals: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and value of what the loop does now; a dash where nothing is known."""
    fresh = amount(vitals["fresh_age_s"], "seconds")
    tick_ms, rate_hz = vitals["tick_ms"], vitals["frame_rate_hz"]
    return [
        ("The kiosk", _doing(vitals)),
        ("Frames a second", "–" if rate_hz is None else f"{rate_hz:.1f}"),
        ("Last fresh frame", f"{fresh} ago" if fresh else "–"),
        ("One frame takes", "–" if tick_ms is None else f"{tick_ms:.0f} ms"),
        ("Frames looked at", f"{vitals['frames']:,}"),
        ("Frames dropped", _dropped(vitals["frames"], vitals["dropped"])),
        ("Model, live picture", vitals["network"] or "–"),
        ("Model, second look", vitals["second_network"] or "–"),
    ]


def _doing(vitals: Mapping[str, Any]) -> str:
    if vitals["busy"]:
        return "Busy: somebody is on the spot"
    if vitals["held"]:
        return "Being updated: no check begins before that is done"
    return "Resting: nobody is near" if vitals["idle"] else "Waiting: nobody is on the spot"


def _dropped(frames: int, dropped: int) -> str:
    share = f" ({dropped / (frames + dropped):.1%})" if dropped else ""
    return f"{dropped:,}{share}"


def board_view(board: Mapping[str, Any]) -> dict[str, Any]:
    """The self-benchmark: what was chosen, why, and the figures behind it."""
    measured_utc = board["measured_utc"]
    return {
        "name": board["board"],
        "measured_utc": measured_utc,
        "measured_words": when(measured_utc) if measured_utc else None,
        "clock_sure": board["clock_sure"],
        "measuring": board["measuring"],
        "how": board["how"],
        "why": board["why"],
        "own_why": board["own_why"] if board["lighter"] else None,
        "lighter": board["lighter"],
        "verdicts": board["verdicts"],
        "chosen": list(_chosen(board)),
        "rows": [_figure(each) for each in board["figures"]],
    }


def _chosen(board: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each stage and the network that it runs."""
    yield "Live picture", network_words(board["live"])
    rate_hz = board["expected_rate_hz"]
    if rate_hz is not None:
        yield "Frames a second", f"about {rate_hz:.0f}"
    second = board["second"]
    yield "Second look", network_words(second) if second else "none"


def network_words(network: Mapping[str, Any]) -> str:
    """Model, threads and precision, for people."""
    threads = network["threads"]
    half = ", half precision" if network["half"] else ""
    return f"{network['model']}, {threads} thread{'' if threads == 1 else 's'}{half}"


def _figure(figure: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "model": figure["model"],
        "threads": figure["threads"],
        "precision": "half" if figure["half"] else "full",
        "median": f"{figure['median_ms']:.1f}",
        "p90": f"{figure['p90_ms']:.1f}",
        "used": figure["used"],
    }


def light_views(lights: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of what the light says, all drawn over the same seconds."""
    seconds = max((_length_s(each) for each in lights), default=0.0)
    return [{**each, "bars": list(_bars(each, seconds)), "length": seconds} for each in lights]


def _length_s(light: Mapping[str, Any]) -> float:
    """Seconds of one pass."""
    return float(sum(seconds for _, seconds in light["steps"]))


def _bars(light: Mapping[str, Any], until_s: float) -> Iterator[tuple[float, float, str]]:
    """Start and length in seconds, and colour, of each time that it is lit, pass after pass."""
    at_s = 0.0
    for colour, seconds in cycle(light["steps"]):
        if until_s - at_s < 1e-6:
            return
        if colour:
            yield round(at_s, 3), round(min(seconds, until_s - at_s), 3), colour
        at_s += seconds
