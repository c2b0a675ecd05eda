"""Turn a MoveNet graph into a .tflite file, and hold the result against the graph.

Decides: the input type, float16 weights, the half-precision metadata, and how near the converted
model must come. Leaves to others: reading the graph, its constants, its ops, and what is built.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tf_ops import run_graph, tensorflow
from tfjs_graph import BuildError, Graph

TEST_IMAGE = Path(__file__).resolve().parent.parent / "tests" / "models" / "person.jpg"
"""A rendered person; the comparison needs one, since on noise the peak of an empty heatmap may jump
between cells for a difference in the last bit."""

TOLERANCE = 1e-4
"""Greatest difference allowed between converted model and graph, in fractions of the input (y, x)
and in score. Our choice, 2026-11-22: 25 times the largest seen at ten sizes (3.6e-6, in a score),
and a thirtieth of a pixel."""


def as_function(graph: Graph, weights: Mapping[str, Any], height_px: int, width_px: int) -> Any:
    """The graph as a concrete TensorFlow function of a uint8 image [1, height, width, 3]."""
    tf = tensorflow()

    def movenet(image: Any) -> Any:
        return run_graph(graph, weights, image)

    signature = tf.TensorSpec([1, height_px, width_px, 3], tf.uint8, name="input")
    # Without autograph, which would rewrite plain Python loops over the nodes.
    return tf.function(movenet, [signature], autograph=False).get_concrete_function()


def convert(function: Any, *, half_precision: bool) -> bytes:
    """Convert to TFLite with float16 weights.

    The metadata `reduced_precision_support` says `fp16accfp16` with `half_precision`, and then
    XNNPACK computes in float16 where the processor can; else `fp16accfp32`, which it passes over.
    """
    tf = tensorflow()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], tf.Module())
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    if half_precision:
        converter.target_spec._experimental_supported_accumulation_type = tf.float16
    return bytes(converter.convert())


def differences(content: bytes, function: Any) -> tuple[float, float]:
    """The largest differences (place, score) between a converted model and its function."""
    tf = tensorflow()
    with warnings.catch_warnings():
        # It asks to move to ai-edge-litert, which would be one more package for this check alone.
        warnings.filterwarnings("ignore", ".*tf.lite.Interpreter is deprecated", UserWarning)
        interpreter = tf.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    given, wanted = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    _, height_px, width_px, _ = given["shape"]
    place, score = 0.0, 0.0
    for image in _images(int(height_px), int(width_px)):
        interpreter.set_tensor(given["index"], image)
        interpreter.invoke()
        expected = function(tf.constant(image)).numpy()
        apart = abs(interpreter.get_tensor(wanted["index"]) - expected)
        place = max(place, float(apart[..., :2].max()))
        score = max(score, float(apart[..., 2].max()))
    return place, score


def _images(height_px: int, width_px: int) -> list[Any]:
    """The test person fitted to the input: plain, mirrored, dark, and lower in the frame."""
    tf = tensorflow()
    try:
        content = TEST_IMAGE.read_bytes()
    except OSError as error:
        raise BuildError(f"{TEST_IMAGE} is missing: restore it from the repository.") from error
    picture = tf.io.decode_jpeg(content, channels=3)
    fitted = tf.round(tf.image.resize_with_pad(picture, height_px, width_px))
    plain = tf.cast(fitted, tf.uint8)[tf.newaxis]
    lower = tf.roll(plain, height_px // 8, axis=1)
    return [image.numpy() for image in (plain, plain[:, :, ::-1], plain // 2, lower)]
