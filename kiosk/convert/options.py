"""The words of `kiosk convert` on the command line. What they mean is the readers' business."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, get_args

import click

from kiosk.convert.request import Coordinates, Form, TimeUnit

Command = Callable[..., Any]

OPTIONS = (
    click.argument("input_path", metavar="INPUT", type=click.Path(path_type=Path)),
    click.option(
        "-o",
        "--output",
        "output_path",
        required=True,
        type=click.Path(path_type=Path),
        help="The recording to write (.jsonl).",
    ),
    click.option(
        "--from",
        "form",
        type=click.Choice(get_args(Form)),
        help="What INPUT must be; left out, its content tells.",
    ),
    click.option(
        "--width", "width_px", type=click.IntRange(1, 100_000), help="Width of the image in pixels."
    ),
    click.option(
        "--height", "height_px", type=click.IntRange(1, 100_000), help="Its height in pixels."
    ),
    click.option(
        "--fps", type=click.FloatRange(1, 1000), help="Frames a second, where no column tells time."
    ),
    click.option(
        "--columns",
        metavar="PATTERN",
        help="How a CSV calls its columns: {name}, {index} or {number}, and {axis}.",
    ),
    click.option(
        "--axes", metavar="WORDS", help="What stands for {axis}: x,y,z,visibility or x,y."
    ),
    click.option("--time-column", metavar="NAME", help="The column of the time, or of the frame."),
    click.option(
        "--time-unit", type=click.Choice(get_args(TimeUnit)), help="What that column counts."
    ),
    click.option(
        "--coordinates",
        type=click.Choice(get_args(Coordinates)),
        help="Of the image, or pixels.  [default: fractions in a CSV, pixels in JSON]",
    ),
    click.option(
        "--min-score",
        type=click.FloatRange(0, 1),
        help="Points scored below are missing.  [default: 0.2]",
    ),
)


def convert_options(command: Command) -> Command:
    """All of them; the command gets them by the names of `ConvertRequest`."""
    return reduce(lambda wrapped, option: option(wrapped), reversed(OPTIONS), command)
