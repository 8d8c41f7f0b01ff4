"""Lists of the desk as tables that fold into stacked rows on a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.templatetags.admin_list import items_for_result, result_headers
from django.contrib.admin.views.main import ChangeList
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst

# `display` drops the roles of a table, so each cell says its own.
ROLES = {"<td": "cell", "<th": "rowheader"}
# A cell that says nothing; stacked rows leave it out.
NOTHING = re.compile(r"<td[^>]*>[–-]?</td>")


class DeskList(ChangeList):
    """A list whose cells know the name of their column."""

    def columns(self) -> list[dict[str, Any]]:
        """Return the heads of the columns, as the stock admin draws them."""
        return [*result_headers(self)]

    def cells(self) -> Iterator[list[SafeString]]:
        """Yield the cells of each row, ready for the page."""
        names = [str(column["text"]) for column in self.columns()]
        # The box to tick explains itself.
        if self.list_display[0] == "action_checkbox":
            names[0] = ""
        for row in self.result_list:
            cells = items_for_result(self, row, None)
            yield [named(cell, capfirst(name)) for cell, name in zip(cells, names, strict=True)]


def named(cell: SafeString, name: str) -> SafeString:
    """Return `cell`, a drawn `<td>` or `<th>`, with its role and the name of its column."""
    tag = cell[:3]
    told = f' role="{ROLES[tag]}"'
    if name:
        told += f' data-label="{escape(name)}"'
    if NOTHING.fullmatch(cell):
        told += " data-empty"
    return SafeString(tag + told + cell[3:])
