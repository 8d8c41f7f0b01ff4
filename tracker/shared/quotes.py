"""Where a quote stands in a text, and in which words the two differ."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Literal

from tracker.shared.text import comparable

# Characters of scripts that put no spaces between words are compared one by one.
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|\s+|[^\w\s]|_")
PIECE = re.compile(rf"(?=([{UNSPACED}]{{2}}))|([^\W{UNSPACED}]{{2,}})")
# A piece that stands in the text more often says little about where the quote is.
MOST_PLACES = 60
# How much of a quote has to stand in a passage for the two to be set side by side.
LEAST_SHARE = 0.5
# The longest quote on file has 500 characters; more is not looked for.
LONGEST = 2000


class Verdict(Enum):
    WORD_FOR_WORD = "word_for_word"
    DIFFERENT = "different"
    NOT_FOUND = "not_found"
    NO_TEXT = "no_text"


@dataclass(frozen=True)
class Part:
    """Some words: of both (`same`), of the text alone, or of what was typed alone."""

    origin: Literal["same", "text", "typed"]
    words: str


@dataclass(frozen=True)
class QuoteCheck:
    """parts: the nearest passage set against the quote, in order; only if they differ."""

    verdict: Verdict
    parts: tuple[Part, ...] = ()


def check_quote(quote: str, text: str | None) -> QuoteCheck:
    """Tell whether `quote` occurs in `text`, else where it comes nearest to it.

    White space and the form of quotation marks do not matter. None is no text on file.
    """
    if text is None:
        return QuoteCheck(Verdict.NO_TEXT)
    typed, passage = comparable(quote), comparable(text)
    if typed in passage:
        return QuoteCheck(Verdict.WORD_FOR_WORD)
    if len(typed) > LONGEST:
        return QuoteCheck(Verdict.NOT_FOUND)
    start = nearest(typed, passage)
    if start is None:
        return QuoteCheck(Verdict.NOT_FOUND)
    margin = max(60, len(typed) // 3)
    window = passage[max(0, start - margin) : start + len(typed) + margin]
    return compared(typed, window)


def nearest(quote: str, text: str) -> int | None:
    """Return about where in `text` the passage most like `quote` starts; None if nowhere.

    Each piece of the quote votes for the start that its places in the text would mean, the
    rarer the piece the louder.
    """
    low_quote, low_text = quote.lower(), text.lower()
    if len(low_text) != len(text):
        # A few letters get longer when they get small, and places would be off.
        low_quote, low_text = quote, text
    width = max(40, len(quote) // 2)
    votes: Counter[int] = Counter()
    seen: dict[str, list[int]] = {}
    for match in PIECE.finditer(low_quote):
        piece = match[1] or match[2]
        places = seen.setdefault(piece, [])
        if not places:
            places += places_of(piece, low_text)
        if len(places) > MOST_PLACES:
            continue
        for place in places:
            bucket = (place - match.start()) // width
            # Counted in two neighbours, so that no passage falls between two of them.
            votes[bucket] += 1000 // len(places)
            votes[bucket + 1] += 1000 // len(places)
    if not votes:
        return None
    best = max(votes, key=lambda bucket: (votes[bucket], -bucket))
    return max(0, best * width)


def places_of(piece: str, text: str) -> list[int]:
    """Return where `piece` stands in `text`; one more than `MOST_PLACES` at most."""
    places: list[int] = []
    place = text.find(piece)
    while place >= 0 and len(places) <= MOST_PLACES:
        places.append(place)
        place = text.find(piece, place + 1)
    return places


def compared(quote: str, window: str) -> QuoteCheck:
    """Set `quote` against the part of `window` that begins and ends as it does."""
    typed, found = TOKEN.findall(quote), TOKEN.findall(window)
    matcher = SequenceMatcher(None, found, typed, autojunk=False)
    blocks = [
        block
        for block in matcher.get_matching_blocks()
        if any(not token.isspace() for token in found[block.a : block.a + block.size])
    ]
    shared = sum(len("".join(found[b.a : b.a + b.size]).strip()) for b in blocks)
    if shared < LEAST_SHARE * len(quote):
        return QuoteCheck(Verdict.NOT_FOUND)
    # Words typed before the first and after the last that the two share may stand for as
    # many of the text.
    first = max(0, blocks[0].a - blocks[0].b)
    last = blocks[-1].a + blocks[-1].size + len(typed) - blocks[-1].b - blocks[-1].size
    return QuoteCheck(Verdict.DIFFERENT, tuple(differences(found[first:last], typed)))


def differences(found: list[str], typed: list[str]) -> list[Part]:
    parts: list[Part] = []
    matcher = SequenceMatcher(None, found, typed, autojunk=False)
    for kind, start, end, typed_start, typed_end in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part("same", "".join(found[start:end])))
            continue
        if words := "".join(found[start:end]):
            parts.append(Part("text", words))
        if words := "".join(typed[typed_start:typed_end]):
            parts.append(Part("typed", words))
    return parts
