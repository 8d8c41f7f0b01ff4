"""The predictions of a story to take home: the columns are explained in docs/downloads.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.evidence.origins import Trace
from tracker.reader.asof import titled
from tracker.reader.entries import event_url
from tracker.reader.predictions import held_count, parts_by_broad
from tracker.reader.predictions_found import Found, find, traces_of
from tracker.reader.table_address import PER_PAGE, PredictionsAddress
from tracker.shared.downloads import Sheet, Value
from tracker.stories.models import Story

COLUMNS = (
    "id", "statement", "aspect", "projected", "actual", "outcome", "miss", "reason", "status",
    "due", "outcome_since", "first_reported_on", "first_reported_by", "lead_days", "reports",
    "origins", "unknown_origin", "part_of", "parts", "parts_held", "url",
)  # fmt: skip


def predictions_sheet(
    story: Story, address: PredictionsAddress, *, today: date, absolute: Callable[[str], str]
) -> Sheet:
    """Return all that `address` asks for, in its order; ten queries at most.

    `absolute` completes a path to an address.
    """
    found = find(story, address)
    address = found.address
    day = address.day or today
    return Sheet(
        name=f"{story.slug}-predictions-{day.isoformat()}",
        about={
            "title": titled(_("%(story)s: projected and actual") % {"story": story.title}, day),
            "as_of": day,
            "url": absolute(address.but(day=day, per_page=PER_PAGE).url),
            "attribution": _("Rumor to Fact, %(story)s, as of %(day)s")
            % {
                "story": story.title,
                "day": date_format(day, _("j F Y")),
            },
        },
        columns=COLUMNS,
        rows=[*sheet_rows(found, traces_of([*found.known], address.day), day, absolute)],
    )


def sheet_rows(
    found: Found, traces: Mapping[int, Trace], day: date, absolute: Callable[[str], str]
) -> Iterator[Sequence[Value]]:
    parts = parts_by_broad(found.known.values())
    for one in found.found:
        broad = found.known.get(one.broad)
        own_parts = parts.get(one.id, [])
        trace = traces[one.id]
        yield (
            one.key,
            one.statement,
            one.aspect,
            one.projected,
            one.verdict.actual,
            one.outcome,
            one.verdict.miss,
            one.verdict.reason,
            one.status,
            one.due,
            one.verdict.since,
            one.first.day if one.first else None,
            one.first.outlet if one.first else "",
            one.lead,
            trace.reports,
            len(trace.origins),
            trace.unknown,
            broad.key if broad else "",
            len(own_parts),
            held_count(own_parts),
            absolute(event_url(one.id, day)),
        )
