"""The attack table: what is left on the disk and what is taken, attack by attack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.update.attacking import begun, ended
from tests.update.attacks import ATTACKS, Attack
from tests.update.box import Scene, another, scene


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A box that has taken 1.1.0 from an honest repository."""
    with scene(tmp_path_factory.mktemp("before")) as made:
        begun(made)
        yield made


@pytest.fixture
def attacked(before: Scene, tmp_path: Path) -> Iterator[Scene]:
    """The same for one test alone."""
    with another(before, tmp_path) as made:
        yield made


def changed(before: dict[str, bytes | str], after: dict[str, bytes | str]) -> set[str]:
    """Every path that is another than before; a `.part` of 1.2.0 by that word."""
    names = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return {
        "part" if re.fullmatch(r"download/kiosk-1\.2\.0\.tar\.\w+\.part", name) else name
        for name in names
    }


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name.replace(" ", "-"))
def test_an_attack_changes_nothing(attacked: Scene, attack: Attack) -> None:
    """An attack is refused in words, changes only what it may, and honest updates go on."""
    box = attacked.box
    attack.act(attacked)
    box.limits = attack.limits
    before = box.left()
    with pytest.raises(attack.error, match=re.escape(attack.words)) as caught:
        box.take()
    assert changed(before, box.left()) <= attack.may_change
    assert type(caught.value) in {attack.error, *attack.error.__subclasses__()}
    assert re.fullmatch(r"[^\n]{20,400}[.?]", str(caught.value)), caught.value
    ended(attacked)
    taken = box.take()
    assert taken is not None
    assert taken.version == "1.3.0"
    assert b'"version": "1.3.0"' in (box.unpacked / "manifest.json").read_bytes()
