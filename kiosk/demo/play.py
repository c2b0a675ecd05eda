"""`kiosk demo`: the main job on the demo clip, pretended pins, a store that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from kiosk import paths
from kiosk.config import Layer
from kiosk.errors import InputError
from kiosk.moment import Clock
from kiosk.results import ResultStore
from kiosk.service import RunOptions
from kiosk.spot.files import read_spot
from kiosk.stopping import serve_until_stopped
from kiosk.watching import Plan

RESULT_S = 8.0
"""How long the result stays before the clip starts again."""


def play_demo(
    layers_with: Callable[[dict[str, object]], list[Layer]], *, once: bool, speed: float
) -> None:
    """Play the clip until stopped, or once. Raises KioskError.

    `layers_with` gives the configuration's layers with these keys set on the command line.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        store = Path(folder) / "demo-results.db"
        given: dict[str, object] = {
            "camera.source": str(paths.DEMO_CLIP),
            "store.path": str(store),
        }
        options = RunOptions(
            mock_gpio=True,
            store_given=True,
            speed=speed,
            spot=read_spot(paths.DEMO_SPOT),
            plan=Plan(repeat_after_s=None if once else RESULT_S),
            on_listening=_say_where,
        )
        serve_until_stopped(layers_with(given), options)
        if once:
            _print_newest(store)


def _say_where(url: str) -> None:
    click.echo(f"Open {url} in a browser. Staff: {url}staff/ (choose any PIN).")
    click.echo("Stop with control-C.")


def _print_newest(store_path: Path) -> None:
    """What the store holds of the newest check: proof that it was stored."""
    with ResultStore.open(store_path, "replay", Clock().now()) as store:
        rows = store.list_checks(1)
    if not rows:
        raise InputError("The clip ended and no check was stored: is the clip complete?")
    click.echo(f"Stored: one check, {rows[0].state}.")
    for leg, verdicts in rows[0].verdicts.items():
        found = ", ".join(f"{check} {verdict}" for check, verdict in verdicts.items())
        click.echo(f"  {leg}: {rows[0].counted[leg]} counted; {found.replace('_', ' ')}")
