"""`kiosk bench` prints the figures that other tools read; how fast is not judged here."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from .commands import kiosk

pytestmark = pytest.mark.slow

STEPS = ("invoke", "tick", "decode", "framing", "scoring")
CONTRACT = {
    "invoke_ms",
    "tick_ms",
    "tick_ratio",
    "decode_ms",
    "framing_ms",
    "scoring_ms",
    *(f"{step}_p95_ms" for step in STEPS),
    "start_to_first_pose_s",
    "rss_mb",
    "model",
    "threads",
}
BESIDES = {"decode_ratio", "framing_ratio", "scoring_ratio", "frames", "kiosk_version"} | {
    "second_model",
    "closer_look_ms",
}
"""What the bench says beyond the contract; grows only here and on purpose."""


def test_the_figures_for_programs(tmp_path: Path) -> None:
    """Exactly the contract's keys and the few known besides, all numbers real and above nought."""
    done = kiosk("bench", "--json", "--frames", "40", "--threads", "1", cwd=tmp_path)
    assert done.code == 0, done.stderr
    figures = json.loads(done.stdout)
    assert set(figures) == CONTRACT | BESIDES
    numbers = set(figures) - {"model", "second_model", "kiosk_version"}
    assert [name for name in numbers if not math.isfinite(figures[name])] == []
    assert [name for name in numbers - {"scoring_ms"} if figures[name] <= 0] == []
    assert (figures["model"], figures["threads"]) == ("lightning-portrait", 1)
    assert figures["frames"] == 40
    assert figures["second_model"] == "thunder-portrait"
    assert figures["closer_look_ms"] > 18 * figures["invoke_ms"]


def test_the_figures_belong_together(tmp_path: Path) -> None:
    """Ratios are those of the medians, no p95 is below its median, the tick holds its parts."""
    done = kiosk("bench", "--json", "--frames", "20", "--model", "lightning", cwd=tmp_path)
    figures = json.loads(done.stdout)
    for step in STEPS:
        assert figures[f"{step}_p95_ms"] >= figures[f"{step}_ms"]
    for step in STEPS[1:]:
        ratio = figures[f"{step}_ms"] / figures["invoke_ms"]
        assert figures[f"{step}_ratio"] == pytest.approx(ratio, rel=0.02, abs=0.001)
    assert figures["tick_ms"] > figures["framing_ms"]
    assert figures["tick_ms"] > figures["scoring_ms"]
    assert figures["model"] == "lightning"


def test_the_figures_for_people(tmp_path: Path) -> None:
    """Without --json there is a table with a line for every step."""
    done = kiosk("bench", "--frames", "20", cwd=tmp_path)
    assert done.code == 0, done.stderr
    lines = done.stdout.splitlines()
    table = [line for line in lines if line.count(" ms") == 2]
    assert [line.split()[0] for line in table] == list(STEPS)
    assert any(line.startswith("start to first pose") for line in lines)
    assert any(line.startswith("resident memory") for line in lines)
    assert sum("a rep (thunder-portrait)" in line for line in lines) == 1


def test_one_stage_has_no_closer_look(tmp_path: Path) -> None:
    """Without a second model it is null, and the memory is that of one."""
    toml = tmp_path / "kiosk.toml"
    figures = {}
    for second in ("none", "thunder-portrait"):
        toml.write_text(f'[model]\nsecond_name_or_path = "{second}"\n', encoding="utf-8")
        done = kiosk("--config", toml, "bench", "--json", "--frames", "20", cwd=tmp_path)
        assert done.code == 0, done.stderr
        figures[second] = json.loads(done.stdout)
    one, two = figures["none"], figures["thunder-portrait"]
    assert (one["second_model"], one["closer_look_ms"]) == (None, None)
    assert 10 < two["rss_mb"] - one["rss_mb"] < 100


def test_a_long_bench_waits_for_every_look(tmp_path: Path) -> None:
    """With counted reps among the frames no look is left behind, and none is in the tick."""
    words = ("--frames", "240", "--threads", "1")
    done = kiosk("bench", "--json", *words, cwd=tmp_path)
    assert done.code == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["tick_p95_ms"] < figures["closer_look_ms"] / 2
