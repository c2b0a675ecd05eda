"""`docs/configuration.md`, written from the table: `python -m kiosk.config.reference > FILE`."""

from __future__ import annotations

from kiosk.config.keys import KEYS, SECTIONS, Key
from kiosk.config.values import toml_text, wanted

_INTRODUCTION = """\
# Configuration

Four layers, the later wins: the defaults below, then the configuration from afar, then
`kiosk.toml`, then what an admin has set on the kiosk (kept in the results database). Options of a
command win over all of them. `kiosk config show --origin` prints what holds and where each value
comes from.

`kiosk.toml` lies in `/etc/kiosk/` unless `--config` names another file. It need not exist,
and need only hold what differs. A mistake stops the kiosk with one sentence that names every
mistake; so does a key that does not exist. A setting made by an admin that this version cannot
take is left out and shown by `kiosk config show`, so that going back a version always starts.

The configuration from afar is a file of the same form for a whole group of boxes, signed like a
release ([updates](updates.md)) and kept in `/var/lib/kiosk-system/fleet.toml`. It never stops a
kiosk: what this version cannot take of it is left out and shown. A "no" under "From afar" marks
the keys that say what this very box is made of. No key of this page is a secret, and none may
become one; a test holds that.

This page is written by `python -m kiosk.config.reference`; a test keeps it true.
"""


def reference_page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_INTRODUCTION, *(_section(name) for name in SECTIONS)])


def _section(section: str) -> str:
    rows = [_row(key) for name, key in KEYS.items() if name.startswith(section + ".")]
    head = "| Key | Default | Takes | Unit | Meaning | From afar |\n|---|---|---|---|---|---|"
    return "\n".join([f"## [{section}]\n", f"{SECTIONS[section]}\n", head, *rows, ""])


def _row(key: Key) -> str:
    cells = [
        f"`{key.name.partition('.')[2]}`",
        f"`{toml_text(key.default)}`",
        wanted(key, with_unit=False),
        key.declared.unit or "",
        key.declared.meaning,
        "yes" if key.declared.from_afar else "no",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print(reference_page(), end="")
