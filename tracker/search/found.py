"""What a search finds, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Value, When

from tracker.evidence.known import SURVIVOR
from tracker.ledger.public import public_citations, public_events
from tracker.search.public import PUBLISHED_BY, stories_of_documents
from tracker.shared.search_words import Term, phrase_of
from tracker.sources.models import Outlet, Source

EVENT, OUTLET, SOURCE = "event", "outlet", "source"
EVENTS, QUOTES, OUTLETS, SOURCES = "events", "quotes", "outlets", "sources"
WHAT = (EVENTS, QUOTES, OUTLETS, SOURCES)
# So many of a kind are listed and counted, the newest: nobody reads more, and a word that
# all statements share must not make everybody wait.
MOST = 20_000
# The order of hits: outlets first, since they are few and often what is meant; then
# statements that have the words as they were typed, other events by their own words, those
# by a quote alone, documents.
AS_TYPED, BY_WORDS, BY_QUOTE, BY_TITLE = 1, 2, 3, 4
BY_NAME = 0


@dataclass(frozen=True)
class Hit:
    """One event, outlet or document that was found.

    what: by which kinds of words. quotes: ids of citations whose quote has the words, oldest
    source first. known_on: None for outlets. label: orders what is otherwise alike.
    """

    kind: str
    id: int
    rank: int
    what: frozenset[str]
    known_on: date | None = None
    stories: frozenset[str] = frozenset()
    status: str = ""
    outcome: str = ""
    quotes: Sequence[int] = ()
    label: str = ""

    def values(self, key: str) -> Collection[str]:
        """Return what this has of a filter's key."""
        found = {
            "what": self.what,
            "story": self.stories,
            "status": frozenset({self.status} - {""}),
            "outcome": frozenset({self.outcome} - {""}),
        }
        return found[key]

    @property
    def place(self) -> tuple[int, int, str, int]:
        """Where it stands in the list: by rank, then newest first."""
        newest = -(self.known_on.toordinal() if self.known_on else 0)
        return self.rank, newest, self.label, self.id


def find(terms: Sequence[Term], day: date | None) -> list[Hit]:
    """Return all that has `terms` and was public on `day`, best first; none for no terms.

    Every one of the terms has to be in the same statement, quote, outlet or document. Eleven
    queries, however much there is.
    """
    if not terms:
        return []
    hits = [*found_events(terms, day), *found_sources(terms, day), *found_outlets(terms, day)]
    return sorted(hits, key=lambda hit: hit.place)


def found_events(terms: Sequence[Term], day: date | None) -> list[Hit]:
    """Return events by their own words or by what is quoted; three queries."""
    quoted = public_citations(day).filter(search_words__holds=terms)
    quotes: dict[int, list[int]] = defaultdict(list)
    rows = quoted.order_by("-source__known_on", "-key").values_list("survivor", "pk")[:MOST]
    for event, citation in rows:
        quotes[event].insert(0, citation)
    as_typed = Case(
        When(search_words__holds=[phrase_of(terms)], then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    events = public_events(day).order_by("-known_on", "key")
    own = events.filter(search_words__holds=terms).annotate(as_typed=as_typed)
    others = events.filter(pk__in=quoted.order_by().values("survivor")).annotate(
        as_typed=Value(value=False)
    )
    names = ("key", "known_on", "story__slug", "shown_status", "shown_outcome", "as_typed")
    found: dict[int, Hit] = {}
    for way, rows in ((EVENTS, own), (QUOTES, others)):
        for pk, key, known_on, slug, status, outcome, is_typed in rows.values_list(
            "pk", *names
        )[:MOST]:
            if pk in found or (way == QUOTES and pk not in quotes):
                continue
            by_words = AS_TYPED if is_typed else BY_WORDS
            found[pk] = Hit(
                kind=EVENT,
                id=pk,
                rank=by_words if way == EVENTS else BY_QUOTE,
                what=frozenset({way, *([QUOTES] if pk in quotes else [])}),
                known_on=known_on,
                stories=frozenset({slug}),
                status=status,
                outcome=outcome,
                quotes=quotes.get(pk, ()),
                label=key,
            )
    return [*found.values()]


def found_sources(terms: Sequence[Term], day: date | None) -> list[Hit]:
    """Return documents by title and authors; four queries."""
    documents = Source.objects.known(day).filter(search_words__holds=terms)
    stories = stories_of_documents(documents, day)
    rows = documents.order_by("title").values_list(SURVIVOR, "known_on", "title")
    known = {pk: (known_on, title) for pk, known_on, title in rows}
    return [
        Hit(
            kind=SOURCE,
            id=pk,
            rank=BY_TITLE,
            what=frozenset({SOURCES}),
            known_on=known[pk][0],
            label=known[pk][1],
            stories=frozenset(slugs),
        )
        for pk, slugs in stories.items()
    ]


def found_outlets(terms: Sequence[Term], day: date | None) -> list[Hit]:
    """Return outlets by name and domain, those with a public document; five queries."""
    named = Outlet.objects.filter(search_words__holds=terms)
    outlets = dict(named.order_by("name").values_list(SURVIVOR, "name"))
    documents = (
        Source.objects.known(day)
        .annotate(published_by=PUBLISHED_BY)
        .filter(published_by__in=named.order_by().annotate(one=SURVIVOR).values("one"))
    )
    public = stories_of_documents(documents, day)
    stories: dict[int, set[str]] = defaultdict(set)
    rows = documents.order_by().annotate(survives=SURVIVOR)
    for document, outlet in rows.values_list("survives", "published_by"):
        if outlet in outlets and document in public:
            stories[outlet] |= public[document]
    return [
        Hit(
            kind=OUTLET,
            id=pk,
            rank=BY_NAME,
            what=frozenset({OUTLETS}),
            stories=frozenset(slugs),
            label=outlets[pk],
        )
        for pk, slugs in stories.items()
    ]
