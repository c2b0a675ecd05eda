"""Runs the kiosk until it ends or is told to stop: control-C and SIGTERM end in good order."""

from __future__ import annotations

import logging
import signal
import threading

from kiosk.config import Layer, resolve
from kiosk.service import RunOptions, serve


def serve_until_stopped(layers: list[Layer], options: RunOptions) -> None:
    """Serve with this process's signals and log. Raises KioskError."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    serve(layers, resolve(layers).config, options, stop)
