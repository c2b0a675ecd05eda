"""What the `kiosk release` commands share: keys from files, passphrases, the ending's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

from kiosk.commands.options import one_sentence

if TYPE_CHECKING:
    from kiosk.release.changing import Hands

P = ParamSpec("P")
PATH = click.Path(path_type=Path)
FILES: dict[str, Any] = {"type": PATH, "multiple": True, "metavar": "FILE"}

passphrase_option = click.option(
    "--passphrase-file",
    "passphrase_files",
    help="Its first line opens the keys; without it you are asked. May be given again.",
    **FILES,
)
online_option = click.option(
    "--online-key",
    "online_keys",
    help="The key that puts it in place; without it the change waits for `kiosk release refresh`.",
    **FILES,
)
folder_argument = click.argument("folder", metavar="DIR", type=PATH)


def signing(command: Callable[Concatenate[Hands, P], None]) -> Callable[..., None]:
    """A command that gets its keys as `Hands`: --key, --online-key, --passphrase-file, days."""

    @click.option("--key", "keys", help="A private key that signs; may be given again.", **FILES)
    @online_option
    @passphrase_option
    @click.option("--root", "kept", type=PATH, help="Your own copy of DIR's first root.")
    @click.option("--targets-days", type=click.IntRange(1, 366), help="Days they hold.")
    @click.option("--root-days", type=click.IntRange(1, 1100), help="Days it holds.")
    @click.option("--snapshot-days", type=click.IntRange(1, 366), help="Days it holds.")
    @click.option("--timestamp-days", type=click.IntRange(1, 90), help="Days it holds.")
    @one_sentence
    @wraps(command)
    def wrapped(
        keys: Sequence[Path],
        online_keys: Sequence[Path],
        passphrase_files: Sequence[Path],
        kept: Path | None,
        targets_days: int | None,
        root_days: int | None,
        snapshot_days: int | None,
        timestamp_days: int | None,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        from kiosk.release.metadata import Days

        days = Days().given(
            targets=targets_days,
            root=root_days,
            snapshot=snapshot_days,
            timestamp=timestamp_days,
        )
        if kept is not None:
            same_root(Path(str(kwargs["folder"])), kept)
        command(hands(keys, online_keys, passphrase_files, days), *args, **kwargs)

    return wrapped


def hands(
    keys: Sequence[Path], online: Sequence[Path], passphrase_files: Sequence[Path], days: object
) -> Hands:
    """Every key opened, with the first passphrase that fits. Raises ReleaseError."""
    from kiosk.release.changing import Hands
    from kiosk.release.failure import ReleaseError
    from kiosk.release.keys import private
    from kiosk.release.metadata import Days

    known = [passphrase_of(file) for file in passphrase_files]

    def ask(file: Path) -> str:
        try:
            typed = str(click.prompt(f"Passphrase of {file}", hide_input=True, err=True))
        except click.Abort as error:
            raise ReleaseError(
                f"Nothing opened {file}: type its passphrase, or give --passphrase-file with it."
            ) from error
        known.append(typed)
        return typed

    assert isinstance(days, Days)
    opened = {file: private(file, known, ask) for file in dict.fromkeys([*keys, *online])}
    return Hands(
        datetime.now(UTC),
        [opened[file] for file in dict.fromkeys(keys)],
        [opened[file] for file in dict.fromkeys(online)],
        days,
    )


def same_root(folder: Path, kept: Path) -> None:
    """Refuses a repository that does not begin with the root that somebody keeps."""
    from kiosk.release import disk
    from kiosk.release.failure import ReleaseError

    if disk.read(folder / "metadata" / "1.root.json") != disk.read(kept):
        raise ReleaseError(
            f"{folder} does not begin with the root {kept}: sign nothing, somebody may have "
            "replaced it; fetch the repository anew from where you trust it."
        )


def passphrase_of(file: Path) -> str:
    """The first line of a file. Raises ReleaseError."""
    from kiosk.release import disk

    return disk.read(file).decode("utf-8", "replace").partition("\n")[0].rstrip("\r")


def told(folder: Path) -> None:
    """How a change ended: in place, or what it still waits for."""
    from kiosk.release.repository import stand
    from kiosk.release.showing import waiting, warnings

    now = stand(folder)
    if now.waiting:
        click.echo("Waits, no kiosk sees it yet:")
        for line in waiting(now):
            click.echo(line)
    else:
        click.echo(f"{folder}: in place; kiosks see it with their next look.")
    for line in warnings(now, datetime.now(UTC)):
        click.echo(f"Soon: {line}", err=True)
