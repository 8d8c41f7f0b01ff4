"""In which order the quotes of a document stand in it, as far as that can be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.shared.text import comparable

# "p. 3", "pages 3-4", "para 2", "§ 5", "line 7", "1:02:03". A number says nothing without
# its unit.
PLACE = re.compile(
    r"(?P<page>\b(?:pages?|pp?)\b\.?)\s*(?P<page_number>\d{1,9})"
    r"|(?P<paragraph>\b(?:paragraphs?|paras?|par)\b\.?|[§¶])\s*(?P<paragraph_number>\d{1,9})"
    r"|(?P<line>\blines?\b)\s*(?P<line_number>\d{1,9})"
    r"|(?P<time>\b\d{1,3}(?::\d{2}){1,2}\b)",
    re.IGNORECASE,
)
UNITS = ("page", "paragraph", "line")


@dataclass(frozen=True)
class Quoted:
    """What is known of where one quote stands; "" for what is not on file."""

    quote: str
    locator: str = ""


def in_order_of_text(quotes: Sequence[Quoted], text: str) -> list[int]:
    """Return the indices of `quotes` in the order in which the document has them.

    quotes: in the order in which they are on file. text: that of the document, or "".

    A quote stands where `text` has it. Where `text` has none of them, locators decide, of
    those that count in the same units ("p. 3, line 7" and "p. 12, line 1") the most common
    kind. What has no such place stays behind the one that it follows on file.
    """
    places = places_in_text(quotes, text) or places_by_locator(quotes)
    order: list[tuple[tuple[int, ...], int]] = []
    last: tuple[int, ...] = ()
    for index in range(len(quotes)):
        last = places.get(index, last)
        order.append((last, index))
    return [index for _place, index in sorted(order)]


def places_in_text(quotes: Sequence[Quoted], text: str) -> dict[int, tuple[int, ...]]:
    """Map the indices of quotes that `text` has to where they begin in it."""
    passage = comparable(text)
    places = {}
    for index, one in enumerate(quotes):
        words = comparable(one.quote)
        if words and (at := passage.find(words)) >= 0:
            places[index] = (at,)
    return places


def places_by_locator(quotes: Sequence[Quoted]) -> dict[int, tuple[int, ...]]:
    read = {index: place_of(one.locator) for index, one in enumerate(quotes)}
    kinds = Counter(units for units, _numbers in read.values() if units)
    if not kinds:
        return {}
    (common, _count), *_rest = kinds.most_common(1)
    return {index: numbers for index, (units, numbers) in read.items() if units == common}


def place_of(locator: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Read `locator` as (units from the largest on, their numbers); empty if it has none."""
    found: dict[str, int] = {}
    for match in PLACE.finditer(locator):
        if clock := match["time"]:
            hours_to_seconds = [int(part) for part in clock.split(":")]
            while len(hours_to_seconds) < 3:
                hours_to_seconds.insert(0, 0)
            hours, minutes, seconds = hours_to_seconds
            return ("time",), (hours * 3600 + minutes * 60 + seconds,)
        for unit in UNITS:
            if match[unit]:
                found.setdefault(unit, int(match[f"{unit}_number"]))
    units = tuple(unit for unit in UNITS if unit in found)
    return units, tuple(found[unit] for unit in units)
