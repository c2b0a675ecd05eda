"""Read a TensorFlow.js graph model out of an npm package file.

Decides: whether a package file is one of the two known packages (by its sha512 integrity hash), and
how the json and the weight file inside become nodes and arrays. Leaves to others: the size of the
grid (`grid`), running the nodes (`tf_ops`), and everything about the .tflite file (`build`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class BuildError(Exception):
    """The build cannot go on; the text is one sentence: what, where, what to do next."""


@dataclass(frozen=True)
class Package:
    """One npm package that holds weights, and the integrity hash that the registry publishes."""

    name: str
    version: str
    integrity: str

    @property
    def spec(self) -> str:
        """What to hand to `npm pack` to get the file."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class Graph:
    """A graph model: nodes in evaluation order, and the weights by node name."""

    nodes: tuple[Mapping[str, Any], ...]
    weights: Mapping[str, Array]

    def input_size(self) -> tuple[int, int]:
        """Height and width in pixels that the graph was made for."""
        placeholder = next(node for node in self.nodes if node["op"] == "Placeholder")
        dims = placeholder["attr"]["shape"]["shape"]["dim"]
        return int(dims[1]["size"]), int(dims[2]["size"])


def integrity_of(path: Path) -> str:
    """The `sha512-...` integrity string of a file, in the form that npm prints."""
    try:
        digest = hashlib.sha512(path.read_bytes()).digest()
    except OSError as error:
        raise BuildError(
            f"{path} cannot be read ({error.strerror}): give the package file from `npm pack`."
        ) from error
    return "sha512-" + base64.b64encode(digest).decode()


def read_graph(package_file: Path, stem: str) -> Graph:
    """Read `package/models/<stem>.json` and its weight files from a package file."""
    with tarfile.open(package_file) as tar:
        try:
            model = json.loads(_member(tar, f"{stem}.json"))
            manifest = model["weightsManifest"]
            weights: dict[str, Array] = {}
            for group in manifest:
                raw = b"".join(_member(tar, name) for name in group["paths"])
                weights |= _split_weights(raw, group["weights"])
        except KeyError as error:
            raise BuildError(
                f"{package_file} lacks a part of {stem} ({error.args[0]}): fetch it again."
            ) from error
    return Graph(nodes=_in_order(model["modelTopology"]["node"]), weights=weights)


def data_inputs(node: Mapping[str, Any]) -> list[str]:
    """The inputs that carry values; a name after `^` only asks to run later."""
    return [source for source in node.get("input", ()) if not source.startswith("^")]


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    handle = tar.extractfile(f"package/models/{name}")
    if handle is None:
        raise BuildError(f"package/models/{name} is no plain file: fetch the package again.")
    return handle.read()


def _split_weights(raw: bytes, entries: list[dict[str, Any]]) -> dict[str, Array]:
    """Cut one weight group into arrays; float16 storage comes out as float32, exactly."""
    weights: dict[str, Array] = {}
    offset = 0
    for entry in entries:
        stored, wanted = _dtypes(entry)
        count = math.prod(entry["shape"])
        flat = np.frombuffer(raw, stored, count, offset)
        weights[entry["name"]] = flat.astype(wanted).reshape(entry["shape"])
        offset += count * stored.itemsize
    if offset != len(raw):
        raise BuildError(f"The weight file has {len(raw)} bytes, not {offset}: fetch it again.")
    return weights


def _dtypes(entry: Mapping[str, Any]) -> tuple[np.dtype[Any], np.dtype[Any]]:
    """How one weight is stored (little endian) and what the graph computes with."""
    stored = entry.get("quantization", {}).get("dtype", entry["dtype"])
    known = {"float16": "<f2", "float32": "<f4", "int32": "<i4"}
    if stored not in known:
        raise BuildError(f"Weight {entry['name']} is stored as {stored}: only {list(known)} work.")
    return np.dtype(known[stored]), np.dtype(known[entry["dtype"]])


def _in_order(nodes: list[dict[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Sort the nodes so that each comes after its inputs."""
    waiting = {node["name"]: node for node in nodes}
    ordered: list[Mapping[str, Any]] = []
    placed: set[str] = set()
    while waiting:
        ready = [
            node
            for node in waiting.values()
            if all(source.split(":")[0] in placed for source in data_inputs(node))
        ]
        if not ready:
            raise BuildError(f"Nodes {sorted(waiting)[:3]} wait for inputs that do not exist.")
        ordered += ready
        for node in ready:
            placed.add(node["name"])
            del waiting[node["name"]]
    return tuple(ordered)
