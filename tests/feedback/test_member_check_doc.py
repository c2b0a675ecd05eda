"""docs/member-check.md quotes what the screen really says, and settings that exist."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from kiosk.config import Config
from kiosk.saying import (
    AT_HINT,
    AT_STAGE,
    BESIDE,
    CHANGE_LEG,
    CROWDED,
    LOST,
    PRACTICE,
    REPS,
    UPDATING,
    Say,
)
from kiosk.scoring.flow import Stage

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "member-check.md").read_text("utf-8")
PASSING = (Stage.FINISHING, Stage.STEP_OFF)
QUOTED = [
    *(say for stage, say in AT_STAGE.items() if stage not in PASSING),
    *AT_HINT.values(),
    *(CROWDED, LOST, BESIDE, UPDATING),
]


@pytest.mark.parametrize("say", QUOTED)
def test_page_quotes_the_screen(say: Say) -> None:
    """Each stage, pause and hint, and the update, stands in the guide word for word."""
    assert say.words in PAGE


@pytest.mark.parametrize("by_leg", [PRACTICE, REPS, CHANGE_LEG])
def test_page_quotes_one_leg(by_leg: dict[object, Say]) -> None:
    """What is said of a leg is quoted for one of them."""
    assert any(say.words in PAGE for say in by_leg.values())


def test_settings_exist() -> None:
    """Every setting that the guide names is one of the configuration."""
    known = {
        f"{section.name}.{setting.name}"
        for section in fields(Config)
        for setting in fields(getattr(Config(), section.name))
    }
    named = set(re.findall(r"`((?:cues|idle|screen|speech|share)\.\w+)`", PAGE))
    assert len(named) > 5
    assert named <= known
