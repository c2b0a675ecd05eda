"""`kiosk analyze`, `bench` and `convert`: recordings and boards, without a member."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from kiosk.commands.options import layers_of, model_option, one_sentence, threads_option
from kiosk.config import ONE_STAGE, Config, resolve
from kiosk.convert.options import convert_options


@click.command()
@click.argument("input_path", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "--json", "json_file", metavar="FILE|-", help="Write the result as JSON; - prints it."
)
@click.option("--record", type=click.Path(path_type=Path), help="Write the keypoints (JSON Lines).")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the angles (.svg or .png).")
@model_option
@click.option("--single-stage", is_flag=True, help="Without the closer looks of the second model.")
@threads_option
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
    config = resolve(layers_of(config_file, given)).config
    request = AnalyzeRequest(input_path, json_file, record, plot)
    analyze_file(request, config.model)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.option("--frames", type=click.IntRange(20, 5000), default=300, help="How many to measure.")
@model_option
@threads_option
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
    config: Config = resolve(layers_of(config_file, given)).config
    figures = measure(config.model, frames)
    click.echo(json.dumps(figures, indent=2) if as_json else bench_text(figures))


@click.command()
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
