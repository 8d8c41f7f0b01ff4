"""A bundle's ledger: held against the one on file, its chain verified, its evidence weighed."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tracker.bundles.flaws import Flaw, json_path
from tracker.bundles.matching import OnFile
from tracker.bundles.parts import Bundle, day, entry_of, is_accepted
from tracker.dates.edtf import parse_edtf
from tracker.evidence.known import known_days, own_day
from tracker.evidence.provenance import graph_of
from tracker.evidence.relays import all_links, find_cycle
from tracker.ledger.chain import GENESIS, digest, recorded
from tracker.ledger.entries import Entries, Entry
from tracker.ledger.facts import facts_about
from tracker.ledger.models import Change
from tracker.ledger.rule import Ground, Problem, disagreements, problems
from tracker.ledger.weighing import CitationFacts, EventFacts, Facts
from tracker.sources.models import Source
from tracker.stories.models import Story

Given = list[tuple[int, dict[str, Any], Entry | None]]
Filed = list[tuple[Entry, str]]


@dataclass
class LedgerReading:
    """What became of a bundle's ledger: the entries to append, with the digests it proved."""

    flaws: list[Flaw] = field(default_factory=list)
    warnings: list[Flaw] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    # Of all entries, on file and new.
    entries: Entries = field(default_factory=lambda: Entries([]))


def read_ledger(
    bundle: Bundle, on_file: OnFile, facts: Facts, *, by: str, now: datetime
) -> LedgerReading:
    """Compare, verify and weigh the bundle's changes.

    Entries whose digests verify come in as history: what their evidence lacks today is a
    warning. `by` and `now` stand for who recorded the others, and when, where the bundle
    does not say so.
    """
    reading = LedgerReading()
    filed = filed_entries(on_file.story)
    given = [
        (position, change, entry_of(change, number=position + 1))
        for position, change in bundle.items("changes")
    ]
    reading.flaws += contradicting(given, filed)
    for position, _change, entry in given:
        if entry is not None and position >= len(filed):
            recorded_at = entry.recorded_at or now
            recorded_by = entry.recorded_by or by
            reading.new.append(replace(entry, recorded_at=recorded_at, recorded_by=recorded_by))
    reading.entries = Entries([*(entry for entry, _digest in filed), *reading.new])
    if not reading.flaws and not any(name == "changes" for name, _ in bundle.broken):
        verify_chain(given, filed, reading)
    weigh_all(bundle, facts, reading)
    return reading


def filed_entries(story: Story | None) -> Filed:
    """Return the entries on file with their digests."""
    rows = Change.objects.filter(story=story).order_by("number")
    digests = rows.values_list("digest", flat=True)
    return [*zip(rows.entries(), digests, strict=True)] if story else []


def contradicting(given: Given, filed: Filed) -> Iterator[Flaw]:
    """Yield the first place where the bundle's ledger is not the one on file."""
    for position, change, entry in given:
        if position >= len(filed) or entry is None:
            return
        on_file, filed_digest = filed[position]
        same_digest = change.get("digest", filed_digest) == filed_digest
        if entry.told() != on_file.told() or not same_digest:
            told = recorded(entry) if entry.recorded_at else entry.told()
            message = _(
                "The ledger on file says otherwise, and what is recorded stays. "
                "On file: %(file)s. In the bundle: %(bundle)s. "
                "Record what changed as a further entry at the end."
            )
            values = {"file": shown(recorded(on_file)), "bundle": shown(told)}
            yield Flaw(json_path("changes", position), message % values)
            return


