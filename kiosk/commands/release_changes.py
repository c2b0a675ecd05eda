"""`kiosk release publish`, `settings`, `withdraw` and `renew`: what kiosks are offered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.release_hands import PATH, folder_argument, signing, told
from kiosk.config import fleet_layer, resolve
from kiosk.errors import InputError

if TYPE_CHECKING:
    from kiosk.release.changing import Hands


@click.command()
@folder_argument
@click.option("--archive", type=PATH, help="What `kiosk release build` made.")
@click.option("--version", help="Instead of --archive: a release that is published already.")
@click.option("--channel", required=True, help="stable or beta.")
@click.option("--percent", required=True, type=int, help="Of the channel's kiosks, 0 to 100.")
@signing
def publish(
    hands: Hands,
    folder: Path,
    archive: Path | None,
    version: str | None,
    channel: str,
    percent: int,
) -> None:
    """Offer a release to a part of a channel's kiosks, or change that part.

    Where several people must sign, the next one then runs `kiosk release sign DIR`.

    \b
    kiosk release publish /srv/kiosk --archive dist/kiosk-1.4.0.tar \\
      --channel stable --percent 5 --key anna.pem --online-key online.pem
    kiosk release publish /srv/kiosk --version 1.4.0 \\
      --channel stable --percent 100 --key anna.pem --online-key online.pem
    """
    from kiosk.release import offering

    if archive is not None and version is None:
        offering.publish_archive(folder, archive, channel, percent, hands, click.echo)
    elif version is not None and archive is None:
        offering.change_percent(folder, version, channel, percent, hands)
    else:
        raise InputError("Give either --archive FILE or --version X.Y.Z.")
    told(folder)


@click.command()
@folder_argument
@click.argument("file", type=PATH, required=False)
@click.option("--group", required=True, help="The kiosks with this `group` under [update].")
@click.option("--remove", is_flag=True, help="They go back to their own settings.")
@signing
def settings(hands: Hands, folder: Path, file: Path | None, group: str, remove: bool) -> None:
    """Give a group of kiosks the settings of FILE, written like kiosk.toml.

    What is set on a box itself wins. No secrets: everybody can read what is published.
    """
    from kiosk.release import changing, offering, publishing

    if remove == (file is not None):
        raise InputError("Give either a FILE or --remove.")
    if file is None:
        changing.change_targets(
            folder,
            lambda old: publishing.without_settings(old, group, hands.moment, hands.days),
            hands,
        )
    else:
        _checked(file)
        offering.publish_settings(folder, group, file, hands)
    told(folder)


def _checked(file: Path) -> None:
    """Raises ConfigError naming every mistake, InputError without a file."""
    layer = fleet_layer(file, lenient=False)
    if layer is None:
        raise InputError(f"{file} is not there: give the file with the settings.")
    resolve([layer])


@click.command()
@folder_argument
@click.argument("version")
@signing
def withdraw(hands: Hands, folder: Path, version: str) -> None:
    """Offer VERSION to nobody any more. Kiosks that have it keep it: publish a newer one."""
    from kiosk.release import changing, publishing

    changing.change_targets(
        folder,
        lambda old: publishing.without_release(old, version, hands.moment, hands.days),
        hands,
    )
    told(folder)


@click.command()
@folder_argument
@signing
def renew(hands: Hands, folder: Path) -> None:
    """Sign the same releases and settings anew, before the targets expire."""
    from kiosk.release import changing, publishing

    changing.change_targets(
        folder, lambda old: publishing.again(old, hands.moment, hands.days), hands
    )
    told(folder)
