"""What commands have in common: the one sentence of an error, the configuration, options."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from kiosk import paths
from kiosk.config import COMMAND_LINE, Layer, file_layer, fleet_layer
from kiosk.errors import KioskError

P = ParamSpec("P")


def one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """Show a KioskError as its sentence and end with its code; everything else is a bug."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KioskError as error:
            click.echo(f"kiosk: {error}", err=True)
            sys.exit(error.exit_code)

    return wrapped


def layers_of(config_file: Path | None, given: dict[str, object]) -> list[Layer]:
    """From afar, file and command line, lowest first; options left out say nothing."""
    values = {key: value for key, value in given.items() if value is not None}
    layers = [fleet_layer(), file_layer(config_file), Layer(COMMAND_LINE, values)]
    return [layer for layer in layers if layer is not None]


model_option = click.option(
    "--model", metavar="NAME|PATH", help=f"{', '.join(paths.MODEL_FILES)} or a .tflite file."
)
threads_option = click.option("--threads", type=int, help="Processor threads of the model.")
port_option = click.option("--port", type=int, help="Port of the pages; 0 takes any free one.")
