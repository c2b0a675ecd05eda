"""The `kiosk` command. Each command is a few lines: read options, call the part, print.

Every KioskError becomes its one sentence and exit code here, and nowhere else.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from kiosk import __version__, paths
from kiosk.config import (
    COMMAND_LINE,
    ONE_STAGE,
    Config,
    Layer,
    Resolved,
    config_text,
    file_layer,
    resolve,
)
from kiosk.convert.options import convert_options
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


def _layers(config_file: Path | None, given: dict[str, object]) -> list[Layer]:
    """File and command line, lowest first; options left out say nothing."""
    values = {key: value for key, value in given.items() if value is not None}
    layers = [file_layer(config_file), Layer(COMMAND_LINE, values)]
    return [layer for layer in layers if layer is not None]


_model_option = click.option(
    "--model", metavar="NAME|PATH", help=f"{', '.join(paths.MODEL_FILES)} or a .tflite file."
)
_threads_option = click.option("--threads", type=int, help="Processor threads of the model.")
_port_option = click.option("--port", type=int, help="Port of the pages; 0 takes any free one.")


@main.command()
@click.option(
    "--source", metavar="picamera|usb:N|FILE", help="Camera, or a video or keypoint recording."
)
@click.option("--mock-gpio", is_flag=True, help="Pretend pins; needs --store, shows a banner.")
@click.option("--store", type=click.Path(path_type=Path), help="Results file of this run.")
@click.option("--wait-for-camera", is_flag=True, help="Without a camera say so and keep trying.")
@click.option("--speed", type=click.FloatRange(0.1, 20), default=1.0, help="Speed of a replay.")
@_model_option
@_threads_option
@_port_option
@click.pass_obj
@one_sentence
def run(
    config_file: Path | None,
    source: str | None,
    mock_gpio: bool,
    store: Path | None,
    wait_for_camera: bool,
    speed: float,
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
    from kiosk.loop import Plan
    from kiosk.service import RunOptions
    from kiosk.stopping import serve_until_stopped

    given: dict[str, object] = {
        "camera.source": source,
        "model.name_or_path": model,
        "model.threads": threads,
        "web.port": port,
        "store.path": str(store) if store else None,
    }
    options = RunOptions(
        mock_gpio=mock_gpio,
        store_given=store is not None,
        speed=speed,
        plan=Plan(wait_for_camera=wait_for_camera),
        on_listening=lambda url: click.echo(f"The member's screen: {url}   Staff: {url}staff/"),
    )
    serve_until_stopped(_layers(config_file, given), options)


@main.command()
@click.option("--once", is_flag=True, help="End after the clip and print what was found.")
@click.option("--speed", type=click.FloatRange(0.1, 20), default=1.0, help="2 is twice as fast.")
@_model_option
@_threads_option
@_port_option
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

    given: dict[str, object] = {
        "model.name_or_path": model,
        "model.threads": threads,
        "web.port": port,
    }
    play_demo(lambda more: _layers(config_file, {**given, **more}), once=once, speed=speed)


@main.command()
@click.argument("input_path", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "--json", "json_file", metavar="FILE|-", help="Write the result as JSON; - prints it."
)
@click.option("--record", type=click.Path(path_type=Path), help="Write the keypoints (JSON Lines).")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the angles (.svg or .png).")
@_model_option
@click.option("--single-stage", is_flag=True, help="Without the closer looks of the second model.")
@_threads_option
@click.pass_obj
@one_sentence
def analyze(
    config_file: Path | None,
    input_path: Path,
    json_file: str | None,
    record: Path | None,
    plot: Path | None,
    model: str | None,
    single_stage: bool,
    threads: int | None,
) -> None:
    """Score a video or a keypoint recording, as fast as it goes.

    Counts every single-leg squat per leg with its angles and says what it thinks, with its
    spread. No practice rep and no limit: those belong to the check on the page.

    \b
    kiosk analyze squat.mp4                          a table
    kiosk analyze squat.mp4 --json -                 the same for programs
    kiosk analyze squat.mp4 --record squat.jsonl     keep the keypoints, not the video
    kiosk analyze squat.jsonl --plot squat.svg       later, without the video
    """
    from kiosk.analysis.command import AnalyzeRequest, analyze_file

    given: dict[str, object] = {
        "model.name_or_path": model,
        "model.second_name_or_path": ONE_STAGE if single_stage else None,
        "model.threads": threads,
    }
    config = resolve(_layers(config_file, given)).config
    request = AnalyzeRequest(input_path, json_file, record, plot)
    analyze_file(request, config.model)


@main.command()
@click.pass_obj
@one_sentence
def check(config_file: Path | None) -> None:
    """What is present, missing or wrong on this box, and the mend of each."""
    from kiosk import selfcheck

    findings = selfcheck.examine(lambda: _resolved(config_file))
    click.echo(selfcheck.table(findings, width=shutil.get_terminal_size((100, 24)).columns))
    sys.exit(selfcheck.exit_code(findings))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.option("--frames", type=click.IntRange(20, 5000), default=300, help="How many to measure.")
@_model_option
@_threads_option
@click.pass_obj
@one_sentence
def bench(
    config_file: Path | None,
    as_json: bool,
    frames: int,
    model: str | None,
    threads: int | None,
) -> None:
    """Measure this board: milliseconds of each step, beside the bare network in the same run.

    The ratios hold when the machine's speed drifts; single times do not.
    """
    from kiosk.bench import bench_text, measure

    given: dict[str, object] = {"model.name_or_path": model, "model.threads": threads}
    config: Config = resolve(_layers(config_file, given)).config
    figures = measure(config.model, frames)
    click.echo(json.dumps(figures, indent=2) if as_json else bench_text(figures))


@main.command()
@convert_options
@one_sentence
def convert(**words: Any) -> None:
    """Turn another tool's keypoints into a keypoint recording, ready for analyze.

    INPUT is a CSV of MediaPipe's 33 landmarks, the folder of OpenPose's JSON files (or one file),
    or COCO's keypoint JSON. What is understood and how to say the rest: docs/recordings.md.

    \b
    kiosk convert pose.csv -o squat.jsonl --width 720 --height 1280 --fps 30
    kiosk convert openpose_out/ -o squat.jsonl --width 720 --height 1280 --fps 30
    kiosk convert pose.csv -o squat.jsonl --width 720 --height 1280 \\
        --columns "{name}_{axis}" --axes x,y,z,visibility --time-column t --time-unit ms
    """
    from kiosk.convert.command import convert_file
    from kiosk.convert.request import ConvertRequest

    click.echo(convert_file(ConvertRequest(**words)))


@main.group()
def config() -> None:
    """The configuration: what holds and where it comes from."""


@config.command()
@click.option("--origin", is_flag=True, help="Say for each value where it comes from.")
@click.pass_obj
@one_sentence
def show(config_file: Path | None, origin: bool) -> None:
    """Print the configuration that holds, as a kiosk.toml."""
    click.echo(config_text(_resolved(config_file), with_origin=origin))


def _resolved(config_file: Path | None) -> Resolved:
    """All layers, the admin's too where the store can be read."""
    from kiosk.results import ResultReader
    from kiosk.service import with_admin_settings

    layers = _layers(config_file, {})
    resolved = resolve(layers)
    path = resolved.config.store.path
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises in a closed folder
        return resolved
    return with_admin_settings(layers, ResultReader.open_to_read(path, "kiosk"))
