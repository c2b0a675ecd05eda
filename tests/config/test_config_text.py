"""`kiosk config show` and the reference page follow the table."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from kiosk.config import ADMIN, FILE, KEYS, Config, Layer, config_text, resolve, wanted
from kiosk.config.reference import reference_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"


def read_again(text: str) -> Config:
    sections = tomllib.loads(text).items()
    flat = {
        f"{section}.{leaf}": raw for section, leaves in sections for leaf, raw in leaves.items()
    }
    assert list(flat) == list(KEYS)
    return resolve([Layer(FILE, flat)]).config


def test_what_is_shown_can_be_used_as_a_file() -> None:
    """The text, with and without origins, is TOML of the very configuration that holds."""
    resolved = resolve(
        [
            Layer(
                FILE,
                {"web.host_names": ["a.example"], "camera.source": 'odd "name"\\.mp4'},
                "/odd\\path.toml",
            )
        ]
    )
    for with_origin in (False, True):
        assert read_again(config_text(resolved, with_origin)) == resolved.config


def test_origins_stand_beside_their_values() -> None:
    """Each line of `--origin` names layer, place and who; what was left out is at the end."""
    note = {"check.reps": "by ann, 2026-01-02"}
    text = config_text(
        resolve(
            [
                Layer(FILE, {"camera.fps": 15}, "/etc/kiosk/kiosk.toml"),
                Layer(ADMIN, {"check.reps": 6, "gone.key": 1}, notes=note, by_admin=True),
            ]
        ),
        with_origin=True,
    )
    assert re.search(r"^fps = 15 +# file /etc/kiosk/kiosk.toml$", text, re.MULTILINE)
    assert re.search(r"^reps = 6 +# admin setting, by ann, 2026-01-02$", text, re.MULTILINE)
    assert re.search(r"^port = 8080 +# shipped default$", text, re.MULTILINE)
    assert re.search(r"^# left out: gone.key \(admin setting\) is unknown", text, re.MULTILINE)


def test_the_reference_page_is_up_to_date() -> None:
    """docs/configuration.md is what `python -m kiosk.config.reference` prints."""
    assert PAGE.read_text(encoding="utf-8") == reference_page()


def test_the_reference_page_tells_all_of_every_key() -> None:
    """Each key's row holds its default, what it takes, its unit and its meaning."""
    page = reference_page()
    for name, key in KEYS.items():
        section, _, leaf = name.partition(".")
        body = page.split(f"## [{section}]")[1].split("\n## ")[0]
        (row,) = [line for line in body.splitlines() if line.startswith(f"| `{leaf}` |")]
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert cells[2] == wanted(key, with_unit=False)
        assert cells[3] == (key.declared.unit or "")
        assert cells[4] == key.declared.meaning
        assert cells[5] == ("yes" if key.declared.from_afar else "no")
