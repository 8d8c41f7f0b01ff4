"""Finding what was altered behind the ledger's back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.ledger.chain import GENESIS, digest
from tracker.ledger.entries import Entries, Entry
from tracker.ledger.models import Change
from tracker.ledger.store import current_values
from tracker.stories.events import Event
from tracker.stories.models import Story

CHUNK = 1000


@dataclass(frozen=True)
class Fault:
    """Something that does not fit the ledger of the story `story`; `what` is for people."""

    story: str
    what: str


def faults(story: Story) -> list[Fault]:
    """Return the first entry of `story` that does not fit, and events that disagree with it.

    [] if everything fits. The end of a chain cannot show that entries after it are gone;
    events whose values the missing entries brought show it, and so does a digest that was
    noted elsewhere.
    """
    entries: list[Entry] = []
    found = [*broken_links(story, entries)]
    if not found:
        found += stray_events(story, Entries(entries))
    return found


def broken_links(story: Story, entries: list[Entry]) -> Iterator[Fault]:
    """Yield the first entry that breaks the chain, and collect those before it in `entries`."""
    previous = GENESIS
    rows = Change.objects.filter(story=story).with_keys().order_by("number")
    for number, row in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        if row.number != number:
            yield Fault(story.slug, _("Entry %d is missing.") % number)
            return
        entry = row.entry()
        if foreign := foreign_part(row):
            yield Fault(story.slug, f"{described(row)}: {foreign}")
            return
        previous = digest(previous, entry)
        if previous != row.digest:
            yield Fault(story.slug, _("%s does not fit its digest.") % described(row))
            return
        entries.append(entry)


def foreign_part(row: Change) -> str:
    """Say which part of `row` belongs to another story, "" if none does."""
    parts = [row.event, *(link.event for link in row.settler_rows.all())]
    parts += [link.citation for link in row.evidence_rows.all()]
    parts += [row.withdraws] if row.withdraws else []
    if any(part.story_id != row.story_id for part in parts):
        return _("it names an event, a citation or an entry of another story.")
    return ""


def described(row: Change) -> str:
    return _("Entry %(number)d (%(field)s of “%(event)s”, row %(row)d)") % {
        "number": row.number,
        "field": row.field,
        "event": row.event.key,
        "row": row.pk,
    }


def stray_events(story: Story, entries: Entries) -> Iterator[Fault]:
    """Yield events whose current values are not those of the ledger."""
    for event in Event.objects.filter(story=story).order_by("key").iterator(chunk_size=CHUNK):
        for name, value in current_values(event, entries).items():
            if getattr(event, name) != value:
                yield Fault(
                    story.slug,
                    _("Event “%(event)s”: %(name)s is %(shown)s, the ledger says %(value)s.")
                    % {
                        "event": event.key,
                        "name": name,
                        "shown": getattr(event, name) or "–",
                        "value": value or "–",
                    },
                )
                break
