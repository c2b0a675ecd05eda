"""Stick figures: bones where the points are, the stance leg plain to see, never a face."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from kiosk.charts import Figure, figure_drawn
from kiosk.pose.keypoints import Joint
from kiosk.trail import Points
from tests.results.trail_maker import BODY

STANCE = frozenset({Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE})
SVG = "{http://www.w3.org/2000/svg}"


def test_every_bone_is_inside_the_frame() -> None:
    """Twelve bones, the two of the stance leg bold and on top, all within the picture."""
    root = ET.fromstring(figure_drawn(Figure(BODY, STANCE, "Bottom of rep 1")))
    bones = list(root.iter(f"{SVG}line"))
    assert len(bones) == 12
    assert [each.get("class") for each in bones[-2:]] == ["bone stance"] * 2
    assert [each.get("class") for each in bones].count("bone stance") == 2
    _, _, width, height = map(float, root.get("viewBox", "").split())
    for bone in bones:
        assert all(0 < float(bone.get(name, "-1")) < width for name in ("x1", "x2"))
        assert all(0 < float(bone.get(name, "-1")) < height for name in ("y1", "y2"))
    assert root.get("aria-label") == "Bottom of rep 1"


def test_a_face_is_never_drawn() -> None:
    """Points of the face, wherever they come from, change nothing in the picture."""
    faces: Points = {**BODY, Joint.NOSE: (250.0, 200.0), Joint.LEFT_EAR: (260.0, 200.0)}
    assert figure_drawn(Figure(faces, STANCE, "x")) == figure_drawn(Figure(BODY, STANCE, "x"))


def test_the_picture_is_not_mirrored() -> None:
    """As the camera saw it: the member's left hip is on the right of the picture."""
    root = ET.fromstring(figure_drawn(Figure(BODY, frozenset({Joint.LEFT_HIP}), "x")))
    (hip,) = root.iter(f"{SVG}circle")
    assert float(hip.get("cx", "0")) > 50.0


def test_missing_points_leave_out_their_bones() -> None:
    """What was not seen is not invented, and a body of one point is no picture."""
    legless: Points = {joint: xy for joint, xy in BODY.items() if joint is not Joint.LEFT_ANKLE}
    root = ET.fromstring(figure_drawn(Figure(legless, STANCE, "x")))
    assert len(list(root.iter(f"{SVG}line"))) == 11
    assert figure_drawn(Figure({Joint.LEFT_HIP: (1.0, 1.0)}, STANCE, "x")) == ""
    assert figure_drawn(Figure({}, STANCE, "x")) == ""


def test_words_are_never_markup() -> None:
    """Hostile words stay words."""
    hostile = figure_drawn(Figure(BODY, STANCE, '"><script>'))
    assert "<script" not in hostile
    assert ET.fromstring(hostile).get("aria-label") == '"><script>'
