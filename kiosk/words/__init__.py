"""What the kiosk says, in the member's language: English sentences in, translated ones out.

Decides how a sentence is looked up and how numbers are written. Which sentences there are is
decided where they are said; the translations lie in `catalogues/`, which
`python -m tests.words.gather` keeps in step with the sentences. Another language is its line in
`LANGUAGES` and in the configuration's, a catalogue, and a translator who knows gyms.
"""

from __future__ import annotations

from kiosk.words.numbers import long_date
from kiosk.words.saying import LANGUAGES, say

__all__ = ["LANGUAGES", "long_date", "say"]
