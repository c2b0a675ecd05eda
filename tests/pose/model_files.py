"""Model files for the tests: the shipped ones, and variants made with LiteRT's own schema."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from ai_edge_litert import schema_py_generated as schema

from kiosk import paths

flatbuffers: Any = importlib.import_module("flatbuffers")  # comes with LiteRT, has no types

LIGHTNING = paths.model_file("lightning")
PORTRAIT = paths.model_file("lightning-portrait")
THUNDER = paths.model_file("thunder")
SHIPPED = (LIGHTNING, PORTRAIT, THUNDER)


def with_input_type(path: Path, type_name: str) -> Path:
    """Lightning as some publish it: the same network, values given as int32 or float32.

    Its first operation turns any number type into float, so only the tensor's label changes.
    """
    model = schema.ModelT.InitFromPackedBuf(LIGHTNING.read_bytes(), 0)
    graph = model.subgraphs[0]
    graph.tensors[graph.inputs[0]].type = getattr(schema.TensorType, type_name)
    return _written(model, path)


def other_network(path: Path, input_shape: tuple[int, ...], output_shape: tuple[int, ...]) -> Path:
    """A valid model that is no MoveNet: it reshapes its input."""
    model = schema.ModelT()
    model.version = 3
    model.buffers = [schema.BufferT()]
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.RESHAPE
    code.version = 1
    model.operatorCodes = [code]
    model.subgraphs = [_reshaping_graph(input_shape, output_shape)]
    return _written(model, path)


def _reshaping_graph(input_shape: tuple[int, ...], output_shape: tuple[int, ...]) -> Any:
    options = schema.ReshapeOptionsT()
    options.newShape = list(output_shape)
    reshape = schema.OperatorT()
    reshape.inputs, reshape.outputs = [0], [1]
    reshape.builtinOptionsType = schema.BuiltinOptions.ReshapeOptions
    reshape.builtinOptions = options
    graph = schema.SubGraphT()
    graph.tensors = [_tensor("input", input_shape), _tensor("output", output_shape)]
    graph.inputs, graph.outputs, graph.operators = [0], [1], [reshape]
    return graph


def _tensor(name: str, shape: tuple[int, ...]) -> Any:
    tensor = schema.TensorT()
    tensor.name, tensor.shape, tensor.type = name, list(shape), schema.TensorType.FLOAT32
    return tensor


def _written(model: Any, path: Path) -> Path:
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    path.write_bytes(bytes(builder.Output()))
    return path
