"""`kiosk check` and `kiosk config`: what this box has, and what holds on it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from kiosk.commands.options import layers_of, one_sentence
from kiosk.config import Resolved, config_text, resolve


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
