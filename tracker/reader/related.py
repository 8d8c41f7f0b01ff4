"""More to read: other events of the story, other stories, each with what is in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.evidence.models import SURVIVING_EVENT, Citation
from tracker.ledger.asof import events_as_of
from tracker.ledger.public import CITING
from tracker.reader.entries import dated, event_url
from tracker.reader.kinship import (
    LEAST_OF_STORIES,
    EventKin,
    StoryKin,
    Traits,
    event_kin,
    folded,
    in_common,
    nearest,
)
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Kind, Publication

MOST_EVENTS = 5
MOST_STORIES = 4


@dataclass(frozen=True)
class RelatedEvent:
    """Another event; `outcome` is "" for an occurrence."""

    url: str
    statement: str
    is_prediction: bool
    status: str
    outcome: str
    why: str


@dataclass(frozen=True)
class RelatedStory:
    url: str
    title: str
    why: str


def related_events(
    event: Event, day: date | None, *, shown: Collection[str]
) -> list[RelatedEvent]:
    """Return the events of the story that are nearest to `event`, as of `day`; three queries.

    Not those whose addresses are in `shown`, nor the broader prediction it is a part of.
    """
    rows = {
        row["pk"]: row
        for row in events_as_of(day)
        .filter(story=event.story_id)
        .annotate(broad=Coalesce("part_of__merged_into", "part_of"))
        .values(
            "pk", "key", "known_on", "aspect", "tags", "kind", "statement", "shown_status",
            "shown_outcome", "broad",
        )
    }  # fmt: skip
    documents = documents_shared(event, day)
    traits = {pk: traits_of(row, documents.get(pk, ())) for pk, row in rows.items()}
    apart = {event.pk, rows[event.pk]["broad"]}
    kin = [event_kin(traits[event.pk], traits[pk]) for pk in rows.keys() - apart]
    # An address takes longer to make than a comparison, so only the nearest get one.
    near = nearest(kin, MOST_EVENTS + len(shown))
    found = [event_of(rows[one.id], one, day) for one in near]
    return [one for one in found if one.url not in shown][:MOST_EVENTS]


def documents_shared(event: Event, day: date | None) -> dict[int, set[int]]:
    """Map events to those documents cited for them that are cited for `event`, too."""
    public = Citation.objects.public(day).filter(story=event.story_id)
    # Named one by one: a database without statistics compares each row with each otherwise.
    own = {*public.about([event.pk]).values_list(CITING, flat=True)}
    pairs = (
        public.filter(Q(source__in=own) | Q(source__merged_into__in=own))
        .annotate(survivor=SURVIVING_EVENT, document=CITING)
        .values_list("survivor", "document")
    )
    found: dict[int, set[int]] = defaultdict(set)
    for survivor, document in pairs:
        found[survivor].add(document)
    return found


def traits_of(row: dict[str, Any], documents: Collection[int]) -> Traits:
    return Traits(
        id=row["pk"],
        key=row["key"],
        known_on=row["known_on"],
        aspect=row["aspect"],
        tags=row["tags"],
        documents=documents,
    )


def event_of(row: dict[str, Any], kin: EventKin, day: date | None) -> RelatedEvent:
    return RelatedEvent(
        url=event_url(row["pk"], day),
        statement=row["statement"],
        is_prediction=row["kind"] == Kind.PREDICTION,
        status=row["shown_status"],
        outcome=row["shown_outcome"],
        why=why_of_event(kin),
    )


def why_of_event(kin: EventKin) -> str:
    said = [_("same aspect")] if kin.same_aspect else []
    said += tags_text(kin.tags)
    if n := kin.documents:
        said.append(ngettext("%(n)d source in common", "%(n)d sources in common", n) % {"n": n})
    return ", ".join(said)


def related_stories(
    story: Story, outlets: Collection[str], day: date | None
) -> list[RelatedStory]:
    """Return the published stories that are nearest to `story`, as of `day`; two queries.

    outlets: slugs of those that `story` cites. Only stories of which an event is known.
    """
    tags: dict[int, set[str]] = defaultdict(set)
    known: dict[int, tuple[str, str, str]] = {}
    rows = (
        events_as_of(day)
        .filter(Q(story__publication=Publication.PUBLISHED) | Q(story=story))
        .order_by()
        .values_list("story", "story__title", "story__slug", "story__topic", "tags")
        .distinct()
    )
    for pk, title, slug, topic, tagged in rows:
        tags[pk].update(tagged)
        known[pk] = title, slug, topic
    shared = outlets_shared(story, outlets, day)
    kin = [
        StoryKin(
            id=pk,
            title=title,
            same_topic=bool(story.topic) and folded(topic) == folded(story.topic),
            tags=in_common(tags[story.pk], tags[pk]),
            outlets=shared.get(pk, 0),
        )
        for pk, (title, _slug, topic) in known.items()
        if pk != story.pk
    ]
    return [
        RelatedStory(
            url=dated(reverse("reader:story", args=[known[one.id][1]]), day),
            title=one.title,
            why=why_of_story(one),
        )
        for one in nearest(kin, MOST_STORIES, least=LEAST_OF_STORIES)
    ]


def outlets_shared(story: Story, outlets: Collection[str], day: date | None) -> dict[int, int]:
    """Map other published stories to how many of `outlets` (slugs) they cite; one query."""
    slug = Coalesce("source__outlet__merged_into__slug", "source__outlet__slug")
    rows = (
        Citation.objects.public(day)
        .filter(story__publication=Publication.PUBLISHED)
        .exclude(story=story)
        .annotate(survivor=SURVIVING_EVENT, slug=slug)
        .filter(slug__in=outlets, survivor__in=events_as_of(day).order_by().values("pk"))
        .order_by()
        .values_list("story")
        .annotate(n=Count("slug", distinct=True))
    )
    return dict(rows)


def why_of_story(kin: StoryKin) -> str:
    said = [_("same topic")] if kin.same_topic else []
    said += tags_text(kin.tags)
    if n := kin.outlets:
        said.append(ngettext("%(n)d outlet in common", "%(n)d outlets in common", n) % {"n": n})
    return ", ".join(said)


def tags_text(n: int) -> list[str]:
    return [ngettext("%(n)d tag in common", "%(n)d tags in common", n) % {"n": n}] if n else []
