"""How to cite an event's page, and whether what was cited is still what the page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Min, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.evidence.models import Review
from tracker.ledger.models import Change
from tracker.reader.sayings import EventEntry
from tracker.stories.events import Event
from tracker.stories.values import Outcome, Status

SITE = "Rumor to Fact"
TEX_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Cite:
    """References to the page as of a day, ready to be copied. `url` keeps to that day."""

    text: str
    bibtex: str
    url: str


class Since(StrEnum):
    """What became of our own record of a day after that day was over."""

    UNCHANGED = ""
    # Nothing of the event was on file by then: the page was put together later.
    COMPILED = "compiled"
    CHANGED = "changed"


RECORD_TEXT = {
    Since.UNCHANGED: "",
    Since.COMPILED: gettext_lazy(
        "Our record of this page was made after that day, from what was known by then."
    ),
    Since.CHANGED: gettext_lazy(
        "Our record of that day was added to or corrected afterwards: who cited this page on "
        "that day saw it otherwise."
    ),
}


def cite(event: EventEntry, *, key: str, url: str, day: date) -> Cite:
    """Return the references to the page of `event` as of `day`, found at `url`.

    `key` names the event for BibTeX.
    """
    standing = Outcome(event.outcome) if event.outcome else Status(event.status)
    label = str(standing.label)
    as_of = _("as of %(day)s: %(standing)s") % {
        "day": date_format(day, _("j F Y")),
        "standing": label.lower(),
    }
    statement = event.statement.rstrip(".")
    lines = [
        f"@misc{{{key}-{day.isoformat()},",
        f"  title = {{{{{tex(statement)}}}}},",
        f"  howpublished = {{{SITE}, {tex(event.story_title)}}},",
        f"  note = {{{tex(as_of[:1].upper() + as_of[1:])}}},",
        f"  year = {{{day.year}}},",
        f"  url = {{{url}}}",
        "}",
    ]
    return Cite(
        text=f"“{statement}.” {event.story_title}. {SITE}, {as_of}. {url}",
        bibtex="\n".join(lines),
        url=url,
    )


def tex(text: str) -> str:
    """Return `text` for a field of BibTeX."""
    return re.sub(
        r"[\\{}$&#_%~^]", lambda match: TEX_ESCAPES.get(match[0], f"\\{match[0]}"), text
    )


def since(event: Event, day: date) -> Since:
    """Tell what became of our record of `day`, for who cited the page on that day; two queries.

    Whether the world has moved on is a later fact and no business of a page as of a day:
    every such page leads to the present alike, moved on or not. Our own record is ours to
    tell of. Asked is only whether what this very page shows was recorded or reviewed after
    the day was over, never what it was. Words that were edited, and edits of sources, are
    not looked at.
    """
    over = datetime.combine(day + timedelta(days=1), time(), event.story.zone)
    entries = (
        Change.objects.effective_by(day)
        .filter(event=event)
        .aggregate(first=Min("recorded_at"), late=Count("pk", Q(recorded_at__gte=over)))
    )
    if entries["first"] and entries["first"] >= over:
        return Since.COMPILED
    reviewed = Review.objects.filter(
        Q(citation__event=event) | Q(citation__event__merged_into=event),
        reviewed_at__gte=over,
        citation__source__known_on__lte=day,
    )
    return Since.CHANGED if entries["late"] or reviewed.exists() else Since.UNCHANGED
