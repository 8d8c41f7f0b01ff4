"""Whether a quote stands in a text, where, and in which words the two differ.

All of it compares the two as `shared.text.comparable` has them: white space and the form of
quotation marks do not matter, nor do other forms of the same characters.
"""

from __future__ import annotations

import re
import unicodedata
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


# How much of a text is shown on each side of a quote.
AROUND = 220
WORD = re.compile(r"\S+")


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


@dataclass(frozen=True)
class Passage:
    """A quote in its context; `before` and `after` say by an ellipsis that there is more."""

    before: str
    quote: str
    after: str


def occurs_in(quote: str, text: str) -> bool:
    return comparable(quote) in comparable(text)


def passage_of(quote: str, text: str, *, around: int = AROUND) -> Passage | None:
    """Return `quote` as `text` has it, `around` characters on each side; None if not there."""
    typed = comparable(quote)
    at = comparable(text).find(typed) if typed else -1
    if at < 0:
        return None
    (start, _), (_, end) = places_in(text, at, at + len(typed) - 1)
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around:
        before = "… " + from_word(before)
    if end + around < len(text):
        after = from_word(after[::-1])[::-1] + " …"
    return Passage(before, text[start:end], after)


def places_in(text: str, *wanted: int) -> list[tuple[int, int]]:
    """Return where the characters at the places `wanted` of comparable(text) stand in `text`.

    wanted: in order. Each place is the start and the end of what became that character.
    """
    is_plain = unicodedata.is_normalized("NFKC", text)
    found: list[tuple[int, int]] = []
    seen = 0
    for match in WORD.finditer(text):
        word = match.group()
        length = len(word) if is_plain else len(comparable(word))
        while len(found) < len(wanted) and wanted[len(found)] < seen + length:
            start, end = place_in_word(word, wanted[len(found)] - seen)
            found.append((match.start() + start, match.start() + end))
        if len(found) == len(wanted):
            break
        seen += length + 1 if length else 0
    return found


def place_in_word(word: str, wanted: int) -> tuple[int, int]:
    """Return the start and the end of what became the character `wanted` of `word`."""
    start, seen = 0, 0
    for end in range(1, len(word) + 1):
        piece = unicodedata.normalize("NFKC", word[start:end])
        if end < len(word):
            after = unicodedata.normalize("NFKC", word[end])
            if unicodedata.normalize("NFKC", word[start : end + 1]) != piece + after:
                # An accent, say, which makes one character with the letter before it.
                continue
        if wanted < seen + len(piece):
            return start, end
        start, seen = end, seen + len(piece)
    return start, len(word)


def from_word(text: str) -> str:
    """Return `text` without the piece of a word at its start, if it is soon over.

    Chinese has no spaces between words: there the text is cut where it is cut.
    """
    piece, space, rest = text.partition(" ")
    return rest if space and len(piece) < 25 else text


def check_quote(quote: str, text: str | None) -> QuoteCheck:
    """Tell whether `quote` occurs in `text`, else where it comes nearest to it.

    None is no text on file.
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
