"""`kiosk.toml` and the file from afar as layers. Judging the values is left to `layers`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from kiosk import paths
from kiosk.config.keys import SECTIONS
from kiosk.config.layers import FILE, FLEET, Layer
from kiosk.errors import ConfigError


def file_layer(path: Path | None = None) -> Layer | None:
    """The layer of the configuration file.

    Without `path` it is the default file, and None when there is none. A `path` that was
    asked for must exist. Raises ConfigError (one sentence) for what cannot be read.
    """
    wanted = path if path is not None else paths.CONFIG_FILE
    try:
        return Layer(FILE, _values(wanted), str(wanted))
    except FileNotFoundError:
        if path is None:
            return None
        raise ConfigError(
            f"There is no configuration file {wanted}: give the path of one, or leave --config out."
        ) from None


def fleet_layer(path: Path | None = None, *, lenient: bool = True) -> Layer | None:
    """The layer of the configuration from afar, None when there is none.

    A lenient one never stops the kiosk: what is wrong with the file is told in its stead. Raises
    ConfigError (one sentence) otherwise.
    """
    wanted = path if path is not None else paths.FLEET_FILE
    try:
        return Layer(FLEET, _values(wanted), str(wanted), from_afar=True, lenient=lenient)
    except FileNotFoundError:
        return None
    except ConfigError as error:
        if not lenient:
            raise
        return Layer(FLEET, {}, str(wanted), lenient=True, trouble=str(error).rstrip("."))


def _values(path: Path) -> dict[str, object]:
    """Raw values by dotted key. Raises FileNotFoundError, ConfigError for what cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(_unreadable(path, error)) from error
    return _flat(_parsed(text, path))


def _unreadable(path: Path, error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8."
    return f"{path} cannot be read ({error.strerror}): make it a file that the kiosk may read."


def _parsed(text: str, path: Path) -> dict[str, object]:
    """ValueError is TOML's own error and that of a number with too many digits."""
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}; mend that line.") from error
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply to be a configuration.") from None


def _flat(table: dict[str, object]) -> dict[str, object]:
    """Dotted keys of the file's sections; what stands outside a section keeps its bare name."""
    flat: dict[str, object] = {}
    for name, content in table.items():
        if isinstance(content, dict) and (content or name in SECTIONS):
            flat |= {f"{name}.{leaf}": raw for leaf, raw in content.items()}
        else:
            flat[name] = content
    return flat
