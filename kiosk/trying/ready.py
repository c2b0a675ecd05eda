"""What the kiosk that runs on this box says of itself, asked over its own pages."""

from __future__ import annotations

import http.client
import json
from typing import Any

_WITHIN_S = 3.0
_AT_MOST_BYTES = 64 * 1024
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_NOTHING: dict[str, Any] = {
    "answers": False,
    "version": None,
    "camera": False,
    "store": False,
    "busy": False,
    "held": False,
}


def ask_ready(host: str, port: int) -> dict[str, Any]:
    """The answer of `/ready`, with `answers`; never raises."""
    address = _ANY_ADDRESS.get(host, host)
    try:
        said = json.loads(_get(address, port))
    except (OSError, http.client.HTTPException) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return {**_NOTHING, "words": f"The kiosk does not answer on port {port} ({why})."}
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or "ready" not in said:
        return {**_NOTHING, "words": f"What answers on port {port} is no kiosk of this kind."}
    return _answer(said)


def _get(address: str, port: int) -> bytes:
    connection = http.client.HTTPConnection(address, port, timeout=_WITHIN_S)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().read(_AT_MOST_BYTES)
    finally:
        connection.close()


def _answer(said: dict[str, Any]) -> dict[str, Any]:
    """Each value of its kind, whatever another version says; what it leaves out is no."""
    version, words = said.get("version"), said.get("words", said.get("why"))
    flags = {name: said.get(name) is True for name in ("camera", "store", "busy", "held")}
    return {
        "answers": True,
        "version": version if isinstance(version, str) else None,
        **flags,
        "words": words if isinstance(words, str) else "",
    }
