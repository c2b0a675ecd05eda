"""Draws `docs/flow.md` and `docs/flow.svg` from the tables of `kiosk.scoring.flow`.

    python -m kiosk.flowchart docs

Decides places and words only; every box and every arrow is a row of a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.saying import AT_STAGE, CHANGE_LEG, PRACTICE, REPS
from kiosk.scoring import flow
from kiosk.scoring.flow import ATTEND, LIMIT_S, NEXT, Attention, Sight, Signal, Stage

MEANING = {
    Stage.WAITING: "Nobody is on the spot.",
    Stage.WELCOME: "Somebody stepped on: what will happen, what is measured, what is kept.",
    Stage.STAND: "The baseline on both feet, hands on the hips.",
    Stage.LIFT: "Either foot may be lifted; after the first leg, only the other one.",
    Stage.PRACTICE: "A squat that is shown and not counted.",
    Stage.REPS: "The squats that count.",
    Stage.CHANGE_LEG: "One leg is done and shown. Both feet down, back to the middle.",
    Stage.FINISHING: "The last closer looks are taken.",
    Stage.RESULTS: "The result is on the screen and on the disk.",
    Stage.STEP_OFF: "Time ran out, and somebody still stands there.",
}
SIGNALS = {
    Signal.ARRIVED: f"both feet on the spot for {flow.ARRIVED_S:g} s",
    Signal.BEGUN: f"stood still for {flow.WELCOME_S:g} s altogether: the consent",
    Signal.STOOD_STILL: f"stood still, {flow.STAND_S:g} s at first, {flow.CHANGE_S:g} s between "
    "legs",
    Signal.FOOT_LIFTED: "one foot carries the body",
    Signal.PRACTICED: "the practice squats are done",
    Signal.LEG_DONE: "the first leg has all its squats",
    Signal.BOTH_DONE: "both legs have all their squats",
    Signal.MEASURED: f"every closer look has come, or {flow.CLOSER_WAIT_S:g} s have passed",
    Signal.TIMED_OUT: "no progress for the stage's time, or the check's time is over",
    Signal.LEFT: f"beside the spot for {flow.OFF_S:g} s ({flow.OFF_IN_CHECK_S:g} s in a check), "
    f"or not seen on it for {flow.LEFT_S:g} s",
}
SIGHTS = {
    Sight.CLEAR: "the member alone is seen on the spot",
    Sight.UNSEEN: f"not seen on the spot for {flow.LOST_S:g} s",
    Sight.SECOND_BODY: "a second body stands on the spot or hides the member",
}
ATTENTIONS = {
    Attention.WATCHING: "The check goes on.",
    Attention.LOST: "The check waits for the member to be seen again.",
    Attention.CROWDED: f"The check waits to be alone; after {flow.PAUSE_LIMIT_S:g} s it ends.",
}

ORDER = list(Stage)
BOX_W, BOX_H, STEP_Y, LEFT_X, TOP = 190, 44, 86, 260, 20
WIDTH, HEIGHT = 760, TOP + STEP_Y * (len(ORDER) - 1) + BOX_H + 20
HOME_X, OUT_X = 60, 640
"""Where the lines run that lead home and those of time running out."""


def svg() -> str:
    """The stages as boxes from top to bottom, every row of `NEXT` as an arrow."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="13">',
        "<title>The stages of a check and the ways between them</title>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        'markerHeight="8" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *(_box(stage) for stage in ORDER),
        *(line for way in NEXT for line in _way(*way, NEXT[way])),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _top(stage: Stage) -> int:
    return TOP + STEP_Y * ORDER.index(stage)


def _box(stage: Stage) -> str:
    x, y = LEFT_X, _top(stage)
    return (
        f'<rect x="{x}" y="{y}" width="{BOX_W}" height="{BOX_H}" rx="9" fill="#e8eef7" '
        f'stroke="#1d3557"/><text x="{x + BOX_W / 2:g}" y="{y + 27}" text-anchor="middle" '
        f'font-weight="bold">{stage.value}</text>'
    )


