"""The pure parts of the lab: timing, geometry and bands, without a body model or a renderer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .bands import verdicts
from .camera import Camera
from .catalogue import NAMED
from .lens import Lens
from .picture import mean
from .render import Patch
from .rotation import about, between, from_vector, to_vector
from .script import PLAN_KEYS, lay_out
from .take import spans
from .timeline import Timeline
from .truth import fppa

LEGS = {"L": {"fppa": 5.0}, "R": {"fppa": 2.0}}
CHECK: list[list[Any]] = [
    ["stand", 1.0],
    ["lift", "R"],
    ["rep", {}],
    ["rep", {"touch": True}],
    ["put"],
]


def line(seed: int = 3) -> Timeline:
    return lay_out(CHECK, LEGS, {}, seed)


def test_same_seed_same_script() -> None:
    """The same seed lays out the same times and wanted values, another seed does not."""
    assert line().reps == line().reps
    assert line().reps != line(seed=4).reps


def test_reps_follow_each_other_on_the_lifted_leg() -> None:
    """Reps are on the leg named by `lift`, in order, and do not overlap."""
    first, second = line().reps
    assert (first.leg, second.leg) == ("R", "R")
    assert first.t_start < first.t_down < first.t_up < first.t_end <= second.t_start


def test_touch_down_is_refused_and_noted() -> None:
    """A rep whose free foot touches the floor is refused and leaves an event within its time."""
    told = line()
    assert [rep.why_not for rep in told.reps] == [None, "touchdown"]
    (event,) = told.events
    assert told.reps[1].t_start < event["t"] < told.reps[1].t_end


def test_flexion_peaks_at_the_bottom() -> None:
    """The depth control reaches what the rep asks for between its down and its up."""
    told = line()
    rep = told.reps[0]
    flex = told.tracks["flex"].at(np.array([rep.t_start, rep.t_down, rep.t_up, rep.t_end]))
    assert flex[1] == flex[2] == pytest.approx(rep.want.flex_deg)
    assert flex[0] == flex[3] < 20.0


def test_unknown_word_in_a_plan_is_refused() -> None:
    """A misspelt key of a leg's plan is an error that names it."""
    with pytest.raises(ValueError, match="falgus"):
        lay_out([["lift", "L"], ["rep", {}]], {"L": {"falgus": 3.0}}, {}, 1)


def test_catalogue_covers_both_legs_and_knows_its_words() -> None:
    """Named clips use only words the script knows; both legs and all free-leg styles occur."""
    plans = [(leg, plan) for spec in NAMED.values() for leg, plan in spec.get("legs", {}).items()]
    assert {leg for leg, _ in plans} == {"L", "R"}
    assert {plan.get("free", "middle") for _, plan in plans} == {"middle", "back", "front"}
    assert all(set(plan) <= PLAN_KEYS for _, plan in plans)


def test_matrix_agrees_with_projection() -> None:
    """The renderer's clip matrix puts a point on the pixel that the truth says."""
    camera = Camera(yaw_deg=3.0, pitch_deg=-2.0, roll_deg=1.5)
    point = np.array([0.3, 1.2, 0.2])
    clip = camera.clip_matrix() @ np.append(point, 1.0)
    x, y = clip[:2] / clip[3]
    pixel = [(x + 1) / 2 * camera.width, (1 - y) / 2 * camera.height]
    assert camera.project(point) == pytest.approx(np.array(pixel))


@pytest.mark.parametrize("k1", [-0.15, -0.08, 0.05])
def test_lens_bends_outward_points_more_and_back(k1: float) -> None:
    """A barrel draws the corners in, a cushion pushes them out; unbending finds them again."""
    camera = Camera(k1=k1)
    pixels = np.array([[240.0, 320.0], [260.0, 330.0], [470.0, 20.0]])
    bent = camera.bent(pixels)
    moved = np.linalg.norm(bent - 320.0, axis=1) - np.linalg.norm(pixels - 320.0, axis=1)
    assert moved[0] == 0.0
    assert abs(moved[2]) > 20 * abs(moved[1])
    assert moved[2] * k1 > 0
    assert camera.straight(bent) == pytest.approx(pixels, abs=1e-3)


