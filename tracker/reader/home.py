"""The first page: stories, what changed lately, what falls due."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates.words import say
from tracker.evidence.models import SURVIVING_EVENT, Citation
from tracker.ledger.asof import events_as_of
from tracker.ledger.entries import DUE, OUTCOME, STATUS
from tracker.ledger.kinds import TAKEN_BACK, ChangeKind, with_kinds
from tracker.reader.address import with_query
from tracker.reader.changes import newest_first, public_changes
from tracker.reader.due import DueItem, due_items
from tracker.reader.facets import Cell
from tracker.reader.shares import ORDER, Share, shares_of
from tracker.shared.cursors import cursor_after
from tracker.shared.markdown import rendered
from tracker.stories.models import Story

MOST_CHANGES = 10
STORIES_PER_PAGE = 20


@dataclass(frozen=True)
class Listed:
    """A story in the list."""

    url: str
    title: str
    kick: Sequence[str]
    summary_html: SafeString
    shares: Sequence[Share]
    tally: Sequence[Cell]


@dataclass(frozen=True)
class News:
    """A change of the record; one of `status`, `outcome` and `due_text` is not empty."""

    effective: date
    url: str
    statement: str
    kind: str
    story_title: str
    status: str
    outcome: str
    due_text: str
    mark: str


@dataclass(frozen=True)
class Home:
    """`further_url` leads to the next stories, `start_url` back from a later page."""

    stories: Sequence[Listed]
    further_url: str
    start_url: str
    changes: Sequence[News]
    due: Sequence[DueItem]


def home_page(*, today: date, after: tuple[date, str] | None = None) -> Home:
    """Put the first page together, or one of the further ones; seven queries at most."""
    places = story_places()
    left = [place for place in places if after is None or place > after_place(*after)]
    shown = left[:STORIES_PER_PAGE]
    last = shown[-1] if len(left) > len(shown) else None
    home = reverse("reader:home")
    return Home(
        stories=listed_stories(shown),
        further_url=with_query(home, [("after", last.cursor)]) if last else "",
        start_url=home if after else "",
        changes=latest_changes() if after is None else [],
        due=due_items(today) if after is None else [],
    )


class Place(NamedTuple):
    """Where a story stands in the list: the one that changed last comes first."""

    days_back: int
    slug: str
    pk: int

    @property
    def cursor(self) -> str:
        return cursor_after(date.fromordinal(-self.days_back), self.slug)

    @property
    def changed_on(self) -> date | None:
        changed = date.fromordinal(-self.days_back)
        return None if changed == date.min else changed


def after_place(changed: date, slug: str) -> Place:
    """Return the end of what a cursor has shown."""
    return Place(-changed.toordinal(), slug, sys.maxsize)


def story_places() -> list[Place]:
    """Return all published stories in the order of the list; one query."""
    stories = Story.objects.published().annotate(
        changed=Subquery(
            public_changes()
            .counting()
            .filter(story=OuterRef("pk"))
            .order_by("-effective")
            .values("effective")[:1]
        )
    )
    return sorted(
        Place(-(changed or date.min).toordinal(), slug, pk)
        for pk, slug, changed in stories.values_list("pk", "slug", "changed")
    )


def listed_stories(places: Sequence[Place]) -> list[Listed]:
    """Return the stories at `places`; three queries."""
    ids = [place.pk for place in places]
    stories = Story.objects.in_bulk(ids)
    outcomes: dict[int, dict[str, int]] = defaultdict(dict)
    counted = events_as_of(None).filter(story__in=ids).order_by("story", "outcome")
    for story, outcome, count in counted.values_list("story", "outcome").annotate(Count("pk")):
        outcomes[story][outcome] = count
    sources = dict(
        Citation.objects.public()
        .annotate(survivor=SURVIVING_EVENT)
        .filter(story__in=ids, survivor__in=events_as_of(None).order_by().values("pk"))
        .values_list("story")
        .annotate(n=Count(Coalesce("source__merged_into", "source"), distinct=True))
    )
    return [
        Listed(
            url=stories[pk].get_absolute_url(),
            title=stories[pk].title,
            kick=kick_of(outcomes[pk], sources.get(pk, 0), place.changed_on),
            summary_html=rendered(stories[pk].summary),
            shares=shares_of(outcomes[pk]),
            tally=[
                Cell(outcome, outcomes[pk][outcome])
                for outcome in ORDER
                if outcomes[pk].get(outcome)
            ],
        )
        for pk, place in zip(ids, places, strict=True)
    ]


def kick_of(outcomes: Mapping[str, int], sources: int, changed: date | None) -> list[str]:
    events = sum(outcomes.values())
    kick = [
        ngettext("%(n)d event", "%(n)d events", events) % {"n": events},
        ngettext("%(n)d source", "%(n)d sources", sources) % {"n": sources},
    ]
    if changed:
        kick.append(_("last change %(day)s") % {"day": date_format(changed, _("j F Y"))})
    return kick


def latest_changes() -> list[News]:
    """Return what changed last; one query.

    An outcome may bring a status with it: those two are told as one.
    """
    newest = public_changes().counting().select_related("event", "story")
    changes = [*with_kinds(newest_first(newest))[: 2 * MOST_CHANGES]]
    settled = {(c.event_id, c.effective) for c in changes if c.field == OUTCOME}
    told = [
        change
        for change in changes
        if change.field != STATUS or (change.event_id, change.effective) not in settled
    ][:MOST_CHANGES]
    return [news_of(change) for change in told]


def news_of(change: Any) -> News:
    """Return how `change`, a row of `with_kinds`, is told."""
    return News(
        effective=change.effective,
        url=change.event.get_absolute_url(),
        statement=change.event.statement,
        kind=change.event.kind,
        story_title=change.story.title,
        status=change.value if change.field == STATUS else "",
        outcome=change.value if change.field == OUTCOME else "",
        due_text=say(change.value) if change.field == DUE else "",
        mark=str(ChangeKind(change.change_kind).label)
        if change.change_kind in TAKEN_BACK
        else "",
    )
