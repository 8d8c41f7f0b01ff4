"""Tables to take home: CSV, spreadsheet, JSON. What looks like a formula stays a text."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from xlsxwriter import Workbook

Value = str | int | float | date | None
CSV, XLSX, JSON = "csv", "xlsx", "json"
FORMATS = {CSV: "CSV", XLSX: "XLSX", JSON: "JSON"}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# With what a spreadsheet lets a formula begin, in the width of Chinese type as well.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Without it Excel takes the file for one in the system's old encoding.
BOM = "\ufeff"
# Spreadsheets know no day before 1900.
FIRST_YEAR = 1901
WIDEST = 48


@dataclass(frozen=True)
class Sheet:
    """A table with all its rows. `about` says where it comes from, by name.

    `name` is that of the file, without its ending; `columns` are kept stable for machines.
    """

    name: str
    about: Mapping[str, Value]
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]


class Line:
    """A file that gives back what is written to it: how `csv` writes one line at a time."""

    def write(self, text: str) -> str:
        return text


def download(sheet: Sheet, form: str) -> HttpResponseBase:
    """Answer with `sheet` as a file. `form` is one of FORMATS."""
    response: HttpResponseBase
    if form == XLSX:
        response = HttpResponse(as_xlsx(sheet), content_type=XLSX_TYPE)
    elif form == JSON:
        response = StreamingHttpResponse(as_json(sheet), content_type="application/json")
    else:
        response = StreamingHttpResponse(as_csv(sheet), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{form}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def as_csv(sheet: Sheet) -> Iterator[str]:
    """Yield `sheet` by lines (RFC 4180), a byte order mark first."""
    writer = csv.writer(Line())
    yield BOM
    yield writer.writerow(sheet.columns)
    for row in sheet.rows:
        yield writer.writerow(
            [neutral(value) if isinstance(value, str) else value for value in row]
        )


def neutral(text: str) -> str:
    """Return `text` so that no spreadsheet reads a formula: an apostrophe goes before it."""
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def as_json(sheet: Sheet) -> Iterator[str]:
    """Yield one object: what `sheet` is about, and its rows as objects by column."""
    head = json.dumps(dict(sheet.about), default=str, ensure_ascii=False)
    yield head[:-1] + ', "rows": ['
    between = "\n"
    for row in sheet.rows:
        named = dict(zip(sheet.columns, row, strict=True))
        yield between + json.dumps(named, default=str, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def as_xlsx(sheet: Sheet) -> bytes:
    """Return `sheet` as a workbook, what it is about on a second page of it."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        looks = {
            "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            # Stays a text even where somebody presses Enter in the cell.
            "formula": book.add_format(
                {"text_wrap": True, "valign": "top", "quote_prefix": True}
            ),
        }
        page = book.add_worksheet("Data")
        widths = [len(name) for name in sheet.columns]
        page.freeze_panes(1, 0)
        for place, name in enumerate(sheet.columns):
            page.write_string(0, place, name, head)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                write(page, (last, place), value, looks)
                widths[place] = max(widths[place], len(str(value or "")))
        for place, width in enumerate(widths):
            page.set_column(place, place, min(width, WIDEST) + 2)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
        about = book.add_worksheet("About")
        about.set_column(0, 0, 16)
        about.set_column(1, 1, 2 * WIDEST)
        for line, (name, value) in enumerate(sheet.about.items()):
            about.write_string(line, 0, name, head)
            write(about, (line, 1), value, looks)
    return out.getvalue()


def write(page: Any, place: tuple[int, int], value: Value, looks: Mapping[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | float):
        page.write_number(*place, value, looks["text"])
    elif isinstance(value, date) and value.year >= FIRST_YEAR:
        page.write_datetime(*place, value, looks["day"])
    else:
        text = str(value)
        page.write_string(*place, text, looks["formula" if is_formula(text) else "text"])
