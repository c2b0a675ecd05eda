"""The pelvis's sets: nothing goes along with the drop, and who is judged was not learnt from."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from .body import JOINT, Body, bent, hinged
from .hips import BENDING, FITTED, HINGED, JUDGED, TRIED, hips, hips_fit, hips_try, seam
from .varied import HELD_BACK_BOTTOMS, HELD_BACK_PRINTS, HELD_BACK_TOPS, SEAMS, somebody

LEARNT = range(100_000, 100_060)


def _drops(specs: dict[str, dict[str, Any]]) -> list[float]:
    return [step[1]["drop"] for spec in specs.values() for step in spec["script"]
            if step[0] == "rep"]  # fmt: skip


def test_sets_are_plain_json_and_whole() -> None:
    """As many clips as promised, each three squats, equal after a round trip through JSON."""
    bent_too = BENDING + HINGED
    sets = (hips(), JUDGED + bent_too), (hips_try(), TRIED + bent_too), (hips_fit(), FITTED)
    for specs, count in sets:
        assert len(specs) == count
        assert len(_drops(specs)) == 3 * count
        assert json.loads(json.dumps(specs)) == specs


def test_drops_reach_beyond_both_cuts() -> None:
    """The wanted drops run evenly from a hike to well over the fault."""
    drops = _drops(hips())
    assert min(drops) < -2.0
    assert max(drops) > 14.0
    assert sum(drop > 12.0 for drop in drops) >= 12
    assert sum(drop < 6.0 for drop in drops) >= 40


@pytest.mark.parametrize("key", ["lean", "fppa", "flex", "drop0"])
def test_nothing_else_tells_of_the_drop(key: str) -> None:
    """What else is varied does not go along with the drop."""
    plans = [next(iter(spec["legs"].values())) for spec in {**hips(), **hips_fit()}.values()]
    r = np.corrcoef([plan["drop"] for plan in plans], [plan[key] for plan in plans])[0, 1]
    assert abs(r) < 0.35


def test_hands_are_also_off_the_pelvis() -> None:
    """In a third of the clips the hands are elsewhere, in others they rest without riding."""
    specs = hips().values()
    off = [spec for spec in specs if ["hands", 1.0] in spec["script"]]
    loose = [spec for spec in specs if spec["stance"]["hands_ride"] < 1.0]
    assert len(off) >= JUDGED // 4
    assert len(loose) >= JUDGED // 8


def test_who_is_judged_wears_what_nobody_learnt_from_wears() -> None:
    """Two of three judged people are held back in clothes and shading, no learnt one is."""
    back = [spec for spec in hips().values() if spec["scene"]["plain"]]
    assert len(back) == (JUDGED + BENDING + HINGED) * 2 // 3
    assert all(spec["outfit"]["top"] in HELD_BACK_TOPS for spec in back)
    for seed in LEARNT:
        who = somebody(seed, groups=1, poses=1)
        assert who.outfit.top not in HELD_BACK_TOPS
        assert who.outfit.bottom not in HELD_BACK_BOTTOMS
        assert who.outfit.print_kind not in HELD_BACK_PRINTS
        assert not who.scene.plain


def test_learnt_poses_vary_the_hands_apart_from_the_pelvis() -> None:
    """Over many people the hands ride, rest and are off, whatever the pelvis does."""
    groups = [group for seed in LEARNT for group in somebody(seed, groups=6, poses=4).groups]
    off = [float(moves["hand_l"].mean() > 0.9) for _, moves in groups]
    drop = [float(np.abs(moves["drop"]).mean()) for _, moves in groups]
    assert 0.2 < np.mean(off) < 0.6
    assert abs(np.corrcoef(off, drop)[0, 1]) < 0.2
    assert {stance.hands_off for stance, _ in groups} == {"hang", "front", "side", "chest"}


def test_nobody_is_in_two_sets() -> None:
    """Each seed draws another person, and no set has one of another's."""
    seeds = [spec["seed"] for specs in (hips(), hips_try(), hips_fit()) for spec in specs.values()]
    assert len(seeds) == len(set(seeds))
    assert not set(seeds) & set(range(100_000, 400_000))


def trunk() -> Body:
    """Four points up a pelvis, the upper two half the lowest bone of the spine's."""
    vertices = np.array([[0.0, y, 0.0] for y in (0.5, 0.9, 0.96, 1.1)])
    weights = np.tile([1.0, *[0.0] * 22], (4, 1))
    joints = np.tile([0.1, 0.9, 0.0], (23, 1))
    joints[JOINT["spine_1"]] = [0.0, 1.0, 0.0]
    empty: Any = np.zeros((0, 3))
    lumbar = np.array([0.0, 0.0, 0.5, 0.5]), np.array([0.0, 0.92, 0.0])
    return Body(vertices, empty, joints, weights, empty, empty, {}, 1.7, *lumbar)


def test_who_bends_keeps_the_hip_joints_and_the_legs() -> None:
    """Only the skin above the hip joints goes with the spine, all of it at the crests."""
    body = trunk()
    moved = 1.0 - bent(body, 1.0).weights[:, 0]
    assert moved[:2].tolist() == [0.0, 0.0]
    assert 0.2 < moved[2] < 0.8
    assert moved[3] == 1.0
    assert bent(body, 0.0) is body
    assert bent(body, 0.4).weights.sum(1) == pytest.approx(1.0)


def test_who_hinges_turns_at_the_hips_with_the_skin_of_the_waist() -> None:
    """The spine begins where its lowest bone does, and takes that bone's skin, and no more."""
    body = trunk()
    whole = hinged(body, 1.0)
    assert whole.weights[:, JOINT["spine_1"]].tolist() == [0.0, 0.0, 0.5, 0.5]
    assert whole.weights.sum(1) == pytest.approx(1.0)
    assert whole.joint("spine_1").tolist() == [0.0, 0.92, 0.0]
    assert hinged(body, 0.5).joint("spine_1")[1] == pytest.approx(0.96)
    assert hinged(body, 0.0) is body
    both = bent(hinged(body, 1.0), 1.0).weights
    assert both.min() == 0.0
    assert both[3, JOINT["spine_1"]] == 1.0


@pytest.mark.parametrize("asked", SEAMS)
def test_each_seam_bends_where_it_says(asked: str) -> None:
    """A person of a seed is the same but for where the trunk bends."""
    who, plain = somebody(300_001, seam=asked), somebody(300_001)
    assert who.outfit == plain.outfit
    assert (who.waist > 0.0, who.hinge > 0.0) == {
        "none": (False, False), "waist": (True, False), "hinge": (True, True),
    }[asked]  # fmt: skip


def test_a_spec_tells_where_its_trunk_bends() -> None:
    """Each judged person is counted with the kind that was drawn, once."""
    found = [seam(spec) for spec in hips().values()]
    assert found == ["none"] * JUDGED + ["waist"] * BENDING + ["hinge"] * HINGED


def test_the_same_seed_is_the_same_person() -> None:
    """A person is drawn again exactly as before."""
    first, again = somebody(100_001), somebody(100_001)
    assert first.outfit == again.outfit
    assert (first.groups[0][1]["drop"] == again.groups[0][1]["drop"]).all()
