"""The pelvis network: the part of a picture with pelvis and thighs in, the tilt of the pelvis out.

Decides: how a reading comes out of two runs, plain and mirrored, whose constant errors cancel; what
both disagree by is part of the error. Leaves to others: which part of the picture
(`kiosk.pose.pelvis_crops`), and what drop the tilts make (`kiosk.scoring.pelvis`).
Tensors: input 1 x 128 x 128 x 3, values 0 to 255, R, G, B; output 1 x 2: tilt of the line through
the joint centres of the hips, degrees, the person's right side lower positive; and its error, one
standard deviation.
"""

from __future__ import annotations

from math import hypot, isfinite, sqrt
from typing import ClassVar

from kiosk.pose.framing import Canvas
from kiosk.pose.image_network import Form, ImageNetwork
from kiosk.pose.keypoints import PelvisTilt

SIDE_PX = 128
"""The input image is a square of this side."""

Run = tuple[float, float]
"""What one run says: tilt and error, degrees."""


class PelvisNet(ImageNetwork):
    """The kiosk's own network, as each version brings it. Raises ModelError."""

    FORM: ClassVar[Form] = Form(
        kind="pelvis",
        mend="copy it again from this version's release",
        output_shape=(1, 2),
        input_px=(SIDE_PX, SIDE_PX),
    )

    def read(self, picture: Canvas) -> PelvisTilt | None:
        """The tilt in a picture of 128 x 128 x 3, by two runs; None where that is no number."""
        return reading(self._run(picture), self._run(picture[:, ::-1]))

    def _run(self, picture: Canvas) -> Run:
        self.look_at(picture)
        tilt_deg, error_deg = self.output()[0].tolist()
        return tilt_deg, error_deg


def reading(plain: Run, mirrored: Run) -> PelvisTilt | None:
    """Both runs as one: half their difference, for a mirrored picture tilts the other way."""
    (tilt_deg, error_deg), (turned_deg, turned_error_deg) = plain, mirrored
    within_deg = sqrt((error_deg**2 + turned_error_deg**2) / 2)
    error_deg = hypot(within_deg, (tilt_deg + turned_deg) / 2)
    tilt_deg = (tilt_deg - turned_deg) / 2
    if not isfinite(tilt_deg) or not isfinite(error_deg) or error_deg <= 0.0:
        return None
    return PelvisTilt(tilt_deg, error_deg)
