"""The contract of `kiosk analyze --json`, schema 1, as checks: exact keys, types and words."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

VERDICTS = {"good", "borderline", "fault", "unsure"}
REFUSALS = {
    "shallow",
    "foot_down",
    "too_fast",
    "hop",
    "low_confidence",
    "wrong_leg",
    "two_legs",
    "knee_lift",
}
ANGLES = {
    "knee_fppa_deg",
    "knee_fppa_change_deg",
    "pelvic_drop_deg",
    "trunk_lean_deg",
    "knee_flexion_deg",
}
REP = {"start_s", "bottom_s", "end_s", "counted", "refused_because", "why_null", *ANGLES}


def number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def check_document(document: Json) -> None:
    """The whole document; raises AssertionError where it departs from the contract."""
    assert set(document) == {
        "schema",
        "kiosk_version",
        "protocol_version",
        "model",
        "second_model",
        "source",
        "legs",
        "other",
        "symmetry",
        "advice",
    }
    assert document["schema"] == 1
    assert text(document["kiosk_version"])
    assert text(document["protocol_version"])
    check_model(document["model"])
    check_model(document["second_model"])
    check_source(document["source"])
    assert set(document["legs"]) == {"left", "right"}
    for leg in document["legs"].values():
        check_leg(leg)
    for other in document["other"]:
        assert set(other) == {"start_s", "end_s", "refused_because"}
        assert number(other["start_s"])
        assert other["start_s"] <= other["end_s"]
        assert other["refused_because"] in REFUSALS
    check_symmetry(document["symmetry"])
    assert document["advice"]
    for advice in document["advice"]:
        assert set(advice) == {"finding", "text"}
        assert text(advice["finding"])
        assert text(advice["text"])


def check_model(model: Any) -> None:
    """Name and hash of the file that was used, or null when keypoints were read."""
    if model is not None:
        assert set(model) == {"name", "sha256"}
        assert text(model["name"])
        assert len(model["sha256"]) == 64


def check_source(source: Json) -> None:
    """Kind, rate, frames and length."""
    assert set(source) == {"kind", "fps", "frames", "duration_s"}
    assert source["kind"] in ("video", "keypoints")
    assert isinstance(source["frames"], int)
    assert source["frames"] > 0
    assert number(source["fps"])
    assert number(source["duration_s"])


def check_leg(leg: Json) -> None:
    """LEG of the contract."""
    assert set(leg) == {"counted", "refused", "free_leg", "reps", "checks"}
    assert leg["free_leg"] in ("middle", "behind", "front", "unknown")
    assert leg["counted"] == sum(rep["counted"] for rep in leg["reps"])
    assert leg["refused"] == sum(not rep["counted"] for rep in leg["reps"])
    for rep in leg["reps"]:
        check_rep(rep)
    checks = leg["checks"]
    assert set(checks) == {"knee_valgus", "pelvic_drop", "trunk_lean", "depth", "balance"}
    for name, found in checks.items():
        assert found["verdict"] in VERDICTS
        assert text(found["reason"])
        if name == "balance":
            assert set(found) == {"verdict", "events", "reason"}
            assert isinstance(found["events"], int)
        else:
            assert set(found) == {"verdict", "value_deg", "spread_deg", "reason", "in_doubt"}
            assert not found["in_doubt"] or found["verdict"] == "unsure"
            assert (found["value_deg"] is None) == (found["spread_deg"] is None)
            if found["value_deg"] is None:
                assert found["verdict"] == "unsure"
            else:
                assert number(found["value_deg"])
                assert found["spread_deg"] > 0


def check_rep(rep: Json) -> None:
    """One rep: every null angle has its reason, every reason its null."""
    assert set(rep) == REP
    assert rep["start_s"] <= rep["bottom_s"] <= rep["end_s"]
    assert rep["counted"] is (rep["refused_because"] is None)
    assert rep["counted"] or rep["refused_because"] in REFUSALS
    assert {name for name in ANGLES if rep[name] is None} == set(rep["why_null"])
    assert all(number(rep[name]) for name in ANGLES if rep[name] is not None)
    assert all(text(reason) for reason in rep["why_null"].values())


def check_symmetry(symmetry: Json) -> None:
    """Left minus right of each measure."""
    assert set(symmetry) == {"knee_fppa", "pelvic_drop", "trunk_lean"}
    for gap in symmetry.values():
        assert set(gap) == {"verdict", "difference_deg", "spread_deg", "reason"}
        assert gap["verdict"] in VERDICTS
        assert text(gap["reason"])
        assert (gap["difference_deg"] is None) == (gap["spread_deg"] is None)
