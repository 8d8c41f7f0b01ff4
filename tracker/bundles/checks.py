"""What a bundle must get right beyond its schema, apart from the ledger. Uses no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.bundles.flaws import Flaw, json_path
from tracker.bundles.parts import LISTS, Bundle, comparable_address, day, is_accepted, moment
from tracker.bundles.room import long_texts
from tracker.dates.edtf import UnclearDate, parse_edtf
from tracker.evidence.known import known_days, own_day
from tracker.evidence.relays import find_cycle
from tracker.shared.fields import HOST, LANGUAGE
from tracker.shared.text import control_character
from tracker.shared.validators import validate_snapshot_address, validate_web_address
from tracker.stories.values import validate_time_zone

# Where a list's items name items of another list: part, list that is meant.
REFERENCES = {
    "sources": {"outlet": "outlets", "relays": "sources"},
    "events": {"part_of": "events", "merged_into": "events"},
    "citations": {"event": "events", "source": "sources", "relays": "sources"},
    "changes": {"event": "events", "evidence": "citations", "resolved_by": "events"},
}
VALIDATED: dict[tuple[str, str], Callable[[Any], None]] = {
    ("outlets", "domain"): HOST,
    ("outlets", "language"): LANGUAGE,
    ("sources", "language"): LANGUAGE,
    ("sources", "url"): validate_web_address,
    ("sources", "archive_url"): validate_snapshot_address,
}
EDTF_PARTS = (("sources", "published"), ("events", "date"))


def content_flaws(bundle: Bundle, *, today: date) -> list[Flaw]:
    """Return everything that is wrong with the bundle's own content, in no special order."""
    return [
        *control_flaws(bundle.data),
        *story_flaws(bundle),
        *repeated_ids(bundle),
        *dangling_references(bundle),
        *value_flaws(bundle),
        *long_texts(bundle),
        *date_flaws(bundle, today=today),
        *twin_flaws(bundle),
        *event_flaws(bundle),
        *citation_flaws(bundle),
        *relay_flaws(bundle),
        *unknown_days(bundle),
    ]


def control_flaws(value: Any, *place: str | int) -> Iterator[Flaw]:
    """Yield every text in `value` that holds a control character."""
    if isinstance(value, str):
        if code := control_character(value):
            message = _("Remove the invisible control character %s.") % code
            yield Flaw(json_path(*place), message)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from control_flaws(part, *place, name)
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from control_flaws(part, *place, position)


def story_flaws(bundle: Bundle) -> Iterator[Flaw]:
    story = bundle.story
    pivot = story.get("pivot")
    if isinstance(pivot, str) and pivot not in bundle.ids("events"):
        yield Flaw("story.pivot", no_such("events", pivot))
    for name, check in (("time_zone", validate_time_zone), ("language", LANGUAGE)):
        if isinstance(story.get(name), str):
            yield from refused(check, story[name], "story", name)
    watch = story.get("watch")
    for position, item in enumerate(watch if isinstance(watch, list) else []):
        if isinstance(item, dict) and isinstance(item.get("due"), str):
            yield from unclear(item["due"], "story", "watch", position, "due")


def repeated_ids(bundle: Bundle) -> Iterator[Flaw]:
    for name in LISTS:
        seen: dict[str, int] = {}
        for position, item in bundle.items(name):
            first = seen.setdefault(item["id"], position)
            if first != position:
                message = _("“%(id)s” is the id of %(first)s too; give each its own.")
                values = {"id": item["id"], "first": json_path(name, first)}
                yield Flaw(json_path(name, position, "id"), message % values)


def dangling_references(bundle: Bundle) -> Iterator[Flaw]:
    for name, parts in REFERENCES.items():
        for position, item in bundle.items(name):
            for part, target in parts.items():
                value = item.get(part)
                if isinstance(value, str) and value not in bundle.ids(target):
                    yield Flaw(json_path(name, position, part), no_such(target, value))
                elif isinstance(value, list):
                    for place, key in enumerate(value):
                        if key not in bundle.ids(target):
                            path = json_path(name, position, part, place)
                            yield Flaw(path, no_such(target, key))


def no_such(name: str, key: str) -> str:
    message = _("There is no “%(key)s” among the %(list)s; add it or mend the id.")
    return message % {"key": key, "list": name}


def value_flaws(bundle: Bundle) -> Iterator[Flaw]:
    for (name, part), check in VALIDATED.items():
        for position, item in bundle.items(name):
            if value := item.get(part):
                yield from refused(check, value, name, position, part)


def refused(check: Callable[[Any], None], value: Any, *place: str | int) -> Iterator[Flaw]:
    """Yield what a validator has against `value`."""
    try:
        check(value)
    except ValidationError as error:
        for message in error.messages:
            yield Flaw(json_path(*place), message)


def unclear(text: str, *place: str | int) -> Iterator[Flaw]:
    """Yield why `text` is no EDTF, or how it is written."""
    try:
        canonical = parse_edtf(text).text
    except UnclearDate as error:
        yield Flaw(json_path(*place), str(error))
        return
    if canonical != text:
        yield Flaw(json_path(*place), _("Write it as %s.") % canonical)


