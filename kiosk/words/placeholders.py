"""Messages with parts to fill in, such as `{value}° is over {fault}°`. Pure."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def names(message: str) -> tuple[str, ...]:
    """Names of a message's parts, in order; the same one twice is there twice."""
    return tuple(PLACEHOLDER.findall(message))


def recogniser(message: str) -> re.Pattern[str]:
    """Fits the finished sentences of a message, its parts as named groups."""
    literals = PLACEHOLDER.split(message)
    found = [
        f"(?P<{piece}>.+?)" if number % 2 else re.escape(piece)
        for number, piece in enumerate(literals)
    ]
    return re.compile("".join(found), re.DOTALL)


def literal_length(message: str) -> int:
    """How much of a message is its own: of two that fit a sentence, the longer says more."""
    return len(PLACEHOLDER.sub("", message))


def filled(message: str, values: dict[str, str]) -> str:
    """The finished sentence."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], message)
