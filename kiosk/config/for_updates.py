"""What the updater asks of the configuration: `[update]`, whatever else is wrong with the files.

The updater is of one version and may read files that were made for another, on a box whose kiosk
does not start. So nothing here raises: what cannot be taken is left at its lower layer and told in
words. The admin's settings lie in the results database, which the updater does not open.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kiosk import paths
from kiosk.config.files import file_layer, fleet_layer
from kiosk.config.layers import FILE, Layer, resolve
from kiosk.config.updates import UpdateConfig
from kiosk.errors import ConfigError

_OURS = "update."
_RESULTS = "store.path"


def update_config(
    local: Path = paths.CONFIG_FILE, fleet: Path = paths.FLEET_FILE
) -> tuple[UpdateConfig, tuple[str, ...]]:
    """`[update]` of both files, the local one above; and a sentence's part for each mistake."""
    words: list[str] = []
    layers = [_only_ours(layer) for layer in (fleet_layer(fleet), _local(local, words)) if layer]
    resolved = resolve(layers)
    return resolved.config.update, (*words, *resolved.ignored)


def results_path(local: Path = paths.CONFIG_FILE) -> Path:
    """Where the results lie: as `kiosk.toml` says, else the default; never from afar."""
    layer = _local(local, [])
    named = {name: raw for name, raw in layer.values.items() if name == _RESULTS} if layer else {}
    return resolve([Layer(FILE, named, lenient=True)]).config.store.path


def _local(path: Path, words: list[str]) -> Layer | None:
    """The layer of `kiosk.toml`; None, with the reason in `words`, when it cannot be read."""
    try:
        return file_layer(path) if path.exists() else None
    except (ConfigError, OSError) as error:
        words.append(str(error).rstrip("."))
        return None


def _only_ours(layer: Layer) -> Layer:
    """The layer without the other sections, which may be another version's."""
    ours = {name: raw for name, raw in layer.values.items() if name.startswith(_OURS)}
    return replace(layer, values=ours, lenient=True)
