"""What of a bundle is on file already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tracker.bundles.flaws import Flaw, json_path
from tracker.bundles.models import OutletName, SourceName
from tracker.bundles.parts import Bundle, comparable_address, day
from tracker.evidence.models import Citation
from tracker.evidence.relays import whole_relays
from tracker.shared.text import control_character
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story

# By the bundle's list: which of an item's parts are compared with the row on file.
COMPARED = {
    name: tuple(parts.split())
    for name, parts in {
        "story": "title summary assessment watch category region topic impact language "
        "time_zone",
        "outlets": "name kind domain country language note",
        "sources": "title kind url archive_url authors published language note accessed",
        "events": "statement detail date aspect projected significance tags criteria",
        "citations": "stance basis hedged attribution quote locator review translation",
    }.items()
}
# What the absence of a part means, where it is not "".
ABSENT: dict[str, Any] = {
    "authors": [],
    "tags": [],
    "watch": [],
    "accessed": None,
    "hedged": False,
    "review": "accepted",
}


@dataclass
class OnFile:
    """The rows on file for the items of a bundle, by the bundle's ids."""

    story: Story | None = None
    # Of outlets and sources those that stay, where others were merged into them.
    outlets: dict[str, Outlet] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    citations: dict[str, Citation] = field(default_factory=dict)
    # By list, the ids of items whose own row was merged into that one.
    merged: dict[str, set[str]] = field(
        default_factory=lambda: {"outlets": set(), "sources": set()}
    )


def find_on_file(bundle: Bundle) -> OnFile:
    """Find the rows that the bundle's items stand for; a constant number of queries.

    Outlets are shared between stories by domain and name, documents by their canonical
    address; one without address belongs to its story alone.
    """
    slug = bundle.story.get("slug", "")
    is_text = isinstance(slug, str) and not control_character(slug)
    story = Story.objects.once_called(slug).first() if is_text else None
    found = OnFile(story=story)
    if story:
        events = Event.objects.filter(story=story).select_related("part_of", "merged_into")
        citations = Citation.objects.filter(story=story).select_related(
            "event", "source__merged_into", "relays__merged_into"
        )
        found.events = {event.key: event for event in events}
        found.citations = {citation.key: citation for citation in citations}
    for name, rows in (
        ("outlets", outlets_on_file(bundle, story)),
        ("sources", sources_on_file(bundle, story)),
    ):
        found.merged[name] = {key for key, row in rows.items() if row.merged_into_id}
        setattr(found, name, {key: row.merged_into or row for key, row in rows.items()})
    return found


def outlets_on_file(bundle: Bundle, story: Story | None) -> dict[str, Outlet]:
    named = {
        name.key: name.outlet
        for name in OutletName.objects.filter(story=story).select_related("outlet__merged_into")
    }
    names = [outlet["name"] for _position, outlet in bundle.items("outlets")]
    alike = {
        (outlet.domain, outlet.name): outlet
        for outlet in in_batches(Outlet.objects.select_related("merged_into"), "name", names)
    }
    found = {}
    for _position, item in bundle.items("outlets"):
        twin = alike.get((item.get("domain", ""), item["name"]))
        if outlet := named.get(item["id"]) or twin:
            found[item["id"]] = outlet
    return found


def sources_on_file(bundle: Bundle, story: Story | None) -> dict[str, Source]:
    named = {
        name.key: name.source
        for name in SourceName.objects.filter(story=story).select_related(
            "source__merged_into__outlet__merged_into", "source__outlet__merged_into"
        )
    }
    addresses = {item["id"]: comparable_address(item) for _, item in bundle.items("sources")}
    rows = Source.objects.select_related(
        "merged_into__outlet__merged_into", "outlet__merged_into"
    )
    wanted = [address for address in addresses.values() if address]
    alike = {s.canonical_url: s for s in in_batches(rows, "canonical_url", wanted)}
    found = {}
    for _position, item in bundle.items("sources"):
        if source := named.get(item["id"]) or alike.get(addresses[item["id"]]):
            found[item["id"]] = source
    return found


def in_batches(
    rows: Any, name: str, values: Iterable[Any], *, size: int = 500
) -> Iterator[Any]:
    """Yield the `rows` whose column `name` is among `values`."""
    ordered = [*dict.fromkeys(values)]
    for start in range(0, len(ordered), size):
        yield from rows.filter(**{f"{name}__in": ordered[start : start + size]})


