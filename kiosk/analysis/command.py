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
from kiosk.analysis.run import Analysis, Eyes, Moment, analyze
from kiosk.analysis.table import report_text
from kiosk.camera.frame import SourceInfo
from kiosk.camera.opening import open_source
from kiosk.config import ModelConfig
from kiosk.contract import analysis_json
from kiosk.errors import InputError
from kiosk.pose.loading import load_model, load_pelvis, load_second_model
from kiosk.pose.movenet import MoveNet
from kiosk.pose.recording import RecordingHeader, RecordingWriter

Listener = Callable[[Moment], None]


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
        recorded = source.info.kind == "keypoints"
        eyes = None if recorded else _eyes(wanted)
        listeners: list[Listener] = [stack.enter_context(_progress(source.info))]
        if request.record:
            listeners.append(stack.enter_context(_recorder(request.record, source.info, eyes)))
        analysis = analyze(source, eyes, lambda moment: _tell(listeners, moment))
    _require_frames(analysis, request.input_path)
    _write(request, analysis, source.info, eyes)


def _eyes(wanted: ModelConfig) -> Eyes:
    return Eyes.of(load_model(wanted), load_second_model(wanted), load_pelvis(wanted))


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


def _tell(listeners: list[Listener], moment: Moment) -> None:
    for tell in listeners:
        tell(moment)


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

        def one_more(_moment: Moment) -> None:
            bar.update(1)

        yield one_more


@contextmanager
def _recorder(path: Path, info: SourceInfo, eyes: Eyes | None) -> Iterator[Listener]:
    header = RecordingHeader(info.width_px, info.height_px, info.fps, *_networks(info, eyes))
    with RecordingWriter(path, header) as writer:

        def record(moment: Moment) -> None:
            writer.write(moment.t_s, moment.pose)
            for look in moment.closer:
                writer.write_closer(look)

        yield record


def _networks(info: SourceInfo, eyes: Eyes | None) -> tuple[str | None, str | None, str | None]:
    """Names of the models that see, or saw, the live poses, the closer looks and the pelvis."""
    if eyes is None:
        return info.network, info.second_network, info.pelvis_network
    closer = eyes.closer
    pelvis = closer.pelvis.name if closer and closer.pelvis else None
    return eyes.estimator.model.name, closer.model.name if closer else None, pelvis


def _write(
    request: AnalyzeRequest, analysis: Analysis, info: SourceInfo, eyes: Eyes | None
) -> None:
    document = json.dumps(_document(analysis, info, eyes), indent=2, ensure_ascii=False)
    if request.json_file == "-":
        click.echo(document)
    else:
        click.echo(report_text(analysis.report))
    if request.json_file and request.json_file != "-":
        _write_text(Path(request.json_file), document + "\n")
    if request.plot:
        save_plot(analysis, request.plot, request.input_path.name)


def _document(analysis: Analysis, info: SourceInfo, eyes: Eyes | None) -> dict[str, Any]:
    first = _described(eyes.estimator.model) if eyes else None
    second = _described(eyes.closer.model) if eyes and eyes.closer else None
    fps = info.fps or _measured_fps(analysis)
    source = {
        "kind": info.kind,
        "fps": round(fps, 3),
        "frames": analysis.frames,
        "duration_s": round(analysis.last_s - analysis.first_s + (1 / fps if fps else 0.0), 3),
    }
    return analysis_json(analysis.report, first, second, source)


def _described(model: MoveNet) -> dict[str, str]:
    return {"name": model.name, "sha256": model.sha256}


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
