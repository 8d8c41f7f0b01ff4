"""What accepting a proposed citation would change for its event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.evidence.models import Citation, Stance
from tracker.evidence.origins import Report, Trace
from tracker.evidence.provenance import Graph, graph_of
from tracker.sources.models import Source


@dataclass(frozen=True)
class Effect:
    """Reports and origins of the event in words, before and after; `note` says the rest."""

    before: str
    after: str
    note: str = ""

    @property
    def is_change(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Counted:
    """An accepted supporting citation; it counts once its source is known."""

    report: Report
    is_known: bool


def effects_of(citations: Collection[Citation]) -> dict[int, Effect]:
    """Map ids of proposed `citations` to what accepting each alone would change.

    Their sources and what they relay must be loaded. Three queries.
    """
    counted = counted_for({citation.event_id for citation in citations})
    proposed = {citation.pk: report_of(citation) for citation in citations}
    graph = graph_of(documents(counted, proposed.values()))
    return {
        citation.pk: effect(
            citation, proposed[citation.pk], counted.get(citation.event_id, []), graph
        )
        for citation in citations
    }


def counted_for(events: Collection[int]) -> dict[int, list[Counted]]:
    """Map events to their accepted supporting citations, of known sources and of others."""
    rows = (
        Citation.objects.accepted()
        .supporting()
        .filter(event__in=events)
        .order_by("source__known_on", "key")
        .values_list(
            "event",
            Coalesce("source__merged_into", "source"),
            "basis",
            Coalesce("relays__merged_into", "relays"),
            "source__known_on",
        )
    )
    counted: dict[int, list[Counted]] = {}
    for event, source, basis, relays, known_on in rows:
        one = Counted(Report(source, basis, relays), is_known=known_on is not None)
        counted.setdefault(event, []).append(one)
    return counted


def report_of(citation: Citation) -> Report:
    relays = citation.relays
    return Report(
        root(citation.source), citation.basis, None if relays is None else root(relays)
    )


def root(source: Source) -> int:
    return source.merged_into_id or source.pk


def documents(counted: dict[int, list[Counted]], proposed: Iterable[Report]) -> set[int]:
    """Return the ids of all documents that these reports name."""
    reports = [one.report for event in counted.values() for one in event]
    return {
        document
        for report in [*reports, *proposed]
        for document in (report.source, report.relays)
        if isinstance(document, int)
    }


def effect(citation: Citation, report: Report, counted: list[Counted], graph: Graph) -> Effect:
    before = graph.trace(one.report for one in counted if one.is_known)
    if citation.source.known_on is None:
        return Effect(
            in_words(before),
            in_words(before),
            _("Nothing shows yet when its source was known: it counts once that is known."),
        )
    # What a known document relays is known by it, and so are citations of that document.
    made_known = reached(report.relays, graph)
    after = [one.report for one in counted if one.is_known or one.report.source in made_known]
    note = ""
    if citation.stance == Stance.SUPPORTS:
        after.append(report)
    else:
        note = _("It supports nothing: reports and origins are counted over those that do.")
    return Effect(in_words(before), in_words(graph.trace(after)), note)


def reached(relayed: object, graph: Graph) -> set[object]:
    """Return `relayed` with all documents that it relays as a whole, directly or not."""
    found: set[object] = set()
    waiting = [] if relayed is None else [relayed]
    while waiting:
        document = waiting.pop()
        if document not in found:
            found.add(document)
            waiting.extend(graph.whole.get(document, ()))
    return found


def in_words(trace: Trace) -> str:
    """Return the counts of `trace` as “9 reports, 1 origin”."""
    origins = len(trace.origins)
    return _("%(reports)s, %(origins)s") % {
        "reports": ngettext("%d report", "%d reports", trace.reports) % trace.reports,
        "origins": ngettext("%d origin", "%d origins", origins) % origins,
    }
