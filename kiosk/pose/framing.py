"""A box of the camera image to the model's input, and points there and back. Pure geometry.

Decides: one scale for x and y (nothing is ever squeezed), bilinear resampling, black beyond
the image's edge. Leaves to others: which box (`kiosk.pose.crop`).
Coordinates are continuous: pixel i covers i to i + 1, so its centre is i + 0.5.
Why OpenCV does the resampling: docs/decisions/0001-image-resizing.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Rgb
from kiosk.errors import ModelError

Canvas = NDArray[np.uint8]
"""The model's input image: shape (input height, input width, 3), R, G, B, C-contiguous."""

_LEAST_SHARE = 1e-3
"""Where less than this of the surroundings is seen, the cover is black."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A thick line with round ends, in image pixels."""

    start_px: tuple[float, float]
    end_px: tuple[float, float]
    width_px: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in image pixels; it may reach over the image's edges."""

    left_px: float
    top_px: float
    width_px: float
    height_px: float

    @property
    def centre_x_px(self) -> float:
        """The middle, sideways."""
        return self.left_px + self.width_px / 2

    @property
    def centre_y_px(self) -> float:
        """The middle, up and down."""
        return self.top_px + self.height_px / 2


def box_around(
    centre_x_px: float, centre_y_px: float, width_px: float, height_px: float, aspect: float
) -> Box:
    """The smallest box of `aspect` (width / height) with this centre that holds the rectangle."""
    height = max(height_px, width_px / aspect)
    width = height * aspect
    return Box(centre_x_px - width / 2, centre_y_px - height / 2, width, height)


def to_image_px(box: Box, y_fraction: float, x_fraction: float) -> tuple[float, float]:
    """A point given as fractions of the model's input, in image pixels: (x_px, y_px)."""
    return box.left_px + x_fraction * box.width_px, box.top_px + y_fraction * box.height_px


def to_fractions(box: Box, x_px: float, y_px: float) -> tuple[float, float]:
    """The way there: fractions (y, x) of the model's input at a point of the image."""
    return (y_px - box.top_px) / box.height_px, (x_px - box.left_px) / box.width_px


def canvas_to_image(box: Box, canvas_height_px: int) -> NDArray[np.float64]:
    """The 2 x 3 matrix from pixel indices of the canvas to those of the image.

    One scale serves x and y. OpenCV's indices count from pixel centres, hence the halves.
    """
    scale = box.height_px / canvas_height_px
    return np.array(
        (
            (scale, 0.0, box.left_px + 0.5 * scale - 0.5),
            (0.0, scale, box.top_px + 0.5 * scale - 0.5),
        )
    )


class Painter:
    """Resamples boxes of images with OpenCV. Raises ModelError where OpenCV is missing."""

    def __init__(self) -> None:
        try:
            import cv2
        except ImportError as error:
            raise ModelError(
                "Camera images cannot be cut for the pose network because OpenCV cannot be "
                "imported: install opencv-python-headless into this Python environment."
            ) from error
        self._cv2 = cv2
        self._flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP

    def paint(self, rgb: Rgb, box: Box, canvas: Canvas) -> None:
        """Fill `canvas` with what `box` shows of the image; black where there is no image.

        The box has the canvas' aspect. The pixels are written where `canvas` lies.
        """
        height_px, width_px = canvas.shape[:2]
        self._cv2.warpAffine(
            rgb,
            canvas_to_image(box, height_px),
            (width_px, height_px),
            dst=canvas,
            flags=self._flags,
            borderMode=self._cv2.BORDER_CONSTANT,
            borderValue=(0, 0, 0),
        )

    def cover(
        self,
        canvas: Canvas,
        box: Box,
        strokes: Iterable[Stroke],
        *,
        mean_px: float,
        but: Iterable[Stroke] = (),
    ) -> None:
        """Hide what lies under the strokes, but not under those of `but`, in a canvas that shows
        `box`: each pixel becomes the mean of what is not hidden within `mean_px` of it. Strokes and
        `mean_px` are in image pixels."""
        scale = canvas.shape[0] / box.height_px
        hidden = np.zeros(canvas.shape[:2], dtype=np.uint8)
        self._draw(hidden, box, scale, strokes, 1)
        self._draw(hidden, box, scale, but, 0)
        side = 2 * max(1, round(mean_px * scale)) + 1
        seen = (1 - hidden).astype(np.float32)
        share = self._cv2.blur(seen, (side, side))
        total = self._cv2.blur(canvas * seen[..., None], (side, side))
        mean = total / np.maximum(share, _LEAST_SHARE)[..., None]
        np.copyto(canvas, mean.astype(np.uint8), where=hidden[..., None] > 0)

    def _draw(
        self,
        mask: NDArray[np.uint8],
        box: Box,
        scale: float,
        strokes: Iterable[Stroke],
        value: int,
    ) -> None:
        for stroke in strokes:
            start, end = (
                (round((x_px - box.left_px) * scale), round((y_px - box.top_px) * scale))
                for x_px, y_px in (stroke.start_px, stroke.end_px)
            )
            width = max(1, round(stroke.width_px * scale))
            self._cv2.line(mask, start, end, (value,), width)
