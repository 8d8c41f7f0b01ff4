"""The reports of one event on a time axis: each document a row, joined to what it repeats.

A row draws its own part of every line that passes, so rows may be as high as their words
need. Places on the axis are percent of its width, `dx` pixels to the right of such a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates.edtf import parse_edtf
from tracker.reader.axis import Axis, Tick
from tracker.reader.lineage import Document, Lineage
from tracker.reader.reports import day_text
from tracker.reader.rows import Pivot

# What repeats a document of the same day stands this much further right, so that the line
# between them can be seen; at most so often.
STEP = 12
MOST_STEPS = 3
SHOWN_ROWS = 20
MOST_TICKS = 5


@dataclass(frozen=True)
class Trunk:
    """The part in one row of the line that goes down, or up, from a document's dot."""

    at: float
    dx: int
    goes_up: bool
    goes_down: bool
    # It ends here: a corner leads on to the dot of the row.
    is_last: bool = False


@dataclass(frozen=True)
class Elbow:
    """The way from a trunk to the dot of the row, `width` percent or `to_dx` pixels long."""

    at: float
    dx: int
    width: float
    to_dx: int
    from_below: bool

    @property
    def bend(self) -> int:
        """Where the corner at the trunk is done and the level line begins, in pixels."""
        return self.dx + 6


@dataclass(frozen=True)
class GraphRow:
    """One document. `since` to `at` are the days on which it may have been published."""

    outlet: str
    url: str
    title: str
    day_text: str
    day: date
    relays: Sequence[str]
    is_report: bool
    is_origin: bool
    is_unknown: bool
    at: float
    dx: int
    since: float | None
    trunks: Sequence[Trunk] = ()
    elbows: Sequence[Elbow] = ()

    @property
    def span(self) -> float:
        """The width of `since` to `at`, in percent."""
        return round(self.at - (self.at if self.since is None else self.since), 2)


@dataclass(frozen=True)
class Graph:
    """The rows, those of one origin together; `rest` is what is folded away at first."""

    rows: Sequence[GraphRow]
    rest: Sequence[GraphRow]
    ticks: Sequence[Tick]
    sentence: str
    pivot_at: float | None
    pivot: str


def graph_of(lineage: Lineage, pivot: Pivot | None) -> Graph | None:
    """Draw `lineage`; None without reports. `pivot` is drawn if its day is on the axis."""
    order = ordered(lineage)
    if not order:
        return None
    days = [day_of(lineage, document) for document in order]
    axis = Axis(min(days), max(days))
    rows = with_lines(lineage, order, placed(lineage, order, axis))
    shows_pivot = pivot is not None and axis.days > 0 and axis.has(pivot.day)
    # One row more is shown rather than folded away alone.
    shown = len(rows) if len(rows) <= SHOWN_ROWS + 1 else SHOWN_ROWS
    return Graph(
        rows=rows[:shown],
        rest=rows[shown:],
        ticks=axis.ticks(MOST_TICKS),
        sentence=sentence_of(lineage, axis),
        pivot_at=axis.at(pivot.day) if pivot and shows_pivot else None,
        pivot=pivot.statement if pivot and shows_pivot else "",
    )


def ordered(lineage: Lineage) -> list[Document]:
    """Return all documents: what repeats one stands below it, each stands once."""
    order: dict[Document, None] = {}
    waiting = [*reversed(lineage.roots)]
    while waiting:
        document = waiting.pop()
        if document not in order:
            order[document] = None
            waiting += reversed(lineage.relayers.get(document, []))
    return [*order]


def day_of(lineage: Lineage, document: Document) -> date:
    """Return the day from which `document` was known, which all that are shown have."""
    known_on = lineage.documents[document].known_on
    if known_on is None:
        raise ValueError(f"Document {document} is shown, but was known on no day.")
    return known_on


def placed(lineage: Lineage, order: Sequence[Document], axis: Axis) -> list[GraphRow]:
    """Return the rows without their lines."""
    steps: dict[Document, int] = {}
    rows = []
    for document in order:
        source = lineage.documents[document]
        day = day_of(lineage, document)
        relayed = lineage.relayed[document]
        same_day = [
            steps[one] for one in relayed if one in steps and day == day_of(lineage, one)
        ]
        steps[document] = min(max(same_day) + 1, MOST_STEPS) if same_day else 0
        first = parse_edtf(source.dated).first if source.dated else None
        rows.append(
            GraphRow(
                outlet=lineage.outlet(document),
                url=lineage.url(document),
                title=source.title,
                day_text=day_text(source, style="short"),
                day=day,
                relays=[*dict.fromkeys(lineage.outlet(one) for one in relayed)],
                is_report=document in lineage.own,
                is_origin=document in lineage.ends,
                is_unknown=document in lineage.unknown,
                at=axis.at(day),
                dx=steps[document] * STEP,
                since=axis.at(first) if first and first < day else None,
            )
        )
    return rows


def with_lines(
    lineage: Lineage, order: Sequence[Document], rows: Sequence[GraphRow]
) -> list[GraphRow]:
    """Give each row its part of the lines from documents to what repeats them."""
    place = {document: number for number, document in enumerate(order)}
    trunks: list[list[Trunk]] = [[] for _row in rows]
    elbows: list[list[Elbow]] = [[] for _row in rows]
    for document, own in place.items():
        relayers = [place[one] for one in lineage.relayers.get(document, [])]
        if not relayers:
            continue
        top, bottom = min(own, *relayers), max(own, *relayers)
        start = rows[own]
        for number in range(top, bottom + 1):
            is_last = number in {top, bottom} and number != own
            trunks[number].append(
                Trunk(start.at, start.dx, number > top, number < bottom, is_last)
            )
        for number in relayers:
            end = rows[number]
            elbows[number].append(
                Elbow(
                    at=start.at,
                    dx=start.dx,
                    width=round(max(end.at - start.at, 0), 2),
                    to_dx=end.dx,
                    from_below=number < own,
                )
            )
    return [
        replace(row, trunks=trunks[number], elbows=elbows[number])
        for number, row in enumerate(rows)
    ]


def sentence_of(lineage: Lineage, axis: Axis) -> str:
    """Say in a few words what the graph shows."""
    first, last = (date_format(day, _("j F Y")) for day in (axis.first, axis.last))
    when = (
        _("From %(first)s to %(last)s.") % {"first": first, "last": last}
        if axis.days
        else _("All on %(day)s.") % {"day": first}
    )
    origins = [*dict.fromkeys(lineage.outlet(end) for end in lineage.ends)]
    words = [when]
    if len(origins) == 1:
        words.append(_("The reports lead back to %(outlet)s.") % {"outlet": origins[0]})
    elif origins:
        words.append(
            _("The reports lead back to %(outlets)s and %(last)s.")
            % {"outlets": ", ".join(origins[:-1]), "last": origins[-1]}
        )
    if unknown := lineage.provenance.trace.unknown:
        words.append(
            ngettext(
                "%(n)d does not say where it has it from.",
                "%(n)d do not say where they have it from.",
                unknown,
            )
            % {"n": unknown}
        )
    return " ".join(words)
