"""The citations that wait to be reviewed, as the queue shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.forms import Form
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from tracker.desk.effects import Effect, effects_of
from tracker.desk.ids import may_be_id
from tracker.desk.proposers import is_own, with_proposer
from tracker.desk.versions import seen_of
from tracker.desk.words import shown_date
from tracker.evidence.models import Citation, Review, ReviewState
from tracker.shared.quotes import Passage, passage_of
from tracker.sources.models import SourceText

ROWS = 20
# In the address of a citation's form, with the filters of the queue from which it was opened.
FROM_QUEUE = "_queue"
LATELY = timedelta(days=1)
LATELY_ROWS = 5


@dataclass(frozen=True)
class Filters:
    """What of the queue is shown; `after` is the id of the citation before the first row."""

    story: str = ""
    not_mine: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """Read the address; what cannot be meant counts as not said."""
        story, after = query.get("story", ""), query.get("after", "")
        return cls(
            story=story if may_be_id(story) else "",
            not_mine="1" if query.get("not_mine") else "",
            after=after if may_be_id(after) else "",
        )

    def query(self, **changes: Any) -> str:
        """Return the query string of the queue with some of it changed; "" for all of it."""
        said = {name: value for name, value in (vars(self) | changes).items() if value}
        return f"?{urlencode(said)}" if said else ""

    def narrow(self, waiting: QuerySet[Citation], by: AbstractBaseUser) -> QuerySet[Citation]:
        if self.story:
            waiting = waiting.filter(story=self.story)
        if self.not_mine:
            waiting = waiting.exclude(proposer=by.get_username())
        return waiting


@dataclass
class Row:
    """One citation of the queue.

    is_own: its words are of who is looking, and four eyes are asked for.
    has_text: the text of its source is on file; `passage` is None if the quote is not in it.
    seen: the version of its words that is shown (see desk.versions).
    decision: the last review, for one that is proposed no longer.
    """

    citation: Citation
    effect: Effect
    is_own: bool
    has_text: bool
    passage: Passage | None
    seen: str = ""
    decision: Review | None = None
    may_undo: bool = False
    form: Form | None = None
    reject_form: Form | None = None
    problem: str = ""
    said: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.citation.review == ReviewState.PROPOSED

    @property
    def published(self) -> str:
        return shown_date(self.citation.source.dated)


@dataclass(frozen=True)
class Queue:
    """One page of the queue. `found`: how many the filters leave, on all pages."""

    rows: list[Row]
    found: int
    next_after: int | None


def waiting() -> QuerySet[Citation]:
    return with_proposer(Citation.objects.filter(review=ReviewState.PROPOSED))


def queue(filters: Filters, by: AbstractBaseUser) -> Queue:
    """Return a page of what waits, oldest first; as many queries however many rows."""
    chosen = filters.narrow(waiting(), by)
    found = chosen.count()
    chosen = in_order_after(chosen, int(filters.after or 0))
    shown = [*for_rows(chosen)[: ROWS + 1]]
    more = shown[ROWS - 1].pk if len(shown) > ROWS else None
    return Queue(rows_of(shown[:ROWS], by), found, more)


def place_after(citation: int, query: QueryDict, by: AbstractBaseUser) -> str:
    """Return the address at which work in the queue goes on after `citation`.

    query: that of the queue, whose filters hold on.
    """
    filters = Filters.of(query)
    following = in_order_after(filters.narrow(waiting(), by), citation)
    following = [*following.values_list("pk", flat=True)[:1]]
    anchor = f"#citation-{following[0]}" if following else "#to-review"
    page = filters.query()
    if following and not is_on_page(filters, following[0], by):
        page = filters.query(after=citation)
    return reverse("admin:review_queue") + page + anchor


def is_on_page(filters: Filters, citation: int, by: AbstractBaseUser) -> bool:
    """Tell whether the page of the queue with `filters` shows `citation`."""
    chosen = in_order_after(filters.narrow(waiting(), by), int(filters.after or 0))
    return citation in chosen.values_list("pk", flat=True)[:ROWS]


def in_order_after(chosen: QuerySet[Citation], citation: int) -> QuerySet[Citation]:
    """Return what of `chosen` comes after `citation`, oldest first; all if there is none."""
    after = Citation.objects.filter(pk=citation).first()
    if after:
        chosen = chosen.filter(
            Q(created_at__gt=after.created_at) | Q(created_at=after.created_at, pk__gt=after.pk)
        )
    return chosen.order_by("created_at", "pk")


def for_rows(citations: QuerySet[Citation]) -> QuerySet[Citation]:
    return citations.select_related("event", "story", "source__outlet", "relays__outlet")


def rows_of(citations: Sequence[Citation], by: AbstractBaseUser) -> list[Row]:
    """Return the rows of `citations`, loaded by `for_rows` and with their proposers."""
    effects = effects_of(citations)
    texts = texts_of(citations)
    seen = seen_of(Citation.objects.filter(pk__in=[citation.pk for citation in citations]))
    return [
        Row(
            citation=citation,
            effect=effects[citation.pk],
            is_own=is_own(citation, by),
            has_text=citation.source_id in texts,
            passage=passage_of(citation.quote, texts.get(citation.source_id, "")),
            seen=seen[citation.pk],
        )
        for citation in citations
    ]


def row_of(citation: int, by: AbstractBaseUser) -> Row:
    """Return the row of one citation in whatever state it is; raises Citation.DoesNotExist."""
    found = for_rows(with_proposer(Citation.objects.all())).get(pk=citation)
    [row] = rows_of([found], by)
    if not row.is_waiting:
        row.decision = found.reviews.order_by("-id").first()
        row.may_undo = bool(row.decision and row.decision.reviewed_by == by.get_username())
    return row


def texts_of(citations: Sequence[Citation]) -> dict[int, str]:
    """Map sources to their texts on file; one query."""
    sources = {citation.source_id for citation in citations}
    return dict(SourceText.objects.filter(source__in=sources).values_list("source", "text"))


def stories_waiting() -> list[tuple[int, str, int]]:
    """Return (id, title, how many citations wait) of stories, by title; one query."""
    return [
        *Citation.objects.filter(review=ReviewState.PROPOSED)
        .order_by("story__title", "story")
        .values_list("story", "story__title")
        .annotate(waiting=Count("pk"))
    ]


def decided_lately(by: AbstractBaseUser) -> QuerySet[Review]:
    """Return the last decisions of `by` that still hold, newest first.

    Without the acceptance that comes with adding a citation oneself: nobody decided there.
    """
    name = by.get_username()
    others = Review.objects.filter(citation=OuterRef("citation"))
    added = Citation.history.filter(
        id=OuterRef("citation"), history_type="+", history_user__username=name
    )
    return (
        Review.objects.filter(reviewed_by=name, reviewed_at__gt=timezone.now() - LATELY)
        .exclude(state=ReviewState.PROPOSED)
        .exclude(Exists(others.filter(pk__gt=OuterRef("pk"))))
        .exclude(Exists(added) & ~Exists(others.filter(pk__lt=OuterRef("pk"))))
        .select_related("citation__event", "citation__source")
        .order_by("-pk")[:LATELY_ROWS]
    )
