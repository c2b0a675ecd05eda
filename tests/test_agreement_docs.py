"""docs/agreement.md says what the code does."""

from __future__ import annotations

from pathlib import Path

from kiosk.agreement import FEWEST_ANGLES, FEWEST_CHECKS
from kiosk.rating.files import COLUMNS, SCHEMA
from kiosk.rating.study import RATE_LIMIT_S, WAIT_LIMIT_S
from kiosk.saying import RATED
from kiosk.scoring import protocol

ROOT = Path(__file__).resolve().parents[1]
PAGE = " ".join((ROOT / "docs" / "agreement.md").read_text(encoding="utf-8").split())


def test_every_column_is_explained() -> None:
    """The table of ratings.csv names each column, and the schema's number is the code's."""
    assert [name for name in COLUMNS if f"`{name}`" not in PAGE] == []
    assert f"`schema` {SCHEMA}" in PAGE


def test_the_limits_are_those_of_the_code() -> None:
    """How many checks and angles, and how long anything waits."""
    assert f"from {FEWEST_CHECKS} checks on" in PAGE
    assert f"from {FEWEST_ANGLES} squats on" in PAGE
    assert (WAIT_LIMIT_S, "within ten minutes" in PAGE) == (600.0, True)
    assert (RATE_LIMIT_S, "two hours after its end" in PAGE) == (7200.0, True)
    knee, pelvis = protocol.KNEE_FPPA_DEG, protocol.PELVIC_DROP_DEG
    assert f"knee good to {knee.good_max:.0f}°, fault over {knee.fault_min:.0f}°" in PAGE
    assert f"hips good to {pelvis.good_max:.0f}°, fault over {pelvis.fault_min:.0f}°" in PAGE


def test_the_words_of_the_screen_are_quoted() -> None:
    """What the member reads instead of the result."""
    assert RATED.words.split(". ")[1].removesuffix(".") in PAGE
