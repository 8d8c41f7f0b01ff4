"""What falls due: open predictions, and what stories say is to be watched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.dates.edtf import parse_edtf
from tracker.dates.words import say
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome, Publication

MOST_DUE = 10


@dataclass(frozen=True)
class DueItem:
    """Something with a due date; a question that is only watched has no `status`."""

    due_text: str
    last_day: date
    is_overdue: bool
    url: str
    statement: str
    status: str
    story_title: str


def due_items(today: date) -> list[DueItem]:
    """Return what falls due next in published stories, the overdue first; two queries."""
    found = [*open_predictions(today), *watched_questions(today)]
    return sorted(found, key=lambda item: item.last_day)[:MOST_DUE]


def open_predictions(today: date) -> Iterator[DueItem]:
    events = (
        Event.objects.known()
        .unmerged()
        .filter(
            outcome=Outcome.OPEN,
            due_on__isnull=False,
            story__publication=Publication.PUBLISHED,
        )
        .select_related("story")
        .order_by("due_on", "pk")[:MOST_DUE]
    )
    for event in events:
        yield DueItem(
            due_text=say(event.due),
            last_day=event.due_on,
            is_overdue=event.due_on < today,
            url=event.get_absolute_url(),
            statement=event.statement,
            status=event.status,
            story_title=event.story.title,
        )


def watched_questions(today: date) -> Iterator[DueItem]:
    """Yield the dated questions of stories that lie ahead; those of the past were watched."""
    for story in Story.objects.published().exclude(watch=[]).order_by("pk"):
        for question in story.watch:
            last = parse_edtf(question["due"]).last if question.get("due") else None
            if last and last >= today:
                yield DueItem(
                    due_text=say(question["due"]),
                    last_day=last,
                    is_overdue=False,
                    url=f"{story.get_absolute_url()}#watch",
                    statement=question["question"],
                    status="",
                    story_title=story.title,
                )
