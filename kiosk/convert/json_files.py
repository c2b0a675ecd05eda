"""Reading a JSON file whole, with a sentence for everything that can be wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kiosk.errors import InputError


def load_json(path: Path) -> Any:
    """The file's content. Raises InputError."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON, or only a part of it: export it again.") from error


def last_number(text: str) -> int | None:
    """The frame's number in a file name or an id such as `clip2_000041.jpg`; None without one."""
    numbers = re.findall(r"\d{1,15}", re.sub(r"\.[A-Za-z]\w*$", "", text))
    return int(numbers[-1]) if numbers else None