def contradictions(bundle: Bundle, on_file: OnFile) -> Iterator[Flaw]:
    """Yield where the bundle cannot be reconciled with what is on file."""
    for name in ("outlets", "sources"):
        taken: dict[int, int] = {}
        rows = getattr(on_file, name)
        for position, item in bundle.items(name):
            if (row := rows.get(item["id"])) and item["id"] not in on_file.merged[name]:
                first = taken.setdefault(row.pk, position)
                if first != position:
                    message = _("On file this is the same as %(first)s (“%(row)s”); keep one.")
                    values = {"first": json_path(name, first), "row": row}
                    yield Flaw(json_path(name, position), message % values)
    for position, item in bundle.items("events"):
        event = on_file.events.get(item["id"])
        if event and event.kind != item["kind"]:
            message = _("On file “%(id)s” is of the kind %(kind)s; an event never changes it.")
            values = {"id": event.key, "kind": event.kind}
            yield Flaw(json_path("events", position, "kind"), message % values)
        if event is None:
            yield from wrong_with_file(item, on_file, position)
    for position, item in bundle.items("citations"):
        citation = on_file.citations.get(item["id"])
        if citation and (message := relinked(item, citation, on_file)):
            yield Flaw(json_path("citations", position), message)


def wrong_with_file(item: dict[str, Any], on_file: OnFile, position: int) -> Iterator[Flaw]:
    """Yield how a new event would make parts of parts, or merges of what was merged."""
    broad = on_file.events.get(item.get("part_of", ""))
    if broad and broad.part_of_id:
        message = _("On file “%s” is a part itself, and a part has no parts.")
        yield Flaw(json_path("events", position, "part_of"), message % broad.key)
    survivor = on_file.events.get(item.get("merged_into", ""))
    if survivor and survivor.merged_into_id:
        message = _("On file “%s” was merged; name the event that stays.")
        yield Flaw(json_path("events", position, "merged_into"), message % survivor.key)


def relinked(item: dict[str, Any], citation: Citation, on_file: OnFile) -> str:
    """Say how `item` links something else than `citation`, its namesake; "" if it does not."""
    source = on_file.sources.get(item["source"])
    cited = citation.source.merged_into or citation.source
    if citation.event.key == item["event"] and source == cited:
        return ""
    message = _(
        "On file “%(id)s” links “%(event)s” and “%(source)s”; give this one another id."
    )
    return message % {"id": citation.key, "event": citation.event.key, "source": cited}


def differences(bundle: Bundle, on_file: OnFile) -> Iterator[Flaw]:
    """Yield words in which the bundle differs from the record, which is kept."""
    if on_file.story:
        yield from differing("story", bundle.story, on_file.story, "story")
    for name in ("outlets", "sources", "events", "citations"):
        rows = getattr(on_file, name)
        for position, item in bundle.items(name):
            if row := rows.get(item["id"]):
                yield from differing(name, item, row, name, position)
    yield from links_that_differ(bundle, on_file)


def differing(name: str, item: dict[str, Any], row: Any, *place: str | int) -> Iterator[Flaw]:
    for part in COMPARED[name]:
        given = item.get(part, ABSENT.get(part, ""))
        if part == "accessed":
            given = day(given)
        held = getattr(row, part)
        if given != held:
            message = _("differs from the record, which is kept: %(held)s.")
            held = held if held not in {"", None} and held != [] else _("empty")
            yield Flaw(json_path(*place, part), message % {"held": held})


def links_that_differ(bundle: Bundle, on_file: OnFile) -> Iterator[Flaw]:
    """Yield where what is on file leads elsewhere than in the bundle."""
    story = on_file.story
    if story and (told := bundle.story.get("pivot")) and story.pivot_id:
        yield from leading_elsewhere(on_file.events.get(told), story.pivot, "story", "pivot")
    whole = whole_relays(source.pk for source in on_file.sources.values())
    for position, item in bundle.items("sources"):
        source = on_file.sources.get(item["id"])
        if source is None or item["id"] in on_file.merged["sources"]:
            continue
        outlet = source.outlet.merged_into or source.outlet
        told = on_file.outlets.get(item["outlet"])
        yield from leading_elsewhere(told, outlet, "sources", position, "outlet")
        relayed = {on_file.sources.get(key) for key in item.get("relays", ())}
        if {row and row.pk for row in relayed} != {*whole.get(source.pk, ())}:
            held = Source.objects.filter(pk__in=whole.get(source.pk, ())).order_by("pk")
            names = ", ".join(map(str, held))
            yield from leading_elsewhere(
                None, names or _("empty"), "sources", position, "relays"
            )
    for position, item in bundle.items("events"):
        if event := on_file.events.get(item["id"]):
            for part in ("part_of", "merged_into"):
                told = on_file.events.get(item[part]) if part in item else None
                yield from leading_elsewhere(
                    told, getattr(event, part), "events", position, part
                )
    for position, item in bundle.items("citations"):
        if citation := on_file.citations.get(item["id"]):
            told = on_file.sources.get(item["relays"]) if "relays" in item else None
            relays = citation.relays and (citation.relays.merged_into or citation.relays)
            yield from leading_elsewhere(told, relays, "citations", position, "relays")


def leading_elsewhere(told: Any, held: Any, *place: str | int) -> Iterator[Flaw]:
    """Yield a note unless `told` is the row `held`; either may be None."""
    if told != held:
        message = _("differs from the record, which is kept: %(held)s.")
        yield Flaw(json_path(*place), message % {"held": held or _("empty")})
