"""What has to follow when citations and relays are saved or deleted at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.evidence.actions import review
from tracker.evidence.following import tell
from tracker.evidence.known import refresh_known_days
from tracker.evidence.models import Citation, ReviewState, SourceRelay
from tracker.stories.events import Event, free_key
from tracker.stories.models import Story
from tracker.stories.values import Kind


def give_event_key(event: Event) -> None:
    """Give a new event the id under which ledger and bundles know it."""
    prefix = "p" if event.kind == Kind.PREDICTION else "o"
    lock(event.story_id)
    event.key = free_key(
        Event.objects.filter(story=event.story_id), event.statement, prefix=prefix
    )


def add_citation(citation: Citation, *, by: AbstractBaseUser) -> None:
    """Save a new citation: accepted at once by who may accept it, else proposed."""
    citation.story_id = citation.event.story_id
    lock(citation.story_id)
    taken = Citation.objects.filter(story=citation.story_id)
    citation.key = free_key(taken, citation.source.title, prefix="c")
    citation.save()
    is_accepted = by.has_perm("tracker.review_citation") and not settings.TRACKER_FOUR_EYES
    state = ReviewState.ACCEPTED if is_accepted else ReviewState.PROPOSED
    review(citation, state, by=by.get_username())


def lock(story: int) -> None:
    """Let nobody else give out keys in the story until the transaction ends."""
    Story.objects.select_for_update().get(pk=story)


def relayed_by_events(events: Iterable[int]) -> set[int]:
    """Return the ids of the documents that citations of `events` relay."""
    return set(
        Citation.objects.filter(event__in=events, relays__isnull=False).values_list(
            "relays", flat=True
        )
    )


def relayed_by_sources(sources: Iterable[int]) -> set[int]:
    """Return the ids of the documents that `sources` relay, as a whole or in a citation."""
    ids = [*sources]
    single = Citation.objects.filter(source__in=ids, relays__isnull=False)
    whole = SourceRelay.objects.filter(source__in=ids)
    return {*single.values_list("relays", flat=True), *whole.values_list("relayed", flat=True)}


def has_entries(event: Event) -> bool:
    """Tell whether the ledger speaks of `event`; then it is never deleted."""
    return bool(
        event.pk
        and Event.objects.filter(pk=event.pk)
        .filter(
            Q(changes__isnull=False)
            | Q(settler_rows__isnull=False)
            | Q(citations__evidence_rows__isnull=False)
        )
        .exists()
    )


def keep_kind(event: Event) -> None:
    """Let an old version of `event` not bring back a kind that the ledger has fixed since."""
    if has_entries(event):
        event.kind = Event.objects.values_list("kind", flat=True).get(pk=event.pk)
        if event.is_prediction:
            event.date = ""


def refresh_relayed(sources: Iterable[int]) -> None:
    """Bring the known days of `sources` (ids) up to date, if there are any."""
    if ids := {*sources}:
        refresh_known_days(ids)


def save_citation_rows(formset: Any, *, by: AbstractBaseUser) -> None:
    """Save the citations of one event's form, and what follows from them."""
    rows = formset.save(commit=False)
    # Of changed rows, what was relayed before may have lost its day too.
    before = Citation.objects.filter(
        pk__in=[row.pk for row in [*rows, *formset.deleted_objects] if row.pk]
    )
    relayed = {*before.exclude(relays=None).values_list("relays", flat=True)}
    for row in formset.deleted_objects:
        row._history_user = by
        row.delete()
    tell(events={row.event_id for row in formset.deleted_objects})
    for row in rows:
        save_citation(row, by=by)
        relayed |= {row.relays_id} - {None}
    formset.save_m2m()
    refresh_relayed(relayed)


def save_citation(citation: Citation, *, by: AbstractBaseUser) -> None:
    """Save `citation`, new or edited; its review and where it belongs stay as they are.

    Where four eyes are asked for, one that is edited waits for somebody else to accept it:
    else its editor would decide alone what counts. A rejected one stays rejected; who edited
    it does not accept it either (see desk.proposers).
    """
    citation._history_user = by
    if citation.pk is None:
        add_citation(citation, by=by)
        return
    fields = {field.name for field in Citation._meta.concrete_fields}
    words = fields - {"id", "story", "key", "event", "review", "created_at"}
    before = Citation.objects.get(pk=citation.pk)
    if all(getattr(before, name) == getattr(citation, name) for name in words):
        # Whoever changes nothing has not written it.
        return
    citation.save(update_fields=words)
    tell(events=[citation.event_id])
    if settings.TRACKER_FOUR_EYES and before.review != ReviewState.REJECTED:
        review(citation, ReviewState.PROPOSED, by=by.get_username(), reason=_("Edited."))
