"""Texts as search compares them: one way of cutting words, the same for every database.

A word is a run of letters and digits. Case, diacritics, widths and the choice between
traditional and simplified characters make no difference. Chinese, Japanese and Korean put no
space between words, so each of their characters is a word of its own and a run of them is
found as a phrase.

What databases are given is spelled in the letters a to z alone. So none of their own ideas
of a word comes into play, and all find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.shared.chinese import simplified
from tracker.shared.similar import CJK

ONE_BY_ONE = re.compile(f"[{CJK}]")
# Where one text ends and the next begins, so that no phrase runs over; it spells nothing.
BREAK = "zz"
# Longer words are told apart by their beginnings: PostgreSQL takes words of 2046 bytes.
LONGEST_WORD = 100
# PostgreSQL takes a megabyte in one row; the words of ours are hundreds, not thousands.
LONGEST_TEXT = 200_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Word:
    """A word as it is compared, and where it stands in its text: from `start` to `end`."""

    text: str
    start: int
    end: int

    @property
    def is_one_character(self) -> bool:
        return bool(ONE_BY_ONE.fullmatch(self.text))


@dataclass(frozen=True)
class Term:
    """What a search has between two spaces: words that follow each other.

    The last one may go on ("hua" finds Huawei) unless it is a single Chinese character.
    """

    words: Sequence[str]

    @property
    def is_open(self) -> bool:
        return not ONE_BY_ONE.fullmatch(self.words[-1])

    def fits(self, words: Sequence[str], at: int) -> bool:
        """Tell whether the words of a text are these from the place `at` on."""
        last = len(self.words) - 1
        here = words[at : at + last + 1]
        if len(here) <= last or [*here[:last]] != [*self.words[:last]]:
            return False
        return here[last] == self.words[last] or (
            self.is_open and here[last].startswith(self.words[last])
        )


@lru_cache(maxsize=4096)
def folded(character: str) -> str:
    """Return `character` as it is compared: a few characters, or "" for what only marks."""
    if ONE_BY_ONE.fullmatch(character):
        return simplified(unicodedata.normalize("NFKC", character))
    plain = unicodedata.normalize("NFKD", character).casefold()
    return "".join(
        one
        for one in simplified(unicodedata.normalize("NFKD", plain))
        if unicodedata.category(one) not in {"Mn", "Me", "Cf"}
    )


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of `text` in their order."""
    word, start, end = "", 0, 0
    for place, character in enumerate(text):
        for one in folded(character):
            is_letter = one.isalnum()
            is_alone = bool(ONE_BY_ONE.fullmatch(one))
            if word and (is_alone or not is_letter):
                yield Word(word[:LONGEST_WORD], start, end)
                word = ""
            if is_alone:
                yield Word(one, place, place + 1)
            elif is_letter:
                start = start if word else place
                word += one
                end = place + 1
    if word:
        yield Word(word[:LONGEST_WORD], start, end)


def terms_of(search: str) -> list[Term]:
    """Return what a search is for: all of these have to be found, each only once."""
    terms = [Term(tuple(word.text for word in words_in(part))) for part in search.split()]
    return [*dict.fromkeys(term for term in terms if term.words)]


def phrase_of(terms: Collection[Term]) -> Term:
    """Return the term that finds `terms` only in a row, as they were typed."""
    return Term(tuple(word for term in terms for word in term.words))


def hits_in(text: str, terms: Collection[Term]) -> list[tuple[int, int]]:
    """Return where `text` has `terms`: from and to, in order, none within another."""
    found = [*words_in(text)]
    words = [word.text for word in found]
    places = sorted(
        (found[at].start, found[at + len(term.words) - 1].end)
        for at in range(len(found))
        for term in terms
        if term.fits(words, at)
    )
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def has_all(text: str, terms: Collection[Term]) -> bool:
    """Tell whether `text` has every one of `terms`."""
    words = [word.text for word in words_in(text)]
    return all(any(term.fits(words, at) for at in range(len(words))) for term in terms)


@lru_cache(maxsize=4096)
def spelled(word: str) -> str:
    """Return `word` in letters a to z; what begins alike is spelled alike at the beginning."""
    return "".join(map(spelled_character, word))


def spelled_character(one: str) -> str:
    if "a" <= one <= "y":
        return one
    if one in "0123456789" and one:
        return "z" + LETTERS[int(one)]
    rest, tail = ord(one), ""
    for _ in range(4):
        rest, digit = divmod(rest, 26)
        tail = LETTERS[digit] + tail
    # The first letter tells these from figures; it is never z, for code points end before.
    return f"z{LETTERS[10 + rest]}{tail}"


def spelled_texts(texts: Iterable[str]) -> str:
    """Return the words of `texts` as databases are given them."""
    parts = (" ".join(spelled(word.text) for word in words_in(text)) for text in texts)
    whole = f" {BREAK} ".join(part for part in parts if part)
    return whole if len(whole) <= LONGEST_TEXT else whole[:LONGEST_TEXT].rpartition(" ")[0]
