"""The first page: stories, what changed lately, what falls due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates.words import say
from tracker.evidence.models import Citation
from tracker.ledger.asof import events_as_of
from tracker.ledger.entries import DUE, OUTCOME, STATUS
from tracker.ledger.kinds import with_kinds
from tracker.reader.changes import mark_of, newest_first, public_changes
from tracker.reader.due import DueItem, due_items
from tracker.reader.facets import Cell
from tracker.shared.markdown import rendered
from tracker.stories.models import Story
from tracker.stories.values import Outcome

MOST_CHANGES = 10


@dataclass(frozen=True)
class Listed:
    """A story in the list."""

    url: str
    title: str
    kick: Sequence[str]
    summary_html: SafeString
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
    stories: Sequence[Listed]
    changes: Sequence[News]
    due: Sequence[DueItem]


def home_page(*, today: date) -> Home:
    """Put the first page together; a constant number of queries."""
    return Home(stories=listed_stories(), changes=latest_changes(), due=due_items(today))


def listed_stories() -> list[Listed]:
    """Return the published stories, the one that changed last first; four queries."""
    stories = [*Story.objects.published()]
    ids = [story.pk for story in stories]
    outcomes: dict[int, dict[str, int]] = defaultdict(dict)
    counted = events_as_of(None).filter(story__in=ids).order_by("story", "outcome")
    for story, outcome, count in counted.values_list("story", "outcome").annotate(Count("pk")):
        outcomes[story][outcome] = count
    sources = dict(
        Citation.objects.public()
        .filter(story__in=ids, event__in=events_as_of(None).order_by())
        .values_list("story")
        .annotate(n=Count(Coalesce("source__merged_into", "source"), distinct=True))
    )
    changed = dict(
        public_changes()
        .counting()
        .filter(story__in=ids)
        .values_list("story")
        .annotate(Max("effective"))
    )
    stories.sort(key=lambda story: changed.get(story.pk, date.min), reverse=True)
    return [
        Listed(
            url=story.get_absolute_url(),
            title=story.title,
            kick=kick_of(outcomes[story.pk], sources.get(story.pk, 0), changed.get(story.pk)),
            summary_html=rendered(story.summary),
            tally=[
                Cell(outcome, outcomes[story.pk][outcome])
                for outcome in Outcome.values
                if outcomes[story.pk].get(outcome)
            ],
        )
        for story in stories
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
        mark=mark_of(change.change_kind),
    )
