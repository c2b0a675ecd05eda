"""Run the nodes of a MoveNet graph with TensorFlow ops.

Decides: which TensorFlow op stands for each of the graph's 24 node kinds. Leaves to others: reading
the graph, the constants, and the conversion. TensorFlow is imported when a graph is first run.
"""

from __future__ import annotations

import base64
import importlib
import os
from collections.abc import Mapping, Sequence
from typing import Any

from tfjs_graph import BuildError, Graph, data_inputs

Attr = Mapping[str, Any]
Tensor = Any


def tensorflow() -> Any:
    """The tensorflow module, or a BuildError that says how to get it."""
    # Its notices would bury the report, and oneDNN's sums differ from machine to machine.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    try:
        return importlib.import_module("tensorflow")
    except ImportError as error:
        raise BuildError(
            "TensorFlow is not installed here: run this script through `make models`."
        ) from error


def run_graph(graph: Graph, weights: Mapping[str, Any], image: Tensor) -> Tensor:
    """Evaluate the graph on an image tensor [1, H, W, 3] of float32 values 0 to 255.

    Returns the last node's value, [1, 1, 17, 3]: y, x (fractions of the input) and score.
    """
    tf = tensorflow()
    values: dict[str, Tensor] = {}
    for node in graph.nodes:
        name, kind = node["name"], node["op"]
        inputs = [_value(values, source) for source in data_inputs(node)]
        if kind == "Placeholder":
            values[name] = image
        elif kind == "Const":
            values[name] = weights[name]
        else:
            values[name] = _apply(tf, kind, inputs, node.get("attr", {}))
    return values["Identity"]


def _value(values: Mapping[str, Tensor], source: str) -> Tensor:
    """A node's output by its reference `name` or `name:index`."""
    name, _, index = source.partition(":")
    value = values[name]
    return value[int(index or 0)] if isinstance(value, list) else value


def _apply(tf: Any, kind: str, inputs: Sequence[Tensor], attr: Attr) -> Tensor:
    if kind in ("_FusedConv2D", "FusedDepthwiseConv2dNative", "DepthwiseConv2dNative"):
        return _convolution(tf, kind, inputs, attr)
    simple = _simple_ops(tf)
    if kind in simple:
        return simple[kind](*inputs)
    shaped = _attribute_ops(tf)
    if kind in shaped:
        return shaped[kind](inputs, attr)
    raise BuildError(f"The graph has a node of kind {kind}, which models/tf_ops.py cannot run.")


def _simple_ops(tf: Any) -> dict[str, Any]:
    """Kinds that need their inputs only."""
    return {
        "AddV2": tf.add,
        "ExpandDims": tf.expand_dims,
        "FloorDiv": tf.math.floordiv,
        "GatherNd": tf.gather_nd,
        "Identity": tf.identity,
        "Mul": tf.multiply,
        "RealDiv": tf.divide,
        "Reshape": tf.reshape,
        "Sigmoid": tf.sigmoid,
        "Sqrt": tf.sqrt,
        "SquaredDifference": tf.math.squared_difference,
        "Sub": tf.subtract,
    }


def _attribute_ops(tf: Any) -> dict[str, Any]:
    """Kinds that need attributes too; each takes (inputs, attr)."""
    return {
        "ArgMax": lambda i, _: tf.argmax(i[0], axis=int(i[1]), output_type=tf.int32),
        "Cast": lambda i, _: tf.cast(i[0], tf.float32),
        "ConcatV2": lambda i, _: tf.concat(i[:-1], axis=int(i[-1])),
        "Pack": lambda i, a: tf.stack(i, axis=int(a["axis"]["i"])),
        "ResizeBilinear": lambda i, a: tf.raw_ops.ResizeBilinear(
            images=i[0],
            size=i[1],
            align_corners=a["align_corners"]["b"],
            half_pixel_centers=a["half_pixel_centers"]["b"],
        ),
        "Squeeze": lambda i, a: tf.squeeze(i[0], axis=_ints(a["squeeze_dims"])),
        "Unpack": lambda i, a: tf.unstack(i[0], num=int(a["num"]["i"]), axis=int(a["axis"]["i"])),
    }


def _convolution(tf: Any, kind: str, inputs: Sequence[Tensor], attr: Attr) -> Tensor:
    """A plain or depthwise convolution with the bias and activation fused into its node."""
    op = tf.nn.conv2d if kind == "_FusedConv2D" else tf.nn.depthwise_conv2d
    dilations = _ints(attr["dilations"])[1:3]
    out = op(
        inputs[0],
        inputs[1],
        strides=_ints(attr["strides"]),
        padding=_text(attr["padding"]["s"]),
        dilations=dilations,
    )
    for fused in attr.get("fused_ops", {}).get("list", {}).get("s", ()):
        step = _text(fused)
        if step == "BiasAdd":
            out = tf.nn.bias_add(out, inputs[2])
        elif step in ("Relu", "Relu6"):
            out = tf.nn.relu(out) if step == "Relu" else tf.nn.relu6(out)
        else:
            raise BuildError(f"A convolution fuses {step}, which models/tf_ops.py cannot run.")
    return out


def _ints(attr: Attr) -> list[int]:
    return [int(value) for value in attr["list"]["i"]]


def _text(encoded: str) -> str:
    """Attribute strings are stored in base64."""
    return base64.b64decode(encoded).decode()
