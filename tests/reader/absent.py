"""What must be absent from a page as of a day, and all in which it could be found."""

from __future__ import annotations

from datetime import date

from tests.reader.pages import Element
from tracker.evidence.models import Citation
from tracker.ledger.models import Change
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story


def everything(page: Element) -> str:
    """Return the text of a page with all its attributes."""
    attributes = " ".join(" ".join(element.attrs.values()) for element in page)
    return f"{page.text} {attributes}"


def later_words(story: Story, day: date) -> list[str]:
    """Return the statements, titles, quotes and reasons that nobody could know on `day`.

    `story` is the only one there is. Short ones are left out, and what was known in other
    words before.
    """
    events = Event.objects.filter(story=story)
    before = {
        "statement": events.filter(known_on__lte=day),
        "criteria": events.filter(known_on__lte=day),
        "title": Source.objects.filter(known_on__lte=day),
        "quote": Citation.objects.public(day),
        "translation": Citation.objects.public(day),
        "reason": Change.objects.filter(effective__lte=day),
        "actual": Change.objects.filter(effective__lte=day),
    }
    after = [
        (events.filter(known_on__gt=day), "statement"),
        (events, "detail"),
        (Source.objects.filter(known_on__gt=day), "title"),
        (Source.objects.filter(known_on__gt=day), "url"),
        (Citation.objects.filter(source__known_on__gt=day), "quote"),
        (Change.objects.filter(effective__gt=day), "reason"),
        (Change.objects.filter(effective__gt=day), "actual"),
    ]
    known = " ".join(
        words for name, rows in before.items() for words in rows.values_list(name, flat=True)
    )
    later = (words for rows, name in after for words in rows.values_list(name, flat=True))
    return [words for words in later if len(words or "") > 20 and words not in known]
