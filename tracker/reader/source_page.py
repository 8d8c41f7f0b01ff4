"""The page of one document with hindsight: what it said, and how each statement turned out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tracker.reader.address import dated
from tracker.reader.asof import AsOfControl, Past, control_since, distance_text, titled
from tracker.reader.citations import outlet_name, own_outlet_url
from tracker.reader.claims import Claim, StoryClaims, claims_of, sum_of
from tracker.reader.documents import Kin, kin_of
from tracker.reader.links import source_url
from tracker.reader.reports import day_text
from tracker.reader.rows import Pivot, pivot_of
from tracker.sources.models import Source


@dataclass(frozen=True)
class Relative:
    """A document that this one repeats, or that repeats it."""

    outlet: str
    outlet_url: str
    day_text: str
    title: str
    url: str


@dataclass(frozen=True)
class SourcePage:
    """`archive_url` and `note` bear no date of their own: "" as of a day."""

    title: str
    heading: str
    description: str
    list_url: str
    outlet: str
    outlet_url: str
    kick: Sequence[str]
    sentences: Sequence[str]
    strip: Sequence[Claim]
    stories: Sequence[StoryClaims]
    url: str
    archive_url: str
    note: str
    whole: Sequence[Relative]
    single: Sequence[Relative]
    relayers: Sequence[Relative]
    asof: AsOfControl
    past: Past | None


def source_page(
    source: Source, *, day: date | None, today: date, with_drafts: bool = False
) -> SourcePage:
    """Put the page of `source`, which is not merged, together; nine queries at most.

    Raises Http404 if it is not public, or was not known on `day`. `with_drafts` takes in
    what stands in drafts alone.
    """
    kin = kin_of(source.pk, day, with_drafts=with_drafts)
    is_known = source.known_on is not None and (day is None or source.known_on <= day)
    if not is_known or not (kin.is_public or with_drafts):
        raise Http404
    stories = claims_of(source.pk, day, today=today, with_drafts=with_drafts)
    claims = [claim for story in stories for claim in story.claims]
    pivot = common_pivot(stories, day)
    sentences = sum_of(claims) or [_("No statement of its own is on record.")]
    relatives = relatives_of(kin, day)
    path = reverse("reader:source", args=[source.pk])
    return SourcePage(
        title=titled(source.title, day),
        heading=source.title,
        description=" ".join([_("With hindsight:"), *sentences]),
        list_url=dated(reverse("reader:documents"), day),
        outlet=outlet_name(source),
        outlet_url=own_outlet_url(source, day),
        kick=kick_of(source, pivot),
        sentences=sentences,
        strip=[claim for claim in claims if claim.is_counted],
        stories=stories,
        url=source.url,
        archive_url=source.archive_url if day is None else "",
        note=source.note if day is None else "",
        whole=chosen(relatives, kin.whole),
        single=chosen(relatives, kin.single),
        relayers=sorted(
            chosen(relatives, kin.relayers), key=lambda one: (one.outlet.casefold(), one.title)
        ),
        asof=asof_control(source, path, day=day, today=today, pivot=pivot),
        past=Past(day, path, distance_text(day, pivot.day if pivot else None)) if day else None,
    )


def common_pivot(stories: Sequence[StoryClaims], day: date | None) -> Pivot | None:
    """Return the pivot of the only story that a document is about; one query."""
    if len(stories) != 1:
        return None
    return pivot_of(stories[0].story, day)


def kick_of(source: Source, pivot: Pivot | None) -> list[str]:
    lead = distance_text(source.known_on, pivot.day) if pivot and source.known_on else ""
    words = [
        day_text(source),
        lead,
        source.get_kind_display(),
        ", ".join(source.authors),
        language_name(source.language),
    ]
    return [str(word) for word in words if word]


def language_name(code: str) -> str:
    """Return what a language is called; its code if it has no name here."""
    try:
        return str(get_language_info(code)["name_translated"]) if code else ""
    except KeyError:
        return code


def relatives_of(kin: Kin, day: date | None) -> dict[int, Relative]:
    """Map the kin of a document to how they are shown; one query."""
    ids = {*kin.whole, *kin.single, *kin.relayers}
    sources = Source.objects.select_related("outlet__merged_into").in_bulk(ids)
    return {
        pk: Relative(
            outlet=outlet_name(one),
            outlet_url=own_outlet_url(one, day),
            day_text=day_text(one),
            title=one.title,
            url=source_url(pk, day),
        )
        for pk, one in sources.items()
    }


def chosen(relatives: dict[int, Relative], ids: Collection[int]) -> list[Relative]:
    return [relatives[pk] for pk in ids]


def asof_control(
    source: Source, path: str, *, day: date | None, today: date, pivot: Pivot | None
) -> AsOfControl:
    return control_since(
        source.known_on or today,
        path,
        day=day,
        today=today,
        pivot_day=pivot.day if pivot else None,
    )
