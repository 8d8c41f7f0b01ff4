"""What else to search for when nothing was found; every suggestion finds something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import islice

from django.db.models import Count

from tracker.ledger.public import public_citations, public_events
from tracker.shared.search_words import Word, has_all, terms_of, words_in

# Among the words of so many statements and quotes, the newest, is looked for others.
NEWEST = 2000
# How alike a spelling has to be, by the share of letters in common (Ratcliff and Obershelp).
ALIKE = 0.75
# A beginning that is shorter says nothing.
SHORTEST = 3
MOST = 4
EXAMPLES = 5


def texts_as_of(day: date | None) -> list[str]:
    """Return statements, quotes and translations that readers may see; two queries."""
    statements = public_events(day).order_by("-known_on", "key").values_list("statement")
    quotes = public_citations(day).order_by("-source__known_on", "key")
    rows = [*statements[:NEWEST], *quotes.values_list("quote", "translation")[:NEWEST]]
    return [text for row in rows for text in row if text]


def suggestions(search: str, day: date | None) -> list[str]:
    """Return other searches that find something; two queries.

    Near spellings, else beginnings of words, else fewer words.
    """
    texts = texts_as_of(day)
    words = {word.text: written for text in texts for word, written in written_in(text)}
    typed = [(search[word.start : word.end], word) for word in islice(words_in(search), 12)]
    ways: Sequence[Callable[[], Iterator[str]]] = (
        lambda: respelled(typed, words),
        lambda: begun(typed, words),
        lambda: fewer(typed),
    )
    found: dict[str, None] = {}
    same = terms_of(search)
    for way in ways:
        for other in way():
            terms = terms_of(other)
            is_new = terms and terms != same and other not in found
            if is_new and any(has_all(text, terms) for text in texts):
                found[other] = None
        if found:
            break
    return [*found][:MOST]


def written_in(text: str) -> Iterator[tuple[Word, str]]:
    for word in words_in(text):
        yield word, text[word.start : word.end]


def respelled(typed: Sequence[tuple[str, Word]], words: dict[str, str]) -> Iterator[str]:
    """Yield what was typed, with one or all of its unknown words in a spelling on record."""
    near = [
        None
        if word.is_one_character or any(other.startswith(word.text) for other in words)
        else next(iter(get_close_matches(word.text, words, n=1, cutoff=ALIKE)), None)
        for _written, word in typed
    ]
    if any(near):
        pairs = zip(typed, near, strict=True)
        yield " ".join(words[other] if other else written for (written, _), other in pairs)
    for other in near:
        if other:
            yield words[other]


def begun(typed: Sequence[tuple[str, Word]], words: dict[str, str]) -> Iterator[str]:
    """Yield of each word that begins none on record the longest beginning that does."""
    for written, word in typed:
        for length in range(len(word.text), SHORTEST - 1, -1):
            start = word.text[:length]
            if any(other.startswith(start) for other in words):
                if start != word.text:
                    yield written[:length]
                break


def fewer(typed: Sequence[tuple[str, Word]]) -> Iterator[str]:
    """Yield what was typed less one word; of Chinese, all pairs of characters in a row."""
    for place in range(len(typed)):
        rest = [*typed[:place], *typed[place + 1 :]]
        if rest and not any(word.is_one_character for _written, word in typed):
            yield " ".join(written for written, _word in rest)
    for (one, first), (other, second) in zip(typed, typed[1:], strict=False):
        if first.is_one_character and second.is_one_character and first.end == second.start:
            yield one + other
    for written, _word in typed:
        yield written


def examples(day: date | None) -> list[str]:
    """Return what a search could be for: what predictions are most often about; one query."""
    aspects = (
        public_events(day)
        .exclude(aspect="")
        .order_by()
        .values("aspect")
        .annotate(count=Count("pk"))
        .order_by("-count", "aspect")
    )
    return [*aspects.values_list("aspect", flat=True)[:EXAMPLES]]
