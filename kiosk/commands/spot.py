"""What the `kiosk spot` commands do: print the mat, calibrate from a picture, tell of a spot.

Decides the words of the figures. A failure is a KioskError with its sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.camera.frame import Frame, Rgb
from kiosk.camera.video import VideoSource
from kiosk.commands.options import one_sentence
from kiosk.errors import SpotError
from kiosk.spot.calibration import calibrate
from kiosk.spot.files import read_spot
from kiosk.spot.record import SpotRecord, to_json
from kiosk.spot.telling import figures

LOOKED_AT_MAX = 300
"""Frames of a video that are tried before giving up."""


@click.group()
def spot() -> None:
    """The spot on the floor: its mat, and what the camera sees of it.

    \b
    kiosk spot print -o mat.pdf              the mat, to print and lay 3 m from the camera
    kiosk spot calibrate mat.jpg             height, distance and lens from a picture of it
    """


@spot.command("print")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    default=Path("mat.pdf"),
    show_default=True,
    help="The PDF to write.",
)
@click.option(
    "--layout",
    type=click.Choice(["a3", "banner"]),
    default="a3",
    show_default=True,
    help="Sheets to tape together, or one page for a print shop.",
)
@one_sentence
def print_mat(out: Path, layout: str) -> None:
    """Write the floor mat as a PDF with a scale bar on every sheet.

    Print it at 100 %, never with 'fit to page', and measure the bar: 100 mm.
    """
    from kiosk.spot.printing import write_mat

    count = write_mat(out, layout)
    paper = f"{count} pages of A3" if layout == "a3" else "1 page of 1.08 x 0.79 m"
    click.echo(f"{out}: {paper}. Print at 100 % and measure the bar: it must be 100 mm.")


@spot.command("calibrate")
@click.argument("picture", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Write the spot here (kiosk run --spot)."
)
@click.option(
    "--fov",
    type=click.FloatRange(20, 120),
    help="Field of view along the picture's longer side in degrees, where known.",
)
@one_sentence
def calibrate_file(picture: Path, out: Path | None, fov: float | None) -> None:
    """Find the mat in PICTURE, a photo or video of the kiosk's camera, and print the figures.

    Of a video the first frame that shows the mat well is used.
    """
    record = _calibrated(picture, fov)
    for line in figures(record):
        click.echo(line)
    if out is not None:
        _write(out, to_json(record))
        click.echo(f"Written to {out}.")


@spot.command("show")
@click.argument("file", type=click.Path(path_type=Path))
@one_sentence
def show_file(file: Path) -> None:
    """Print the figures of a spot that was written before."""
    for line in figures(read_spot(file)):
        click.echo(line)


def _calibrated(picture: Path, fov_deg: float | None) -> SpotRecord:
    """From the first frame that serves; else the error of the first one. Raises KioskError."""
    first_error: SpotError | None = None
    for rgb in _frames(picture):
        try:
            found, calibration = calibrate(rgb, fov_deg)
        except SpotError as error:
            first_error = first_error or error
            continue
        height_px, width_px = rgb.shape[:2]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return SpotRecord(
            found, calibration, width_px, height_px, str(picture.name), now, "command line"
        )
    raise first_error or SpotError(f"{picture} has no picture in it: give a photo or a video.")


def _frames(picture: Path) -> Iterator[Rgb]:
    source = VideoSource(picture)
    try:
        for _ in range(LOOKED_AT_MAX):
            frame = source.read()
            if not isinstance(frame, Frame):
                return
            yield frame.rgb
    finally:
        source.close()


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SpotError(
            f"{file} cannot be written: {error.strerror}; give another file with -o."
        ) from error
