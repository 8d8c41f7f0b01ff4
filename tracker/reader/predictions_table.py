"""The table of predictions: its columns, and in which order its rows stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.dates.words import say
from tracker.evidence.origins import Trace
from tracker.reader.entries import Part, event_url
from tracker.reader.links import outlet_url
from tracker.reader.predictions import Prediction, Rivals, held_count
from tracker.reader.table_address import ASPECT, PredictionsAddress
from tracker.shared.tables import TrackerTable, cell, in_order
from tracker.stories.values import Miss, Outcome

ORDER_WORDS = {
    "aspect": gettext_lazy("by aspect, rivals together"),
    "-aspect": gettext_lazy("by aspect from Z to A, rivals together"),
    "projected": gettext_lazy("projected from A to Z"),
    "-projected": gettext_lazy("projected from Z to A"),
    "actual": gettext_lazy("actual from A to Z"),
    "-actual": gettext_lazy("actual from Z to A"),
    "outcome": gettext_lazy("best outcome first"),
    "-outcome": gettext_lazy("best outcome last"),
    "lead": gettext_lazy("shortest lead first"),
    "-lead": gettext_lazy("longest lead first"),
    "first": gettext_lazy("first outlet from A to Z"),
    "-first": gettext_lazy("first outlet from Z to A"),
    "reports": gettext_lazy("fewest reports first"),
    "-reports": gettext_lazy("most reports first"),
}


@dataclass(frozen=True)
class TableRow:
    """One row. `rivals_text` counts those on the same aspect; `right_text` marks the best."""

    id: int
    url: str
    statement: str
    aspect: str
    projected: str
    outcome: str
    miss_label: str
    actual: str
    reason: str
    due_text: str
    is_overdue: bool
    lead: int | None
    first_outlet: str
    first_outlet_url: str
    first_day: date | None
    report_count: int
    origin_count: int
    unknown_count: int
    parts: Sequence[Part]
    parts_text: str
    broad: Part | None
    rivals_text: str
    rivals_url: str
    right_text: str
    is_rival: bool
    # A rival that stands under another one of its aspect.
    is_further: bool


def row_class(record: TableRow) -> str:
    marks = {
        "rival": record.is_rival,
        "same-aspect": record.is_further,
        "right": record.right_text,
    }
    return " ".join([f"is-{record.outcome}", *(name for name, is_so in marks.items() if is_so)])


def column(name: str, label: Any, *, starts_high: bool = False) -> Any:
    template = f"reader/predictions/_{name}.html"
    return cell(template, label, f"c-{name}", sorts=True, starts_high=starts_high)


class PredictionTable(TrackerTable):
    """What was said beside what happened."""

    aspect = column("aspect", gettext_lazy("Aspect"))
    projected = column("projected", gettext_lazy("Projected"))
    actual = column("actual", gettext_lazy("Actual"))
    outcome = column("outcome", gettext_lazy("Outcome"))
    lead = column("lead", gettext_lazy("Lead, days"), starts_high=True)
    first = column("first", gettext_lazy("First reported by"))
    reports = column("reports", gettext_lazy("Reports"), starts_high=True)

    caption = gettext_lazy("Predictions, and what happened")
    row_header = "projected"

    class Meta(TrackerTable.Meta):
        attrs = {"class": "table versus"}
        row_attrs = {"id": lambda record: f"prediction-{record.id}", "class": row_class}


def sorted_by(
    address: PredictionsAddress, found: Iterable[Prediction], traces: Mapping[int, Trace]
) -> list[Prediction]:
    """Return `found` in the order of `address`. `traces` are needed to sort by reports only."""
    is_descending = address.sort.startswith("-")
    if address.is_by_aspect:
        from_best = sorted(found, key=lambda one: one.rank)
        return in_order(from_best, by_aspect, is_descending=is_descending)
    values: dict[str, Callable[[Prediction], Any]] = {
        "projected": lambda one: one.statement,
        "actual": lambda one: one.verdict.actual,
        "outcome": lambda one: one.rank,
        "lead": lambda one: one.lead,
        "first": lambda one: one.first.outlet if one.first else None,
        "reports": lambda one: (traces[one.id].reports, len(traces[one.id].origins)),
    }
    return in_order(found, values[address.sort.removeprefix("-")], is_descending=is_descending)


def by_aspect(one: Prediction) -> tuple[str, str] | None:
    return (one.aspect.casefold(), one.aspect) if one.aspect else None


def table_rows(
    page: Sequence[Prediction],
    address: PredictionsAddress,
    known: Mapping[int, Prediction],
    parts: Mapping[int, Sequence[Prediction]],
    rivals: Mapping[str, Rivals],
    traces: Mapping[int, Trace],
    *,
    today: date,
) -> list[TableRow]:
    """Return `page` as the table draws it. Parts and rivals count whether they are listed."""
    rows = []
    above = ""
    for one in page:
        trace = traces[one.id]
        group = rivals.get(one.aspect)
        stands_with_rivals = group is not None and address.is_by_aspect
        rows.append(
            TableRow(
                id=one.id,
                url=event_url(one.id, address.day),
                statement=one.statement,
                aspect=one.aspect,
                projected=one.projected,
                outcome=one.outcome,
                miss_label=str(Miss(one.verdict.miss).label) if one.verdict.miss else "",
                actual=one.verdict.actual,
                reason=one.verdict.reason,
                due_text=say(one.due) if one.due else "",
                is_overdue=one.is_overdue(address.day or today),
                lead=one.lead,
                first_outlet=one.first.outlet if one.first else "",
                first_outlet_url=outlet_url(one.first.slug, address.day) if one.first else "",
                first_day=one.first.day if one.first else None,
                report_count=trace.reports,
                origin_count=len(trace.origins),
                unknown_count=trace.unknown,
                parts=[part_of(part, address) for part in parts.get(one.id, ())],
                parts_text=parts_text(parts.get(one.id, ())),
                broad=part_of(known[one.broad], address) if one.broad in known else None,
                rivals_text=rivals_text(group) if group else "",
                rivals_url=rivals_url(one.aspect, address) if group else "",
                right_text=right_text(one) if stands_with_rivals else "",
                is_rival=stands_with_rivals,
                is_further=stands_with_rivals and one.aspect == above,
            )
        )
        above = one.aspect
    return rows


def part_of(one: Prediction, address: PredictionsAddress) -> Part:
    return Part(event_url(one.id, address.day), one.statement, one.outcome)


def parts_text(parts: Sequence[Prediction]) -> str:
    """Say how the parts of a broad prediction fared; "" without parts."""
    n = len(parts)
    if not parts:
        return ""
    if all(part.is_open for part in parts):
        return ngettext("%(n)d part, open", "%(n)d parts, all open", n) % {"n": n}
    words = ngettext("%(held)d of %(n)d part held up", "%(held)d of %(n)d parts held up", n)
    return words % {"held": held_count(parts), "n": n}


def rivals_text(group: Rivals) -> str:
    """Say how many predictions are on one aspect, and how they fared."""
    n = len(group.all)
    if all(one.is_open for one in group.all):
        return _("%(n)d rivals, all open") % {"n": n}
    return _("%(held)d of %(n)d held up") % {"held": held_count(group.all), "n": n}


def rivals_url(aspect: str, address: PredictionsAddress) -> str:
    """Return the address that shows all rivals on `aspect`, and only them."""
    return address.cleared().choosing(ASPECT, aspect).but(sort=ASPECT).url


def right_text(one: Prediction) -> str:
    if one.outcome == Outcome.HELD:
        return _("Was right")
    return _("Was partly right") if one.outcome == Outcome.PARTLY_HELD else ""
