"""Notes how the kiosk ended; run by ExecStopPost= of kiosk.service.

Decides what is kept for the safe page and the health page: `last-exit.json` (the newest end) and
`restarts` (how many ends since the box started were failures). Why it ended, in a sentence, is
the kiosk's own to say (`last-words`). Standard library alone, for the system's python3.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path


def ending(environment: Mapping[str, str], at: datetime) -> dict[str, str]:
    """What systemd says about the end, as it is written down; empty where it says nothing."""
    return {
        "result": environment.get("SERVICE_RESULT", ""),
        "code": environment.get("EXIT_CODE", ""),
        "status": environment.get("EXIT_STATUS", ""),
        "at": at.isoformat(timespec="seconds"),
    }


def failures_before(text: str) -> int:
    """The number in `restarts`; 0 when it holds none."""
    return int(text) if text.strip().isascii() and text.strip().isdigit() else 0


def note(folder: Path, environment: Mapping[str, str], at: datetime) -> None:
    """Write the end of the kiosk into `folder`. Raises OSError where that cannot be written."""
    said = ending(environment, at)
    _replace(folder / "last-exit.json", json.dumps(said) + "\n")
    if said["result"] == "success":
        return
    counter = folder / "restarts"
    before = failures_before(counter.read_text("utf-8")) if counter.is_file() else 0
    _replace(counter, f"{before + 1}\n")


def _replace(path: Path, text: str) -> None:
    """Readers see the old file or the new one, never half of it."""
    aside = path.with_name(path.name + ".new")
    aside.write_text(text, encoding="utf-8")
    aside.chmod(0o644)
    aside.replace(path)


def main() -> None:
    """Note this end; a folder that cannot be written is said in one line and changes nothing."""
    folder = Path(os.environ.get("RUNTIME_DIRECTORY", "/run/kiosk"))
    try:
        note(folder, os.environ, datetime.now(UTC))
    except OSError as error:
        print(f"How the kiosk ended cannot be noted: {error}.", file=sys.stderr)


if __name__ == "__main__":
    main()
