"""What `kiosk analyze` does: open, score with progress, print, write what was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from kiosk.analysis.plot import require_ending, save_plot
from kiosk.analysis.run import Analysis, analyze, moments
from kiosk.analysis.table import report_text
from kiosk.camera.frame import FrameSource, SourceInfo
from kiosk.camera.opening import open_source
from kiosk.config import ModelConfig
from kiosk.contract import analysis_json
from kiosk.errors import InputError
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Pose
from kiosk.pose.loading import load_model
from kiosk.pose.movenet import MoveNet
from kiosk.pose.recording import RecordingHeader, RecordingWriter

Listener = Callable[[float, Pose | None], None]


@dataclass(frozen=True, slots=True)
class AnalyzeRequest:
    """What to read and what to write."""

    input_path: Path
    json_file: str | None = None
    """A path, or - for standard output instead of the table."""
    record: Path | None = None
    plot: Path | None = None


def analyze_file(request: AnalyzeRequest, wanted: ModelConfig) -> None:
    """Score one file and write what `request` asks for. Raises KioskError."""
    _check_targets(request)
    with ExitStack() as stack:
        source = open_source(str(request.input_path), width_px=0, height_px=0, fps=0)
        stack.callback(source.close)
        model = None if source.info.kind == "keypoints" else load_model(wanted)
        listeners: list[Listener] = [stack.enter_context(_progress(source.info))]
        if request.record:
            listeners.append(stack.enter_context(_recorder(request.record, source.info)))
        analysis = _analyze(source, model, listeners)
    _require_frames(analysis, request.input_path)
    _write(request, analysis, source.info, model)


def _check_targets(request: AnalyzeRequest) -> None:
    """Before the work: results that cannot be drawn, and results on top of the input."""
    if request.plot:
        require_ending(request.plot)
    json_file = None if request.json_file in (None, "-") else Path(str(request.json_file))
    taken = {request.input_path.resolve()}
    for target in filter(None, (json_file, request.record, request.plot)):
        if target.resolve() in taken:
            raise InputError(
                f"{target} is the input itself or named twice: give each result its own file."
            )
        taken.add(target.resolve())


def _analyze(source: FrameSource, model: MoveNet | None, listeners: list[Listener]) -> Analysis:
    def on_frame(t_s: float, pose: Pose | None) -> None:
        for tell in listeners:
            tell(t_s, pose)

    estimator = PoseEstimator(model) if model else None
    return analyze(moments(source, estimator), source.info.width_px, on_frame)


def _require_frames(analysis: Analysis, path: Path) -> None:
    if analysis.frames == 0:
        raise InputError(f"{path} holds no frames: record it again.")


@contextmanager
def _progress(info: SourceInfo) -> Iterator[Listener]:
    """A bar on a terminal (standard error), nothing elsewhere."""
    with click.progressbar(
        length=info.frame_count or 0,
        label=info.name,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:

        def one_more(_t_s: float, _pose: Pose | None) -> None:
            bar.update(1)

        yield one_more


@contextmanager
def _recorder(path: Path, info: SourceInfo) -> Iterator[Listener]:
    with RecordingWriter(path, RecordingHeader(info.width_px, info.height_px, info.fps)) as writer:
        yield writer.write


def _write(
    request: AnalyzeRequest, analysis: Analysis, info: SourceInfo, model: MoveNet | None
) -> None:
    document = json.dumps(_document(analysis, info, model), indent=2, ensure_ascii=False)
    if request.json_file == "-":
        click.echo(document)
    else:
        click.echo(report_text(analysis.report))
    if request.json_file and request.json_file != "-":
        _write_text(Path(request.json_file), document + "\n")
    if request.plot:
        save_plot(analysis, request.plot, request.input_path.name)


def _document(analysis: Analysis, info: SourceInfo, model: MoveNet | None) -> dict[str, Any]:
    described = {"name": model.name, "sha256": model.sha256} if model else None
    fps = info.fps or _measured_fps(analysis)
    source = {
        "kind": info.kind,
        "fps": round(fps, 3),
        "frames": analysis.frames,
        "duration_s": round(analysis.last_s - analysis.first_s + (1 / fps if fps else 0.0), 3),
    }
    return analysis_json(analysis.report, described, source)


def _measured_fps(analysis: Analysis) -> float:
    span_s = analysis.last_s - analysis.first_s
    return (analysis.frames - 1) / span_s if span_s > 0 else 0.0


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror}): check the folder and its permissions."
        ) from error
