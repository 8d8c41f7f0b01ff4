"""Where a quote stands in a text, with what stands around it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tracker.shared.text import TYPOGRAPHIC

AROUND = 220
FORMS: dict[str, str] = {}
for _form, _plain in TYPOGRAPHIC.items():
    FORMS[_plain] = FORMS.get(_plain, _plain) + chr(_form)


@dataclass(frozen=True)
class Passage:
    """A quote in its context; `before` and `after` say by an ellipsis that there is more."""

    before: str
    quote: str
    after: str


def passage_of(quote: str, text: str, *, around: int = AROUND) -> Passage | None:
    """Return `quote` as `text` has it, `around` characters on each side; None if not there.

    White space and the form of quotation marks do not matter, as in `occurs_in`.
    """
    found = pattern_of(quote).search(text) if quote.strip() else None
    if found is None and quote.strip():
        # Other forms of the same characters: full-width, ligatures, composed accents.
        text = unicodedata.normalize("NFKC", text)
        found = pattern_of(unicodedata.normalize("NFKC", quote)).search(text)
    if found is None:
        return None
    start, end = found.span()
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around:
        before = "… " + from_word(before)
    if end + around < len(text):
        after = from_word(after[::-1])[::-1] + " …"
    return Passage(before, found.group(), after)


def pattern_of(quote: str) -> re.Pattern[str]:
    """Return what finds `quote` whatever white space and quotation marks are used."""
    words = ["".join(map(any_form, word)) for word in quote.split()]
    return re.compile(r"\s+".join(words))


def any_form(character: str) -> str:
    plain = TYPOGRAPHIC.get(ord(character), character)
    return f"[{re.escape(FORMS[plain])}]" if plain in FORMS else re.escape(character)


def from_word(text: str) -> str:
    """Return `text` without the piece of a word at its start, if it is soon over.

    Chinese has no spaces between words: there the text is cut where it is cut.
    """
    piece, space, rest = text.partition(" ")
    return rest if space and len(piece) < 25 else text
