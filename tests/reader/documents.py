"""The pages of documents as tests read them, and the same figures computed slowly."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

from django.test import Client

from tracker.evidence.models import Citation, SourceRelay
from tracker.sources.models import Source
from tracker.stories.events import Event

OUTCOMES = ("held", "partly_held", "failed", "void", "open")


def exported(query: str = "") -> list[dict[str, Any]]:
    """Return the rows of the JSON file."""
    response = Client().get(f"/sources/?_export=json&{query}")
    assert response.status_code == 200
    return json.loads(response.getvalue())["rows"]


def survivor(row: Any) -> Any:
    return row.merged_into or row


def outcome_on(event: Event, last: date) -> tuple[str, date | None]:
    """Return the outcome on the day `last` and since when it is so."""
    outcome, since = "open", None
    changes = [
        change
        for change in event.changes.filter(field="outcome").order_by("effective", "number")
        if change.effective <= last and not hasattr(change, "withdrawn_by")
    ]
    for day in sorted({change.effective for change in changes}):
        value = [change.value for change in changes if change.effective == day][-1]
        if value != outcome:
            outcome, since = value, day
    return outcome, None if outcome == "open" else since


def is_known(event: Event, last: date) -> bool:
    return event.story.is_published and any(
        change.field == "status"
        and change.effective <= last
        and not hasattr(change, "withdrawn_by")
        for change in event.changes.all()
    )


def slowly(day: date | None) -> dict[int, dict[str, Any]]:
    """Return the figures of each public document as of `day`, one after the other, by id."""
    last = day or date.max
    shown = [
        citation
        for citation in Citation.objects.all()
        if citation.review == "accepted"
        and citation.source.known_on
        and citation.source.known_on <= last
        and is_known(survivor(citation.event), last)
    ]
    pairs = {
        (survivor(link.source), survivor(link.relayed)) for link in SourceRelay.objects.all()
    }
    public = {survivor(one.source) for one in shown}
    public |= {survivor(one.relays) for one in shown if one.relays}
    while new := {relayed for relayer, relayed in pairs if relayer in public} - public:
        public |= new
    pairs |= {(survivor(one.source), survivor(one.relays)) for one in shown if one.relays}
    return {
        source.pk: figures(source, shown, pairs, public, last)
        for source in public
    }  # fmt: skip


def figures(
    source: Source, shown: list[Citation], pairs: set[Any], public: set[Any], last: date
) -> dict[str, Any]:
    own = [one for one in shown if survivor(one.source) == source]
    supported = {survivor(one.event) for one in own if one.stance == "supports"}
    outcomes: Counter[str] = Counter()
    for event in supported:
        outcome, since = outcome_on(event, last)
        if event.kind == "prediction" and (since is None or source.known_on < since):
            outcomes[outcome] += 1
    return {
        "title": source.title,
        "known_on": str(source.known_on),
        "statements": len({survivor(one.event) for one in own}),
        "predictions": outcomes.total(),
        **{name: outcomes[name] for name in OUTCOMES},
        "relays": len({b for a, b in pairs if a == source and b != source}),
        "relayed_by": len({a for a, b in pairs if b == source and a in public and a != b}),
    }
