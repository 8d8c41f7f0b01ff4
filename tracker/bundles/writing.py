"""Writing a checked bundle into the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from tracker.bundles.ledger import LedgerReading, known_after
from tracker.bundles.matching import COMPARED, OnFile
from tracker.bundles.models import OutletName, SourceName
from tracker.bundles.parts import Bundle, day
from tracker.evidence.following import tell
from tracker.evidence.models import Citation, Review, ReviewState, SourceRelay
from tracker.ledger.store import append, bring_up_to_date
from tracker.sources.canonical import canonical_url
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

BATCH = 500
# Called with (items written since the last call, all items to be written).
Progress = Callable[[int, int], Any]


@dataclass(frozen=True)
class Credits:
    """Under which names it is written: who imports it, and who proposed its citations."""

    by: str
    proposed_by: str


@dataclass
class Writer:
    """Adds to the record what of `bundle` is not `on_file`, and keeps `on_file` up to date.

    Runs inside the caller's transaction. `progress` is told of every item that was written,
    `total` is how many there are.
    """

    bundle: Bundle
    on_file: OnFile
    credits: Credits
    now: datetime
    progress: Progress
    total: int
    # Documents on file (ids) that turned out to have been known earlier.
    moved: Sequence[int] = ()

    def write(self, ledger: LedgerReading, *, publish: bool) -> Story:
        known = known_after(self.bundle, self.on_file)
        story = self.write_story(publish=publish)
        self.write_outlets(story)
        self.write_sources(story, known)
        self.write_events(story)
        self.write_citations(story)
        append(story, ledger.new, digests=ledger.digests)
        self.progress(len(ledger.new), self.total)
        bring_up_to_date(self.on_file.events.values(), ledger.entries)
        tell(events=[event.pk for event in self.on_file.events.values()], sources=self.moved)
        pivot = self.on_file.events.get(self.bundle.story.get("pivot", ""))
        if pivot and story.pivot is None:
            story.pivot = pivot
            story.save(update_fields=["pivot"])
        return story

    def write_story(self, *, publish: bool) -> Story:
        if self.on_file.story:
            return Story.objects.select_for_update().get(pk=self.on_file.story.pk)
        words = {name: value for name, value in self.bundle.story.items() if name != "pivot"}
        publication = Publication.PUBLISHED if publish else Publication.DRAFT
        story = Story.objects.create(**words, publication=publication, created_at=self.now)
        self.on_file.story = story
        return story

    def write_outlets(self, story: Story) -> None:
        new = self.new_items("outlets")
        slugs = free_slugs([item["name"] for item in new])
        rows = [
            Outlet(slug=slug, **parts(item, "outlets"))
            for slug, item in zip(slugs, new, strict=True)
        ]
        self.store(Outlet, new, rows, self.on_file.outlets)
        named = set(OutletName.objects.filter(story=story).values_list("outlet", flat=True))
        OutletName.objects.bulk_create(
            [
                OutletName(story=story, outlet_id=outlet, key=key)
                for outlet, key in self.keys("outlets").items()
                if outlet not in named
            ],
            batch_size=BATCH,
        )

    def write_sources(self, story: Story, known: dict[Any, date | None]) -> None:
        new = self.new_items("sources")
        rows = [
            Source(
                outlet=self.on_file.outlets[item["outlet"]],
                canonical_url=canonical_url(item.get("url", "")),
                known_on=known[item["id"]],
                **parts(item, "sources") | {"accessed": day(item.get("accessed"))},
            )
            for item in new
        ]
        self.store(Source, new, rows, self.on_file.sources)
        self.write_source_names(story)
        SourceRelay.objects.bulk_create(
            [
                SourceRelay(
                    source=self.on_file.sources[item["id"]], relayed=self.on_file.sources[key]
                )
                for item in new
                for key in item.get("relays", ())
            ],
            batch_size=BATCH,
        )
        self.move_known_days(known)

    def write_source_names(self, story: Story) -> None:
        named = set(SourceName.objects.filter(story=story).values_list("source", flat=True))
        SourceName.objects.bulk_create(
            [
                SourceName(story=story, source_id=source, key=key)
                for source, key in self.keys("sources").items()
                if source not in named
            ],
            batch_size=BATCH,
        )

    def keys(self, name: str) -> dict[int, str]:
        """Map the rows of one list to their ids in the bundle, the first one of each.

        Where rows were merged, several items of the bundle stand for one.
        """
        keys: dict[int, str] = {}
        for _position, item in self.bundle.items(name):
            keys.setdefault(getattr(self.on_file, name)[item["id"]].pk, item["id"])
        return keys

    def move_known_days(self, known: dict[Any, date | None]) -> None:
        """Write down that documents on file were known earlier than thought."""
        ids = [node for node in known if isinstance(node, int)]
        earlier = []
        for start in range(0, len(ids), BATCH):
            for source in Source.objects.filter(pk__in=ids[start : start + BATCH]):
                if source.known_on != known[source.pk]:
                    source.known_on = known[source.pk]
                    earlier.append(source)
        Source.objects.bulk_update(earlier, ["known_on"], batch_size=BATCH)
        self.moved = [source.pk for source in earlier]

    def write_events(self, story: Story) -> None:
        """Write events, broad ones and survivors before those that name them."""
        waiting = self.new_items("events")
        while waiting:
            ready = [
                item for item in waiting if self.named_events(item) <= {*self.on_file.events}
            ]
            rows = [
                Event(
                    story=story,
                    key=item["id"],
                    kind=item["kind"],
                    part_of=self.on_file.events.get(item.get("part_of", "")),
                    merged_into=self.on_file.events.get(item.get("merged_into", "")),
                    created_at=self.now,
                    **parts(item, "events"),
                )
                for item in ready
            ]
            self.store(Event, ready, rows, self.on_file.events)
            waiting = [item for item in waiting if item["id"] not in self.on_file.events]

    def named_events(self, item: dict[str, Any]) -> set[str]:
        return {item[part] for part in ("part_of", "merged_into") if part in item}

    def write_citations(self, story: Story) -> None:
        new = self.new_items("citations")
        rows = [
            Citation(
                story=story,
                key=item["id"],
                event=self.on_file.events[item["event"]],
                source=self.on_file.sources[item["source"]],
                relays=self.on_file.sources.get(item.get("relays", "")),
                created_at=self.now,
                **parts(item, "citations"),
            )
            for item in new
        ]
        self.store(Citation, new, rows, self.on_file.citations)
        Review.objects.bulk_create(
            [review for row in rows for review in self.reviews(row)], batch_size=BATCH
        )

    def reviews(self, citation: Citation) -> Iterator[Review]:
        """Yield the reviews of a new citation: proposed by one, decided by another."""
        by, proposed_by = self.credits.by, self.credits.proposed_by
        is_proposed = citation.review == ReviewState.PROPOSED
        if is_proposed or by != proposed_by:
            yield self.review(citation, ReviewState.PROPOSED, proposed_by)
        if not is_proposed:
            yield self.review(citation, citation.review, by)

    def review(self, citation: Citation, state: str, by: str) -> Review:
        return Review(citation=citation, state=state, reviewed_by=by, reviewed_at=self.now)

    def new_items(self, name: str) -> list[dict[str, Any]]:
        rows = getattr(self.on_file, name)
        return [item for _position, item in self.bundle.items(name) if item["id"] not in rows]

    def store(
        self, model: type[Model], items: Sequence[Any], rows: list[Any], on_file: dict[str, Any]
    ) -> None:
        """Insert `rows`, made of `items`, with their history, and file them by id."""
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            bulk_create_with_history(batch, model, batch_size=BATCH)
            self.progress(len(batch), self.total)
        on_file |= {item["id"]: row for item, row in zip(items, rows, strict=True)}


def parts(item: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the parts of `item` that a row of the list `name` holds under the same name."""
    defaults = {"review": "accepted"} if name == "citations" else {}
    if name == "sources":
        defaults["kind"] = ""
    return defaults | {part: item[part] for part in COMPARED[name] if part in item}


def free_slugs(names: Sequence[str]) -> list[str]:
    """Return an address for each new outlet, made of its name, that no outlet has."""
    taken = set(Outlet.objects.values_list("slug", flat=True))
    slugs = []
    for name in names:
        stem = slugify(name)[:70].strip("-") or "outlet"
        slug, number = stem, 2
        while slug in taken:
            slug, number = f"{stem}-{number}", number + 1
        taken.add(slug)
        slugs.append(slug)
    return slugs
