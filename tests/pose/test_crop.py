from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.crop import (
    LOST_AFTER_FRAMES,
    SETTLING_FRAMES,
    SHRINK_AFTER_S,
    CropState,
    Following,
    Search,
    View,
    next_crop,
    search_boxes,
)
from kiosk.pose.framing import Box
from kiosk.pose.keypoints import Joint, Pose
from tests.pose.people import TORSO, person, with_point

PORTRAIT = View(480, 640, 192 / 320)
WIDE = View(1280, 720, 192 / 320)
views = st.builds(
    View, st.integers(64, 4000), st.integers(64, 4000), st.sampled_from([0.6, 1.0, 0.625])
)


def follow(view: View, *poses: Pose | None) -> CropState:
    """The state after these poses, one a frame."""
    state: CropState = Search(view)
    for pose in poses:
        state = next_crop(state, pose)
    return state


def settled(pose: Pose) -> Following:
    state = follow(PORTRAIT, *[pose] * (SETTLING_FRAMES + 1))
    assert isinstance(state, Following)
    return state


def holds(box: Box, pose: Pose, margin: float = 0.0) -> bool:
    edge_px = margin * box.height_px
    return all(
        box.left_px + edge_px <= point.x_px <= box.left_px + box.width_px - edge_px
        and box.top_px + edge_px <= point.y_px <= box.top_px + box.height_px - edge_px
        for point in pose.points
        if point is not None
    )


@given(views)
def test_the_search_sees_the_whole_image(view: View) -> None:
    """Every pixel is in the first look, and again in one of the closer strips if there are any."""
    whole, *strips = search_boxes(view)
    assert whole.width_px >= view.width_px - 1e-6
    assert whole.height_px >= view.height_px - 1e-6
    reached = 0.0
    for strip in sorted(strips, key=lambda strip: strip.left_px):
        assert strip.left_px <= reached + 1e-6
        assert strip.height_px == view.height_px
        reached = strip.left_px + strip.width_px
    assert not strips or reached == pytest.approx(view.width_px)


@given(st.floats(130, 1150))
def test_some_strip_shows_a_person_whole(x_px: float) -> None:
    """In a wide image a person anywhere is whole in one of the searching looks, and larger."""
    pose = person(x_px, 380, 400)
    whole, *strips = search_boxes(WIDE)
    assert any(holds(strip, pose) for strip in strips)
    assert max(strip.height_px for strip in strips) < whole.height_px


def test_searching_takes_turns() -> None:
    """While nobody is seen the looks follow each other, and begin again."""
    boxes = search_boxes(WIDE)
    looks = [follow(WIDE, *[None] * number).box for number in range(len(boxes) + 1)]
    assert looks == [*boxes, boxes[0]]


@pytest.mark.parametrize("view", [PORTRAIT, WIDE])
def test_home_is_looked_at_before_everything_else(view: View) -> None:
    """First, and between any two other places; the other places are those without a home."""
    home = Box(200.0, 100.0, 192.0, 320.0)
    at_home, *turns = search_boxes(replace(view, home=home))
    assert at_home == home
    assert turns[::2] == search_boxes(view)
    assert turns[1::2] == [home] * (len(search_boxes(view)) - 1)


@given(st.floats(0, 480), st.floats(0, 640), st.floats(40, 600), st.floats(0, 0.5))
def test_every_joint_is_inside(x_px: float, y_px: float, height_px: float, squat: float) -> None:
    """Head, elbows, feet: the crop of a person holds all joints with room to spare."""
    pose = person(x_px, y_px, height_px, squat=squat)
    state = settled(pose)
    assert holds(state.box, pose, margin=0.02)
    assert state.box.width_px / state.box.height_px == pytest.approx(PORTRAIT.aspect)


@pytest.mark.parametrize("joint", [Joint.LEFT_WRIST, Joint.RIGHT_ANKLE, Joint.NOSE])
def test_a_joint_stretched_far_out_is_inside_at_once(joint: Joint) -> None:
    """An arm or foot stretched out widens the crop in the same frame."""
    state = settled(person())
    stretched = with_point(person(t_s=1.0), joint, 420, 500)
    after = next_crop(state, stretched)
    assert holds(after.box, stretched)


def test_the_feet_are_inside_although_only_the_torso_is_seen() -> None:
    """With torso points alone the crop still reaches to where head and feet must be."""
    legs = tuple(joint for joint in Joint if joint not in TORSO)
    state = settled(person(missing=legs))
    assert holds(state.box, person())


