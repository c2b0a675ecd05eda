"""MoveNet single-pose: one image in, 17 rows out.

Leaves to others: what part of the camera image goes in (`crop`, `framing`), what a score
means (`presence`).
Source of the tensor contract: MoveNet's model card: input 1 x H x W x 3, values 0 to 255,
R, G, B; output 1 x 1 x 17 x 3, rows (y, x, score), y and x as fractions of the input.
"""

from __future__ import annotations

from typing import ClassVar

from kiosk.pose.image_network import Form, ImageNetwork
from kiosk.pose.keypoints import JOINT_COUNT

Rows = list[list[float]]
"""17 rows in COCO order: y, x (fractions of the input's height and width) and score."""


class MoveNet(ImageNetwork):
    """Any MoveNet single-pose `.tflite`. Raises ModelError."""

    FORM: ClassVar[Form] = Form(
        kind="MoveNet single-pose",
        mend="check the name, or give the path of a MoveNet single-pose .tflite file",
        output_shape=(1, 1, JOINT_COUNT, 3),
        file_prefix="movenet-",
    )

    def read(self) -> Rows:
        """The last result."""
        rows: Rows = self.output()[0, 0].tolist()
        return rows
