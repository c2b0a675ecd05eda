"""The board's figures and choice in plain values for the health page, and in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.board.choose import Choice
from kiosk.board.figures import Figure
from kiosk.board.heat import Gear, steps_of
from kiosk.board.record import Record
from kiosk.pose.network import Network

MEASURING = "This box is finding out how fast it is. That takes about a minute."
"""What the member's screen says meanwhile."""
_SO_FAR = "This box is finding out how fast it is. That takes about a minute. {percent}%"


def measuring(share: float) -> str:
    """The same with how much is done (0 to 1): one English sentence of the catalogues."""
    return _SO_FAR.format(percent=round(100 * share))


def board_view(record: Record | None, choice: Choice, gear: Gear | None = None) -> dict[str, Any]:
    """What the health page and `kiosk board --json` show: plain values, milliseconds and hertz.

    `gear` is what runs now, None: the board's own. `record` None: the board was not measured.
    """
    own = steps_of(choice)[0]
    gear = gear or own
    return {
        "board": record.board.name if record else None,
        "processors": choice.processors,
        "runtime": record.board.runtime if record else None,
        "half_offered": record.board.half_offered if record else None,
        "measured_utc": record.measured_utc if record else None,
        "clock_sure": record.clock_sure if record else None,
        "live": _network(gear.live),
        "second": _network(gear.second) if gear.second else None,
        "expected_rate_hz": _rounded(gear.expected_rate_hz),
        "most_hz": gear.most_hz,
        "verdicts": gear.verdicts,
        "why": gear.why,
        "lighter": gear != own,
        "own_why": own.why,
        "figures": [_figure(figure, gear) for figure in choice.figures],
    }


def lines(view: Mapping[str, Any]) -> Iterator[str]:
    """The same for a terminal."""
    if view["board"]:
        sure = "" if view["clock_sure"] else " (the clock was not set then)"
        yield f"{view['board']}, {view['processors']} processors, {view['runtime']}"
        yield f"measured {view['measured_utc']}{sure}"
        yield ""
        yield f"{'model':20}{'threads':>8}{'precision':>11}{'median':>11}{'9 of 10':>11}"
        for each in view["figures"]:
            half = "half" if each["half"] else "full"
            times = f"{each['median_ms']:8.1f} ms{each['p90_ms']:8.1f} ms"
            used = f"  {each['used']}" if each["used"] else ""
            yield f"{each['model']:20}{each['threads']:8}{half:>11}{times}{used}"
        yield ""
    yield f"live    {_words(view['live'])}{_rate(view['expected_rate_hz'])}"
    yield f"second  {_words(view['second']) if view['second'] else 'none'}"
    yield view["why"]


def _figure(figure: Figure, gear: Gear) -> dict[str, Any]:
    used = [
        name
        for name, network in (("live", gear.live), ("second", gear.second))
        if network == figure.network
    ]
    return {
        **_network(figure.network),
        "median_ms": figure.median_ms,
        "p90_ms": figure.p90_ms,
        "runs": figure.runs,
        "used": " and ".join(used),
    }


def _network(network: Network) -> dict[str, Any]:
    return {"model": network.model, "threads": network.threads, "half": network.half}


def _words(network: Mapping[str, Any]) -> str:
    return Network(**network).words


def _rate(rate_hz: float | None) -> str:
    return "" if rate_hz is None else f": about {rate_hz:.0f} frames a second"


def _rounded(rate_hz: float | None) -> float | None:
    return None if rate_hz is None else round(rate_hz, 1)
