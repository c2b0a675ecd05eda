"""A box and a repository for tests of the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.update import world


@pytest.fixture
def here(tmp_path: Path) -> world.Scene:
    """A box that runs 1.0.0, and a repository that offers nothing yet."""
    return world.scene(tmp_path)
