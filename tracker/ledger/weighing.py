"""What the evidence of an event bears by a day. Pure functions."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.evidence.models import Basis, Stance
from tracker.evidence.origins import Report, Trace, trace
from tracker.stories.values import Status

ORIGINS_TO_CONFIRM = 2


@dataclass(frozen=True)
class EventFacts:
    """An event as the rule sees it. `happened_from`: the first day its date may mean."""

    key: str
    kind: str
    happened_from: date | None = None


@dataclass(frozen=True)
class CitationFacts:
    """A citation as the rule sees it. `known_on`: of its source."""

    key: str
    event: str
    source: Hashable
    stance: str
    basis: str
    relays: Hashable | None
    accepted: bool
    known_on: date | None

    def counts_by(self, day: date) -> bool:
        return self.accepted and self.known_on is not None and self.known_on <= day


@dataclass
class Facts:
    """Everything that entries of a story may rest on.

    `whole` and `outlets` are as for evidence.origins.trace. `today` is the present day in
    the story's time zone.
    """

    events: Mapping[str, EventFacts]
    citations: Mapping[str, CitationFacts]
    whole: Mapping[Any, Sequence[Any]]
    outlets: Mapping[Any, Hashable]
    today: date
    by_event: dict[str, list[CitationFacts]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_event = {}
        for citation in self.citations.values():
            self.by_event.setdefault(citation.event, []).append(citation)


@dataclass(frozen=True)
class Weight:
    """What the accepted citations of an event bear by a day."""

    trace: Trace
    has_primary: bool
    has_mention: bool

    def bears(self, status: str) -> bool:
        """Tell whether the evidence is enough for `status`."""
        if status == Status.RUMORED:
            return bool(self.trace.reports) or self.has_mention
        if status == Status.REPORTED:
            return bool(self.trace.origins)
        return self.has_primary or len(self.trace.origins) >= ORIGINS_TO_CONFIRM

    def lacks(self, status: str) -> str:
        """Say what is missing for `status`, and what there is."""
        if status == Status.RUMORED:
            return _("To call it rumored: one citation that supports or mentions it.")
        reports = ngettext("%d report", "%d reports", self.trace.reports) % self.trace.reports
        found = len(self.trace.origins)
        there = ngettext(
            "%(reports)s, %(n)d known origin.", "%(reports)s, %(n)d known origins.", found
        )
        there %= {"reports": reports, "n": found}
        if status == Status.REPORTED:
            return f"{there} " + _("To call it reported: one report whose origin is known.")
        if found:
            return f"{there} " + _(
                "To confirm: a primary source, or one more independent origin."
            )
        return f"{there} " + _("To confirm: a primary source, or two independent origins.")


def weigh(facts: Facts, event: str, day: date) -> Weight:
    """Weigh all accepted citations of `event` whose sources were known by `day`."""
    counting = [c for c in facts.by_event.get(event, ()) if c.counts_by(day)]
    supporting = [c for c in counting if c.stance == Stance.SUPPORTS]
    reports = [Report(c.source, c.basis, c.relays) for c in supporting]
    return Weight(
        trace=trace(reports, whole=facts.whole, outlets=facts.outlets),
        has_primary=any(c.basis == Basis.PRIMARY for c in supporting),
        has_mention=any(c.stance == Stance.MENTIONS for c in counting),
    )
