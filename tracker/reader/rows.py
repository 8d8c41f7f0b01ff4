"""All events of a story as of a day, as far as filters and counts need them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models.functions import Coalesce

from tracker.evidence.models import SURVIVING_EVENT, Citation, Stance
from tracker.ledger.asof import events_as_of
from tracker.stories.models import Story

Place = tuple[date, bool, str]


@dataclass(frozen=True, order=True)
class FirstReport:
    """The supporting citation `key` of an event; what got known first is the least."""

    day: date
    key: str
    # Name and slug, of the survivor of a merged one.
    outlet: str
    slug: str


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
    # The id of the broader prediction that it is a part of, 0 if none is known.
    broad: int = 0
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
    # By event, who said so first.
    first: Mapping[int, FirstReport]
    # How many citations got known on each day.
    cited_on: Mapping[date, int]
    pivot: Pivot | None

    @property
    def source_count(self) -> int:
        return len({source for row in self.all for source in row.sources})


def rows_of(story: Story, day: date | None, *, searching: bool = False) -> Rows:
    """Load the events of `story` known by `day`; two queries. Quotes only when searching."""
    events = events_as_of(day).filter(story=story).values_list(
        "pk", "key", "timeline_on", "known_on", "kind", "shown_status", "shown_outcome",
        "checked_on", "tags", Coalesce("part_of__merged_into", "part_of"),
        "statement", "aspect", "projected",
    )  # fmt: skip
    known = {event[0]: event for event in events}
    rows: dict[int, Row] = {}
    for event in known.values():
        pk, key, on, known_on, kind, status, outcome, checked_on, tags, broad, *words = event
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
            broad=broad if broad in known and broad != pk else 0,
            subject=tags[0] if tags else words[1],
            words=[word.casefold() for word in words] if searching else [],
            checked_on=checked_on,
        )
    outlets, first, cited_on = add_citations(rows, story, day, searching=searching)
    return Rows(
        all=sorted(rows.values(), key=lambda row: row.place),
        outlets=outlets,
        first=first,
        cited_on=cited_on,
        pivot=pivot_among(rows, story),
    )


def add_citations(
    rows: Mapping[int, Row], story: Story, day: date | None, *, searching: bool
) -> tuple[dict[str, str], dict[int, FirstReport], Counter[date]]:
    """Give `rows` what is cited.

    Returns the names of outlets, by event the first report, and how many citations got known
    on each day.
    """
    texts = ["quote", "translation", "source__title"] if searching else []
    outlets: dict[str, str] = {}
    first: dict[int, FirstReport] = {}
    cited_on: Counter[date] = Counter()
    cited = (
        Citation.objects.public(day)
        .filter(story=story)
        .values_list(
            SURVIVING_EVENT,
            "key",
            "basis",
            "stance",
            "source__known_on",
            Coalesce("source__merged_into", "source"),
            Coalesce("source__outlet__merged_into__slug", "source__outlet__slug"),
            Coalesce("source__outlet__merged_into__name", "source__outlet__name"),
            *texts,
        )
    )
    for event, key, basis, stance, known_on, source, slug, name, *words in cited:
        if row := rows.get(event):
            row.bases.add(basis)
            row.sources.add(source)
            if stance == Stance.SUPPORTS:
                row.reports.add(source)
                if known_on:
                    report = FirstReport(known_on, key, name, slug)
                    first[event] = min(first.get(event, report), report)
            cited_on[known_on] += 1
            row.outlets.add(slug)
            row.words.extend(word.casefold() for word in words)
            outlets[slug] = name
    return outlets, first, cited_on


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
