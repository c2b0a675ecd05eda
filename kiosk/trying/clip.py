"""A clip through all that measures a member: decoding, all networks, scoring, closer looks.

Always the networks that a version ships, in full precision: another processor then computes the
same but for its rounding. Which ones a board runs is its own choice, by its own measuring.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from kiosk.analysis.run import Analysis, Eyes, analyze
from kiosk.camera.video import VideoSource
from kiosk.pose.loading import load_network, load_pelvis_network
from kiosk.pose.network import Network
from kiosk.pose.wanted import LIVE, SECOND, pelvis_network, processors
from kiosk.trying.expected import SCHEMA, differences, expected_of
from kiosk.trying.failure import TrialError


def try_clip(clip: Path, expected: Path) -> str:
    """What was compared and how long it took, one sentence. Raises KioskError."""
    wanted = _read(expected)
    began_s = time.monotonic()
    found, analysis = _seen(clip)
    took_s = time.monotonic() - began_s
    try:
        words = differences(wanted, found)
    except (LookupError, TypeError, AttributeError) as error:
        raise TrialError(f"{expected} is not what the clip should give: make it anew.") from error
    if words:
        raise TrialError(f"The clip {clip.name} is not seen as it should be: {'; '.join(words)}.")
    return _same(found, analysis, took_s)


def write_expected(clip: Path, expected: Path) -> str:
    """Write what the clip gives here, for other boxes to compare. Raises KioskError."""
    found, _analysis = _seen(clip)
    if not any(rep["counted"] for rep in found["reps"]):
        raise TrialError(f"The clip {clip.name} shows no squat that counts: take another one.")
    try:
        expected.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise TrialError(f"{expected} cannot be written ({error.strerror}).") from error
    return f"Written to {expected}: {len(found['reps'])} repetitions."


def _same(found: dict[str, Any], analysis: Analysis, took_s: float) -> str:
    verdicts = sum(len(checks) for checks in found["checks"].values())
    long_s = analysis.last_s - analysis.first_s
    return (
        f"The same {len(found['reps'])} repetitions and {verdicts} verdicts: "
        f"{long_s:.0f} s of video in {took_s:.1f} s with {LIVE} and {SECOND}."
    )


def _read(path: Path) -> dict[str, Any]:
    """The document; its form is judged by who compares. Raises TrialError."""
    try:
        said = json.loads(path.read_bytes())
    except OSError as error:
        raise TrialError(f"{path} cannot be read ({error.strerror}): copy it again.") from error
    except (ValueError, RecursionError) as error:
        raise TrialError(f"{path} is not what the clip should give: make it anew.") from error
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise TrialError(f"{path} is not of the form that this version reads: make it anew.")
    return said


def _seen(clip: Path) -> tuple[dict[str, Any], Analysis]:
    """What the clip gives on this box. Raises KioskError."""
    live = load_network(Network(LIVE, threads=processors(), half=False), "auto")
    second = Network(SECOND, threads=processors(), half=False)
    closer = load_network(second, "auto")
    pelvis = load_pelvis_network(pelvis_network(second), "auto")
    source = VideoSource(clip)
    try:
        analysis = analyze(source, Eyes.of(live, closer, pelvis))
    finally:
        source.close()
    models = {each.name: each.sha256 for each in (live, closer, pelvis)}
    return expected_of(analysis.report, models), analysis
