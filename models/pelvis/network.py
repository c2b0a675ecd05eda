"""The pelvis network: a small convolutional network from a picture to a tilt and its own spread.

Decides layers, sizes and what is learnt; `train` decides how. Source of the loss: Gaussian
negative log likelihood weighted by the spread to a power (Seitzer 2022, "On the pitfalls of
heteroscedastic uncertainty estimation"), which keeps hard pictures from being given up.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from tensorflow import keras

SIDE_PX = 128
UNIT_DEG = 8.0
"""Tilts are learnt in units of this, about their own spread."""
LEAST_ERROR_DEG = 0.3
BETA = 0.5
POINTS = 8
"""Hips and knees, x and y each: learnt besides, so that the network looks where they are."""
POINTS_WEIGHT = 30.0
WIDTHS = (16, 32, 56, 80)

layers = keras.layers


def _conv(x: Any, width: int, *, stride: int = 1, kernel: int = 3, last: bool = False) -> Any:
    x = layers.Conv2D(width, kernel, stride, "same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.95)(x)
    return x if last else layers.ReLU()(x)


def _block(x: Any) -> Any:
    width = x.shape[-1]
    return layers.ReLU()(layers.Add()([x, _conv(_conv(x, width), width, last=True)]))


def _features(x: Any) -> Any:
    x = _conv(x, WIDTHS[0], stride=2)
    for width, blocks in zip(WIDTHS[1:], (1, 1, 2), strict=True):
        x = _conv(x, width, stride=2)
        for _ in range(blocks):
            x = _block(x)
    x = layers.Flatten()(_conv(x, 32, kernel=1))
    x = layers.Dropout(0.1)(x)
    return layers.Dense(128, activation="relu")(x)


def learner() -> Any:
    """float32 (N, 128, 128, 3) of -1..1 to (N, 2 + POINTS): tilt, raw spread (units), points."""
    picture = keras.Input((SIDE_PX, SIDE_PX, 3))
    found = _features(picture)
    return keras.Model(picture, layers.Dense(2 + POINTS, dtype="float32", name="out")(found))


def error_of(raw: Any) -> Any:
    """The spread in units from what the network gives for it."""
    return tf.nn.softplus(raw) + LEAST_ERROR_DEG / UNIT_DEG


def loss(true: Any, out: Any) -> Any:
    """`true` (N, 1 + POINTS): tilt in units, points as shares of the side."""
    error = error_of(out[:, 1])
    off = true[:, 0] - out[:, 0]
    nll = 0.5 * tf.square(off / error) + tf.math.log(error)
    weighted = tf.stop_gradient(error ** (2 * BETA)) * nll
    places = tf.reduce_mean(tf.square(true[:, 1:] - out[:, 2:]), axis=1)
    return tf.reduce_mean(weighted + POINTS_WEIGHT * places)


def shipped(trained: Any) -> Any:
    """uint8 (1, 128, 128, 3) to float32 (1, 2): tilt and its error, degrees."""
    picture = keras.Input((SIDE_PX, SIDE_PX, 3), batch_size=1, dtype="uint8")
    out = trained(keras.ops.cast(picture, "float32") / 127.5 - 1.0)
    error = keras.ops.softplus(out[:, 1:2]) + LEAST_ERROR_DEG / UNIT_DEG
    return keras.Model(picture, keras.ops.concatenate([out[:, :1], error], axis=1) * UNIT_DEG)
