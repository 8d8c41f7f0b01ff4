"""How one wording became another: word by word, and which hedges went on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from tracker.shared.quotes import UNSPACED
from tracker.shared.text import comparable

# A word with the white space behind it; numbers and possessives stay in one piece.
WORD = re.compile(rf"(?:[{UNSPACED}]|[^\W{UNSPACED}]+(?:['’.,][^\W{UNSPACED}]+)*|[^\w\s]|_)\s*")
# "V4" and "MIT" are not small.
SMALL = re.compile(rf"[{UNSPACED}]|[a-zà-ÿ]{{1,3}}")
# What two texts must share to be set against each other: a part of all their words, and
# somewhere so many in a row.
LEAST_SHARE = 0.25
LEAST_RUN = 3
# What marks a statement as less than certain, by language; English after the lists in
# K. Hyland, Metadiscourse (2005), with the words of news reports.
HEDGES = {
    "en": (
        r"\b(?:may|might|could|would|should|reportedly|allegedly|supposedly|apparently"
        r"|presumably|rumou?red|rumou?rs?|likely|possibl[ey]|perhaps|probabl[ey]|potentially"
        r"|seems?|appears?|suggests?|(?:set|said|believed|thought|understood|expected|planning"
        r"|planned|plans?|hopes?|aims?|intends?) to|expected|claims?|claimed|according to|if"
        r"|about|around|approximately|roughly|nearly|almost|near|estimated|up to)\b"
    ),
    "zh": (
        "可能|或许|或許|或将|或將|也许|也許|据称|據稱|据悉|據悉|据报道|據報導|传闻|傳聞|预计|預計"
        "|有望|计划|計劃|疑似|估计|估計|大约|大約|约|約|接近|将近|將近|消息称|消息稱"
    ),
    "fr": r"\b(?:pourrai(?:t|ent)|serai(?:t|ent)|aurai(?:t|ent)|selon|environ|peut-être)\b",
    "de": r"\b(?:soll(?:en)?|könnten?|dürften?|angeblich|laut|vermutlich|etwa|rund)\b",
}


@dataclass(frozen=True)
class Piece:
    """Some words: of both texts (`same`), of the earlier alone, or of the later alone."""

    kind: Literal["same", "gone", "new"]
    words: str

    @property
    def marked(self) -> str:
        """The words without the white space behind them, which no mark should cover."""
        return self.words.rstrip()

    @property
    def space(self) -> str:
        return self.words[len(self.marked) :]


def reworded(before: str, after: str) -> list[Piece]:
    """Return `after` in pieces, with the words of `before` that went where they stood.

    The pieces that are not gone are exactly `after`. Case, the form of quotation marks and
    punctuation that went make no difference. [] if the texts have too little in common to
    be set against each other.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    blocks = matching(old, new)
    runs = [count_words(new[b : b + size]) for _a, b, size in blocks]
    share = 2 * sum(runs) / max(count_words(old) + count_words(new), 1)
    if share < LEAST_SHARE or max(runs, default=0) < LEAST_RUN:
        return []
    pieces: list[Piece] = []
    at_old = at_new = 0
    for a, b, size in [*blocks, (len(old), len(new), 0)]:
        gone, added = old[at_old:a], new[at_new:b]
        if count_words(gone):
            pieces.append(Piece("gone", "".join(gone).strip()))
        if added:
            kind = "new" if count_words(added) else "same"
            pieces.append(Piece(kind, "".join(added)))
        if size:
            pieces.append(Piece("same", "".join(new[b : b + size])))
        at_old, at_new = a + size, b + size
    return joined(pieces)


def matching(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return (place in `old`, place in `new`, length) of the runs that both share.

    A lone small word between two changes is no common ground and left out.
    """
    keys = [[key(word) for word in text] for text in (old, new)]
    found = []
    for a, b, size in SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks():
        is_edge = (a, b) == (0, 0) or (a + size, b + size) == (len(old), len(new))
        if size and (is_edge or not is_slight(new[b : b + size])):
            found.append((a, b, size))
    return found


def is_slight(run: Sequence[str]) -> bool:
    """Tell whether `run` holds no more than one small word or one Chinese character."""
    words = [word.strip() for word in run if count_words([word])]
    if len(words) != 1:
        return not words
    return bool(SMALL.fullmatch(words[0]))


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with neighbours of one kind as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].words + piece.words)
        else:
            found.append(piece)
    return found


def key(word: str) -> str:
    return comparable(word).casefold()


def count_words(tokens: Sequence[str]) -> int:
    return sum(any(letter.isalnum() for letter in token) for token in tokens)


def hedges_in(text: str, language: str) -> list[str]:
    """Return the words of `text` that hedge, each once, in small letters.

    `language` is a BCP 47 tag; without one the text is taken for English. [] for languages
    whose hedges are not listed.
    """
    pattern = HEDGES.get(base_of(language) or "en")
    if pattern is None:
        return []
    return [
        *dict.fromkeys(word.casefold() for word in re.findall(pattern, text, re.IGNORECASE))
    ]


def base_of(language: str) -> str:
    """Return the language of a tag without script and region: "zh" of "zh-Hans"."""
    return language.split("-")[0].casefold()


def written_in(text: str, language: str) -> bool:
    """Tell whether `text` can be of `language`, as far as its script tells.

    A page in Chinese or Japanese may be quoted from its English version.
    """
    if base_of(language) not in {"zh", "ja"}:
        return True
    return re.search(f"[{UNSPACED}]", text) is not None
