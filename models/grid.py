"""The constants of MoveNet's post-processing that follow the size of its grid.

MoveNet is fully convolutional up to its four heads, whose grid has one cell for each 4 x 4 pixels
of input. Behind them the graph holds constants made for one grid. This module decides their values
for any input whose sides are multiples of 32 (the deepest feature map has stride 32, and the
upsampled maps must meet the skip connections exactly). It leaves all other weights alone.

Source of the forms: read off the published graphs, whose stored values they reproduce at 192 x 192
and 256 x 256; the build and a test both check that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

STRIDE_PX = 4
"""Pixels of input for each cell of the heads' grid."""
SIDE_MULTIPLE_PX = 32
"""Stride of the deepest feature map; both sides must be multiples of it."""
CENTRE_SOFTENING_CELLS = 1.8
"""Added to the distance from the centre before inverting; the graph's own value (`add_5/y`)."""

_ROOT = "StatefulPartitionedCall/"
_UP = _ROOT + "center_net_mobile_net_v2fpn_feature_extractor/model_1/up_sampling2d"
CENTRE_WEIGHTING = f"ConstantFolding/{_ROOT}truediv_2_recip"
"""Node that favours the person nearest the middle."""


def check_size(height_px: int, width_px: int) -> None:
    """Raise ValueError, in one sentence, unless both sides are positive multiples of 32."""
    for side, value_px in (("height", height_px), ("width", width_px)):
        if value_px <= 0 or value_px % SIDE_MULTIPLE_PX:
            below = max(value_px // SIDE_MULTIPLE_PX, 1) * SIDE_MULTIPLE_PX
            raise ValueError(
                f"The {side} {value_px} is not a positive multiple of {SIDE_MULTIPLE_PX}: "
                f"try {below} or {below + SIDE_MULTIPLE_PX}."
            )


def grid_constants(height_px: int, width_px: int) -> dict[str, Array]:
    """The size-dependent constants by node name, for one input size.

    Floating values pass through float16, as the published weights are stored that way.
    """
    check_size(height_px, width_px)
    rows, cols = height_px // STRIDE_PX, width_px // STRIDE_PX
    row, col = np.meshgrid(np.arange(rows), np.arange(cols), indexing="ij")
    distance_cells = np.hypot(row - rows / 2, col - cols / 2)
    constants: dict[str, Array] = {
        _UP + "/mul": _int32((rows // 4, cols // 4)),
        _UP + "_1/mul": _int32((rows // 2, cols // 2)),
        _UP + "_2/mul": _int32((rows, cols)),
        _ROOT + "strided_slice_3": _stored(row[..., None]),
        _ROOT + "strided_slice_4": _stored(col[..., None]),
        CENTRE_WEIGHTING: _stored(1 / (distance_cells[..., None] + CENTRE_SOFTENING_CELLS)),
        _ROOT + "Reshape_13": _stored(np.array([[[[1 / rows, 1 / cols]]]])),
    }
    # The heads' flat argmax is split into row and column by the grid's width.
    for node in ("floordiv/y", "mul/y", "floordiv_1/y", "mul_1/y"):
        constants[_ROOT + node] = _int32(cols)
    return constants


def with_grid(
    weights: Mapping[str, Array], native_px: tuple[int, int], height_px: int, width_px: int
) -> dict[str, Array]:
    """The weights for one input size, given the size (height, width) that they were made for.

    At that size the stored constants stay, so that the graph is the published one, bit for bit.
    """
    rebuilt = grid_constants(height_px, width_px)
    return dict(weights) if native_px == (height_px, width_px) else {**weights, **rebuilt}


def first_mismatch(weights: Mapping[str, Array], size_px: tuple[int, int]) -> str | None:
    """The name of a stored constant that `grid_constants` fails to reproduce, or None.

    `size_px` is the height and width of the input that the weights were made for.

    All must be equal, except that the centre weighting may be one float16 step away: the published
    256 x 256 graph differs there in 8 of 4096 cells, which lie half way between two steps.
    """
    for name, rebuilt in grid_constants(*size_px).items():
        stored = weights.get(name)
        if stored is None or stored.shape != rebuilt.shape:
            return name
        allowed = np.spacing(rebuilt.astype(np.float16)) if name == CENTRE_WEIGHTING else 0
        if np.any(np.abs(stored - rebuilt) > allowed):
            return name
    return None


def _int32(values: int | tuple[int, ...]) -> Array:
    return np.asarray(values, np.int32)


def _stored(values: Array) -> Array:
    return values.astype(np.float16).astype(np.float32)
