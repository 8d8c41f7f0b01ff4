"""The documents that an address asks for, in its order, with their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.http import QueryDict

from tracker.dates.edtf import parse_edtf
from tracker.evidence.models import Stance
from tracker.evidence.whole import reached, whole_links
from tracker.ledger.asof import events_as_of
from tracker.ledger.entries import OUTCOME
from tracker.ledger.models import Change
from tracker.ledger.public import public_citations
from tracker.reader.facets import narrow
from tracker.reader.reports import dated_by
from tracker.reader.strands import Strand, Turn, take
from tracker.reader.table_address import TableAddress, read_table_address
from tracker.shared.tables import in_order
from tracker.sources.models import Source, SourceKind
from tracker.stories.models import Story
from tracker.stories.values import Kind

KEYS = ("outlet", "kind", "story", "language")
SORTS = ("title", "outlet", "published", "known", "statements", "predictions", "relayed")
NEWEST_KNOWN = "-known"


@dataclass(frozen=True)
class DocumentsAddress(TableAddress):
    sort: str = NEWEST_KNOWN


@dataclass(frozen=True)
class Document:
    """One document. Ids: `events` it speaks of, whom it `relays`, who are its `relayers`.

    outcomes: how what it predicted turned out, by outcome.
    """

    id: int
    source: Source
    outlet: str
    outlet_slug: str
    words: list[str]
    stories: set[str] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    relays: set[int] = field(default_factory=set)
    relayers: set[int] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)

    def values(self, key: str) -> set[str]:
        found = {
            "outlet": {self.outlet_slug},
            "kind": {self.source.kind},
            "language": {self.source.language},
            "story": self.stories,
        }
        return found[key] - {""}


@dataclass(frozen=True)
class Found:
    """The documents that an address asks for, in its order, and all that are known.

    labels: of the values that they have, by the keys of filters.
    """

    address: DocumentsAddress
    known: Sequence[Document]
    counts: Mapping[str, Counter[str]]
    found: Sequence[Document]
    labels: Mapping[str, Mapping[str, str]]


def read_documents_address(path: str, query: QueryDict, day: date | None) -> DocumentsAddress:
    """Read all but `as_of`. What makes no sense is as if it were not there."""
    choices = {key: tuple(SourceKind.values) if key == "kind" else None for key in KEYS}
    return read_table_address(DocumentsAddress, path, query, day, choices, SORTS)


def find(address: DocumentsAddress, language_name: Callable[[str], str]) -> Found:
    """Load, narrow and sort; six queries. `language_name` names a language by its code."""
    known = documents_known(address.day)
    titles = dict(Story.objects.published().values_list("slug", "title"))
    labels = {
        "outlet": {one.outlet_slug: one.outlet for one in known},
        "kind": {value: str(label) for value, label in SourceKind.choices},
        "story": {slug: titles[slug] for one in known for slug in one.stories},
        "language": {
            code: language_name(code) for one in known if (code := one.source.language)
        },
    }
    for key in KEYS:
        address = cast(DocumentsAddress, address.among(key, labels[key]))
    kept, counts = narrow(known, address, KEYS)
    return Found(address, known, counts, sorted_by(address.sort, kept), labels)


def documents_known(day: date | None) -> list[Document]:
    """Return all public documents as of `day`, the first known first; five queries."""
    rows = [
        *public_citations(day)
        .order_by("key")
        .values_list(
            "citing", "repeated", "survivor", "story__slug", "stance", "source__known_on"
        )
    ]
    down, up = whole_links()
    public = reached({pk for row in rows for pk in row[:2] if pk}, down)
    sources = Source.objects.known(day).filter(merged_into=None)
    documents = {
        one.pk: document_of(one)
        for one in sources.select_related("outlet__merged_into").order_by("known_on", "pk")
        if one.pk in public
    }
    said: dict[tuple[int, int], date] = {}
    for citing, repeated, event, story, stance, known_on in rows:
        one = documents[citing]
        one.events.add(event)
        one.stories.add(story)
        if stance == Stance.SUPPORTS:
            said[citing, event] = known_on
        if repeated and repeated != citing:
            one.relays.add(repeated)
            documents[repeated].relayers.add(citing)
            documents[repeated].stories.add(story)
    for pk, one in documents.items():
        one.relays.update(down.get(pk, ()))
        one.relayers.update(relayer for relayer in up.get(pk, ()) if relayer in documents)
    count_outcomes(documents, said, day)
    return [*documents.values()]


def document_of(source: Source) -> Document:
    outlet = source.outlet.merged_into or source.outlet
    return Document(source.pk, source, outlet.name, outlet.slug, [source.title.casefold()])


def count_outcomes(
    documents: Mapping[int, Document], said: Mapping[tuple[int, int], date], day: date | None
) -> None:
    """Give `documents` how what they predicted turned out; two queries.

    said: (document, event) to the day on which the document got known that supports it. It
    predicted what was not settled by then.
    """
    predictions = events_as_of(day).filter(kind=Kind.PREDICTION)
    outcomes = dict(predictions.values_list("pk", "shown_outcome"))
    settled = settled_days(day)
    for (document, event), known_on in said.items():
        since = settled.get(event)
        if event in outcomes and (since is None or known_on < since):
            documents[document].outcomes[outcomes[event]] += 1


def settled_days(day: date | None) -> dict[int, date]:
    """Map settled predictions to the day on which their outcome came; one query."""
    strands: dict[int, Strand] = {}
    changes = (
        Change.objects.counting()
        .effective_by(day)
        .filter(field=OUTCOME)
        .in_force_last()
        .values_list("event", "effective", "value")
    )
    for event, effective, value in changes:
        take(strands.setdefault(event, Strand()).outcomes, Turn(effective, value))
    return {event: strand.settled.day for event, strand in strands.items() if strand.settled}


def sorted_by(sort: str, found: Iterable[Document]) -> list[Document]:
    values: dict[str, Callable[[Document], Any]] = {
        "title": lambda one: one.source.title,
        "outlet": lambda one: one.outlet,
        "published": published_on,
        "known": lambda one: one.source.known_on,
        "statements": lambda one: len(one.events),
        "predictions": lambda one: one.outcomes.total(),
        "relayed": lambda one: len(one.relayers),
    }
    return in_order(found, values[sort.removeprefix("-")], is_descending=sort.startswith("-"))


def published_on(one: Document) -> date | None:
    """Return the first day on which it may have been published; None if that is unknown."""
    dated = dated_by(one.source)
    return parse_edtf(dated).first if dated else None
