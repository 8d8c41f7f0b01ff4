"""All events of a story as of a day, as far as filters and counts need them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce

from tracker.evidence.models import SURVIVING_EVENT, Citation, Stance
from tracker.ledger.asof import events_as_of
from tracker.stories.models import Story

Place = tuple[date, bool, str]


@dataclass(frozen=True)
class Row:
    """One event; `words` is what a search looks through, in one case."""

    id: int
    key: str
    place: Place
    known_on: date
    status: str
    outcome: str
    kind: str
    statement: str
    aspect: str
    # What it is about: its first tag, or its aspect, or "".
    subject: str
    words: list[str]
    # The day of our own last look, which may be later than the page's.
    checked_on: date | None = None
    outlets: set[str] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    # Those of the sources that support it.
    reports: set[int] = field(default_factory=set)

    @property
    def day(self) -> date:
        return self.place[0]

    def values(self, key: str) -> set[str]:
        """Return what the event has of a filter's key."""
        if key == "outlet":
            return self.outlets
        if key == "basis":
            return self.bases
        return {getattr(self, key)}


@dataclass(frozen=True)
class Pivot:
    """The event that predictions are held against."""

    id: int
    place: Place
    statement: str

    @property
    def day(self) -> date:
        return self.place[0]


@dataclass(frozen=True)
class Rows:
    """The events that are known, in the order of the timeline."""

    all: Sequence[Row]
    # Names of the outlets that are cited, by slug.
    outlets: Mapping[str, str]
    citations: Mapping[int, int]
    # How many citations got known on each day.
    cited_on: Mapping[date, int]
    pivot: Pivot | None

    @property
    def source_count(self) -> int:
        return len({source for row in self.all for source in row.sources})


def rows_of(story: Story, day: date | None, *, searching: bool = False) -> Rows:
    """Load the events of `story` known by `day`; two queries. Quotes only when searching."""
    events = events_as_of(day).filter(story=story)
    rows: dict[int, Row] = {}
    for event in events.values_list(
        "pk", "key", "timeline_on", "known_on", "kind", "shown_status", "shown_outcome",
        "checked_on", "tags", "statement", "aspect", "projected",
    ):  # fmt: skip
        pk, key, on, known_on, kind, status, outcome, checked_on, tags, *words = event
        rows[pk] = Row(
            id=pk,
            key=key,
            place=(on, pk != story.pivot_id, key),
            known_on=known_on,
            status=status,
            outcome=outcome,
            kind=kind,
            statement=words[0],
            aspect=words[1],
            subject=tags[0] if tags else words[1],
            words=[word.casefold() for word in words] if searching else [],
            checked_on=checked_on,
        )
    outlets, counts, cited_on = add_citations(rows, story, day, searching=searching)
    return Rows(
        all=sorted(rows.values(), key=lambda row: row.place),
        outlets=outlets,
        citations=counts,
        cited_on=cited_on,
        pivot=pivot_among(rows, story),
    )


def add_citations(
    rows: Mapping[int, Row], story: Story, day: date | None, *, searching: bool
) -> tuple[dict[str, str], dict[int, int], Counter[date]]:
    """Give `rows` what is cited; return the outlets' names and the counts of citations.

    The counts are by event, and by the day on which the source got known.
    """
    texts = ["quote", "translation", "source__title"] if searching else []
    outlets: dict[str, str] = {}
    counts: dict[int, int] = {}
    cited_on: Counter[date] = Counter()
    cited = (
        Citation.objects.public(day)
        .filter(Q(story=story))
        .values_list(
            SURVIVING_EVENT,
            "basis",
            "stance",
            "source__known_on",
            Coalesce("source__merged_into", "source"),
            Coalesce("source__outlet__merged_into__slug", "source__outlet__slug"),
            Coalesce("source__outlet__merged_into__name", "source__outlet__name"),
            *texts,
        )
    )
    for event, basis, stance, known_on, source, slug, name, *words in cited:
        if row := rows.get(event):
            row.bases.add(basis)
            row.sources.add(source)
            if stance == Stance.SUPPORTS:
                row.reports.add(source)
            cited_on[known_on] += 1
            row.outlets.add(slug)
            row.words.extend(word.casefold() for word in words)
            outlets[slug] = name
            counts[event] = counts.get(event, 0) + 1
    return outlets, counts, cited_on


def pivot_among(rows: Mapping[int, Row], story: Story) -> Pivot | None:
    """Return the pivot if it is known, that is, among `rows`."""
    row = rows.get(story.pivot_id or 0)
    return Pivot(row.id, row.place, row.statement) if row else None


def pivot_of(story: Story, day: date | None) -> Pivot | None:
    """Return the pivot of `story` if it is known by `day`; one query."""
    if story.pivot_id is None:
        return None
    event = events_as_of(day).filter(pk=story.pivot_id, story=story).first()
    if event is None or event.timeline_on is None:
        return None
    return Pivot(event.pk, (event.timeline_on, False, event.key), event.statement)
