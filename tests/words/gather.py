"""Rewrite the message catalogues from what the kiosk says: `python -m tests.words.gather`.

New messages come empty, and what is no longer said goes. The translations are a translator's.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from kiosk.words import LANGUAGES
from tests.words.sources import ROOT, messages

FOLDER = ROOT / "kiosk" / "words" / "catalogues"
TEMPLATE = FOLDER / "kiosk.pot"
TONE = {
    "es": "Tú; words that Spain and America share; no word that names the reader's sex.",
    "de": "Du; no word that names the reader's sex.",
    "fr": "Vous; narrow spaces before ; ? ! and a hard one before : and inside « ».",
}
"""How each language speaks to the member."""


def translations(language: str) -> Catalog:
    """What a language's file holds."""
    with _path(language).open("rb") as file:
        return read_po(file, locale=language)


def write(language: str | None, found: Catalog) -> None:
    """In a form that changes only with the messages: no dates, no line numbers."""
    body = BytesIO()
    write_po(body, found, width=100, omit_header=True, ignore_obsolete=True, include_lineno=False)
    path = TEMPLATE if language is None else _path(language)
    path.write_bytes(_header(language).encode() + body.getvalue())


def _path(language: str) -> Path:
    return FOLDER / f"{language}.po"


def _header(language: str | None) -> str:
    said = ["# What the kiosk says. Gathered by: python -m tests.words.gather"]
    said += [f"# {TONE[language]}"] if language else []
    said += ['msgid ""', 'msgstr ""']
    said += [rf'"Language: {language}\n"'] if language else []
    said += [r'"MIME-Version: 1.0\n"', r'"Content-Type: text/plain; charset=utf-8\n"']
    return "\n".join([*said, r'"Content-Transfer-Encoding: 8bit\n"', "", ""])


def _gathered() -> Catalog:
    """Every message, untranslated."""
    found = Catalog()
    for message, path in messages().items():
        found.add(message, locations=[(path, 0)])
    return found


def main() -> None:
    """All four files, and how much is left to translate."""
    template = _gathered()
    write(None, template)
    for language in LANGUAGES:
        if language == "en":
            continue
        found = translations(language)
        found.update(template, no_fuzzy_matching=True)
        write(language, found)
        empty = sum(1 for each in found if each.id and not each.string)
        print(f"{language}: {len(found)} messages, {empty} to translate")


if __name__ == "__main__":
    main()
