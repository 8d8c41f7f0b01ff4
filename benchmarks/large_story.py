"""Write a story bundle of any size that keeps every rule: `large_story.py EVENTS [SLUG]`.

The same numbers always give the same bytes, so measurements can be repeated.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

START = date(2016, 1, 1)
DAYS = 3_900
CITATIONS = 5
OUTLETS = 60
WORDS = (
    "battery",
    "bridge",
    "chip",
    "court",
    "engine",
    "ferry",
    "grid",
    "lens",
    "orbit",
    "tower",
)
OUTCOMES = ("held", "failed", "partly_held", "void", "open")


def bundle(events: int, slug: str) -> dict[str, Any]:
    """Return a bundle with that many events, five citations and about two changes each."""
    made = [*map(one_event, range(events), [events] * events)]
    changes = [change for event in made for change in event["changes"]]
    changes.sort(key=lambda change: change["effective"])
    return {
        "format": "rumor-to-fact/story-bundle",
        "version": 1,
        "story": {"slug": slug, "title": f"A story of {events} events", "pivot": "e000001"},
        "outlets": [
            {
                "id": f"outlet-{n}",
                "name": f"Outlet {n}",
                "kind": "newspaper",
                "domain": f"outlet{n}.example",
            }
            for n in range(OUTLETS)
        ],
        "sources": [source for event in made for source in event["sources"]],
        "events": [event["event"] for event in made],
        "citations": [citation for event in made for citation in event["citations"]],
        "changes": changes,
    }


def one_event(number: int, count: int) -> dict[str, Any]:
    """Return event `number` with all that belongs to it; odd ones are occurrences."""
    key = f"e{number:06}"
    day = START + timedelta(days=number * DAYS // count)
    word = WORDS[number % len(WORDS)]
    is_prediction = number % 2 == 0
    event = {
        "id": key,
        "kind": "prediction" if is_prediction else "occurrence",
        "statement": f"The {word} number {number} {'will be' if is_prediction else 'is'} ready",
    }
    event |= {"aspect": word} if is_prediction else {"date": day.isoformat()}
    sources = [*sources_of(key, number, day)]
    citations = [*citations_of(key, number)]
    changes = [*changes_of(key, number, day, is_prediction=is_prediction)]
    return {"event": event, "sources": sources, "citations": citations, "changes": changes}


def sources_of(key: str, number: int, day: date) -> Iterator[dict[str, Any]]:
    for place in range(CITATIONS):
        outlet = (number * 7 + place * 11) % OUTLETS
        yield {
            "id": f"{key}-s{place}",
            "outlet": f"outlet-{outlet}",
            "title": f"Document {place} on {key}",
            "url": f"https://outlet{outlet}.example/{key}/{place}",
            "published": (day + timedelta(days=place)).isoformat(),
        }


def citations_of(key: str, number: int) -> Iterator[dict[str, Any]]:
    """Yield one first-hand or primary report and its relays, each of the one before."""
    for place in range(CITATIONS):
        citation = {
            "id": f"{key}-c{place}",
            "event": key,
            "source": f"{key}-s{place}",
            "stance": "supports",
            "basis": "relayed" if place else ("primary" if number % 2 else "first_hand"),
            "quote": f"the thing number {number} as document {place} tells it",
        }
        if place:
            citation["relays"] = f"{key}-s{place - 1}"
        yield citation


def changes_of(
    key: str, number: int, day: date, *, is_prediction: bool
) -> Iterator[dict[str, Any]]:
    """Yield the first status, and for a prediction what came of it some days later."""
    first = {"event": key, "effective": day.isoformat(), "evidence": [f"{key}-c0"]}
    status = "reported" if is_prediction else "confirmed"
    yield first | {"field": "status", "value": status}
    if not is_prediction:
        return
    yield first | {"field": "due", "value": (day + timedelta(days=40)).isoformat()[:7]}
    outcome = OUTCOMES[number // 2 % len(OUTCOMES)]
    later = first | {"effective": (day + timedelta(days=CITATIONS)).isoformat()}
    settled = later | {"field": "outcome", "value": outcome, "reason": f"So ended {key}."}
    if outcome == "held":
        proof = {
            "override": True,
            "reason": "Generated.",
            "field": "status",
            "value": "confirmed",
        }
        yield later | proof
    if outcome in {"held", "failed", "partly_held"}:
        settled["actual"] = f"Ready on day {number}"
    if outcome != "open":
        yield settled


if __name__ == "__main__":
    size = int(sys.argv[1])
    name = sys.argv[2] if len(sys.argv) > 2 else f"large-{size}"
    json.dump(bundle(size, name), sys.stdout)
