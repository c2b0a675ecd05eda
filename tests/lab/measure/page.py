"""The measurement page: its head, the targets in short, and the order of its sections.

Everything it says comes from the judged clips and from `Made`; it reads and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .results import Made, Results
from .running import DEFAULT
from .sections import (
    displaced_section,
    disturbed_section,
    rates_section,
    reps_section,
    setups_section,
    values_section,
    verdicts_section,
)
from .tables import target_table
from .targets import Target, targets


def page(
    results: Mapping[str, Results], made: Made, own: Sequence[str | None], more: Sequence[Target]
) -> str:
    """The whole page. `own` are the sections of sets of their own, `more` their lines of the
    list."""
    shipped = results[DEFAULT.name]
    parts = [
        _head(made),
        _short(shipped, more),
        values_section(shipped.judged),
        reps_section(shipped),
        verdicts_section(shipped.judged),
        disturbed_section(shipped.judged),
        displaced_section(shipped.judged),
        rates_section(shipped.judged),
        setups_section(results),
        *own,
        _length(results, made),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(made: Made) -> str:
    models = ", ".join(f"`{name}` {digest}" for name, digest in made.models.items())
    commit = f", commit {made.commit}" if made.commit else ""
    missing = f"\n\n{len(made.missing)} clips of the set were not there."
    return f"""# Measurements

**Validated on rendered people only.** No real person is in these figures: bodies made by a
computer, in rooms made by a computer, are easier than a gym.

Written by `make lab` on {made.date}: kiosk {made.kiosk_version}, protocol {made.protocol_version}\
{commit}. Models (SHA-256): {models}.{missing if made.missing else ""}"""


def _short(shipped: Results, more: Sequence[Target]) -> str:
    judged = shipped.judged
    people = len({each.clip.person for each in judged if each.clip.woman is not None})
    true = sum(each.clip.counted for each in judged)
    return f"""## In short

{len(judged)} clips of {people} bodies, {true} squats that count, run through `kiosk analyze` as \
shipped; no angle was fitted on
these clips.

{target_table([*targets(judged), *more])}

A verdict is **right** when it is the band of the truth, or `unsure` with the truth within 2° of a \
cut or the body
turned or off-centre. It is **wrong and sure** when it is `good` for a fault, `fault` for good, or \
`fault` with the
truth on the good side of the first cut. What is neither is one band off, or unsure without need. \
A **good scene** is
one that nothing disturbs (groups people, repeat and rate); **clear of cuts** is more than 3° from \
each."""


def _length(results: Mapping[str, Results], made: Made) -> str:
    shipped = results[DEFAULT.name]
    cpu_s = sum(each.cpu_s for each in results.values())
    drawn = "not told" if made.render_s is None else f"{made.render_s / 60:.0f} minutes"
    return f"""## How long the lab takes

{len(shipped.judged)} clips, {shipped.frames} frames. Added up over processes: drawing {drawn}, \
analysis {cpu_s / 60:.0f} minutes
over {len(results)} setups ({shipped.cpu_s / 60:.0f} minutes as shipped)."""
