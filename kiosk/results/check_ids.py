"""The public id of a check, `<number>-<token>`: in order, short to quote, not to be guessed."""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

_TOKEN_BYTES = 12
_FORM = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{24})")


class CheckKey(NamedTuple):
    """Row number and token of a check."""

    seq: int
    token: str

    @property
    def public_id(self) -> str:
        """The id as it stands in addresses."""
        return f"{self.seq}-{self.token}"


def new_token() -> str:
    """96 random bits, in hexadecimal."""
    return secrets.token_hex(_TOKEN_BYTES)


def parse_check_id(text: str) -> CheckKey | None:
    """The parts of a public id; None for any text that is none (it may come from an address)."""
    match = _FORM.fullmatch(text)
    return CheckKey(int(match[1]), match[2]) if match else None
