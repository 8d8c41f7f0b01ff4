"""Tables of the reader's pages."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from tracker.reader.history import Step


def row_class(record: Step) -> str:
    return " ".join(
        name
        for name, is_so in {
            "pivot": record.is_before_pivot,
            "withdrawn": record.is_withdrawn,
        }.items()
        if is_so
    )


def cell(template: str, label: Any, name: str = "") -> tables.TemplateColumn:
    attributes = {"td": {"class": name} if name else {}}
    return tables.TemplateColumn(
        template_name=f"reader/ledger/_{template}.html",
        verbose_name=label,
        orderable=False,
        attrs=attributes,
    )


class LedgerTable(tables.Table):
    """Every change of one event, in the order it took effect."""

    effective = cell("effective", _("From"))
    what = cell("what", _("What changed"))
    value = cell("value", _("Stands at"))
    record = cell("record", _("Our record"), "small")

    caption = _("Every change, in the order it took effect")

    class Meta:
        template_name = "reader/_table.html"
        attrs = {"class": "table stack ledger"}
        row_attrs = {"id": lambda record: f"change-{record.number}", "class": row_class}
