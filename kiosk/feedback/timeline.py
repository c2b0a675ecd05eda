"""Every cue as a line of time, drawn as SVG: what the light does, and the sound under it.

Decides the look of docs/cues.svg alone. What is drawn is what `Pattern.at` gives, moment by
moment, so a state shows how it repeats.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.feedback.cues import OFF, SIGNALS, Cue, Signal
from kiosk.feedback.pattern import Pattern, Value
from kiosk.feedback.staff import css_colour

SECONDS = 4.0
_NAMES_PX, _SECOND_PX, _ROW_PX, _TOP_PX = 300, 150, 46, 40
_LIGHT_PX, _SOUND_PX = 18, 8
_WIDTH_PX = int(_NAMES_PX + SECONDS * _SECOND_PX + 20)
_HEIGHT_PX = _TOP_PX + len(Cue) * _ROW_PX + 10
_STYLE = (
    "text{font:15px sans-serif;fill:#111}.small{font-size:12px;fill:#444}"
    ".dark{fill:#e4e4e4}.grid{stroke:#999}.sound{fill:#111}.lit{stroke:#111}"
)
_DESCRIPTION = (
    "One row for each cue: grey is dark, a coloured bar is lit, a thin black bar under it sounds. "
    "The table below says the same in words."
)


def picture() -> str:
    """The whole of docs/cues.svg."""
    rows = [line for row, cue in enumerate(Cue) for line in _row(row, cue, SIGNALS[cue])]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH_PX} {_HEIGHT_PX}" '
        'role="img" aria-labelledby="title desc">'
    )
    about = f'<title id="title">Light and sound of every cue</title><desc id="desc">{_DESCRIPTION}'
    ground = f'<rect width="{_WIDTH_PX}" height="{_HEIGHT_PX}" fill="#fff"/>'
    lines = [head, f"{about}</desc>", f"<style>{_STYLE}</style>", ground, *_scale(), *rows]
    return "\n".join([*lines, "</svg>", ""])


def spans(pattern: Pattern[Value], off: Value) -> Iterator[tuple[Value, float, float]]:
    """(value, start, end) in seconds of every stretch that is not `off`, in the first seconds."""
    now_s = 0.0
    while now_s < SECONDS:
        value, holds_s = pattern.at(now_s + 1e-6, off)
        end_s = SECONDS if holds_s is None else min(now_s + holds_s + 1e-6, SECONDS)
        if value != off:
            yield value, round(now_s, 3), round(end_s, 3)
        now_s = end_s


def _row(row: int, cue: Cue, signal: Signal) -> Iterator[str]:
    top = _TOP_PX + row * _ROW_PX
    stays = "stays" if signal.is_state else "passes"
    yield f'<text x="10" y="{top + 14}">{signal.words}</text>'
    yield f'<text class="small" x="10" y="{top + 30}">{cue.value}, {stays}</text>'
    shown_s = SECONDS if signal.is_state else signal.look.length_s
    yield _bar("dark", top, _LIGHT_PX, 0.0, shown_s)
    for rgb, start_s, end_s in spans(signal.look, OFF):
        yield _bar("lit", top, _LIGHT_PX, start_s, end_s, f' fill="{css_colour(rgb)}"')
    for _, start_s, end_s in spans(signal.sound, False):
        yield _bar("sound", top + _LIGHT_PX + 3, _SOUND_PX, start_s, end_s)


def _bar(kind: str, y: float, height: int, start_s: float, end_s: float, more: str = "") -> str:
    x, width = _NAMES_PX + start_s * _SECOND_PX, (end_s - start_s) * _SECOND_PX
    size = f'x="{x:g}" y="{y}" width="{round(width, 2):g}" height="{height}"'
    return f'<rect class="{kind}" {size}{more}/>'


def _scale() -> Iterator[str]:
    for second in range(int(SECONDS) + 1):
        x = _NAMES_PX + second * _SECOND_PX
        yield f'<path class="grid" d="M{x} {_TOP_PX - 8}V{_HEIGHT_PX}"/>'
        yield f'<text class="small" x="{x}" y="{_TOP_PX - 14}">{second} s</text>'