def test_bent_picture_agrees_with_bent_points() -> None:
    """What stood on a pixel of the straight picture stands where the truth says it does."""
    lens = Lens(Camera(width=120, height=160, k1=-0.12))
    x, y = np.meshgrid(np.arange(lens.drawn.width) + 0.5, np.arange(lens.drawn.height) + 0.5)
    pad = (np.array([lens.drawn.width, lens.drawn.height]) - [120, 160]) / 2
    own_place = np.stack([x - pad[0], y - pad[1], x], axis=-1).astype(np.float32)
    shown = lens.bend(own_place)
    assert shown.shape == (160, 120, 3)
    for column, row in ((5, 7), (60, 80), (110, 150)):
        there = lens.camera.bent(shown[row, column, :2].astype(float))
        assert there == pytest.approx(np.array([column + 0.5, row + 0.5]), abs=0.01)


def test_straight_lens_leaves_the_picture() -> None:
    """Without distortion the camera draws as it is and the picture is not touched."""
    lens = Lens(Camera())
    picture = np.ones((640, 480, 3), dtype=np.float32)
    assert lens.drawn == lens.camera
    assert lens.bend(picture) is picture


def test_mean_of_parts_of_a_picture() -> None:
    """Parts are averaged where they lie; one counts as nothing outside its own box."""
    one = Patch((1, 1, 3, 2), np.full((1, 2, 1), 90.0, dtype=np.float32))
    two = Patch((2, 1, 4, 2), np.full((1, 2, 1), 30.0, dtype=np.float32))
    both = mean([one, two])
    assert both.box == (1, 1, 4, 2)
    assert both.values[0, :, 0] == pytest.approx([45.0, 60.0, 15.0])


def test_visits_of_a_passer_by() -> None:
    """Times that follow each other are one visit; a long gap begins another."""
    assert list(spans(np.array([]))) == []
    assert list(spans(np.array([1.0, 1.1, 1.5, 4.0]))) == [(1.0, 1.5), (4.0, 4.0)]


def test_camera_height_and_centre_fall_on_the_middle() -> None:
    """A level camera sees a point at its own height and on its axis in the picture's middle."""
    assert Camera(height_m=0.9).project(np.array([0.0, 0.9, 0.0])) == pytest.approx([240.0, 320.0])


def test_half_way_between_rotations() -> None:
    """Half way from rest to a turn is half the turn, and vectors come back from matrices."""
    turn = about(1, 40.0)
    assert between(np.eye(3), turn, 0.5) == pytest.approx(about(1, 20.0))
    assert from_vector(to_vector(turn)) == pytest.approx(turn)


def test_fppa_is_positive_for_a_knee_inside_on_either_leg() -> None:
    """A knee moved toward the middle reads the same positive angle on both legs."""
    left = np.array([[[100.0, 0.0], [90.0, 100.0], [100.0, 200.0]]])
    right = left * [-1.0, 1.0]
    assert fppa(left, "L") == pytest.approx(fppa(right, "R"))
    assert fppa(left, "L")[0] == pytest.approx(2 * np.degrees(np.arctan(0.1)))


def rep_truth(knee: float, drop: float = 2.0) -> dict[str, float | str | bool]:
    return {
        "leg": "L", "counted": True, "fppa_bottom_ref": knee, "peak_flexion": 62.0, "t_start": 1.0,
        "pelvic_drop_bottom_bone": drop, "trunk_lean_bottom": 9.0, "t_end": 2.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("knee", "verdict"), [(7.9, "good"), (11.0, "borderline"), (15.0, "fault")]
)
def test_knee_bands(knee: float, verdict: str) -> None:
    """The truth's own verdict follows the published knee bands."""
    got = verdicts([rep_truth(knee)] * 3, [], {"L": 2.0})["left"]
    assert got["knee_valgus"] == verdict
    assert (got["trunk_lean"], got["depth"], got["balance"]) == ("borderline", "good", "good")


def test_high_knee_angle_that_was_there_standing_is_no_sure_fault() -> None:
    """A knee angle that hardly grew from standing on one leg is not called a fault."""
    assert verdicts([rep_truth(15.0)] * 3, [], {"L": 9.0})["left"]["knee_valgus"] == "borderline"
