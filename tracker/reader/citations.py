"""What the sources say about an event, as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.evidence.models import Citation, CitationQuerySet, Stance
from tracker.reader.links import outlet_url, source_url
from tracker.reader.reports import day_text
from tracker.shared.wording import written_in
from tracker.sources.models import Source
from tracker.stories.events import Event

SHOWN = 4


@dataclass(frozen=True)
class Cited:
    """One citation in the words of a page."""

    id: int
    stance: str
    # Ids of documents, of the survivors of merged ones.
    source: int
    relays: int | None
    outlet: str
    outlet_url: str
    day_text: str
    basis_label: str
    quote: str
    translation: str
    language: str
    relays_outlet: str
    attribution: str
    hedged: bool
    locator: str
    url: str
    archive_url: str
    source_title: str
    source_url: str
    relays_url: str
    known_on: date

    @property
    def by_text(self) -> str:
        return f"{self.outlet}, {self.day_text}" if self.day_text else self.outlet


@dataclass(frozen=True)
class Group:
    """The citations of one stance."""

    stance: str
    label: str
    citations: Sequence[Cited]

    @property
    def count(self) -> int:
        return len(self.citations)

    @property
    def first(self) -> Sequence[Cited]:
        """Those that a long list shows at once; one more rather than one folded away."""
        return self.citations if self.count <= SHOWN + 1 else self.citations[:SHOWN]

    @property
    def rest(self) -> Sequence[Cited]:
        return self.citations[len(self.first) :]


def cited(event: Event, day: date | None) -> list[Cited]:
    """Return what readers may see as of `day`, oldest source first; one query."""
    return [cited_as(row, day) for row in with_survivors(day).about([event.pk])]


def with_survivors(day: date | None) -> CitationQuerySet:
    return (
        Citation.objects.public(day)
        .for_reading()
        .select_related(
            "source__outlet__merged_into",
            "source__merged_into__outlet__merged_into",
            "relays__outlet__merged_into",
            "relays__merged_into__outlet__merged_into",
        )
    )


def cited_as(row: Citation, day: date | None) -> Cited:
    # An archived copy may have been made later than `day`, and nothing says when.
    source = survivor(row.source)
    return Cited(
        id=row.pk,
        stance=row.stance,
        source=source.pk,
        relays=survivor(row.relays).pk if row.relays else None,
        outlet=outlet_name(source),
        outlet_url=own_outlet_url(source, day),
        day_text=day_text(row.source),
        basis_label=str(row.get_basis_display()).lower(),
        quote=row.quote,
        translation=row.translation,
        language=source.language if written_in(row.quote, source.language) else "",
        relays_outlet=outlet_name(survivor(row.relays)) if row.relays else "",
        attribution=row.attribution,
        hedged=row.hedged,
        locator=row.locator,
        url=source.url,
        archive_url=source.archive_url if day is None else "",
        source_title=source.title,
        source_url=source_url(source.pk, day),
        relays_url=source_url(survivor(row.relays).pk, day) if row.relays else "",
        known_on=row.source.known_on,
    )


def survivor(source: Source) -> Source:
    return source.merged_into or source


def outlet_name(source: Source) -> str:
    return (source.outlet.merged_into or source.outlet).name


def own_outlet_url(source: Source, day: date | None) -> str:
    """Return where the track record of the outlet of `source` is, on the same `day`."""
    return outlet_url((source.outlet.merged_into or source.outlet).slug, day)


def grouped(citations: Sequence[Cited]) -> list[Group]:
    """Return the citations by stance, supports first; no group is empty."""
    groups = [
        Group(stance, str(label), [one for one in citations if one.stance == stance])
        for stance, label in Stance.choices
    ]
    return [group for group in groups if group.citations]
