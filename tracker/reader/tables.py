"""Tables of the reader's pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.reader.history import Step
from tracker.shared.tables import TrackerTable, cell


def row_class(record: Step) -> str:
    return " ".join(
        name
        for name, is_so in {
            "pivot": record.is_before_pivot,
            "withdrawn": record.is_withdrawn,
        }.items()
        if is_so
    )


class LedgerTable(TrackerTable):
    """Every change of one event, in the order it took effect."""

    effective = cell("reader/ledger/_effective.html", _("From"))
    what = cell("reader/ledger/_what.html", _("What changed"))
    value = cell("reader/ledger/_value.html", _("Stands at"))
    grade = cell("reader/ledger/_grade.html", _("Grade"), "n")
    record = cell("reader/ledger/_record.html", _("Our record"), "small")

    caption = _("Every change, in the order it took effect")

    class Meta(TrackerTable.Meta):
        attrs = {"class": "table stack ledger"}
        row_attrs = {"id": lambda record: f"change-{record.number}", "class": row_class}