def date_flaws(bundle: Bundle, *, today: date) -> Iterator[Flaw]:
    for name, part in EDTF_PARTS:
        for position, item in bundle.items(name):
            if item.get(part):
                yield from unclear(item[part], name, position, part)
    for name, part in (("sources", "accessed"), ("changes", "effective")):
        for position, item in bundle.items(name):
            if item.get(part) is None:
                continue
            read = day(item[part])
            if read is None:
                message = _("Write a day of the calendar as 2026-04-24.")
                yield Flaw(json_path(name, position, part), message)
            elif read > today and name == "sources":
                message = _("%s lies in the future.") % read
                yield Flaw(json_path(name, position, part), message)
    for position, change in bundle.items("changes"):
        if change.get("recorded_at") and moment(change["recorded_at"]) is None:
            message = _("Write a moment with its zone as 2026-04-24T07:00:00Z.")
            yield Flaw(json_path("changes", position, "recorded_at"), message)


def twin_flaws(bundle: Bundle) -> Iterator[Flaw]:
    """Yield outlets and documents that stand in the bundle twice."""
    outlets: dict[tuple[str, str], int] = {}
    for position, outlet in bundle.items("outlets"):
        first = outlets.setdefault((outlet.get("domain", ""), outlet["name"]), position)
        if first != position:
            message = _("The same outlet as %s; keep one of them.") % json_path(
                "outlets", first
            )
            yield Flaw(json_path("outlets", position, "name"), message)
    documents: dict[str, int] = {}
    for position, source in bundle.items("sources"):
        if not (address := comparable_address(source)):
            continue
        first = documents.setdefault(address, position)
        if first != position:
            message = _("The same document as %s; keep one of them.") % json_path(
                "sources", first
            )
            yield Flaw(json_path("sources", position, "url"), message)


def event_flaws(bundle: Bundle) -> Iterator[Flaw]:
    events = bundle.by_id("events")
    with_parts = {event.get("part_of") for event in events.values()}
    for position, event in bundle.items("events"):
        if event["kind"] == "prediction" and event.get("date"):
            message = _("Remove it: a prediction has its time in the ledger, as “due”.")
            yield Flaw(json_path("events", position, "date"), message)
        broad = events.get(event.get("part_of", ""))
        if broad is not None and (message := wrong_part(event, broad, with_parts)):
            yield Flaw(json_path("events", position, "part_of"), message)
        survivor = events.get(event.get("merged_into", ""))
        if survivor is not None and (message := wrong_merge(event, survivor)):
            yield Flaw(json_path("events", position, "merged_into"), message)


def wrong_part(event: dict[str, Any], broad: dict[str, Any], with_parts: set[Any]) -> str:
    if event["id"] == broad["id"]:
        return _("Name another prediction: nothing is a part of itself.")
    if "occurrence" in {event["kind"], broad["kind"]}:
        return _("Only predictions have parts and are parts.")
    if broad.get("part_of") or event["id"] in with_parts:
        return _("Parts are one level deep: a part has no parts.")
    return ""


def wrong_merge(event: dict[str, Any], survivor: dict[str, Any]) -> str:
    if event["kind"] != survivor["kind"]:
        return _("Name an event of the same kind.")
    if survivor.get("merged_into") or event["id"] == survivor["id"]:
        return _("Name the event that stays, not one that was merged.")
    return ""


def citation_flaws(bundle: Bundle) -> Iterator[Flaw]:
    for position, citation in bundle.items("citations"):
        place = ("citations", position)
        if citation.get("relays") and citation["basis"] != "relayed":
            message = _(
                "Remove it, or make the basis “relayed”: only relays name what they relay."
            )
            yield Flaw(json_path(*place, "relays"), message)
        if citation.get("translation") and not citation.get("quote"):
            message = _("Add the quote that it translates, or remove it.")
            yield Flaw(json_path(*place, "translation"), message)


def relay_flaws(bundle: Bundle) -> Iterator[Flaw]:
    """Yield a circle of relays, with every step spelled out."""
    links: dict[str, list[str]] = {}
    for relayer, relayed in relay_links(bundle, accepted_only=False):
        links.setdefault(relayer, []).append(relayed)
    if cycle := find_cycle(links):
        message = _("Relays form a circle: %s. Remove one of them.") % " → ".join(cycle)
        yield Flaw("sources", message)


def relay_links(bundle: Bundle, *, accepted_only: bool) -> Iterator[tuple[str, str]]:
    """Yield (relayer, relayed) for documents as a whole and for citations."""
    for _position, source in bundle.items("sources"):
        yield from ((source["id"], relayed) for relayed in source.get("relays", ()))
    for _position, citation in bundle.items("citations"):
        if citation.get("relays") and (is_accepted(citation) or not accepted_only):
            yield citation["source"], citation["relays"]


def unknown_days(bundle: Bundle) -> Iterator[Flaw]:
    """Yield documents of which nothing tells when they were known."""
    own = {}
    for _position, source in bundle.items("sources"):
        try:
            own[source["id"]] = own_day(
                source.get("published", ""), day(source.get("accessed"))
            )
        except UnclearDate:
            # date_flaws has said so; any day keeps it from being reported again.
            own[source["id"]] = date.min
    days = known_days(own, relay_links(bundle, accepted_only=True))
    for position, source in bundle.items("sources"):
        if days[source["id"]] is None:
            message = _("Nothing tells when it was known: add “accessed”, the day it was read.")
            yield Flaw(json_path("sources", position), message)
