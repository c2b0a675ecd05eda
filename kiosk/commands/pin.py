"""`kiosk pin`: the PINs of staff and admin, for whoever has the box's own shell."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from kiosk.commands.options import layers_of, one_sentence
from kiosk.config import resolve
from kiosk.moment import Clock
from kiosk.results import ResultReader, ResultStore


@click.group()
def pin() -> None:
    """The PINs of the staff pages. A kiosk that runs knows of a change at once.

    \b
    kiosk pin set --role admin     choose the admin PIN, or a new one in place of a forgotten one
    kiosk pin set --role staff     the same for the staff PIN
    """


@pin.command("set")
@click.option(
    "--role",
    type=click.Choice(["staff", "admin"]),
    required=True,
    help="Staff read the results; an admin may change the kiosk too.",
)
@click.pass_obj
@one_sentence
def set_pin(config_file: Path | None, role: Literal["staff", "admin"]) -> None:
    """Ask for the new PIN twice and keep its hash. Who is signed in stays so."""
    path = resolve(layers_of(config_file, {})).config.store.path
    ResultReader.open_to_read(path, "kiosk")  # one made here would be this user's own
    chosen = click.prompt(f"New {role} PIN", hide_input=True, confirmation_prompt="The same again")
    now = Clock().now()
    with ResultStore.open(path, "kiosk", now) as store:
        store.set_pin(role, chosen)
        store.audit.note("kiosk pin, on the box", "pin.changed", {"role": role}, now)
    click.echo(f"The {role} PIN is set.")
