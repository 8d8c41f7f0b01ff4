"""The predictions of one outlet: what it said, what happened, how it knew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.evidence.models import Stance
from tracker.ledger.asof import events_as_of
from tracker.ledger.verdicts import outcome_entries, verdict_of
from tracker.reader.called import Called
from tracker.reader.citations import Cited, cited_as, with_survivors
from tracker.reader.entries import event_url
from tracker.reader.shares import ORDER
from tracker.reader.strands import strands_of
from tracker.reader.table_address import TableAddress, read_table_address
from tracker.scores.values import Role
from tracker.shared.tables import TrackerTable, cell, in_order
from tracker.sources.models import Outlet
from tracker.stories.values import Outcome

KEYS = ("role", "outcome")
SORTS = ("said", "outcome", "lead", "knew")
NEWEST_SAID = "-said"
ORDER_WORDS = {
    "said": gettext_lazy("first said first"),
    "-said": gettext_lazy("last said first"),
    "outcome": gettext_lazy("best outcome first"),
    "-outcome": gettext_lazy("best outcome last"),
    "lead": gettext_lazy("shortest lead first"),
    "-lead": gettext_lazy("longest lead first"),
    "knew": gettext_lazy("own reporting first"),
    "-knew": gettext_lazy("relayed first"),
}


@dataclass(frozen=True)
class OutletAddress(TableAddress):
    sort: str = NEWEST_SAID


@dataclass(frozen=True)
class CallRow:
    """One prediction of the outlet. `aside` says why it counts in no record, "" if it does."""

    url: str
    statement: str
    quote: str
    language: str
    called_on: date
    is_first: bool
    outcome: str
    miss_label: str
    actual: str
    reason: str
    due_text: str
    is_overdue: bool
    lead: int | None
    knew: str
    aside: str


def read_outlet_address(path: str, query: QueryDict, day: date | None) -> OutletAddress:
    """Read all but `as_of`. What makes no sense is as if it were not there."""
    choices = {"role": tuple(Role.values), "outcome": tuple(Outcome.values)}
    return read_table_address(OutletAddress, path, query, day, choices, SORTS)


class CallTable(TrackerTable):
    """What the outlet said beside what happened."""

    said = cell(
        "reader/outlet/_said.html",
        gettext_lazy("Said"),
        "c-projected",
        sorts=True,
        starts_high=True,
    )
    actual = cell("reader/predictions/_actual.html", gettext_lazy("What happened"), "c-actual")
    outcome = cell(
        "reader/outlet/_outcome.html", gettext_lazy("Outcome"), "c-outcome", sorts=True
    )
    lead = cell(
        "reader/predictions/_lead.html",
        gettext_lazy("Lead, days"),
        "c-lead",
        sorts=True,
        starts_high=True,
    )
    knew = cell("reader/outlet/_knew.html", gettext_lazy("How it knew"), "c-first", sorts=True)

    caption = gettext_lazy("Its predictions, and what happened")
    row_header = "said"

    class Meta(TrackerTable.Meta):
        attrs = {"class": "table versus calls"}
        row_attrs = {"class": lambda record: f"is-{record.outcome}"}


def sorted_by(sort: str, calls: Iterable[Called]) -> list[Called]:
    """Return `calls`, the newest first, in the order of `sort`."""
    values: dict[str, Callable[[Called], Any]] = {
        "said": lambda call: call.called_on,
        "outcome": lambda call: [*ORDER].index(Outcome(call.outcome)),
        "lead": lambda call: call.lead,
        "knew": lambda call: call.role,
    }
    return in_order(calls, values[sort.removeprefix("-")], is_descending=sort.startswith("-"))


def call_rows(
    calls: Sequence[Called], outlet: Outlet, day: date | None, *, today: date
) -> list[CallRow]:
    """Return `calls` of `outlet` as the table draws them; four queries, however many."""
    ids = [call.event for call in calls]
    dues = dict(events_as_of(day).filter(pk__in=ids).values_list("pk", "shown_due"))
    entries = outcome_entries(ids, day)
    cited = cited_by(outlet, ids, day)
    rows = []
    for call in calls:
        verdict = verdict_of(
            call.outcome, dues[call.event], entries.get(call.event), day=day or today
        )
        said = cited.get(call.event, [])
        quoted = next((one for one in said if one.quote), None)
        rows.append(
            CallRow(
                url=event_url(call.event, day),
                statement=call.statement,
                quote=quoted.quote if quoted else "",
                language=quoted.language if quoted else "",
                called_on=call.called_on,
                is_first=call.is_first,
                lead=call.lead,
                knew=knew_text(call.role, said),
                aside=_("Counted by its parts") if is_beside_parts(call) else "",
                **vars(verdict),
            )
        )
    return rows


def is_beside_parts(call: Called) -> bool:
    """Tell whether a call is scored, and its parts count in its place."""
    return call.lead is not None and not call.counted


def cited_by(
    outlet: Outlet, events: Collection[int], day: date | None
) -> Mapping[int, list[Cited]]:
    """Map `events` (ids) to what `outlet` said for them before they were settled; two queries.

    The oldest source comes first.
    """
    strands = strands_of(events, day)
    rows = with_survivors(day).about(events).filter(stance=Stance.SUPPORTS)
    found: dict[int, list[Cited]] = {}
    for row in rows:
        source = row.source.merged_into or row.source
        settled = strands[row.survivor].settled
        if outlet.pk != (source.outlet.merged_into_id or source.outlet_id):
            continue
        if settled is None or row.source.known_on < settled.day:
            found.setdefault(row.survivor, []).append(cited_as(row, day))
    return found


def knew_text(role: str, said: Sequence[Cited]) -> str:
    """Say how an outlet knew that made a prediction in `role`, by what it `said`."""
    if role == Role.OWN:
        return _("own reporting") if said else _("known from those who repeat it")
    names = dict.fromkeys(one.relays_outlet for one in said if one.relays_outlet)
    if not names:
        return _("relayed")
    return _("relays %(outlets)s") % {"outlets": ", ".join(names)}
