"""`kiosk analyze --json`: the contract, from real keypoints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk import __version__
from kiosk.scoring import protocol

from .conftest import Analyze
from .shape import ANGLES, check_document


def document(analyze: Analyze, path: Path) -> dict[str, Any]:
    result = analyze(path, "--json", "-")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    check_document(found)
    return found


def rewritten(source: Path, target: Path, change: Any) -> Path:
    """A copy of the recording with all keypoints passed through `change(t_s, points)`; closer
    looks that show nobody any more are left out, and what was seen of the pelvis in all of them."""
    header, *lines = source.read_text(encoding="utf-8").splitlines()
    changed = [json.loads(line) for line in lines]
    changed = [line for line in changed if "t_s" in line or line["keypoints"]]
    for line in changed:
        line.pop("pelvis", None)
        line["keypoints"] = change(line.get("t_s", line.get("closer_t_s")), line["keypoints"])
    kept = [line for line in changed if "t_s" in line or line["keypoints"]]
    text = "\n".join([header, *map(json.dumps, kept)])
    target.write_text(text + "\n", encoding="utf-8")
    return target


def hide(*joints: int) -> Any:
    return lambda _t_s, points: [None if i in joints else p for i, p in enumerate(points)]


def test_the_contract_holds_on_a_recording(analyze: Analyze, recordings: Path) -> None:
    """Keys, types and words are those of schema 1; versions, source and counts are right."""
    found = document(analyze, recordings / "d3.jsonl")
    assert found["kiosk_version"] == __version__
    assert found["protocol_version"] == protocol.VERSION
    assert found["model"] is None
    assert found["source"] == {"kind": "keypoints", "fps": 15.0, "frames": 897, "duration_s": 59.8}
    left, right = found["legs"]["left"], found["legs"]["right"]
    assert (left["counted"], left["refused"]) == (5, 0)
    assert (right["counted"], right["refused"]) == (4, 1)
    assert [rep["refused_because"] for rep in right["reps"]] == [
        None,
        None,
        "foot_down",
        None,
        None,
    ]
    assert [other["refused_because"] for other in found["other"]] == ["two_legs"]


def test_no_practice_and_no_cap_on_reps(analyze: Analyze, recordings: Path) -> None:
    """All six squats on each leg of the demo count: practice belongs to the page's flow."""
    found = document(analyze, recordings / "demo.jsonl")
    assert [found["legs"][leg]["counted"] for leg in ("left", "right")] == [6, 6]


def test_joints_never_seen_are_null_with_the_reason(
    analyze: Analyze, recordings: Path, tmp_path: Path
) -> None:
    """Hands and one shoulder hidden at the bottoms: trunk null and why, knee as before."""
    whole = document(analyze, recordings / "d3.jsonl")
    bottoms = [rep["bottom_s"] for leg in whole["legs"].values() for rep in leg["reps"]]

    def blind(t_s: float, points: list[Any]) -> list[Any]:
        near = any(abs(t_s - bottom_s) < 0.9 for bottom_s in bottoms)
        return [None if near and i == 5 else p for i, p in enumerate(points)]

    torn = rewritten(recordings / "d3.jsonl", tmp_path / "torn.jsonl", blind)
    found = document(analyze, torn)
    for name, leg in found["legs"].items():
        assert leg["checks"]["trunk_lean"]["value_deg"] is None
        for rep, before in zip(leg["reps"], whole["legs"][name]["reps"], strict=True):
            assert rep["trunk_lean_deg"] is None
            assert rep["why_null"]["trunk_lean_deg"]
            assert rep["knee_fppa_deg"] == pytest.approx(before["knee_fppa_deg"], abs=0.01)


def test_an_unsure_verdict_keeps_its_value(
    analyze: Analyze, recordings: Path, tmp_path: Path
) -> None:
    """A person far from the picture's middle: every knee unsure, no value lost."""

    def shifted(_t_s: float, points: list[Any]) -> list[Any]:
        return [p and [p[0] + 110, p[1], p[2]] for p in points]

    found = document(analyze, rewritten(recordings / "demo.jsonl", tmp_path / "off.jsonl", shifted))
    centred = document(analyze, recordings / "demo.jsonl")
    for leg in ("left", "right"):
        knee = found["legs"][leg]["checks"]["knee_valgus"]
        assert knee["verdict"] == "unsure"
        assert "stand on the spot" in knee["reason"]
        before = centred["legs"][leg]["checks"]["knee_valgus"]
        assert knee["value_deg"] == pytest.approx(before["value_deg"], abs=0.01)


def test_nobody_in_view_is_a_document_too(
    analyze: Analyze, recordings: Path, tmp_path: Path
) -> None:
    """An empty room: no reps, everything unsure without a value, the contract still holds."""
    empty = rewritten(recordings / "d3.jsonl", tmp_path / "empty.jsonl", lambda _t_s, _points: None)
    found = document(analyze, empty)
    for leg in found["legs"].values():
        assert (leg["counted"], leg["refused"], leg["free_leg"]) == (0, 0, "unknown")
        assert {check["verdict"] for check in leg["checks"].values()} == {"unsure"}
    assert found["other"] == []
    assert {gap["verdict"] for gap in found["symmetry"].values()} == {"unsure"}


def test_only_the_legs_are_needed_for_the_knee(
    analyze: Analyze, recordings: Path, tmp_path: Path
) -> None:
    """Elbows and hands never seen: the knee is measured as before."""
    found = document(
        analyze, rewritten(recordings / "demo.jsonl", tmp_path / "arms.jsonl", hide(7, 8, 9, 10))
    )
    whole = document(analyze, recordings / "demo.jsonl")
    for leg in ("left", "right"):
        knee = found["legs"][leg]["checks"]["knee_valgus"]
        assert knee == whole["legs"][leg]["checks"]["knee_valgus"]


def test_rate_unknown_is_measured(analyze: Analyze, recordings: Path, tmp_path: Path) -> None:
    """A recording that does not say its rate: the rate of its times, the same length."""
    lines = (recordings / "d3.jsonl").read_text(encoding="utf-8").splitlines()
    lines[0] = json.dumps({**json.loads(lines[0]), "fps": None})
    path = tmp_path / "unknown.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    source = document(analyze, path)["source"]
    assert source["fps"] == pytest.approx(15.0, abs=0.01)
    assert source["duration_s"] == pytest.approx(59.8, abs=0.01)


def test_json_to_a_file_leaves_the_table_on_the_screen(
    analyze: Analyze, recordings: Path, tmp_path: Path
) -> None:
    """The same document in the file, the table printed."""
    target = tmp_path / "out.json"
    result = analyze(recordings / "d3.jsonl", "--json", target)
    assert result.exit_code == 0
    assert "Left leg: 5 counted" in result.stdout
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found == document(analyze, recordings / "d3.jsonl")
    assert target.read_text(encoding="utf-8").endswith("}\n")


def test_numbers_are_rounded_for_readers(analyze: Analyze, recordings: Path) -> None:
    """Angles to 0.01 degrees, times to a millisecond."""
    for leg in document(analyze, recordings / "d3.jsonl")["legs"].values():
        for rep in leg["reps"]:
            for name in ANGLES:
                assert rep[name] == round(rep[name], 2)
            assert rep["bottom_s"] == round(rep["bottom_s"], 3)
