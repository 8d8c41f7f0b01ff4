"""The list of models for Django; each lives in its room."""

from __future__ import annotations

from tracker.bundles.models import OutletName, SourceName
from tracker.evidence.models import Citation, Review, SourceRelay
from tracker.ledger.models import Change, ChangeEvidence, ChangeSettler
from tracker.scores.models import Call
from tracker.sources.models import Outlet, Source, SourceText
from tracker.stories.events import Event
from tracker.stories.models import Story

__all__ = [
    "Call",
    "Change",
    "ChangeEvidence",
    "ChangeSettler",
    "Citation",
    "Event",
    "Outlet",
    "OutletName",
    "Review",
    "Source",
    "SourceName",
    "SourceRelay",
    "SourceText",
    "Story",
]
