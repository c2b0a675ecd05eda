"""The configuration that holds, as text: valid TOML, with the origin of each value beside it."""

from __future__ import annotations

from kiosk.config.keys import SECTIONS, flatten
from kiosk.config.layers import Resolved
from kiosk.config.values import toml_text


def config_text(resolved: Resolved, with_origin: bool = False) -> str:
    """TOML that `kiosk.toml` could hold; origins and what was left out are comments."""
    blocks = [_section(resolved, section, with_origin) for section in SECTIONS]
    if resolved.ignored:
        blocks.append("\n".join(f"# left out: {reason}" for reason in resolved.ignored))
    return "\n\n".join(blocks) + "\n"


def _section(resolved: Resolved, section: str, with_origin: bool) -> str:
    names = [name for name in resolved.origins if name.startswith(section + ".")]
    values = flatten(resolved.config)
    lines = [f"{name.partition('.')[2]} = {toml_text(values[name])}" for name in names]
    if with_origin:
        width = max(map(len, lines))
        pairs = zip(lines, names, strict=True)
        lines = [f"{line:<{width}}  # {resolved.origins[name]}" for line, name in pairs]
    return "\n".join([f"[{section}]", *lines])
