"""`kiosk health`: how this box is, once, as a table, as JSON or into the system's journal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.options import layers_of, one_sentence
from kiosk.config import Config, resolve
from kiosk.errors import ConfigError

if TYPE_CHECKING:
    from kiosk.health.report import HealthReport


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--journal", is_flag=True, help="Write every reading into the system's journal.")
@click.pass_obj
@one_sentence
def health(config_file: Path | None, as_json: bool, journal: bool) -> None:
    """How this box is: heat, power, card, memory, camera, and what to do where it is not well.

    Looks once, beside a running kiosk too. Ends with 1 when something is bad, and with --journal
    always with 0, for a timer.
    """
    report = _look(config_file)
    if journal:
        from kiosk.health.journal import STANDS, tell

        tell(report.readings, STANDS)
    else:
        click.echo(_json(report) if as_json else _table(report))
        sys.exit(int(report.worst.value == "bad"))


def _look(config_file: Path | None) -> HealthReport:
    from kiosk.health.hosts import host_of
    from kiosk.health.once import look_once
    from kiosk.moment import Clock

    config = _config(config_file)
    host = host_of(config.store.path, os.environ)
    return look_once(host, config.health.hot_c, Clock().now(), write=True)


def _config(config_file: Path | None) -> Config:
    """A box whose configuration is broken is looked at all the same: that is when it matters."""
    try:
        return resolve(layers_of(config_file, {})).config
    except ConfigError as error:
        click.echo(f"kiosk: {error} Looked at with the shipped settings instead.", err=True)
        return Config()


def _json(report: HealthReport) -> str:
    from kiosk.health.report import plain

    return json.dumps(plain(report), indent=2)


def _table(report: HealthReport) -> str:
    from kiosk.health.table import health_table

    return health_table(report, shutil.get_terminal_size((100, 24)).columns)