def _way(start: Stage, signal: Signal, end: Stage) -> Iterator[str]:
    here, there = _top(start) + BOX_H / 2, _top(end) + BOX_H / 2
    right = LEFT_X + BOX_W
    if signal is Signal.LEFT:
        yield _path(f"M{LEFT_X} {here:g}H{HOME_X}V{there:g}H{LEFT_X}", "#7a8797", "5 4")
    elif signal is Signal.TIMED_OUT:
        yield _path(f"M{right} {here:g}H{OUT_X}V{there:g}H{right}", "#a4501f", "2 3")
    elif ORDER.index(end) == ORDER.index(start) + 1:
        middle = LEFT_X + BOX_W / 2
        yield _path(f"M{middle:g} {_top(start) + BOX_H}V{_top(end)}", "#1d3557")
        yield _label(middle + 8, (_top(start) + BOX_H + _top(end)) / 2 + 4, signal)
    else:
        bend = right + 45 + 34 * abs(ORDER.index(end) - ORDER.index(start))
        yield _path(
            f"M{right} {here - 10:g}C{bend} {here - 10:g} {bend} {there + 10:g} {right} "
            f"{there + 10:g}",
            "#1d3557",
        )
        yield _label(right + 0.62 * (bend - right), (here + there) / 2, signal)


def _path(course: str, colour: str, dashes: str = "none") -> str:
    return (
        f'<path d="{course}" fill="none" stroke="{colour}" stroke-width="1.6" '
        f'stroke-dasharray="{dashes}" marker-end="url(#tip)"/>'
    )


def _label(x: float, y: float, signal: Signal) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="#1d3557" stroke="#fff" stroke-width="4" '
        f'paint-order="stroke">{signal.value}</text>'
    )


def page() -> str:
    """docs/flow.md."""
    return "\n".join(
        [
            "# The flow of a check",
            "",
            "Drawn from the tables in `kiosk/scoring/flow.py` by `python -m kiosk.flowchart docs`;",
            "a test keeps it true. Grey, dashed: the person left. Brown, dotted: time ran out.",
            "",
            "![The stages of a check](flow.svg)",
            "",
            "## Stages",
            "",
            "| Stage | What it is | What the screen says | Longest without progress |",
            "|---|---|---|---|",
            *(_stage_row(stage) for stage in ORDER),
            "",
            "## Signals",
            "",
            "| Signal | When |",
            "|---|---|",
            *(f"| `{signal.value}` | {SIGNALS[signal]} |" for signal in Signal),
            "",
            "## Attention",
            "",
            "Beside the stages: whether the member can be watched at all. In a pause nothing",
            "counts and no stage's time runs.",
            "",
            "| From | When | To |",
            "|---|---|---|",
            *(
                f"| `{now.value}` | {SIGHTS[sight]} | `{then.value}` |"
                for (now, sight), then in ATTEND.items()
            ),
            "",
            *(f"- `{each.value}`: {words}" for each, words in ATTENTIONS.items()),
            "",
            *_RULES,
        ]
    )


def _stage_row(stage: Stage) -> str:
    says = AT_STAGE.get(stage)
    leg = {Stage.PRACTICE: PRACTICE, Stage.REPS: REPS, Stage.CHANGE_LEG: CHANGE_LEG}.get(stage)
    words = says.words if says else next(iter(leg.values())).words if leg else ""
    limit_s = LIMIT_S.get(stage)
    limit = f"{limit_s:g} s" if limit_s else "–"
    return f"| `{stage.value}` | {MEANING[stage]} | {words} | {limit} |"


_RULES = (
    "## Rules",
    "",
    f"- A whole check lasts {flow.CHECK_LIMIT_S:g} s at most, pauses left out.",
    f"- After {flow.TRIES} squats in a row that were not counted by the member's own doing (too",
    "  shallow, touched down, too fast, hopped) the target becomes easier for both legs: a squat",
    f"  counts from {flow.EASIER_FLEXION_DEG:g} degrees of knee flexion on. The stored report says",
    "  `eased`, and a good verdict of squats that stayed small becomes `unsure`.",
    "- Something to change (docs/member-check.md) is said once it has lasted"
    f" {flow.HINT_AFTER_S:g} s; the",
    f"  check waits for it, {flow.HINT_PATIENCE_S:g} s at most, or without end where the feet are"
    " not in view.",
    "- Who steps off, or lets the time run out, before a leg is complete leaves nothing behind.",
    "  With one leg completed and shown, the check is kept as abandoned. When the camera or the",
    "  kiosk itself stops, what was shown is kept.",
    "- Where no spot is set, the whole picture is the spot; `kiosk check` says so.",
    "",
)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "flow.md").write_text(page(), encoding="utf-8")
    (folder / "flow.svg").write_text(svg(), encoding="utf-8")
