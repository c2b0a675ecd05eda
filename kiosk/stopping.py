"""Runs the kiosk until it ends or is told to stop: control-C and SIGTERM end in good order.

Decides too with which code a run ends that staff have asked to begin again: the service manager
starts the kiosk anew after it (kiosk.service).
"""

from __future__ import annotations

import logging
import signal
import threading
from dataclasses import replace
from queue import SimpleQueue

from kiosk.config import Layer, resolve
from kiosk.service import RunOptions, serve

BEGIN_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: "the user is invited to retry". No error of the kiosk has it."""


def serve_until_stopped(layers: list[Layer], options: RunOptions) -> bool:
    """Serve with this process's signals and log; whether the kiosk shall begin again. Raises
    KioskError."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    stop, again = threading.Event(), threading.Event()
    _stop_at_signals(stop)

    def begin_again() -> None:
        again.set()
        stop.set()

    if options.box.run_dir is not None:  # started by the service manager
        options = replace(options, begin_again=begin_again)
    serve(layers, resolve(layers).config, options, stop)
    return again.is_set()


def _stop_at_signals(stop: threading.Event) -> None:
    """An event's lock cannot be taken twice, and a signal may come while this very thread holds
    it: a queue that may be filled at any moment hands the wish to a thread of its own."""
    asked = SimpleQueue[None]()

    def heed() -> None:
        asked.get()
        stop.set()

    threading.Thread(target=heed, name="kiosk-stop", daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: asked.put(None))
