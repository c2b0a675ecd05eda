"""Which wheels a box without network gets."""

from __future__ import annotations

import pytest

from kiosk.install import wheels
from kiosk.install.failure import InstallError
from tests.install.conftest import ROOT

LOCK = """\
av==18.1.0 ; python_full_version < '3.12' \\
    --hash=sha256:aa \\
    --hash=sha256:ab
av==19.0.2 ; python_full_version >= '3.12' \\
    --hash=sha256:ba
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:ca
pypy-only==1 ; implementation_name == 'pypy' and platform_python_implementation == 'PyPy' \\
    --hash=sha256:fa
lgpio==0.2.2.0 ; python_full_version < '3.13' and platform_machine == 'aarch64' \\
    --hash=sha256:da
flask==3.1.3 \\
    --hash=sha256:ea
"""
PI = wheels.Target("aarch64", (3, 11))
NEW = wheels.Target("x86_64", (3, 13))


def names(lock: str, target: wheels.Target) -> list[str]:
    return [
        line.split(" ")[0] for line in wheels.lock_for(lock, target).splitlines() if "==" in line
    ]


def test_each_box_gets_its_own() -> None:
    """The markers are judged for the box, whatever machine fills the folder."""
    assert names(LOCK, PI) == ["av==18.1.0", "lgpio==0.2.2.0", "flask==3.1.3"]
    assert names(LOCK, NEW) == ["av==19.0.2", "flask==3.1.3"]


def test_hashes_go_along() -> None:
    """pip checks every wheel that it fetches."""
    text = wheels.lock_for(LOCK, PI)
    assert "av==18.1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\n" in text
    assert "colorama" not in text
    assert " ; " not in text


def test_the_kiosks_own_lock_is_understood() -> None:
    """Every marker of requirements.lock is judged, and each box gets numpy and LiteRT once."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for target in wheels.TARGETS:
        found = [name.split("==")[0] for name in names(lock, target)]
        assert found.count("numpy") == found.count("ai-edge-litert") == 1
        assert len(found) == len(set(found)) > 30


@pytest.mark.parametrize("marker", ["platform_version == 'x'", "platform_machine > 'a'", "x"])
def test_a_marker_that_is_not_understood_is_said(marker: str) -> None:
    """Rather one sentence than a box that lacks a wheel."""
    with pytest.raises(InstallError, match="not understood"):
        wheels.holds(marker, PI)


def test_either_of_two_is_enough() -> None:
    """`or` binds less than `and`."""
    either = "sys_platform == 'win32' or platform_machine == 'aarch64' and python_version <= '3.11'"
    assert wheels.holds(either, PI)
    assert not wheels.holds(either, NEW)
