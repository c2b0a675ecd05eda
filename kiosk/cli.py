"""The `kiosk` command: its name, its configuration file, and the list of its commands.

Every KioskError becomes its one sentence and exit code in `commands.options`, and nowhere else.
"""

from __future__ import annotations

from pathlib import Path

import click

from kiosk import __version__, paths
from kiosk.commands import asking, measuring, running
from kiosk.commands.agreement import agreement
from kiosk.commands.backup import backup, restore
from kiosk.commands.board import board
from kiosk.commands.health import health
from kiosk.commands.pin import pin
from kiosk.commands.release import release
from kiosk.commands.spot import spot
from kiosk.commands.token import token
from kiosk.commands.trying import trying


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kiosk")
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    help=f"Configuration file instead of {paths.CONFIG_FILE}.",
)
@click.pass_context
def main(context: click.Context, config_file: Path | None) -> None:
    """A movement check for gyms: single-leg squats, watched and scored on this very box.

    \b
    Try it:            kiosk demo
    A video of yours:  kiosk analyze squat.mp4
    On the kiosk:      kiosk check, then kiosk run
    """
    context.obj = config_file


for command in (
    running.run,
    running.demo,
    measuring.analyze,
    asking.check,
    health,
    board,
    measuring.bench,
    measuring.convert,
    asking.config,
    spot,
    token,
    pin,
    agreement,
    backup,
    restore,
    release,
    trying,
):
    main.add_command(command)
