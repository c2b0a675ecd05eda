"""`kiosk try`: the questions that an updater, of another version perhaps, asks of this one.

Stable: later versions keep every name, argument and exit code (docs/updates.md). The answer is
0, or 1 with one sentence as the last line of standard error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from kiosk import __version__
from kiosk.commands.options import layers_of
from kiosk.config import ADMIN, Config, Layer, resolve
from kiosk.errors import ConfigError, KioskError

P = ParamSpec("P")
_PATH = click.Path(path_type=Path)


@click.group("try")
def trying() -> None:
    """Questions of the updater to this version. Nothing of the box is changed.

    \b
    kiosk try clip CLIP EXPECTED     does this version see what it should
    kiosk try store COPY             can it bring a copy of the results up to date
    kiosk try read COPY              can it work with a copy that is newer than itself
    kiosk try settings FILE          would it take this configuration from afar
    kiosk try ready                  how the kiosk that runs here is
    """


def answered(command: Callable[P, str]) -> Callable[P, None]:
    """Print the answer; or end with 1 and one sentence, a mistake of the program included."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            click.echo(command(*args, **kwargs))
        except KioskError as error:
            _no(str(error))
        except click.ClickException:
            raise
        except Exception as error:  # whatever it is: the updater is owed a sentence
            what = " ".join(f"{type(error).__name__}: {error}".split())
            _no(f"Version {__version__} has a mistake in it ({what[:200]}): wait for the next one.")

    return wrapped


def _no(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)


@trying.command()
@click.argument("video", metavar="CLIP", type=_PATH)
@click.argument("expected", metavar="[EXPECTED]", type=_PATH, required=False)
@click.option("--write", type=_PATH, help="Write what the clip gives here, for a release.")
@answered
def clip(video: Path, expected: Path | None, write: Path | None) -> str:
    """Score CLIP as a member is scored and compare counts and verdicts with EXPECTED."""
    from kiosk.trying.clip import try_clip, write_expected

    if (write is None) == (expected is None):
        raise click.UsageError("Give either EXPECTED or --write FILE.")
    return write_expected(video, write) if write else try_clip(video, Path(str(expected)))


@trying.command()
@click.argument("copy", type=_PATH)
@click.pass_obj
@answered
def store(config_file: Path | None, copy: Path) -> str:
    """Bring COPY of the results to this version's schema, and read it."""
    from kiosk.moment import Clock
    from kiosk.trying.store import try_store

    return try_store(copy, _config(config_file).store.path, Clock().now())


@trying.command()
@click.argument("copy", type=_PATH)
@click.pass_obj
@answered
def read(config_file: Path | None, copy: Path) -> str:
    """Read COPY, which a newer version may have brought up to date, and store a check in it."""
    from kiosk.moment import Clock
    from kiosk.trying.store import try_read

    return try_read(copy, _config(config_file).store.path, Clock().now())


@trying.command()
@click.argument("file", type=_PATH)
@click.pass_obj
@answered
def settings(config_file: Path | None, file: Path) -> str:
    """Say whether this configuration from afar would be taken, or every mistake in it."""
    from kiosk.trying.settings import try_settings

    return try_settings(file, config_file)


@trying.command()
@click.pass_obj
@answered
def ready(config_file: Path | None) -> str:
    """Print how the kiosk that runs on this box is, as JSON; ends with 0 in any case."""
    from kiosk.trying.ready import ask_ready

    web = _running_config(config_file).web
    return json.dumps(ask_ready(web.host, web.port), ensure_ascii=False)


def _config(config_file: Path | None) -> Config:
    """What is asked for need not fail because a setting elsewhere does: then the defaults."""
    try:
        return resolve(layers_of(config_file, {})).config
    except ConfigError:
        return Config()


def _running_config(config_file: Path | None) -> Config:
    """With what an admin has set, where the results can be read: that is what runs."""
    from kiosk.results import ResultReader

    config = _config(config_file)
    try:
        kept = ResultReader.open_to_read(config.store.path, "kiosk").settings()
        values = {key: setting.value for key, setting in kept.items()}
        admin = Layer(ADMIN, values, by_admin=True)
        return resolve([*layers_of(config_file, {}), admin]).config
    except KioskError:
        return config
