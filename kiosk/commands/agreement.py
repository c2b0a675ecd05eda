"""`kiosk agreement`: how far trainers and this kiosk agree, and taking the evidence away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from kiosk.commands.options import layers_of, one_sentence
from kiosk.config import resolve
from kiosk.errors import InputError, KioskError
from kiosk.results import ResultReader

NOBODY = "No check has been rated here yet: staff do it on the page Agreement."


@click.command()
@click.option(
    "--export",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write ratings and keypoint recordings into this new folder.",
)
@click.pass_obj
@one_sentence
def agreement(config_file: Path | None, folder: Path | None) -> None:
    """Print how far trainers and this kiosk agree on squats that both have judged.

    Ratings are given on the staff's page Agreement before the kiosk shows anything of a check.
    docs/agreement.md says what the figures mean.

    \b
    kiosk agreement                      the figures of this site
    kiosk agreement --export evidence    with ratings and recordings as files
    """
    from kiosk.rating.files import files_of
    from kiosk.rating.site import site_of
    from kiosk.web.staff.agreement_view import site_view

    path = resolve(layers_of(config_file, {})).config.store.path
    store = ResultReader.open_to_read(path, "kiosk").agreement
    for line in _lines(site_view(site_of(store.rated())) or {}):
        click.echo(line)
    if folder:
        click.echo(f"Wrote {_written(folder, files_of(store))} files to {folder}.")


def _lines(site: Mapping[str, Any]) -> Iterator[str]:
    """The figures, as the staff's page has them."""
    if not site["squats"]:
        yield NOBODY
        return
    yield f"{site['rated']}, rated before the kiosk showed anything"
    if site["left_out"]:
        yield f"{site['left_out']} more were judged by an earlier protocol and are left out"
    for item in site["measures"]:
        yield ""
        yield from _measure(item, site["answers"])


def _measure(item: Mapping[str, Any], answers: list[str]) -> Iterator[str]:
    yield str(item["name"])
    for title, key in (
        ("same answer", "alike"),
        ("kappa", "kappa"),
        ("weighted kappa", "weighted"),
        ("kiosk unsure", "unsure"),
        ("angle, kiosk less hand", "angle_words"),
    ):
        if item[key]:
            yield f"  {title:<24}{item[key]}"
    if not item["judged"]:
        return
    yield "  " + "trainer by row, kiosk".ljust(24) + "".join(answer.rjust(12) for answer in answers)
    for answer, row in item["confusion"]:
        yield "  " + answer.ljust(24) + "".join(str(count).rjust(12) for count in row)


def _written(folder: Path, files: Iterator[tuple[str, bytes]]) -> int:
    """How many files were written into a folder that was not there, or is empty."""
    written = 0
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError(f"The folder {folder} is not empty: name a new one.")
        for name, content in files:
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            written += 1
    except KioskError:
        raise
    except OSError as error:
        raise InputError(
            f"The folder {folder} cannot be written ({error.strerror}): check its place, its"
            " permissions and its free space."
        ) from error
    return written
