"""The documents to take home: the columns are explained in docs/downloads.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.reader.asof import titled
from tracker.reader.documents_found import DocumentsAddress, find
from tracker.reader.links import source_url
from tracker.reader.reports import dated_by
from tracker.reader.source_page import language_name
from tracker.reader.table_address import PER_PAGE
from tracker.shared.downloads import Sheet
from tracker.stories.values import Outcome

COLUMNS = (
    "title", "outlet", "kind", "language", "published", "known_on", "statements",
    "predictions", "held", "partly_held", "failed", "void", "open", "relays", "relayed_by",
    "stories", "document", "url",
)  # fmt: skip
COUNTED = (Outcome.HELD, Outcome.PARTLY_HELD, Outcome.FAILED, Outcome.VOID, Outcome.OPEN)


def documents_sheet(
    address: DocumentsAddress, *, today: date, absolute: Callable[[str], str]
) -> Sheet:
    """Return all that `address` asks for, in its order; six queries.

    `absolute` completes a path to an address.
    """
    found = find(address, language_name)
    day = address.day or today
    return Sheet(
        name=f"sources-{day.isoformat()}",
        about={
            "title": titled(_("Sources"), day),
            "as_of": day,
            "url": absolute(found.address.but(day=day, per_page=PER_PAGE).url),
            "attribution": _("Rumor to Fact, sources, as of %(day)s")
            % {"day": date_format(day, _("j F Y"))},
        },
        columns=COLUMNS,
        rows=[
            (
                one.source.title,
                one.outlet,
                one.source.kind,
                one.source.language,
                dated_by(one.source),
                one.source.known_on,
                len(one.events),
                one.outcomes.total(),
                *(one.outcomes[outcome] for outcome in COUNTED),
                len(one.relays),
                len(one.relayers),
                " ".join(sorted(one.stories)),
                one.source.url,
                absolute(source_url(one.id, day)),
            )
            for one in found.found
        ],
    )
