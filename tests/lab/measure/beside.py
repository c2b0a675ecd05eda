"""What the comparison with MediaPipe adds to the page: its section and its lines of the targets.

The figures are those that `tests.lab.peers.compare --json` writes. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..peers.figures import table
from .targets import Target

SHIPPED, PEER = "shipped", "mediapipe"
MOST_CPU_RATIO = 0.6


def peer_targets(figures: Mapping[str, Any]) -> list[Target]:
    """Better per rep, over the reps that all methods measured, and cheaper."""
    ours, theirs = (figures["methods"][name]["common"] for name in (SHIPPED, PEER))
    ratio = figures["cpu"]["ratio"]["median"]
    if not ours["reps"]:
        return []
    return [
        Target(
            "Knee FPPA of a rep beside MediaPipe: mean size of the error",
            "smaller",
            f"{ours['mae_deg']:.2f}° against {theirs['mae_deg']:.2f}° ({ours['reps']} reps)",
            ours["mae_deg"] < theirs["mae_deg"],
        ),
        Target(
            "Processor time of the live stage over MediaPipe's",
            "at most 0.6",
            f"{ratio:.2f}",
            ratio <= MOST_CPU_RATIO,
        ),
    ]


def peer_section(figures: Mapping[str, Any]) -> str:
    """The comparison's table and what it compares."""
    return f"""## Beside MediaPipe Pose

MediaPipe 0.10.14 with its full model on {figures["clips"]} of these clips ({figures["frames"]} \
frames, {figures["made"]}), its landmarks
scored by the kiosk's own scoring, so that only the network differs. `single` is the live network \
({figures["model"]}) alone,
`shipped` has the closer looks too. Knee FPPA per rep, over the reps that all three measured.

{table(figures)}"""
