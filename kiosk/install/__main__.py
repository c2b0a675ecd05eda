"""`sudo systemd/install`: looks, says what is wrong, then changes only what is not so yet."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.install import remote
from kiosk.install.checks import Finding, Wish, findings, stopped
from kiosk.install.failure import InstallError
from kiosk.install.layout import Layout
from kiosk.install.looking import look
from kiosk.install.plan import Box, plan
from kiosk.install.running import run
from kiosk.install.step import Step
from kiosk.install.uninstalling import uninstall_plan

SOURCE = Path(__file__).resolve().parents[2]


def options() -> argparse.ArgumentParser:
    """What may be given on the command line."""
    parser = argparse.ArgumentParser(
        prog="sudo systemd/install",
        description="Install the kiosk of this clone on this box; again changes nothing.",
    )
    add = parser.add_argument
    add("--dry-run", action="store_true", help="say what would be done, change nothing")
    add("--no-packages", action="store_true", help="leave the system's packages alone")
    add("--without-browser", action="store_true", help="the screen is another machine's browser")
    add("--no-start", action="store_true", help="install, start with the next boot")
    add("--lan", action="store_true", default=None, help="let the local network ask for the pages")
    add("--no-lan", action="store_false", dest="lan", help="this box only again")
    add("--root", type=Path, default=Path("/"), help="try it out in this folder (not for images)")
    add("--update-root", type=Path, metavar="FILE", help="whose signatures on updates are trusted")
    add("--update-url", metavar="URL", help="where updates come from, for a first kiosk.toml")
    add("--uninstall", action="store_true", help="take the kiosk off; results stay")
    add("--delete-results", action="store_true", help="with --uninstall: results go too")
    return parser


def say(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the box is as it should be, 1 with a sentence when not."""
    given = options().parse_args(arguments)
    if given.delete_results and not given.uninstall:
        options().error("--delete-results goes with --uninstall only")
    try:
        return _uninstall(given) if given.uninstall else _install(given)
    except InstallError as error:
        say(str(error))
    except OSError as error:
        say(f"The installation stopped: {error}; mend that and run it again.")
    except KeyboardInterrupt:
        say("Stopped; run it again to finish.")
    return 1


def _install(given: argparse.Namespace) -> int:
    wish = Wish(
        packages=not given.no_packages,
        browser=not given.without_browser,
        start=not given.no_start and given.root == Path("/"),
        lan=given.lan,
        update_root=given.update_root,
        update_url=given.update_url,
    )
    layout = Layout(given.root)
    say("Looking at this box ...")
    facts = look(layout, SOURCE, wish)
    found = [*findings(facts, wish), *remote.findings(layout, wish)]
    for finding in found:
        say(_told(finding))
    if stopped(found):
        say("Nothing was changed.")
        return 1
    box = Box(layout, SOURCE, facts, wish, run, lambda text: say(f"     {text}"))
    if given.dry_run:
        _carry_out(plan(box), dry_run=True)
        return 0
    with remote.alone(layout):
        say(_closing(box, _carry_out(plan(box), dry_run=False)))
    return 0


def _told(finding: Finding) -> str:
    return f"{'wrong:  ' if finding.stops else 'warning:'} {finding.what}\n       -> {finding.mend}"


def _carry_out(steps: Sequence[Step], dry_run: bool) -> int:
    """Do the steps, or only say them; how many there are."""
    for number, step in enumerate(steps, 1):
        say(f"[{number}/{len(steps)}] {'would ' if dry_run else ''}{step.says}")
        if not dry_run:
            step.do()
    if not steps:
        say("Nothing to change.")
    return len(steps)


def _closing(box: Box, done: int) -> str:
    state = f"{done} changes made" if done else "nothing was changed"
    return f"The kiosk {box.slot_name} is installed; {state}. Look at it: kiosk check"


def _uninstall(given: argparse.Namespace) -> int:
    if os.geteuid() != 0:
        raise InstallError("Only the administrator may do that: sudo systemd/install --uninstall")
    layout = Layout(given.root)
    systemd = Path("/run/systemd/system").is_dir()
    steps = uninstall_plan(
        layout, SOURCE, run, systemd=systemd, delete_results=given.delete_results
    )
    _carry_out(steps, given.dry_run)
    if not given.delete_results and not given.dry_run:
        say(f"Results and settings are left in {layout.results} and {layout.config_folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
