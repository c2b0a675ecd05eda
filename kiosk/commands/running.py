"""`kiosk run` and `kiosk demo`: the whole kiosk, on its camera or on a clip."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kiosk.commands.options import (
    layers_of,
    model_option,
    one_sentence,
    port_option,
    threads_option,
)

REPEAT_S = 3.0
"""Between the end of a repeated recording and its next start."""


@click.command()
@click.option(
    "--source", metavar="picamera|usb:N|FILE", help="Camera, or a video or keypoint recording."
)
@click.option("--mock-gpio", is_flag=True, help="Pretend pins; needs --store, shows a banner.")
@click.option("--store", type=click.Path(path_type=Path), help="Results file of this run.")
@click.option(
    "--spot",
    "spot_file",
    type=click.Path(path_type=Path),
    help="Where the spot is, for this run alone (from kiosk spot calibrate).",
)
@click.option("--wait-for-camera", is_flag=True, help="Without a camera say so and keep trying.")
@click.option("--speed", type=click.FloatRange(0.1, 20), default=1.0, help="Speed of a replay.")
@click.option("--repeat", is_flag=True, help="Play a recorded source again and again.")
@model_option
@threads_option
@port_option
@click.pass_obj
@one_sentence
def run(
    config_file: Path | None,
    source: str | None,
    mock_gpio: bool,
    store: Path | None,
    spot_file: Path | None,
    wait_for_camera: bool,
    speed: float,
    repeat: bool,
    model: str | None,
    threads: int | None,
    port: int | None,
) -> None:
    """Run the kiosk: watch the spot, score squats, show the page, store results.

    Ends with control-C, or after the last frame when the source is a file. A replay and a run
    with pretended pins never touch the kiosk's results: they need a file of their own (--store).

    \b
    kiosk run                                        the kiosk on its Pi camera
    kiosk run --source usb:0                         with a USB camera
    kiosk run --source a.mp4 --mock-gpio --store a.db    a replay on a laptop
    """
    from kiosk.box import this_box
    from kiosk.last_words import last_words
    from kiosk.service import RunOptions
    from kiosk.spot.files import read_spot
    from kiosk.stopping import BEGIN_AGAIN, serve_until_stopped
    from kiosk.watching import Plan

    given = _typed(model, threads, port, source, store)
    box = this_box(os.environ)
    with last_words(box.run_dir):
        options = RunOptions(
            mock_gpio=mock_gpio,
            store_given=store is not None,
            speed=speed,
            spot=read_spot(spot_file) if spot_file else None,
            plan=Plan(wait_for_camera=wait_for_camera, repeat_after_s=REPEAT_S if repeat else None),
            on_listening=_tell_where,
            box=box,
            read_layers=lambda: layers_of(config_file, given),
        )
        again = serve_until_stopped(layers_of(config_file, given), options)
    if again:
        sys.exit(BEGIN_AGAIN)


@click.command()
@click.option("--once", is_flag=True, help="End after the clip and print what was found.")
@click.option("--speed", type=click.FloatRange(0.1, 20), default=1.0, help="2 is twice as fast.")
@model_option
@threads_option
@port_option
@click.pass_obj
@one_sentence
def demo(
    config_file: Path | None,
    once: bool,
    speed: float,
    model: str | None,
    threads: int | None,
    port: int | None,
) -> None:
    """Watch the kiosk check a person on the repository's own clip. Nothing is kept.

    Real inference, real scoring, real pages; the light and buzzer are pretended and the
    results go to a file that is thrown away. Open the printed address in a browser.
    """
    from kiosk.demo.play import play_demo

    given = _typed(model, threads, port)
    play_demo(lambda more: layers_of(config_file, {**given, **more}), once=once, speed=speed)


def _tell_where(url: str) -> None:
    click.echo(f"The member's screen: {url}   Staff: {url}staff/")


def _typed(
    model: str | None,
    threads: int | None,
    port: int | None,
    source: str | None = None,
    store: Path | None = None,
) -> dict[str, object]:
    """What both commands take over the configuration; None where it was not typed."""
    return {
        "camera.source": source,
        "store.path": str(store) if store else None,
        "model.name_or_path": model,
        "model.threads": threads,
        "web.port": port,
    }
