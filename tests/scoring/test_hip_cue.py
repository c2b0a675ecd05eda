"""The cue of a squat accuses the hips only where they were seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.scoring import protocol
from kiosk.scoring.counting import _counted_event

from .reps import GOOD

SUNK = replace(GOOD, pelvic_drop_deg=protocol.PELVIC_DROP_DEG.fault_min + 5.0)


@pytest.mark.parametrize(
    ("error_deg", "told"),
    [(2.0, True), (protocol.PELVIS_BLIND_DEG, False), (None, False)],
)
def test_hips_hardly_seen_give_no_cue(error_deg: float | None, told: bool) -> None:
    """The same drop is told at once or not, by how well it was seen."""
    rep = replace(SUNK, pelvic_error_deg=error_deg)
    assert _counted_event(1.0, rep, 1, judging=True).faulty_hip is told
