"""`kiosk token`: keys for other programs, such as a Prometheus server or one that reads results."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.commands.options import layers_of, one_sentence
from kiosk.config import resolve
from kiosk.moment import Clock
from kiosk.results import ResultReader, ResultStore, StoredToken
from kiosk.results.tokens import OPENS


@click.group()
def token() -> None:
    """Keys for programs that read /metrics or /api/v1. A kiosk that runs knows of each change at
    once.

    \b
    kiosk token add prometheus > prometheus.token    make one; it is shown this once
    kiosk token add --for results members-app        one that reads the members' results too
    kiosk token list                                 which there are, and when each was last used
    kiosk token revoke prometheus                    it opens nothing any more
    """


@token.command()
@click.argument("name")
@click.option(
    "--for",
    "opens",
    type=click.Choice(OPENS),
    default="metrics",
    show_default=True,
    help="What it opens: the box's figures at /metrics, or every member's results at /api/v1 too.",
)
@click.pass_obj
@one_sentence
def add(config_file: Path | None, name: str, opens: str) -> None:
    """Make the token NAME and print it, this once: only its hash is kept."""
    now = Clock().now()
    with ResultStore.open(_store(config_file).path, "kiosk", now) as store:
        secret = store.add_token(name, now, opens)
        made = {"token": name, "opens": opens}
        store.audit.note("kiosk token, on the box", "token.made", made, now)
    click.echo(secret)
    click.echo(f"The token {name!r}. Keep it now: it cannot be shown again.", err=True)


@token.command("list")
@click.pass_obj
@one_sentence
def list_tokens(config_file: Path | None) -> None:
    """Print every token: when it was made, last used and revoked. Days are in UTC."""
    tokens = _store(config_file).tokens()
    if not tokens:
        click.echo("No token yet: make one with kiosk token add NAME.")
        return
    rows = [("NAME", "OPENS", "MADE", "LAST USED", "STATE"), *map(_row, tokens)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for *cells, state in rows:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
        click.echo("  ".join([*padded, state]))


@token.command()
@click.argument("name")
@click.pass_obj
@one_sentence
def revoke(config_file: Path | None, name: str) -> None:
    """Take the token NAME back: from now on it opens nothing."""
    now = Clock().now()
    with ResultStore.open(_store(config_file).path, "kiosk", now) as store:
        store.revoke_token(name, now)
        store.audit.note("kiosk token, on the box", "token.revoked", {"token": name}, now)
    click.echo(f"The token {name!r} is revoked.")


def _store(config_file: Path | None) -> ResultReader:
    """The kiosk's store, which must be there: one made here would be this user's own."""
    path = resolve(layers_of(config_file, {})).config.store.path
    return ResultReader.open_to_read(path, "kiosk")


def _row(token: StoredToken) -> tuple[str, str, str, str, str]:
    doubt = "" if token.clock_sure else " (clock unsure)"
    revoked = token.revoked_utc
    return (
        token.name,
        token.opens,
        f"{token.created_utc:%Y-%m-%d}{doubt}",
        token.used_day or "never",
        "in use" if revoked is None else f"revoked {revoked:%Y-%m-%d}",
    )
