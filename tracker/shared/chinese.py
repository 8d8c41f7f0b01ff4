"""Traditional and simplified Chinese taken as one, for comparing and finding texts.

OpenCC knows which character stands for which; it is asked character by character, so that a
part of a text is always written as in the whole. Nothing that people read is rewritten.
"""

from __future__ import annotations

from functools import cache
from itertools import product

from opencc import OpenCC

# Unified ideographs with their extension A, and those of compatibility.
BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


def simplified(text: str) -> str:
    """Return `text` with simplified characters for traditional ones; of the same length."""
    return text.translate(simple_forms())


def written_forms(text: str) -> list[str]:
    """Return all texts that `simplified` makes the same as `text`, which has to be short.

    For a database that holds them as they were written: 华为 also stands there as 華為, 華为
    and 华為.
    """
    forms = [all_forms().get(one, one) for one in simplified(text)]
    return ["".join(each) for each in product(*forms)]


@cache
def simple_forms() -> dict[int, str]:
    """Map the code of each traditional character to its simplified form."""
    characters = [chr(code) for first, last in BLOCKS for code in range(first, last + 1)]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, simple, strict=True)
    found = {one: other for one, other in pairs if one != other and len(other) == 1}
    # A few are simplified to one that has a simpler form itself.
    return {ord(one): found.get(other, other) for one, other in found.items()}


@cache
def all_forms() -> dict[str, str]:
    """Map each simplified character to itself and all that are simplified to it."""
    forms: dict[str, str] = {}
    for code, simple in simple_forms().items():
        forms[simple] = forms.get(simple, simple) + chr(code)
    return forms
