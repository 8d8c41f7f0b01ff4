"""What a story still lacks before readers see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.evidence.models import Citation, ReviewState
from tracker.stories.events import Event
from tracker.stories.models import Story


@dataclass(frozen=True)
class Lack:
    """One thing that is missing. With an error it is not published; others are hints.

    key: names the thing, for whoever knows where it is mended.
    """

    key: str
    text: str
    is_error: bool = False


def lacks_of(story: Story) -> list[Lack]:
    """Return what `story` lacks, errors first; five queries."""
    found = [*lacks_in_words(story), *lacks_among_events(story), *lacks_among_sources(story)]
    return sorted(found, key=lambda lack: not lack.is_error)


def lacks_in_words(story: Story) -> list[Lack]:
    found = []
    if not story.summary.strip():
        found.append(Lack("summary", _("It has no summary."), is_error=True))
    if story.pivot is None:
        text = _("It has no pivot: nothing is held against a release.")
        found.append(Lack("pivot", text))
    elif story.pivot.is_draft:
        text = _("Its pivot has no status, so readers do not see it yet.")
        found.append(Lack("pivot", text))
    return found


def lacks_among_events(story: Story) -> list[Lack]:
    events = Event.objects.unmerged().filter(story=story)
    bare = ~Exists(Citation.objects.public().filter(event=OuterRef("pk")))
    counts = events.aggregate(
        known=Count("pk", filter=~Q(status="")),
        drafts=Count("pk", filter=Q(status="")),
    )
    uncited = events.known().filter(bare).count()
    found = []
    if not counts["known"]:
        text = _("None of its events has a status, so readers would find an empty page.")
        found.append(Lack("events", text, is_error=True))
    if uncited:
        text = ngettext(
            "%d event has a status but no accepted citation.",
            "%d events have a status but no accepted citation.",
            uncited,
        )
        found.append(Lack("uncited", text % uncited, is_error=True))
    if drafts := counts["drafts"]:
        text = ngettext(
            "%d event has no status and stays a draft.",
            "%d events have no status and stay drafts.",
            drafts,
        )
        found.append(Lack("drafts", text % drafts))
    return found


def lacks_among_sources(story: Story) -> list[Lack]:
    citations = Citation.objects.filter(story=story)
    document = Coalesce("source__merged_into", "source")
    accepted = Q(review=ReviewState.ACCEPTED)
    counts = citations.aggregate(
        proposed=Count("pk", filter=Q(review=ReviewState.PROPOSED)),
        without_address=Count(document, distinct=True, filter=accepted & Q(source__url="")),
        without_copy=Count(
            document,
            distinct=True,
            filter=accepted & ~Q(source__url="") & Q(source__archive_url=""),
        ),
    )
    texts = {
        "proposed": ngettext(
            "%d citation waits for a review, and readers do not see it.",
            "%d citations wait for a review, and readers do not see them.",
            counts["proposed"],
        ),
        "without_address": ngettext(
            "%d cited source has no address.",
            "%d cited sources have no address.",
            counts["without_address"],
        ),
        "without_copy": ngettext(
            "%d cited source has no archived copy.",
            "%d cited sources have no archived copy.",
            counts["without_copy"],
        ),
    }
    return [Lack(key, text % counts[key]) for key, text in texts.items() if counts[key]]
