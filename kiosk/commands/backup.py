"""`kiosk backup` and `kiosk restore`: everything that is stored as one file, and back again."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.commands.options import layers_of, one_sentence
from kiosk.config import resolve
from kiosk.errors import InputError, StoreError
from kiosk.moment import Clock
from kiosk.results import ResultReader, ResultStore
from kiosk.results.offline import mend_in_place, write_backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
@one_sentence
def backup(config_file: Path | None, file: Path) -> None:
    """Write everything that is stored into the one FILE, verified; the kiosk may run meanwhile.

    \b
    sudo -u kiosk kiosk backup /media/stick/kiosk.zip

    Labels and results are in it, not encrypted: keep it as you keep members' papers.
    """
    if file.exists():
        raise InputError(f"{file} is there already: choose another name.")
    path = resolve(layers_of(config_file, {})).config.store.path
    ResultReader.open_to_read(path, "kiosk")  # says what is wrong with it, and makes none
    facts = write_backup(path, file, Clock().now())
    labels = f" with {facts.labels} labels" if facts.labels else ""
    click.echo(f"{file}: {_checks(facts.checks)}{labels}, {file.stat().st_size / 1e6:.1f} MB.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
@one_sentence
def restore(config_file: Path | None, file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of all that is stored. The kiosk must not run.

    \b
    sudo systemctl stop kiosk
    sudo -u kiosk kiosk restore /media/stick/kiosk.zip
    sudo systemctl start kiosk

    The file is verified first. What was stored before is kept beside it, also where it is damaged.
    PINs, tokens and the log of who did what stay those of this box where they can be read.
    """
    path = resolve(layers_of(config_file, {})).config.store.path
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}: make it, or set store.path.")
    kept = mend_in_place(path, file, Clock().now(), lambda words: yes or click.confirm(words))
    if kept is None:
        click.echo("Nothing was changed.")
        return
    now = Clock().now()
    with ResultStore.open(path, "kiosk", now) as store:
        count = store.counts().checks
        store.audit.note("kiosk restore, on the box", "store.restored", {"count": count}, now)
        click.echo(f"The backup is back: {_checks(count)}.")
    if kept.exists():
        click.echo(f"What was stored before is kept as {kept}.")


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"
