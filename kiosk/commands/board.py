"""`kiosk board`: what this board was measured to be fit for, and measuring it now."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.options import layers_of, one_sentence
from kiosk.config import Config, resolve

if TYPE_CHECKING:
    from kiosk.board.record import Record


@click.command()
@click.option("--measure", "anew", is_flag=True, help="Measure now; takes about a minute.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.pass_obj
@one_sentence
def board(config_file: Path | None, anew: bool, as_json: bool) -> None:
    """Show how fast this board is, what it runs because of that, and why.

    The kiosk measures its board at the first start. A kiosk that runs beside this makes the
    figures worse than they are: stop it first, or ask for them on the staff's health page.
    """
    from kiosk.board import record as records
    from kiosk.board.first_start import choice_of, unmeasured
    from kiosk.board.identity import this_board
    from kiosk.board.telling import board_view, lines
    from kiosk.box import this_box

    config: Config = resolve(layers_of(config_file, {})).config
    folder = this_box(os.environ).state_dir or config.store.path.parent
    this = this_board(config.model.runtime)
    found = records.read(folder, this)
    record = _measured(folder, config) if anew else found.record
    choice = choice_of(record, config.model) if record else unmeasured(config.model)
    view = board_view(record, choice)
    if found.why_not and not anew:
        click.echo(found.why_not, err=True)
    click.echo(json.dumps(view, indent=2) if as_json else "\n".join(lines(view)))


def _measured(folder: Path, config: Config) -> Record:
    """Figures taken now, kept where this user may write; raises ModelError."""
    from kiosk.board.first_start import keep, now
    from kiosk.board.identity import this_board

    this = this_board(config.model.runtime)
    figures = now(this, config.model.runtime, _say, lambda: False)
    return keep(folder, this, figures or ())


def _say(share: float, words: str) -> None:
    """One line that is written over, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{share:4.0%}  {words}", err=True, nl=share >= 1.0)
