"""`kiosk check` and `kiosk config`: what this box has, and what holds on it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

import click

from kiosk.commands.options import layers_of, one_sentence
from kiosk.config import Resolved, config_text, resolve
from kiosk.config.values import toml_text
from kiosk.errors import ConfigError


@click.command()
@click.pass_obj
@one_sentence
def check(config_file: Path | None) -> None:
    """What is present, missing or wrong on this box, and the mend of each."""
    from kiosk import selfcheck

    findings = selfcheck.examine(lambda: _resolved(config_file))
    click.echo(selfcheck.table(findings, width=shutil.get_terminal_size((100, 24)).columns))
    sys.exit(selfcheck.exit_code(findings))


@click.group()
def config() -> None:
    """The configuration: what holds and where it comes from."""


@config.command()
@click.option("--origin", is_flag=True, help="Say for each value where it comes from.")
@click.pass_obj
@one_sentence
def show(config_file: Path | None, origin: bool) -> None:
    """Print the configuration that holds, as a kiosk.toml."""
    click.echo(config_text(_resolved(config_file), with_origin=origin))


@config.command()
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All settings that were made on the pages.")
@click.pass_obj
@one_sentence
def forget(config_file: Path | None, keys: tuple[str, ...], every: bool) -> None:
    """Settings made on the pages hold no longer, also where they keep the kiosk from starting.

    \b
    kiosk config forget web.host     what kiosk.toml or the default says holds again
    kiosk config forget --all        the same of every setting made on the pages
    """
    from kiosk.moment import Clock
    from kiosk.results import ResultReader, ResultStore

    path = resolve(layers_of(config_file, {})).config.store.path
    ResultReader.open_to_read(path, "kiosk")  # one made here would be this user's own
    now = Clock().now()
    with ResultStore.open(path, "kiosk", now) as store:
        there = store.settings()
        wanted = there.keys() if every else keys
        _refuse_unset(wanted, there.keys())
        store.change_settings(dict.fromkeys(wanted), "kiosk config, on the box", now)
    for key in wanted:
        click.echo(f"{key} = {toml_text(there[key].value)} is forgotten.")
    click.echo("It holds from the next start: systemctl restart kiosk")


def _refuse_unset(wanted: Collection[str], there: Collection[str]) -> None:
    """Raises ConfigError for what was never set on a page, and where nothing is wanted."""
    if not wanted:
        raise ConfigError("Nothing is forgotten: name keys that were set on the pages, or --all.")
    if unset := [key for key in wanted if key not in there]:
        known = ", ".join(there) or "nothing"
        raise ConfigError(f"{', '.join(unset)}: not set on the pages; what is set there: {known}.")


def _resolved(config_file: Path | None) -> Resolved:
    """All layers, the admin's too where the store can be read."""
    from kiosk.results import ResultReader
    from kiosk.service import with_admin_settings

    layers = layers_of(config_file, {})
    resolved = resolve(layers)
    path = resolved.config.store.path
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises in a closed folder
        return resolved
    return with_admin_settings(layers, ResultReader.open_to_read(path, "kiosk"))
