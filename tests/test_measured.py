"""The file of measured figures: what it says is read, what it must not say is refused."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources
from typing import Any

import pytest

from kiosk.errors import InputError
from kiosk.measured import FILE_NAME, parse, shipped

MEASURES = {"knee_fppa_deg", "pelvic_drop_deg", "trunk_lean_deg", "knee_flexion_deg"}
ANGLE: dict[str, Any] = {
    "legs": 40,
    "bias_deg": -0.3,
    "sd_deg": 1.4,
    "sem_deg": 0.6,
    "loa_low_deg": -3.0,
    "loa_high_deg": 2.4,
    "sdc_deg": 1.7,
}
VERDICTS: dict[str, Any] = {
    "legs": 60,
    "right": 57,
    "wrong_and_sure": 1,
    "unsure_in_good_scene": 3,
    "good_scene": 50,
}
COUNTS: dict[str, Any] = {
    "clips": 84,
    "clips_right": 83,
    "reps": 280,
    "missed": 1,
    "false": 2,
    "wrong_leg": 3,
    "wrong_reason": 4,
}
WHOLE: dict[str, Any] = {
    "made": "2026-11-22",
    "kiosk_version": "0.1.0",
    "protocol_version": "2",
    "model": "lightning-portrait",
    "second_model": "thunder",
    "validated_on": "rendered people only",
    "clips": 84,
    "legs": 96,
    "bodies": 60,
    "measures": {"knee_fppa_deg": ANGLE},
    "counts": COUNTS,
    "verdicts": {"knee_valgus": VERDICTS},
}


def with_part(key: str, **changed: Any) -> str:
    """The whole file with one of its parts changed."""
    parts = {"measures": "knee_fppa_deg", "verdicts": "knee_valgus"}
    if key in parts:
        name = parts[key]
        return json.dumps({**WHOLE, key: {name: {**WHOLE[key][name], **changed}}})
    return json.dumps({**WHOLE, key: {**WHOLE[key], **changed}})


def test_shipped_figures_are_read() -> None:
    """The package carries its figures, every measure among them, and reads them once."""
    text = resources.files("kiosk").joinpath(FILE_NAME).read_text(encoding="utf-8")
    assert shipped() == parse(text)
    assert shipped() is shipped()
    assert set(shipped().measures) >= MEASURES


def test_every_figure_is_kept() -> None:
    """What the file says comes out as it is."""
    found = parse(json.dumps(WHOLE))
    assert (found.made, found.second_model) == (date(2026, 11, 22), "thunder")
    assert (found.kiosk_version, found.protocol_version) == ("0.1.0", "2")
    assert (found.model, found.validated_on) == ("lightning-portrait", "rendered people only")
    assert (found.clips, found.legs, found.bodies) == (84, 96, 60)
    angle = found.measures["knee_fppa_deg"]
    assert {key: getattr(angle, key) for key in ANGLE} == ANGLE
    verdicts = found.verdicts["knee_valgus"]
    assert {key: getattr(verdicts, key) for key in VERDICTS} == VERDICTS
    counts = found.counts
    assert (counts.clips, counts.clips_right, counts.reps, counts.missed) == (84, 83, 280, 1)
    assert (counts.invented, counts.wrong_leg, counts.wrong_reason) == (2, 3, 4)


def test_what_nobody_measured_is_none() -> None:
    """Null and absent figures are None, never nought."""
    bare = {key: WHOLE[key] for key in ("made", "kiosk_version", "protocol_version")}
    bare |= {"model": "thunder", "validated_on": "rendered people only"}
    empty = dict.fromkeys(ANGLE)
    found = parse(
        json.dumps({**bare, "measures": {"knee_fppa_deg": empty}, "counts": {}, "verdicts": {}})
    )
    assert (found.second_model, found.clips, found.legs, found.bodies) == (None,) * 4
    angle = found.measures["knee_fppa_deg"]
    assert {getattr(angle, key) for key in ANGLE} == {None}
    assert found.counts.clips is None
    assert found.counts.invented is None


def test_later_versions_may_say_more() -> None:
    """Keys that this version does not know change nothing."""
    more = {**WHOLE, "boards": ["Pi 5"], "measures": {"knee_fppa_deg": {**ANGLE, "left_deg": 1}}}
    assert parse(json.dumps(more)) == parse(json.dumps(WHOLE))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "is not JSON"),
        ("[]", "no object at the file"),
        (json.dumps({**WHOLE, "made": "soon"}), '"soon" as made'),
        (json.dumps({**WHOLE, "made": None}), "null as made"),
        (json.dumps({**WHOLE, "validated_on": " "}), "validated_on"),
        (json.dumps({**WHOLE, "second_model": 7}), "second_model"),
        (json.dumps({**WHOLE, "legs": 9.5}), "9.5 as legs"),
        (json.dumps({**WHOLE, "bodies": True}), "true as bodies"),
        (json.dumps({**WHOLE, "measures": []}), "no object at measures"),
        (json.dumps({**WHOLE, "verdicts": {"depth": 3}}), "no object at verdicts.depth"),
        (with_part("measures", bias_deg="0.3"), "bias_deg in measures.knee_fppa_deg"),
        (with_part("measures", bias_deg=float("nan")), "NaN as bias_deg"),
        (with_part("measures", sd_deg=-1.0), "-1.0 as sd_deg"),
        (with_part("measures", loa_low_deg=5.0), "must be at most loa_high_deg"),
        (with_part("counts", missed=-1), "-1 as missed in counts"),
        (with_part("counts", clips_right=85), "must be at most clips"),
        (with_part("verdicts", right=61), "right in verdicts.knee_valgus"),
        (with_part("verdicts", unsure_in_good_scene=51), "must be at most good_scene"),
    ],
)
def test_damaged_figures_are_refused(text: str, place: str) -> None:
    """A file that says what cannot be is refused in one sentence that names the place."""
    with pytest.raises(InputError) as caught:
        parse(text)
    said = str(caught.value)
    assert place in said
    assert said.endswith("install the kiosk anew.")
