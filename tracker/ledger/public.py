"""What of the record readers may know as of a day: published stories, accepted citations."""

from __future__ import annotations

from datetime import date

from django.db.models.functions import Coalesce

from tracker.evidence.models import SURVIVING_EVENT, Citation, CitationQuerySet
from tracker.ledger.asof import events_as_of
from tracker.stories.events import EventQuerySet
from tracker.stories.values import Publication

CITING = Coalesce("source__merged_into", "source")
REPEATED = Coalesce("relays__merged_into", "relays")


def public_events(day: date | None, *, with_drafts: bool = False) -> EventQuerySet:
    """Return the events of published stories as they were known on `day`.

    `with_drafts` takes in stories that are not published.
    """
    events = events_as_of(day)
    return events if with_drafts else events.filter(story__publication=Publication.PUBLISHED)


def public_citations(day: date | None, *, with_drafts: bool = False) -> CitationQuerySet:
    """Return accepted citations of public events; merged rows stand under survivors.

    survivor: the id of the event, citing: of the document, repeated: of what it relays.
    """
    events = public_events(day, with_drafts=with_drafts)
    return (
        Citation.objects.public(day)
        .annotate(survivor=SURVIVING_EVENT, citing=CITING, repeated=REPEATED)
        .filter(survivor__in=events.order_by().values("pk"))
    )
