"""A gym with one kiosk that takes updates: version 1.0.0 from its clone, results in its store."""

from __future__ import annotations

import json
from pathlib import Path

from kiosk import paths

from . import clips, rig, sabotage, shop, updating
from .box import Box
from .roots import CLONE, fresh_root
from .shop import Shop

FIRST = "1.0.0"
TRUSTED = "/home/pi/update-root.json"
GROUP = "gyms-north"
STORE = f"{rig.STATE_FOLDER}/results.db"
"""The kiosk's own store; recordings are played into another one (rig.STORE)."""
EMPTY = (f"{rig.CLIPS}/empty.mkv",)
VISITED = (f"{rig.CLIPS}/visited.mkv", "--spot", f"{rig.CLIPS}/visited.spot.json")
SETTINGS = rig.NO_PINS + f'[update]\nurl = "{shop.URL}"\nquiet_hours = ""\ngroup = "{GROUP}"\n'
CHECKS = 12
SEED = """
import sys, time
from pathlib import Path
from kiosk import __version__
from kiosk.moment import Clock
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore, Software
from kiosk.scoring import protocol
from kiosk.scoring.findings import Rep
clock = Clock()
software = Software(__version__, protocol.VERSION, None, None, "camera")
verdict = {"verdict": "good", "value_deg": 3.0, "spread_deg": 1.0}
with ResultStore.open(Path(sys.argv[1]), "kiosk", clock.now()) as store:
    for number in range(int(sys.argv[2])):
        check = store.start_check(clock.now(), software)
        for rep in range(3):
            angles = (float(number), 1.0, None, 2.0, 60.0 + rep)
            store.add_rep(check, Rep(Leg.LEFT, rep, rep + 1.0, rep + 2.0, True, None, *angles), rep)
        report = {"legs": {"left": {"counted": 3, "checks": {"knee_valgus": verdict}}}}
        store.complete(check, report, clock.now())
"""


def prepare(root: Path, wheels: Path, maintainer: Shop) -> Path:
    """A Debian root with a clone of the first version, the trust in `maintainer`, and clips."""
    fresh_root(root, wheels)
    clone = root / CLONE.relative_to("/")
    sabotage.rename(clone, FIRST)
    (root / TRUSTED.lstrip("/")).write_bytes(maintainer.root_of_trust.read_bytes())
    below = root / rig.CLIPS.lstrip("/")
    clips.empty(paths.DEMO_CLIP, below / "empty.mkv")
    clips.visit(paths.DEMO_CLIP, below / "visited.mkv")
    spot = paths.DEMO_CLIP.with_name("demo.spot.json")
    (below / "visited.spot.json").write_bytes(spot.read_bytes())
    shop.serve(root)
    maintainer.deliver(root)
    return root


def open_up(box: Box) -> None:
    """Install the first version as docs/updates.md says, with results of earlier days."""
    rig.install(box, "--update-root", TRUSTED, "--update-url", shop.URL)
    rig.configure(box, SETTINGS)
    box.run("systemctl", "stop", rig.UNIT)
    python = "/opt/kiosk/current/bin/python"
    box.run("runuser", "-u", "kiosk", "--", python, "-c", SEED, STORE, str(CHECKS))
    rig.play(box, *EMPTY)


def as_installed(box: Box) -> None:
    """No recording any more: the kiosk as its own unit starts it, on its own store."""
    box.path(rig.REPLAY).unlink()
    rig.restart(box)


def results(box: Box) -> frozenset[updating.Row]:
    """All that may never be lost, of both stores."""
    both = (STORE, rig.STORE)
    return frozenset().union(
        *(updating.rows(box, each) for each in both if box.path(each).exists())
    )


def ask(box: Box) -> None:
    """What the page of the staff does when its button is pressed."""
    said = json.dumps({"by": "admin, on the kiosk", "at": "2026-11-22T22:00:00+00:00"})
    words = f"echo '{said}' > {updating.WANTED}.new && mv {updating.WANTED}.new {updating.WANTED}"
    box.run("runuser", "-u", "kiosk", "--", "sh", "-c", words)
