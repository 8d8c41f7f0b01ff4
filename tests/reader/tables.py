"""The table of predictions as tests read it, and the same figures computed slowly."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.test import Client

from tests.reader.pages import Element
from tracker.evidence.models import Citation
from tracker.stories.events import Event
from tracker.stories.models import Story


def address(story: Story, query: str = "") -> str:
    return f"/stories/{story.slug}/predictions/" + (f"?{query}" if query else "")


def rows(page: Element) -> list[Element]:
    body = page.one("tbody")
    return body.all("tr")


def statements(page: Element) -> list[str]:
    return [row.one("th").one("a", "said").text for row in rows(page)]


def row(page: Element, statement: str) -> Element:
    found = [one for one in rows(page) if one.one("th").one("a", "said").text == statement]
    assert len(found) == 1
    return found[0]


def said(page: Element) -> str:
    """Return what is announced of the list."""
    return page.one(id="events").attrs["data-announce"]


def exported(story: Story, query: str = "") -> list[dict[str, Any]]:
    """Return the rows of the JSON file."""
    response = Client().get(address(story, f"_export=json&{query}"))
    assert response.status_code == 200
    return json.loads(response.getvalue())["rows"]


def slowly(story: Story, day: date | None) -> dict[str, dict[str, Any]]:
    """Return what is known of each prediction by `day`, one after the other, by key."""
    last = day or date.max
    found = {}
    for event in Event.objects.filter(story=story, kind="prediction", merged_into=None):
        changes = [
            change
            for change in event.changes.order_by("effective", "number")
            if change.effective <= last and not hasattr(change, "withdrawn_by")
        ]
        statuses = [change.value for change in changes if change.field == "status"]
        if not statuses:
            continue
        outcome, since, verdict = "open", None, None
        for effective in sorted({change.effective for change in changes}):
            of_day = [
                one for one in changes if (one.field, one.effective) == ("outcome", effective)
            ]
            if of_day and of_day[-1].value != outcome:
                outcome, since = of_day[-1].value, effective
            verdict = of_day[-1] if of_day else verdict
        since = since if outcome != "open" else None
        first = first_support(event, last)
        found[event.key] = {
            "statement": event.statement,
            "status": statuses[-1],
            "outcome": outcome,
            "outcome_since": str(since) if since else None,
            "actual": verdict.actual if verdict and outcome != "open" else "",
            "first_reported_on": str(first.source.known_on) if first else None,
            "first_reported_by": first.source.outlet.name if first else "",
            "lead_days": (since - first.source.known_on).days if since and first else None,
        }
    return found


def first_support(event: Event, last: date) -> Any:
    supports = [
        citation
        for citation in Citation.objects.select_related("source__outlet", "event")
        if event.pk in {citation.event_id, citation.event.merged_into_id}
        and citation.stance == "supports"
        and citation.review == "accepted"
        and citation.source.known_on
        and citation.source.known_on <= last
    ]
    return min(supports, key=lambda one: (one.source.known_on, one.key), default=None)
