"""`python -m kiosk.update run|settle|base`: what the units of systemd start, as root."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.install.failure import InstallError
from kiosk.install.layout import Layout
from kiosk.update import clock, engine, offers
from kiosk.update.following import follow
from kiosk.update.machine import Machine, give_way
from kiosk.update.manifest import MANIFEST, made_s
from kiosk.update.offers import Choice, Here, Offers, Release, Settings
from kiosk.update.places import Places
from kiosk.update.running import ERROR, INFO, Run
from kiosk.update.settle import settle

SETTLE_WAITS_S = 5.0


class Server:
    """`Supply` from the real update server."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def look(self, url: str) -> Offers:
        """Ask the server, verify what it says."""
        places = self._places
        fetcher = offers.ChildFetcher()
        repository = offers.Repository(url, places.trusted_root, places.metadata, fetcher)
        running = places.layout.current / "release" / MANIFEST
        return offers.look(repository, offers.Clock(time.time, made_s(running)))

    def choose(self, releases: tuple[Release, ...], here: Here) -> Choice:
        """As `choice` decides."""
        return offers.choose(releases, here)

    def fetch(self, offered: Offers, target: Release | Settings, folder: Path) -> Path:
        """Download, or go on with it; a line in the journal for every tenth."""
        told = -1

        def tell(there: int, whole: int) -> None:
            nonlocal told
            tenth = 10 * there // max(whole, 1)
            if tenth > told:
                told = tenth
                say(f"<{INFO}>{target.name}: {there / 1e6:.1f} of {whole / 1e6:.1f} MB.")

        return offers.fetch(offered, target, folder, tell)

    def unpack(self, archive: Path, folder: Path, release: Release) -> object:
        """All of it, or an error.

        A version made after today, installed, would be a floor that no clock reaches (`clock`).
        """
        manifest = offers.unpack(archive, folder, release)
        clock.check(offers.Clock(time.time, manifest.made_s or None), self._places.metadata)
        return manifest


def say(text: str) -> None:
    """One line for the journal, at once."""
    print(text, flush=True)


def options() -> argparse.ArgumentParser:
    """What may be given on the command line."""
    parser = argparse.ArgumentParser(prog="kiosk.update", description=__doc__)
    parser.add_argument(
        "what",
        choices=("run", "settle", "base"),
        help="look for an update and take it; only end what is open; or make the base follow",
    )
    parser.add_argument("--requested", action="store_true", help="not only in the quiet hours")
    parser.add_argument("--root", type=Path, default=Path("/"), help="the system, for tests")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """0, unless the updater itself is broken."""
    given = options().parse_args(arguments)
    os.umask(0o022)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Told to end."))
    give_way()
    places = Places(Layout(given.root))
    run = Run(places, Machine(given.root), Server(places), say, requested=given.requested)
    waits_s = SETTLE_WAITS_S if given.what == "settle" else engine.LOCK_LIMIT_S
    try:
        with engine.alone(run, waits_s) as alone:
            if alone:
                return _do(given.what, run)
            run.tell("Another updater is at work; it does what there is to do.")
    except (KioskError, InstallError, OSError) as error:
        run.tell(f"The update cannot be brought to its end now: {error}", ERROR)
        return 1
    return 0


def _do(what: str, run: Run) -> int:
    if what == "run":
        return engine.update(run)
    settle(run)
    if what == "base":
        follow(run)
    return 0


def _out_of_the_link() -> None:
    """Run from the base's own folder: the link to it is switched while this runs."""
    prefix = Path(sys.prefix)
    if prefix.resolve() != prefix:
        python = str(prefix.resolve() / "bin" / Path(sys.executable).name)
        os.execv(python, [python, "-I", "-B", "-m", "kiosk.update", *sys.argv[1:]])


if __name__ == "__main__":
    _out_of_the_link()
    sys.exit(main())
