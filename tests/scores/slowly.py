"""Track records and confidence worked out the slow, obvious way: row by row, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from math import prod

from tracker.evidence.models import Citation, SourceRelay
from tracker.ledger.models import Change
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event

# Repeated here on purpose: a changed number has to be changed twice.
EXPECTED = {
    "government": 0.60, "research": 0.60, "wire": 0.60, "company": 0.55, "newspaper": 0.55,
    "broadcaster": 0.55, "magazine": 0.50, "trade_press": 0.50, "newsletter": 0.45,
    "blog": 0.30, "individual": 0.30, "other": 0.30, "aggregator": 0.20, "social": 0.15,
}  # fmt: skip
POINTS = {"held": 1.0, "partly_held": 0.5, "failed": 0.0}


@dataclass(frozen=True)
class SlowCall:
    role: str
    outcome: str
    miss: str
    called_on: date
    lead: int | None
    is_first: bool
    hedged: bool
    counted: bool


class Slowly:
    """The whole record in memory, asked one thing at a time."""

    def __init__(self) -> None:
        cited = Citation.objects.select_related("event", "source", "relays")
        self.citations = [
            citation
            for citation in cited
            if citation.review == "accepted" and citation.source.known_on
        ]
        self.events = [
            event
            for event in Event.objects.select_related("story", "part_of")
            if event.known_on and not event.merged_into_id
        ]
        self.by_id = {event.pk: event for event in self.events}
        self.entries = [*Change.objects.order_by("effective", "number")]
        self.withdrawn = {entry.withdraws_id for entry in self.entries if entry.withdraws_id}
        self.relays = [*SourceRelay.objects.select_related("source", "relayed")]
        self.sources = {source.pk: source for source in Source.objects.all()}
        self.outlets = {outlet.pk: outlet for outlet in Outlet.objects.all()}

    def document(self, source: Source) -> int:
        return source.merged_into_id or source.pk

    def outlet(self, document: int) -> int:
        outlet = self.outlets[self.sources[document].outlet_id]
        return outlet.merged_into_id or outlet.pk

    def said(self, event: Event, stance: str, day: date) -> list[Citation]:
        return [
            citation
            for citation in self.citations
            if event.pk in (citation.event_id, citation.event.merged_into_id)
            and citation.stance == stance
            and citation.source.known_on <= day
        ]

    def ends(self, document: int, said: list[Citation], seen: frozenset[int]) -> set[int]:
        """Follow the relays from `document` to the documents where they end."""
        if document in seen:
            return set()
        own = [citation for citation in said if self.document(citation.source) == document]
        if own:
            onward = [self.document(one.relays) for one in own if one.relays]
            found = {document} if any(one.basis != "relayed" for one in own) else set()
        else:
            onward = [
                self.document(link.relayed)
                for link in self.relays
                if self.document(link.source) == document
                and self.document(link.relayed) != document
            ]
            found = set() if onward else {document}
        for target in onward:
            found |= self.ends(target, said, seen | {document})
        return found

    def outcome(self, event: Event, day: date) -> tuple[str, str, date | None, date | None]:
        """Return outcome and miss on `day`, since when it is that, and since when not open."""
        in_force: dict[date, Change] = {}
        for entry in self.entries:
            counts = entry.pk not in self.withdrawn and entry.effective <= day
            if counts and entry.event_id == event.pk and entry.field == "outcome":
                in_force[entry.effective] = entry
        line = [in_force[key] for key in sorted(in_force)]
        if not line:
            return "open", "", None, None
        since = closed = None
        for entry in reversed(line):
            if entry.value != line[-1].value:
                break
            since = entry.effective
        for entry in reversed(line):
            if entry.value == "open":
                break
            closed = entry.effective
        return line[-1].value, line[-1].miss, since, closed

    @cache  # noqa: B019
    def origins(self, event: int) -> list[tuple[Citation, int, set[int]]]:
        """Return all support of the event ever: by which outlet, from which origins."""
        ever = self.said(self.by_id[event], "supports", date.max)
        found = []
        for citation in ever:
            document = self.document(citation.source)
            ends = self.ends(document, ever, frozenset())
            found.append((citation, self.outlet(document), {self.outlet(end) for end in ends}))
        return found

    def heard_of(self, event: int) -> set[int]:
        """Return the outlets that said it, or that a chain ends at."""
        return {one for _citation, by, origins in self.origins(event) for one in (by, *origins)}

    @cache  # noqa: B019
    def call(self, event: Event, outlet: int, day: date) -> SlowCall | None:
        """Return how the outlet's call of `event` stood on `day`, but for its parts."""
        if event.kind != "prediction" or day < event.known_on:
            return None
        outcome, miss, since, closed = self.outcome(event, day)
        last = closed - timedelta(days=1) if closed else day
        all_support = self.origins(event.pk)
        own = [citation for citation, _by, origins in all_support if outlet in origins]
        relayed = [
            citation
            for citation, by, origins in all_support
            if by == outlet and outlet not in origins
        ]
        used = own if any(one.source.known_on <= last for one in own) else relayed
        if not any(one.source.known_on <= last for one in used):
            return None
        first = min(one.source.known_on for one in used)
        day_one = [one for one in used if one.source.known_on == first]
        by_itself = [one for one in day_one if self.outlet(self.document(one.source)) == outlet]
        called_on = min(one.source.known_on for one in own + relayed)
        reported_on = min(one.source.known_on for one, _by, _from in all_support)
        return SlowCall(
            role="own" if used is own else "relayed",
            outcome=outcome,
            miss=miss,
            called_on=called_on,
            lead=(since - called_on).days if outcome in POINTS else None,
            is_first=used is own and first == reported_on,
            hedged=all(one.hedged for one in by_itself or day_one),
            counted=outcome in POINTS,
        )

    @cache  # noqa: B019
    def calls(self, day: date) -> dict[tuple[int, int], SlowCall]:
        """Map (event, outlet) to the calls as they stood on `day`."""
        outlets = {outlet.pk for outlet in self.outlets.values() if not outlet.merged_into_id}
        plain = {
            (event.pk, outlet): call
            for event in self.events
            for outlet in outlets & self.heard_of(event.pk)
            if (call := self.call(event, outlet, day))
        }
        found = dict(plain)
        for event in self.events:
            broad = event.part_of and (event.part_of.merged_into_id or event.part_of_id)
            for outlet in outlets:
                part, whole = plain.get((event.pk, outlet)), plain.get((broad, outlet))
                if part and whole and part.counted:
                    found[broad, outlet] = SlowCall(**vars(whole) | {"counted": False})
        return found

    @cached_property
    def stories(self) -> dict[int, str]:
        return {event.pk: event.story.publication for event in self.events}

    def record(self, outlet: int, day: date, *, without: int) -> tuple[float, int]:
        """Return (points, settled predictions) of the outlet's own record on `day`."""
        outcomes = [
            call.outcome
            for (event, caller), call in self.calls(day).items()
            if caller == outlet and call.role == "own" and call.counted
            if event != without and self.stories[event] == "published"
        ]
        return sum(POINTS[outcome] for outcome in outcomes), len(outcomes)

    def weight(self, event: Event, outlet: int, said: list[Citation], day: date) -> float:
        own, leading = [], []
        for citation in said:
            document = self.document(citation.source)
            ends = self.ends(document, said, frozenset())
            if outlet in {self.outlet(end) for end in ends}:
                leading.append(citation)
            if document in ends and self.outlet(document) == outlet:
                own += [citation] if citation.basis != "relayed" else []
        points, n = self.record(outlet, day, without=event.pk)
        share = (EXPECTED[self.outlets[outlet].kind] * 4 + points) / (4 + n)
        if event.kind == "occurrence" and any(one.basis == "primary" for one in own):
            share = (0.95 * 20 + points) / (20 + n)
        doubted = all(one.hedged for one in own) if own else any(one.hedged for one in leading)
        return share / 2 if doubted else share

    def confidence(self, event: Event, day: date) -> float:
        """Return the confidence in `event` as of `day`, not rounded."""
        _outcome, _miss, _since, closed = self.outcome(event, day)
        moment = closed - timedelta(days=1) if closed and event.kind == "prediction" else day
        sides = []
        for stance in ("supports", "denies"):
            said = self.said(event, stance, moment)
            outlets = {
                self.outlet(end)
                for citation in said
                for end in self.ends(self.document(citation.source), said, frozenset())
            }
            weights = [self.weight(event, outlet, said, moment) for outlet in sorted(outlets)]
            sides.append(1 - prod(1 - weight for weight in weights))
        return sides[0] * (1 - sides[1])
