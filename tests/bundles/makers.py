from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from tracker.bundles.flaws import BundleRefused, Report
from tracker.bundles.importing import import_bundle
from tracker.bundles.models import OutletName, SourceName
from tracker.evidence.models import Citation, SourceRelay
from tracker.ledger.models import Change, ChangeEvidence, ChangeSettler
from tracker.ledger.triggers import install, remove
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
REAL = Path(__file__).parents[2] / "tracker/bundles/stories/deepseek-v4-huawei.json"

SMALL: dict[str, Any] = {
    "format": "rumor-to-fact/story-bundle",
    "version": 1,
    "story": {
        "slug": "bridge",
        "title": "The bridge",
        "summary": "It opened.",
        "time_zone": "Europe/Berlin",
        "pivot": "o-open",
    },
    "outlets": [
        {"id": "wire", "name": "Wire", "kind": "wire", "domain": "wire.example"},
        {"id": "paper", "name": "Paper", "kind": "newspaper", "domain": "paper.example"},
        {"id": "city", "name": "City", "kind": "government", "domain": "city.example"},
    ],
    "sources": [
        {
            "id": "s-wire",
            "outlet": "wire",
            "title": "Bridge to open",
            "published": "2026-03-01",
        },
        {
            "id": "s-paper",
            "outlet": "paper",
            "title": "Wire: bridge to open",
            "url": "https://paper.example/1",
            "published": "2026-03-02/..",
            "accessed": "2026-03-04",
            "relays": ["s-wire"],
        },
        {
            "id": "s-city",
            "outlet": "city",
            "title": "The bridge is open",
            "url": "https://city.example/open",
            "published": "2026-05-02",
            "note": "With pictures.",
        },
    ],
    "events": [
        {"id": "o-open", "kind": "occurrence", "statement": "It opens", "date": "2026-05-01"},
        {
            "id": "p-may",
            "kind": "prediction",
            "statement": "It will open in May",
            "detail": "Said twice.",
            "criteria": "Held if a car drives over it in May.",
        },
    ],
    "citations": [
        {
            "id": "c1",
            "event": "p-may",
            "source": "s-paper",
            "stance": "supports",
            "basis": "relayed",
            "relays": "s-wire",
            "quote": "is to open in May",
        },
        {
            "id": "c2",
            "event": "o-open",
            "source": "s-city",
            "stance": "supports",
            "basis": "primary",
        },
    ],
    "changes": [
        {
            "event": "p-may",
            "field": "status",
            "value": "reported",
            "effective": "2026-03-04",
            "evidence": ["c1"],
        },
        {
            "event": "p-may",
            "field": "due",
            "value": "2026-05",
            "effective": "2026-03-04",
            "evidence": ["c1"],
        },
        {
            "event": "o-open",
            "field": "status",
            "value": "confirmed",
            "effective": "2026-05-02",
            "evidence": ["c2"],
        },
        {
            "event": "p-may",
            "field": "status",
            "value": "confirmed",
            "effective": "2026-05-02",
            "evidence": ["c2"],
            "resolved_by": ["o-open"],
        },
        {
            "event": "p-may",
            "field": "outcome",
            "value": "held",
            "effective": "2026-05-02",
            "evidence": ["c2"],
            "resolved_by": ["o-open"],
            "actual": "1 May 2026",
        },
    ],
}


def small() -> dict[str, Any]:
    """A valid bundle of two events, to be altered by the test."""
    return copy.deepcopy(SMALL)


def take(data: dict[str, Any] | bytes, **options: Any) -> Report:
    """Import a bundle as "anna"; options as for import_bundle."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return import_bundle(content, **{"by": "anna", "now": NOW} | options)


def flaws_of(data: dict[str, Any] | bytes) -> dict[str, str]:
    """Return the flaws for which a bundle is refused, message by path; {} if it is taken."""
    try:
        take(data)
    except BundleRefused as error:
        return {flaw.path: flaw.message for flaw in error.flaws}
    return {}


def bridge() -> Story:
    return Story.objects.get(slug="bridge")


def empty_record() -> None:
    """Take everything away again, as if it were another machine."""
    remove(connection)
    for model in (ChangeEvidence, ChangeSettler, Change):
        model.objects.all()._raw_delete("default")
    install(connection)
    for model in (Citation, SourceRelay, OutletName, SourceName):
        model.objects.all().delete()
    Event.objects.update(part_of=None, merged_into=None)
    for model in (Source, Outlet):
        model.objects.update(merged_into=None)
    for model in (Story, Source, Outlet):
        model.objects.all().delete()
    for model in (Story, Event, Source, Outlet, Citation):
        model.history.all().delete()