def test_a_squat_does_not_change_the_size() -> None:
    """Down, a long while at the bottom, and up again: the crop keeps its size and its feet."""
    state: CropState = settled(person())
    height_px = state.box.height_px
    for frame in range(150):
        depth = 0.3 * min(frame, 149 - frame, 30) / 30
        pose = person(y_px=330 + 40 * depth, t_s=1 + frame / 15, squat=depth)
        state = next_crop(state, pose)
        assert state.box.height_px == height_px
        assert holds(state.box, pose)


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=5, max_size=20))
def test_trembling_points_do_not_make_the_size_tremble(shifts: list[tuple[float, float]]) -> None:
    """With points that jump by up to two pixels the size changes by less than two percent."""
    state: CropState = settled(person())
    before_px = state.box.height_px
    for number, (x_px, y_px) in enumerate(shifts):
        state = next_crop(state, person(240 + x_px, 330 + y_px, 300, 1 + number / 15))
    assert state.box.height_px == pytest.approx(before_px, rel=0.02)


def test_the_crop_goes_along_with_the_hips() -> None:
    """A person who steps aside stays in the middle of the crop."""
    state = next_crop(settled(person()), person(x_px=300, t_s=1.0))
    assert state.box.centre_x_px == pytest.approx(300)


def test_a_person_who_walks_away_is_followed_closer_after_a_while() -> None:
    """The crop shrinks only after seconds of too much room, then to what is needed."""
    state: CropState = settled(person(height_px=300))
    large_px = state.box.height_px
    soon = next_crop(state, person(height_px=150, t_s=10.0))
    almost = next_crop(soon, person(height_px=150, t_s=10.0 + SHRINK_AFTER_S - 0.1))
    assert soon.box.height_px == almost.box.height_px == pytest.approx(large_px)
    after = next_crop(almost, person(height_px=150, t_s=10.0 + SHRINK_AFTER_S + 0.1))
    assert after.box.height_px == pytest.approx(large_px / 2, rel=0.01)


def test_room_that_was_needed_in_between_starts_the_wait_anew() -> None:
    """Small, then large, then small again is no reason to shrink."""
    state: CropState = settled(person(height_px=300))
    large_px = state.box.height_px
    for t_s, height_px in ((10.0, 150.0), (12.0, 300.0), (13.0, 150.0), (16.0, 150.0)):
        state = next_crop(state, person(height_px=height_px, t_s=t_s))
    assert state.box.height_px == pytest.approx(large_px)


def test_it_shrinks_to_the_most_that_was_needed() -> None:
    """The largest of the small sizes counts, not the last."""
    state: CropState = settled(person(height_px=300))
    large_px = state.box.height_px
    for t_s, height_px in ((10.0, 120.0), (12.0, 180.0), (13.0, 120.0), (14.1, 120.0)):
        state = next_crop(state, person(height_px=height_px, t_s=t_s))
    assert state.box.height_px == pytest.approx(0.6 * large_px, rel=0.01)


def test_the_first_coarse_look_is_corrected() -> None:
    """A size overestimated from afar is put right in the frames after."""
    coarse = follow(PORTRAIT, person(height_px=400))
    close = next_crop(coarse, person(height_px=300))
    assert close.box.height_px < 0.8 * coarse.box.height_px


def test_a_gap_keeps_the_crop() -> None:
    """A few frames without a person do not lose them."""
    state: CropState = settled(person())
    box = state.box
    for _ in range(LOST_AFTER_FRAMES - 1):
        state = next_crop(state, None)
        assert isinstance(state, Following)
        assert state.box == box
    assert isinstance(next_crop(state, person(t_s=1.0)), Following)


def test_gaps_do_not_add_up() -> None:
    """Many short gaps with the person in between lose nobody."""
    state: CropState = settled(person())
    for number in range(4):
        for _ in range(LOST_AFTER_FRAMES - 1):
            state = next_crop(state, None)
        assert isinstance(state, Following)
        state = next_crop(state, person(t_s=float(number)))


def test_a_person_who_left_is_searched_for() -> None:
    """After several frames without anybody the search begins."""
    state: CropState = settled(person())
    for _ in range(LOST_AFTER_FRAMES):
        state = next_crop(state, None)
    assert isinstance(state, Search)


def test_a_find_that_a_closer_look_refutes_is_dropped_at_once() -> None:
    """A coat rack costs one frame, and the next look is another one."""
    first = Search(WIDE)
    doubted = next_crop(first, person(640, 380, 400))
    after = next_crop(doubted, None)
    assert isinstance(doubted, Following)
    assert after == replace(first, step=1)


def test_without_hips_there_is_nothing_to_follow() -> None:
    """A pose without hips counts as nobody."""
    headless = person(missing=(Joint.LEFT_HIP, Joint.RIGHT_HIP))
    assert isinstance(follow(PORTRAIT, headless), Search)


def test_one_hip_is_enough() -> None:
    """A person seen half is followed by the half that is there."""
    state = settled(person(missing=(Joint.LEFT_HIP,)))
    assert holds(state.box, person(missing=(Joint.LEFT_HIP,)))
