"""The ledger across stories, newest first, by kind of change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.ledger.kinds import ChangeKind
from tracker.ledger.models import Change, ChangeQuerySet
from tracker.reader.address import read_after, unknown_place, with_query
from tracker.reader.asof import AsOfControl, Past, read_query_day, titled
from tracker.reader.entries import event_url
from tracker.reader.facets import Option
from tracker.reader.history import Step, step_of, to_tell
from tracker.reader.links import dated
from tracker.shared.cursors import cursor_after
from tracker.stories.models import Story
from tracker.stories.values import Publication

PER_PAGE = 50
WITHDRAWN = "withdrawn"
# What a reader may narrow the list to: the kinds of entries that count, and the others.
CHOICES = dict(ChangeKind.choices) | {WITHDRAWN: gettext_lazy("Withdrawn")}
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class ChangesAddress:
    """A view of the list. `since` is the first day on which we recorded what is shown."""

    path: str
    day: date | None = None
    kinds: Collection[str] = ()
    stories: Collection[str] = ()
    since: date | None = None
    after: tuple[date, int] | None = None

    @property
    def is_plain(self) -> bool:
        return self == ChangesAddress(self.path)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kinds or self.stories or self.since)

    @property
    def url(self) -> str:
        pairs = [("as_of", self.day.isoformat())] if self.day else []
        pairs += [("kind", kind) for kind in self.kinds]
        pairs += [("story", slug) for slug in self.stories]
        pairs += [("since", self.since.isoformat())] if self.since else []
        if self.after:
            pairs.append(("after", cursor_after(self.after[0], str(self.after[1]))))
        return with_query(self.path, pairs)

    def but(self, **changes: Any) -> ChangesAddress:
        """Return this address with `changes`, from the first page of its list."""
        return replace(self, **{"after": None, **changes})


@dataclass(frozen=True)
class Told:
    """One entry in the list: what changed, of which event of which story."""

    step: Step
    event_url: str
    entry_url: str
    statement: str
    is_prediction: bool
    story_title: str
    story_url: str


@dataclass(frozen=True)
class Day:
    day: date
    changes: Sequence[Told]


@dataclass(frozen=True)
class ChangesPage:
    title: str
    description: str
    days: Sequence[Day]
    count_text: str
    path: str
    kinds: Sequence[Option]
    stories: Sequence[Option]
    # ISO dates, "" without one.
    since: str
    since_text: str
    today: str
    cleared_url: str
    start_url: str
    further_url: str
    asof: AsOfControl
    past: Past | None


def read_changes_address(
    request: HttpRequest, day: date | None, *, today: date
) -> ChangesAddress:
    """Read which changes are asked for. Unknown kinds and stories narrow nothing.

    Raises UnreadableAddress for a day or a place in the list that cannot be read.
    """
    query = request.GET
    address = ChangesAddress(
        path=request.path,
        day=day,
        kinds=tuple(kind for kind in CHOICES if kind in query.getlist("kind")),
        stories=tuple(dict.fromkeys(slug for slug in query.getlist("story") if slug)),
        since=read_query_day(request, "since", today=today),
    )
    if after := read_after(query, address.url):
        last, key = after
        if not (key.isascii() and key.isdigit() and int(key) <= LARGEST_ID):
            raise unknown_place(address.url)
        address = replace(address, after=(last, int(key)))
    return address


def public_changes(day: date | None = None) -> ChangeQuerySet:
    """Return the entries in effect by `day` of what readers may see, withdrawn ones too."""
    known = Q(event__known_on__isnull=False) if day is None else Q(event__known_on__lte=day)
    return Change.objects.effective_by(day).filter(
        known, story__publication=Publication.PUBLISHED, event__merged_into=None
    )


def changes_page(address: ChangesAddress, *, today: date) -> ChangesPage:
    """Put the list together; five queries however long the ledger is."""
    stories = known_stories(address.day)
    address = replace(
        address, stories=tuple(slug for slug in address.stories if slug in stories)
    )
    found = to_tell(newest_first(public_changes(address.day)), address.day)
    changes = [*narrowed(found, address).select_related("event", "story")[: PER_PAGE + 1]]
    shown = changes[:PER_PAGE]
    last = shown[-1] if len(changes) > PER_PAGE else None
    told = [told_of(change, address.day) for change in shown]
    return ChangesPage(
        title=titled(_("Changes"), address.day),
        description=_(
            "Every change of a status, an outcome or a due date, with its evidence; "
            "what was reversed or withdrawn is marked."
        ),
        days=[
            Day(day, [*changes])
            for day, changes in groupby(told, key=lambda one: one.step.effective)
        ],
        count_text=count_text(len(told), is_all=last is None and address.after is None),
        path=address.path,
        kinds=options(CHOICES, address.kinds),
        stories=options(stories, address.stories),
        since=address.since.isoformat() if address.since else "",
        since_text=date_format(address.since, _("j F Y")) if address.since else "",
        today=today.isoformat(),
        cleared_url=(
            address.but(kinds=(), stories=(), since=None).url if address.is_narrowed else ""
        ),
        start_url=address.but().url if address.after else "",
        further_url=address.but(after=(last.effective, last.pk)).url if last else "",
        asof=asof_control(address, today=today),
        past=Past(address.day, address.but(day=None).url) if address.day else None,
    )


def known_stories(day: date | None) -> dict[str, str]:
    """Map slugs to titles of the stories that have an entry; one query."""
    known = public_changes(day).values("story")
    return dict(
        Story.objects.published()
        .filter(pk__in=known)
        .order_by("title")
        .values_list("slug", "title")
    )


def newest_first(changes: ChangeQuerySet) -> ChangeQuerySet:
    return changes.order_by("-effective", "-pk")


def narrowed(changes: Any, address: ChangesAddress) -> Any:
    """Keep of `changes`, rows of `with_kinds`, what `address` asks for."""
    if address.kinds:
        kinds = Q(change_kind__in=address.kinds, withdrawn_by__isnull=True)
        if WITHDRAWN in address.kinds:
            kinds |= Q(withdrawn_by__isnull=False) | Q(withdraws__isnull=False)
        changes = changes.filter(kinds)
    if address.stories:
        changes = changes.filter(story__slug__in=address.stories)
    if address.since:
        start = datetime.combine(address.since, time(), get_default_timezone())
        changes = changes.filter(recorded_at__gte=start)
    if address.after:
        day, pk = address.after
        changes = changes.filter(Q(effective__lte=day) & (Q(effective__lt=day) | Q(pk__lt=pk)))
    return changes


def told_of(change: Any, day: date | None) -> Told:
    step = step_of(change, day)
    url = event_url(change.event_id, day)
    return Told(
        step=step,
        event_url=url,
        entry_url=f"{url}#change-{step.number}",
        statement=change.event.statement,
        is_prediction=change.event.is_prediction,
        story_title=change.story.title,
        story_url=dated(change.story.get_absolute_url(), day),
    )


def options(labels: Mapping[str, Any], chosen: Collection[str]) -> list[Option]:
    return [
        Option(value, str(label), 0, is_chosen=value in chosen)
        for value, label in labels.items()
    ]


def count_text(shown: int, *, is_all: bool) -> str:
    if is_all:
        return ngettext("%(n)d change", "%(n)d changes", shown) % {"n": shown}
    return ngettext("Showing %(n)d change", "Showing %(n)d changes", shown) % {"n": shown}


def asof_control(address: ChangesAddress, *, today: date) -> AsOfControl:
    hidden = [("kind", kind) for kind in address.kinds]
    hidden += [("story", slug) for slug in address.stories]
    hidden += [("since", address.since.isoformat())] if address.since else []
    return AsOfControl(
        path=address.path,
        value=(address.day or today).isoformat(),
        first="",
        last=today.isoformat(),
        hidden=hidden,
    )


def changes_url(day: date | None = None, **parts: Any) -> str:
    """Return the address of the list, narrowed by `parts` of ChangesAddress."""
    return ChangesAddress(reverse("reader:changes"), day, **parts).url
