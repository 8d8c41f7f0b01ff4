"""How much two short texts say the same, for finding what is on file in other words.

A text is taken for the set of its marks: words, and for Chinese, Japanese and Korean, which
put no space between words, each two characters in a row (bigrams; Nie, Gao, Zhang and Zhou,
"On the use of words and n-grams for Chinese information retrieval", IRAL 2000). Two sets are
compared by the mean of their resemblance |A∩B| / |A∪B| (Jaccard's coefficient; Broder, "On
the resemblance and containment of documents", Compression and Complexity of Sequences 1997)
and their overlap |A∩B| / min(|A|, |B|) (Szymkiewicz and Simpson): a short statement that a
longer one contains counts as similar, and a few words that long ones share do not.
"""

from __future__ import annotations

import re
import unicodedata

from tracker.shared.chinese import simplified

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003ffff"
PIECES = re.compile(rf"(?P<cjk>[{CJK}]+)|(?P<word>(?:(?![{CJK}])[^\W_])+)")
# Released, releases and releasing begin alike; more of a word tells its forms apart.
STEM = 6
# Words that say nothing about what a text is about.
COMMON = {
    *("a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had"),
    *("has", "have", "in", "into", "is", "it", "its", "of", "on", "or", "that", "the"),
    *("their", "this", "to", "was", "were", "will", "with", "would"),
}
ALIKE = 0.5


def marks(text: str) -> frozenset[str]:
    """Return what `text` is recognised by: beginnings of words, and pairs of characters.

    Chinese in simplified characters, however it was written.
    """
    found = set()
    plain = simplified(unicodedata.normalize("NFKC", text).casefold())
    for piece in PIECES.finditer(plain):
        if run := piece["cjk"]:
            found |= {run[i : i + 2] for i in range(max(1, len(run) - 1))}
        elif piece["word"] not in COMMON:
            found.add(piece["word"][:STEM])
    return frozenset(found)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how alike two sets of marks are, from 0 to 1."""
    shared = len(one & other)
    if not shared:
        return 0.0
    return (shared / len(one | other) + shared / min(len(one), len(other))) / 2


def is_similar(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two sets of marks are worth showing to who writes one of the texts.

    A single mark tells too little, unless it is all that there is.
    """
    shared = len(one & other)
    return bool(shared) and (one == other or (shared > 1 and similarity(one, other) >= ALIKE))
