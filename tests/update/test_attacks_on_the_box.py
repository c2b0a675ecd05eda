"""The attack table again, against the whole updater: what runs, what is linked, what is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.update import engine, offers
from kiosk.update.offers import Choice, Here, Offers, Release
from kiosk.update.running import Run
from tests.update import box, world
from tests.update.attacking import begun
from tests.update.attacks import ATTACKS, Attack
from tests.update.box import Scene
from tests.update.shop import MemoryFetcher, Shop


@dataclass
class AttackedShop(Shop):
    """`Supply` over the real network half, at the end of the attacked line."""

    attacked: Scene

    def look(self, url: str) -> Offers:
        """With the clock and the patience of the attacked box."""
        there = replace(
            self.attacked.box.repository,
            root_json=self.places.trusted_root,
            metadata_dir=self.places.metadata,
        )
        assert url.startswith("https://updates.example.org")
        return offers.look(there, self.attacked.box.clock)

    def choose(self, releases: tuple[Release, ...], here: Here) -> Choice:
        """As the board that the attacks aim at."""
        return offers.choose(releases, replace(box.HERE, version=here.version, failed=here.failed))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """An honest repository that the box has looked at."""
    with box.scene(tmp_path_factory.mktemp("before")) as made:
        begun(made)
        yield made


@pytest.fixture
def attacked(before: Scene, tmp_path: Path) -> Iterator[Scene]:
    """The same for one test alone."""
    with box.another(before, tmp_path) as made:
        yield made


def kiosk(attacked: Scene, root: Path) -> Run:
    """A whole kiosk that believes what the attacked box believes."""
    machine = world.installed_box(root, attacked.repository.first_root)
    machine.places.work.mkdir()
    shutil.copytree(attacked.box.metadata, machine.places.metadata, symlinks=True)
    shop = AttackedShop(machine.places, MemoryFetcher(None), attacked)
    return Run(machine.places, machine, shop, lambda _line: None)


def links(run: Run) -> dict[str, object]:
    """What decides which version and which units run."""
    layout = run.places.layout
    return {
        "current": layout.current.readlink(),
        "base": layout.base.readlink(),
        "slots": sorted(path.name for path in layout.slots.iterdir()),
        "bases": sorted(path.name for path in layout.bases.iterdir()),
        "units": sorted(path.name for path in layout.units.iterdir()),
    }


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name.replace(" ", "-"))
def test_an_attacked_kiosk_runs_on(attacked: Scene, tmp_path: Path, attack: Attack) -> None:
    """Nothing is linked, restarted or held; the page is told why; the next check can begin."""
    attack.act(attacked)
    attacked.box.limits = attack.limits
    run = kiosk(attacked, tmp_path / "root")
    machine = run.system
    assert isinstance(machine, world.World)
    linked, restarts = links(run), list(machine.restarts)
    assert engine.update(run) == 0
    assert links(run) == linked
    assert machine.restarts == restarts
    assert not run.places.trial.exists()
    look = run.book()["last_look"]
    assert attack.words in look["sentence"]
    assert look["outcome"] in ("refused", "unreachable", "waiting", "failed")
    assert "on 1.0.0" in look["sentence"] or look["outcome"] != "failed"
    machine.begin_check()
    seen = world.Scene(attacked.repository, machine)
    assert seen.results() == world.RESULTS + 1