def shown(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def verify_chain(given: Given, filed: Filed, reading: LedgerReading) -> None:
    """Verify the digests that new entries come with; put flaws and digests into `reading`."""
    previous = filed[-1][1] if filed else GENESIS
    new = {entry.number: entry for entry in reading.new}
    for position, change, _entry in given[len(filed) :]:
        entry = new.get(position + 1)
        if entry is None:
            return
        claimed = change.get("digest")
        place = json_path("changes", position, "digest")
        if claimed is None:
            reading.flaws += late_digests(given, position)
            return
        if not (change.get("recorded_at") and change.get("recorded_by")):
            message = _("An entry with a digest says when and by whom it was recorded.")
            reading.flaws.append(Flaw(place, message))
            return
        previous = digest(previous, entry)
        if previous != claimed:
            message = _(
                "The chain breaks here: the digest of this entry is %(worked_out)s. The entry "
                "or one before it was altered, or the chain does not extend the ledger on file."
            )
            reading.flaws.append(Flaw(place, message % {"worked_out": previous}))
            return
        reading.digests.append(previous)


def late_digests(given: Given, start: int) -> Iterator[Flaw]:
    for position, change, _entry in given:
        if position > start and change.get("digest"):
            message = _("Remove it: %s has none, and a digest stands on the one before it.")
            path = json_path("changes", position, "digest")
            yield Flaw(path, message % json_path("changes", start))
            return


def weigh_all(bundle: Bundle, facts: Facts, reading: LedgerReading) -> None:
    """Hold every new entry against the rule; put flaws and warnings into `reading`."""
    tainted = tainted_events(bundle)
    history = {entry.number for entry in reading.new[: len(reading.digests)]}

    def add(entry: Entry, problem: Problem) -> None:
        is_lapse = entry.number in history and problem.ground is not Ground.FORM
        (reading.warnings if is_lapse else reading.flaws).append(flaw_of(entry, problem))

    for entry in reading.new:
        if tainted & {entry.event, *entry.resolved_by}:
            continue
        for problem in problems(entry, facts, reading.entries):
            add(entry, problem)
    new = {entry.event for entry in reading.new}
    numbers = {entry.number for entry in reading.new}
    for key in sorted(new - tainted):
        if key in facts.events:
            for entry, problem in disagreements(facts.events[key], facts, reading.entries):
                if entry.number in numbers:
                    add(entry, problem)
                else:
                    path = json_path("changes", max(n for n in numbers) - 1)
                    reading.flaws.append(Flaw(path, problem.message))


def flaw_of(entry: Entry, problem: Problem) -> Flaw:
    return Flaw(json_path("changes", entry.number - 1, problem.part), problem.message)


def tainted_events(bundle: Bundle) -> set[str]:
    """Return events with something broken about them, whose entries cannot be judged yet."""
    named = {"events": "id", "citations": "event", "sources": "id"}
    broken: dict[str, set[str]] = {name: set() for name in named}
    for name, position in bundle.broken:
        item = bundle.data[name][position]
        key = item.get(named[name]) if name in named and isinstance(item, dict) else None
        if isinstance(key, str):
            broken[name].add(key)
    tainted = broken["events"] | broken["citations"]
    for _position, citation in bundle.items("citations"):
        if {citation["source"], citation.get("relays")} & broken["sources"]:
            tainted.add(citation["event"])
    return tainted


class Nodes:
    """One name for each document and outlet: its database id, or its id in the bundle."""

    def __init__(self, bundle: Bundle, on_file: OnFile) -> None:
        self.bundle = bundle
        self.on_file = on_file

    def source(self, key: str) -> Hashable:
        row = self.on_file.sources.get(key)
        return row.pk if row else key

    def outlet(self, key: str) -> Hashable:
        row = self.on_file.outlets.get(key)
        return row.pk if row else key

    def new_sources(self) -> Iterator[dict[str, Any]]:
        for _position, item in self.bundle.items("sources"):
            if item["id"] not in self.on_file.sources:
                yield item

    def new_citations(self) -> Iterator[dict[str, Any]]:
        for _position, item in self.bundle.items("citations"):
            if item["id"] not in self.on_file.citations:
                yield item

    def links(self, *, accepted_only: bool) -> Iterator[tuple[Hashable, Hashable]]:
        """Yield (relayer, relayed) for all relays that are new with the bundle."""
        for item in self.new_sources():
            yield from ((item["id"], self.source(key)) for key in item.get("relays", ()))
        for item in self.new_citations():
            if item.get("relays") and (is_accepted(item) or not accepted_only):
                yield self.source(item["source"]), self.source(item["relays"])


def known_after(bundle: Bundle, on_file: OnFile) -> dict[Hashable, date | None]:
    """Return from when each document is known once the bundle is in, by its node."""
    nodes = Nodes(bundle, on_file)
    ids = [source.pk for source in on_file.sources.values()]
    linked = all_links(ids)
    reached = {*ids, *(target for targets in linked.values() for target in targets)}
    own: dict[Hashable, date | None] = dict(
        Source.objects.filter(pk__in=reached).values_list("pk", "known_on")
    )
    for item in nodes.new_sources():
        own[item["id"]] = own_day(item.get("published", ""), day(item.get("accessed")))
    # Days that the bundle makes earlier travel along relays on file as well.
    filed = [(relayer, target) for relayer, targets in linked.items() for target in targets]
    return known_days(own, [*filed, *nodes.links(accepted_only=True)])


def circle_with_file(bundle: Bundle, on_file: OnFile) -> Iterator[Flaw]:
    """Yield a circle that the bundle's relays close together with those on file."""
    if not on_file.sources:
        return
    links: dict[Hashable, list[Hashable]] = {}
    for relayer, targets in all_links(source.pk for source in on_file.sources.values()).items():
        links[relayer] = [*targets]
    for relayer, target in Nodes(bundle, on_file).links(accepted_only=False):
        links.setdefault(relayer, []).append(target)
    if cycle := find_cycle(links):
        titles = Source.objects.in_bulk([node for node in cycle if isinstance(node, int)])
        steps = [str(titles.get(node, node)) for node in cycle]
        message = _("With the relays on file, these form a circle: %s. Remove one of them.")
        yield Flaw("sources", message % " → ".join(steps))


def facts_after(bundle: Bundle, on_file: OnFile, *, today: date) -> Facts:
    """Return what entries may rest on once the bundle is in."""
    nodes = Nodes(bundle, on_file)
    known = known_after(bundle, on_file)
    filed = facts_about([*on_file.events.values()], today=today)
    citations = {
        key: replace(fact, known_on=known.get(fact.source, fact.known_on))
        for key, fact in filed.citations.items()
    }
    for item in nodes.new_citations():
        source = nodes.source(item["source"])
        citations[item["id"]] = CitationFacts(
            key=item["id"],
            event=item["event"],
            source=source,
            stance=item["stance"],
            basis=item["basis"],
            relays=nodes.source(item["relays"]) if item.get("relays") else None,
            accepted=is_accepted(item),
            known_on=known.get(source),
        )
    events = dict(filed.events)
    for _position, item in bundle.items("events"):
        if item["id"] not in events:
            happened = parse_edtf(item["date"]).first if item.get("date") else None
            events[item["id"]] = EventFacts(item["id"], item["kind"], happened)
    shared = graph_of(source.pk for source in on_file.sources.values())
    whole: dict[Hashable, Any] = {**filed.whole, **shared.whole}
    outlets: dict[Hashable, Hashable] = {**filed.outlets, **shared.outlets}
    for item in nodes.new_sources():
        outlets[item["id"]] = nodes.outlet(item["outlet"])
        if item.get("relays"):
            whole[item["id"]] = [nodes.source(key) for key in item["relays"]]
    # Broken documents are no part of any judgement, but a chain may still pass by them.
    for key in bundle.ids("sources"):
        outlets.setdefault(nodes.source(key), key)
    return Facts(events, citations, whole, outlets, today)
