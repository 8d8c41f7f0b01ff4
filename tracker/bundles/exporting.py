"""Bundles out: one story as it is on file, in one canonical form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.functions import Coalesce

from tracker.bundles.matching import ABSENT, COMPARED
from tracker.bundles.models import OutletName, SourceName
from tracker.evidence.models import Citation
from tracker.evidence.relays import whole_relays
from tracker.ledger.chain import recorded
from tracker.ledger.models import Change
from tracker.shared.batches import batches
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event, free_key
from tracker.stories.models import Story

FORMAT = "rumor-to-fact/story-bundle"
VERSION = 1
# The order of parts in an item; the schema's order, which is the one people read.
ORDER = {
    "story": "slug title summary assessment watch category region topic impact language "
    "time_zone pivot",
    "outlets": "id name kind domain country language note",
    "sources": "id outlet title kind url archive_url authors published language note "
    "accessed relays",
    "events": "id kind statement detail date aspect projected significance tags criteria "
    "part_of merged_into",
    "citations": "id event source stance basis hedged relays attribution quote locator "
    "review translation",
    "changes": "event field value effective reason evidence resolved_by actual override "
    "recorded_at recorded_by digest miss withdraws",
}


def export_story(story: Story) -> bytes:
    """Return the bundle of `story`, digests and recorded times included.

    The same record always gives the same bytes, and a record that was made from them gives
    them again: lists are sorted by id, the ledger by number, empty parts are left out.
    """
    return written(story_data(story))


def written(data: dict[str, Any]) -> bytes:
    """Return the bytes of a bundle, its parts and items in their fixed order."""
    ordered: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    ordered["story"] = in_order(data["story"], "story")
    for name in ("outlets", "sources", "events", "citations"):
        items = sorted(data[name], key=lambda item: item["id"])
        ordered[name] = [in_order(item, name) for item in items]
    ordered["changes"] = [in_order(change, "changes") for change in data["changes"]]
    return (json.dumps(ordered, ensure_ascii=False, indent=1) + "\n").encode()


def in_order(item: dict[str, Any], name: str) -> dict[str, Any]:
    return {part: item[part] for part in ORDER[name].split() if part in item}


@transaction.atomic
def story_data(story: Story) -> dict[str, Any]:
    """Return the bundle of `story` as an object.

    Outlets and documents that came to the story in the admin get their ids in bundles now,
    which they keep.
    """
    citations = Citation.objects.filter(story=story).select_related("event").order_by("pk")
    citations = [*citations]
    sources = sources_of(story, citations)
    unused = Outlet.objects.filter(names_in_bundles__story=story)
    used = {source.outlet_id for source in sources}
    outlets = by_ids(Outlet, used | {*unused.values_list("pk", flat=True)})
    outlet_keys = names_for(OutletName, story, "outlet", outlets)
    source_keys = names_for(SourceName, story, "source", sources)
    relays = relays_among(sources)
    changes = Change.objects.filter(story=story)
    events = Event.objects.filter(story=story).select_related("part_of", "merged_into")
    pivot = {"pivot": story.pivot.key} if story.pivot else {}
    return {
        "story": {"slug": story.slug} | told(story, "story") | pivot,
        "outlets": [{"id": outlet_keys[o.pk]} | told(o, "outlets") for o in outlets],
        "sources": [
            {"id": source_keys[source.pk], "outlet": outlet_keys[source.outlet_id]}
            | told(source, "sources")
            | some(relays=sorted(source_keys[pk] for pk in relays.get(source.pk, ())))
            for source in sources
        ],
        "events": [event_item(event) for event in events],
        "citations": [citation_item(citation, source_keys) for citation in citations],
        "changes": [
            recorded(entry) | {"digest": digest}
            for entry, digest in zip(
                changes.entries(),
                changes.order_by("number").values_list("digest", flat=True),
                strict=True,
            )
        ],
    }


def sources_of(story: Story, citations: Iterable[Citation]) -> list[Source]:
    """Return the documents of a story: cited, relayed, or named in its bundle before."""
    named = SourceName.objects.filter(story=story).values_list("source", flat=True)
    return sources_behind(citations, also=named)


def sources_behind(citations: Iterable[Citation], also: Iterable[int] = ()) -> list[Source]:
    """Return all documents that `citations` cite or relay, with those relayed by them.

    And those with the ids `also`.
    """
    ids = {pk for c in citations for pk in (c.source_id, c.relays_id) if pk}
    ids |= set(also)
    ids |= {pk for targets in whole_relays(ids).values() for pk in targets}
    return by_ids(Source, ids)


def by_ids(model: type[Any], ids: Iterable[int]) -> list[Any]:
    """Return the rows with `ids`, in the order in which they were made.

    For a row that was merged stands the one that stays.
    """
    stay: set[int] = set()
    for batch in batches(sorted(set(ids))):
        rows = model.objects.filter(pk__in=batch)
        stay |= {*rows.values_list(Coalesce("merged_into", "pk"), flat=True)}
    return [
        row
        for batch in batches(sorted(stay))
        for row in model.objects.filter(pk__in=batch).order_by("pk")
    ]


def relays_among(sources: Iterable[Source]) -> dict[int, list[int]]:
    """Map documents to those they relay as a whole."""
    return whole_relays(source.pk for source in sources)


def names_for(
    model: type[Model], story: Story, part: str, rows: Iterable[Model]
) -> dict[int, str]:
    """Map the ids of outlets or sources to their ids in the story's bundle.

    Those that have none get one, made of their names, for ever. What was merged into one of
    `rows` goes by its id.
    """
    rows = [*rows]
    names = model._default_manager.filter(story=story)
    keys = dict(names.values_list(part, "key"))
    for row in rows:
        if row.pk not in keys:
            stem = getattr(row, "slug", "") or str(row)
            keys[row.pk] = free_key(names, stem, prefix="s" if part == "source" else "")
            model._default_manager.create(story=story, key=keys[row.pk], **{part: row})
    kept = {row.pk for row in rows}
    merged = model._meta.get_field(part).related_model.objects.filter(merged_into__isnull=False)
    pairs = merged.values_list("pk", "merged_into")
    return keys | {pk: keys[survivor] for pk, survivor in pairs if survivor in kept}


def told(row: Any, name: str) -> dict[str, Any]:
    """Return the parts of a row that are not empty, as its bundle item has them."""
    parts = {part: getattr(row, part) for part in COMPARED[name]}
    return {
        part: value.isoformat() if isinstance(value, date) else value
        for part, value in parts.items()
        if value != ABSENT.get(part, "")
    }


def some(**parts: Any) -> dict[str, Any]:
    """Return the `parts` that are not empty."""
    return {name: value for name, value in parts.items() if value}


def event_item(event: Event) -> dict[str, Any]:
    return (
        {"id": event.key, "kind": event.kind}
        | told(event, "events")
        | some(
            part_of=event.part_of and event.part_of.key,
            merged_into=event.merged_into and event.merged_into.key,
        )
    )


def citation_item(citation: Citation, source_keys: dict[int, str]) -> dict[str, Any]:
    return (
        {
            "id": citation.key,
            "event": citation.event.key,
            "source": source_keys[citation.source_id],
        }
        | told(citation, "citations")
        | some(relays=citation.relays_id and source_keys[citation.relays_id])
    )
