"""`kiosk release keys`, `init`, `rotate`, `sign` and `refresh`: who may sign, and signing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.commands.options import one_sentence
from kiosk.commands.release_hands import (
    FILES,
    PATH,
    folder_argument,
    passphrase_of,
    signing,
    told,
)

if TYPE_CHECKING:
    from kiosk.release.changing import Hands

CIRCLES = ("root", "targets", "online")


@click.group()
def keys() -> None:
    """Keys of the people who sign, and of the server."""


@keys.command("new")
@click.argument("file", type=PATH)
@click.option(
    "--passphrase-file", type=PATH, help="Its first line locks the key; else you are asked."
)
@one_sentence
def new_key(file: Path, passphrase_file: Path | None) -> None:
    """Make a key: FILE, which only its passphrase opens, and FILE.pub, which everybody may see.

    The key's name is the file's name up to the first point: anna.pem is anna's.
    """
    from kiosk.release.keys import new

    if passphrase_file is not None:
        passphrase = passphrase_of(passphrase_file)
    else:
        prompt = f"Passphrase of {file}"
        passphrase = str(
            click.prompt(prompt, hide_input=True, confirmation_prompt="Once more", err=True)
        )
    made = new(file, passphrase)
    click.echo(f"{file}: the private key. Without its passphrase nobody can use it, you neither.")
    click.echo(f"{made.public_file}: the public key, id {made.key_id}")
    click.echo(made.public_file.read_text("utf-8"), nl=False)


def _key_options(verb: str, words: str, value: str = "FILE") -> Callable[[Any], Any]:
    """The options --root-key, --targets-key, --online-key with a verb before them."""

    def with_options(command: Any) -> Any:
        for circle in reversed(CIRCLES):
            name = f"--{verb}{circle}-key"
            variable = f"{verb.replace('-', '_')}{circle}"
            said = {**FILES, "metavar": value, "help": words.format(circle)}
            command = click.option(name, variable, **said)(command)
        return command

    return with_options


@click.command()
@folder_argument
@_key_options("", "Key for {}: its .pub file, or the private one, which then signs too.")
@click.option("--threshold", type=int, default=2, show_default=True, help="Of the root keys.")
@click.option("--targets-threshold", type=int, help="Of the targets keys; the same without it.")
@click.option("--passphrase-file", "passphrases", help="As in sign.", **FILES)
@click.option("--root-days", type=click.IntRange(1, 1100), help="Days it holds.")
@one_sentence
def init(
    folder: Path,
    root: Sequence[Path],
    targets: Sequence[Path],
    online: Sequence[Path],
    threshold: int,
    targets_threshold: int | None,
    passphrases: Sequence[Path],
    root_days: int | None,
) -> None:
    """Make a repository in DIR: who signs what, and nothing published yet.

    \b
    kiosk release init /srv/kiosk --online-key online.pem \\
      --root-key anna.pem --root-key ben.pem.pub --root-key cleo.pem.pub \\
      --targets-key anna-t.pem --targets-key ben-t.pem.pub --targets-key cleo-t.pem.pub
    """
    from kiosk.commands.release_hands import hands
    from kiosk.release import changing
    from kiosk.release.keys import is_private, public
    from kiosk.release.metadata import Circle, Days
    from kiosk.release.rotation import ROLES

    given = {"root": root, "targets": targets, "online": online}
    wanted = {"root": threshold, "targets": targets_threshold or threshold, "online": 1}
    circles = {
        role: Circle(tuple(public(file) for file in given[circle]), wanted[circle])
        for circle, roles in ROLES.items()
        for role in roles
    }
    signers = [file for file in (*root, *targets) if is_private(file)]
    ours = hands(
        signers,
        [file for file in online if is_private(file)],
        passphrases,
        Days().given(root=root_days),
    )
    changing.init(folder, circles, ours)
    told(folder)


@click.command()
@folder_argument
@_key_options("add-", "New key for {}: its .pub file.")
@_key_options("remove-", "Key that leaves {}: its name, or eight characters of its id.", "NAME")
@click.option("--threshold", type=int, help="So many root keys must sign from now on.")
@click.option("--targets-threshold", type=int, help="So many targets keys must sign from now on.")
@signing
def rotate(
    hands: Hands,
    /,
    folder: Path,
    threshold: int | None,
    targets_threshold: int | None,
    **given: Sequence[Path],
) -> None:
    """Sign a new root: every year, or when keys join or leave. Needs the old and the new ones."""
    from kiosk.release import changing
    from kiosk.release.keys import public
    from kiosk.release.rotation import Wish

    thresholds = {"root": threshold, "targets": targets_threshold}
    wish = Wish(
        {circle: [public(file) for file in given[f"add_{circle}"]] for circle in CIRCLES},
        {circle: [str(name) for name in given[f"remove_{circle}"]] for circle in CIRCLES},
        {circle: number for circle, number in thresholds.items() if number is not None},
    )
    changing.rotate(folder, wish, hands)
    told(folder)


@click.command()
@folder_argument
@click.option("--drop", is_flag=True, help="Throw away what waits instead.")
@click.option("--yes", is_flag=True, help="Sign without being asked.")
@signing
def sign(hands: Hands, folder: Path, drop: bool, yes: bool) -> None:
    """Add your signature to what waits in DIR, after it was shown to you."""
    from kiosk.errors import InputError
    from kiosk.release import changing
    from kiosk.release.repository import stand
    from kiosk.release.showing import waiting

    if drop:
        changing.drop(folder)
        click.echo(f"Nothing waits in {folder} any more.")
        return
    if not (hands.offline or hands.online):
        raise InputError("kiosk release sign needs a key that signs: give --key.")
    now = stand(folder)
    if now.waiting and not yes:
        for line in waiting(now):
            click.echo(line)
        click.confirm("Sign this?", abort=True, err=True)
    changing.sign(folder, hands)
    told(folder)


@click.command()
@folder_argument
@signing
def refresh(hands: Hands, folder: Path) -> None:
    """Say that DIR is alive: a new timestamp, and in place what enough people have signed.

    For a daily timer on the server, with the online key alone.
    """
    from kiosk.errors import InputError
    from kiosk.release import changing

    if not hands.online:
        raise InputError("kiosk release refresh signs with the online key: give --online-key.")
    changing.refresh(folder, hands)
    told(folder)
