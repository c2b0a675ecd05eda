"""Cuts the power at every step of an update: `python -m tests.update.power_cuts ...`.

A program of its own because it forks: each fork runs the real engine on a copy of the same box
and kills itself at its n-th change of the disk (`power`). Then the box comes up and runs its
updater once more; `wrong` says what is not as it must be. Prints that as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from kiosk.install.layout import Layout
from kiosk.update import state
from kiosk.update.places import Places
from tests.update.power import Power
from tests.update.world import FIRST, RESULTS, Scene, World, scene

STORIES = {
    "good": ((), "1.1.0"),
    "camera": (("camera",), "1.0.0"),
    "start": (("start",), "1.0.0"),
    "clip": (("clip",), "1.0.0"),
}
"""Name: the faults of the version that is offered, and the version that holds in the end."""
LOST = (("opt", "var"), ("opt",), ("var",))
"""Below which folders of the box unsynced changes are lost; one after the other."""
UNIT = b"[Service]\n"
OTHER_UNIT = b"[Service]\n# another unit\n"
FLEET = b"[screen]\nlanguage = 'de'\n"


def prepared(folder: Path, story: str) -> Scene:
    """The box before the update; settings from afar come with it."""
    here = scene(folder)
    faults, _ = STORIES[story]
    here.repository.offer_settings("north", FLEET)
    here.offer("1.1.0", *faults, unit=OTHER_UNIT)
    return here


def at_the_place(here: Scene, root: Path) -> Scene:
    """The same scene with the box that lies at `root`, switched off."""
    return Scene(here.repository, World(Places(Layout(root)), quick=True), network=here.network)


def cut(here: Scene, root: Path, at: int, lose: tuple[str, ...] = ()) -> bool:
    """Run the update on the box at `root` until its power goes; False when it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            power = Power(at, tuple(root / name for name in lose))
            _update(at_the_place(here, root), root.parent, power)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _update(here: Scene, folder: Path, power: Power) -> None:
    log = folder / "log"

    def check() -> None:
        """Somebody's check whenever one may begin; the log is what was shown."""
        before = here.results()
        here.world.begin_check()
        if here.results() > before:
            with log.open("a") as file:
                file.write("a check\n")

    here.world.restart_kiosk()
    here.world.on_ask = check
    power.connect()
    here.run()
    (folder / "count").write_text(str(power.count))
    os._exit(0)


def wrong(here: Scene, story: str) -> Iterator[str]:
    """What is not as it must be after the power came back, and after one more run."""
    yield from _at_rest(here)
    before, log = here.results(), here.world.places.layout.root.parent / "log"
    shown = RESULTS + (len(log.read_text().splitlines()) if log.exists() else 0)
    here.power_on()
    if here.results() != before or before < shown:
        yield f"{here.results()} results, {before} before, {shown} were shown"
    if here.world.running is None or here.world.state != "active":
        yield f"the kiosk does not run: {here.world.restarts}"
    if here.world.places.trial.exists():
        yield "a trial is open after the start"
    yield from _at_rest(here)
    here.world.begin_check()
    if here.results() != before + 1:
        yield "no check can begin"
    if here.run() != 0:
        yield f"the next run is broken: {here.said[-3:]}"
    yield from _in_the_end(here, story)
    if here.results() != before + 1:
        yield "the next run lost results"


def _at_rest(here: Scene) -> Iterator[str]:
    """What must hold on the disk at any moment."""
    places, layout = here.world.places, here.world.places.layout
    for link in (layout.current, layout.base):
        if not (link.resolve() / "complete").is_file():
            yield f"{link.name} leads to {link.resolve().name}, which is not whole"
    try:
        trial = state.read_trial(places.trial)
        book = here.book if places.book.exists() else {"history": []}
    except (ValueError, OSError) as error:
        yield f"a note is damaged: {error}"
        return
    in_use = layout.current.readlink().name
    newest = (book["history"] or [{}])[0]
    good = newest.get("outcome") == "good" and newest.get("version") == here.in_use
    if in_use != FIRST and not good and trial is None:
        yield f"{in_use} is in use, not marked good, and checks may begin"
    if places.fleet.exists() and places.fleet.read_bytes() != FLEET:
        yield "the configuration from afar is damaged"


def _in_the_end(here: Scene, story: str) -> Iterator[str]:
    """What one undisturbed run more must come to."""
    places, layout = here.world.places, here.world.places.layout
    _, version = STORIES[story]
    good = version == "1.1.0"
    outcome = "good" if good else "failed" if story == "clip" else "fell-back"
    running = here.world.running or {}
    if here.in_use != version or running.get("version") != version:
        yield f"in the end {here.in_use} is in use and {running} runs"
    if [entry["outcome"] for entry in here.book["history"]] != [outcome]:
        yield f"the history is {here.book['history']}"
    if layout.base.readlink().name != layout.current.readlink().name:
        yield "the base does not follow"
    if (layout.base / "systemd/kiosk.service").read_bytes() != (OTHER_UNIT if good else UNIT):
        yield "the units are not those of the version in use"
    if not places.fleet.exists() or places.fleet.read_bytes() != FLEET:
        yield "the configuration from afar is not taken"
    if len(list(layout.slots.iterdir())) != (2 if good else 1):
        yield f"there are other slots: {sorted(layout.slots.iterdir())}"
    if any(path.exists() for path in (places.trial, places.unpacked, places.proving)):
        yield "something half-done is left"


def main() -> int:
    """Every `parts`-th cut of a story from `part` on: how many, and what was wrong after which."""
    folder, story, mode, part, parts = sys.argv[1:]
    os.sync = lambda: None  # nothing of this outlives the machine
    template = Path(folder) / "template"
    here = prepared(template, story)
    whole = _copied(template, Path(folder) / "whole")
    assert not cut(here, whole, 0)
    count = int((whole.parent / "count").read_text())
    places = range(1 + int(part), count + 1, int(parts))
    found = {}
    for at in places:
        root = _copied(template, Path(folder) / "cut")
        was_cut = cut(here, root, at, LOST[at % 3] if mode == "lost" else ())
        strange = _judged(at_the_place(here, root), story) if was_cut else ["it was not cut"]
        if strange:
            found[at] = strange
        shutil.rmtree(root.parent)
    print(json.dumps({"count": count, "cuts": len(places), "wrong": found}))
    return 0


def _judged(here: Scene, story: str) -> list[str]:
    try:
        return list(wrong(here, story))
    except Exception as error:
        return [f"{type(error).__name__}: {error}", *here.said[-3:]]


def _copied(template: Path, folder: Path) -> Path:
    shutil.copytree(template, folder, symlinks=True)
    return folder / "root"


if __name__ == "__main__":
    sys.exit(main())
