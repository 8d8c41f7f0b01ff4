"""Track records as tests read them, and the same figures computed slowly."""

from __future__ import annotations

import json
from datetime import date, timedelta
from math import sqrt
from statistics import median
from typing import Any

from django.test import Client

from tests.makers import make_citation, make_event, make_source, recorded
from tests.scores.slowly import POINTS, SlowCall, Slowly
from tracker.evidence.models import Citation
from tracker.sources.models import Outlet
from tracker.stories.events import Event

SAID, SETTLED = date(2026, 3, 1), date(2026, 5, 1)
Z = 1.959963984540054
Calls = dict[int, list[tuple[int, SlowCall]]]


def exported(query: str = "") -> list[dict[str, Any]]:
    """Return the rows of the JSON file."""
    response = Client().get(f"/outlets/?_export=json&{query}")
    assert response.status_code == 200
    return json.loads(response.getvalue())["rows"]


def public_calls(slow: Slowly, day: date, *, role: str = "") -> Calls:
    """Map outlets (ids) to (event, call) of published stories, of one role or both."""
    found: Calls = {}
    for (event, outlet), call in slow.calls(day).items():
        if slow.stories[event] == "published" and role in ("", call.role):
            found.setdefault(outlet, []).append((event, call))
    return found


def end_of(points: float, n: int, *, upper: bool) -> float:
    """Return an end of the score interval: where the rate is 1.96 standard errors off.

    Found by halving, since the formula is what is tested.
    """
    rate = points / n
    inside, outside = rate, 1.0 if upper else 0.0
    for _ in range(60):
        middle = (inside + outside) / 2
        is_inside = abs(rate - middle) <= Z * sqrt(middle * (1 - middle) / n)
        inside, outside = (middle, outside) if is_inside else (inside, middle)
    return outside


def figures(calls: list[tuple[int, SlowCall]]) -> dict[str, Any]:
    counted = [call.outcome for _event, call in calls if call.counted]
    leads = [call.lead for _event, call in calls if call.counted]
    n = len(counted)
    points = sum(POINTS[outcome] for outcome in counted)
    own = [call for _event, call in calls if call.role == "own"]
    outcomes = [call.outcome for _event, call in calls]
    return {
        "predictions": len(calls),
        "own": len(own),
        "relayed": len(calls) - len(own),
        "first": sum(call.is_first for call in own),
        "settled": n,
        "held": counted.count("held"),
        "partly_held": counted.count("partly_held"),
        "failed": counted.count("failed"),
        "share": round(points / n, 4) if n else None,
        "is_ranked": "yes" if n >= 5 else "no",
        "median_lead_days": median(leads) if leads else None,
        "void": outcomes.count("void"),
        "open": outcomes.count("open"),
    }


def ends(calls: list[tuple[int, SlowCall]]) -> list[float] | None:
    """Return both ends of the interval; None if nothing is settled."""
    outcomes = [call.outcome for _event, call in calls if call.counted]
    points = sum(POINTS[outcome] for outcome in outcomes)
    if not outcomes:
        return None
    return [end_of(points, len(outcomes), upper=upper) for upper in (False, True)]


def said(outlet: Outlet, outcome: str = "", *, days: int = 0, **fields: Any) -> Event:
    """Let `outlet` predict something of its own, `days` after 1 March; settle it on 1 May."""
    day = SAID + timedelta(days=days)
    event = make_event(**fields)
    source = make_source(outlet=outlet, published=day.isoformat())
    citation = make_citation(event=event, source=source, quote=f"{event.statement}, they say")
    recorded(event, effective=day, evidence=[citation])
    if outcome:
        recorded(event, "outcome", outcome, effective=SETTLED)
    return event


def repeated(event: Event, outlet: Outlet, *, days: int = 1, **fields: Any) -> Citation:
    source = make_source(outlet=outlet, published=str(SAID + timedelta(days=days)))
    origin = event.citations.order_by("pk")[0].source
    return make_citation(event=event, source=source, relays=origin, **fields)
