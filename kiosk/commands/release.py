"""`kiosk release`: the maintainer's side of updates. docs/release.md tells the whole ceremony."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import click

from kiosk.commands import release_changes, release_trust
from kiosk.commands.options import one_sentence
from kiosk.commands.release_hands import PATH, folder_argument
from kiosk.paths import PACKAGE_DIR


@click.group()
def release() -> None:
    """Build a release, sign it and put it where kiosks look. For the maintainer, not the gym.

    \b
    kiosk release build                          one archive for every kind of box
    kiosk release publish DIR --archive FILE …   offer it to a part of the kiosks
    kiosk release show DIR                       what is offered, who signs, until when it holds
    """


@release.command()
@click.option("--clone", type=PATH, default=PACKAGE_DIR.parent, help="Instead of this one.")
@click.option("--out", type=PATH, default=Path("dist"), show_default=True, help="Where to.")
@click.option("--wheels", type=PATH, help="All wheels lie here already; nothing is downloaded.")
@click.option("--minimum-version", default="0.0.0", help="Oldest version that may go to this one.")
@click.option("--target", "targets", multiple=True, help="Such as aarch64-3.11; all without it.")
@click.option("--board", "boards", multiple=True, help='Such as "Raspberry Pi 5"; any without it.')
@click.option("--expected", type=PATH, help="What the self-test must see; found out without it.")
@click.option("--uncommitted", is_flag=True, help="Take a clone with changes, for trying out.")
@one_sentence
def build(
    clone: Path,
    out: Path,
    wheels: Path | None,
    minimum_version: str,
    targets: Sequence[str],
    boards: Sequence[str],
    expected: Path | None,
    uncommitted: bool,
) -> None:
    """Make kiosk-VERSION.tar: wheels with their hashes, models, units, self-test, manifest.

    The same commit gives the same bytes, so that others can build it too and compare.
    """
    from kiosk.release import building
    from kiosk.release.gathering import targets_named

    began_s = monotonic()
    order = building.Order(
        clone,
        out,
        wheels,
        targets_named(targets),
        tuple(boards) or building.BOARDS,
        minimum_version,
        expected,
        uncommitted,
    )
    built = building.build(order, click.echo)
    files, needs = len(built.manifest.files), built.manifest.installed_bytes / 1e6
    click.echo(f"{built.path}: {files} files, {built.path.stat().st_size / 1e6:.0f} MB,")
    click.echo(f"about {needs:.0f} MB on a box, made in {monotonic() - began_s:.0f} s.")
    click.echo(f"sha256 {built.sha256}")


@release.command()
@folder_argument
@one_sentence
def show(folder: Path) -> None:
    """Print what DIR offers, who may sign, what waits, and how long everything holds."""
    from kiosk.release.repository import stand
    from kiosk.release.showing import shown

    for line in shown(stand(folder), datetime.now(UTC)):
        click.echo(line)


for command in (
    release_trust.keys,
    release_trust.init,
    release_changes.publish,
    release_changes.settings,
    release_changes.withdraw,
    release_changes.renew,
    release_trust.refresh,
    release_trust.rotate,
    release_trust.sign,
):
    release.add_command(command)
