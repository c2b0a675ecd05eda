"""A store on a real disk, and values to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.moment import Moment
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore, Software
from kiosk.scoring.findings import FreeLeg, Refusal, Rep

At = Callable[[float], Moment]


@pytest.fixture
def at() -> At:
    """The moment so many seconds into a day, on a sure clock."""
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    return lambda t_s: Moment(noon + timedelta(seconds=t_s), 100.0 + t_s, "boot-1", True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.db"


@pytest.fixture
def store(path: Path, at: At) -> Iterator[ResultStore]:
    with ResultStore.open(path, "kiosk", at(0)) as store:
        yield store


@pytest.fixture
def software() -> Software:
    return Software("0.1.0", "7", "lightning-portrait", "ab" * 32, "camera")


@pytest.fixture
def good_rep() -> Rep:
    return Rep(
        leg=Leg.LEFT,
        start_s=4.1,
        bottom_s=6.0,
        end_s=8.1,
        counted=True,
        refused_because=None,
        knee_fppa_deg=12.1,
        knee_fppa_change_deg=9.8,
        pelvic_drop_deg=None,
        trunk_lean_deg=4.2,
        knee_flexion_deg=61.0,
        free_leg=FreeLeg.MIDDLE,
        why_null={"pelvic_drop_deg": "the hips were hidden"},
    )


@pytest.fixture
def refused_rep() -> Rep:
    refusal = Refusal.FOOT_DOWN
    return Rep(Leg.RIGHT, 9.0, 9.5, 10.0, False, refusal, None, None, None, None, None)


@pytest.fixture
def report() -> dict[str, Any]:
    """The JSON of `kiosk analyze`, as far as the store looks into it."""

    def leg(knee: str) -> dict[str, Any]:
        knee_valgus = {"verdict": knee, "value_deg": 12.1, "spread_deg": 3.0, "reason": "ünïcode"}
        balance = {"verdict": "good", "events": 0, "reason": "no event"}
        return {"counted": 5, "checks": {"knee_valgus": knee_valgus, "balance": balance}}

    return {"schema": 1, "legs": {"left": leg("fault"), "right": leg("good")}, "advice": []}
