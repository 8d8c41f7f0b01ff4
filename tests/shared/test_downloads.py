from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.shared.downloads import Sheet, Value, as_csv, as_json, as_xlsx, download, neutral

SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheet(*rows: list[Value]) -> Sheet:
    about = {"title": "Colours", "as_of": date(2026, 4, 10)}
    return Sheet(name="colours", about=about, columns=("text", "day", "number"), rows=rows)


ROWS: list[list[Value]] = [
    ["plain, “quoted”\nand 华为", date(2026, 4, 24), 7],
    ["=1+1", None, -3],
    ["  @SUM(A1)", date(1850, 1, 2), 0],
    ["", None, None],
]


def test_a_csv_reads_back_with_formulas_as_texts() -> None:
    text = "".join(as_csv(sheet(*ROWS)))
    assert text.startswith("\ufefftext,day,number\r\n")
    assert [*csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""))] == [
        ["text", "day", "number"],
        ["plain, “quoted”\nand 华为", "2026-04-24", "7"],
        ["'=1+1", "", "-3"],
        ["'  @SUM(A1)", "1850-01-02", "0"],
        ["", "", ""],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "－"])
def test_nothing_that_may_begin_a_formula_begins_a_cell(start: str) -> None:
    assert neutral(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "1 = 1", "about −5", "a-b", "'quoted'", "华为"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=4))
def test_any_text_comes_back_from_json(rows: list[list[str]]) -> None:
    read = json.loads("".join(as_json(sheet(*rows))))
    assert read["rows"] == [
        dict(zip(("text", "day", "number"), row, strict=True)) for row in rows
    ]
    assert (read["title"], read["as_of"]) == ("Colours", "2026-04-10")


def cells(page: str, data: bytes) -> dict[str, tuple[str, str]]:
    """Map the cells of one page of a workbook to (type, value)."""
    with ZipFile(BytesIO(data)) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/{page}.xml"))  # noqa: S314
        strings = [
            "".join(part.itertext())
            for part in ElementTree.fromstring(  # noqa: S314
                book.read("xl/sharedStrings.xml")
            ).findall("x:si", SPACE)
        ]
    found = {}
    for one in root.iterfind(".//x:c", SPACE):
        assert one.find("x:f", SPACE) is None, "a formula"
        value = one.find("x:v", SPACE)
        if value is None:
            continue
        kind = one.get("t", "n")
        text = strings[int(value.text or "")] if kind == "s" else value.text or ""
        found[one.get("r", "")] = (kind, text)
    return found


def test_a_workbook_holds_texts_numbers_and_days_but_no_formula() -> None:
    found = cells("sheet1", as_xlsx(sheet(*ROWS)))
    assert found["A1"] == ("s", "text")
    assert found["A2"] == ("s", "plain, “quoted”\nand 华为")
    # 24 April 2026 as spreadsheets count days.
    assert found["B2"] == ("n", str((date(2026, 4, 24) - date(1899, 12, 30)).days))
    assert found["C2"] == ("n", "7")
    assert found["A3"] == ("s", "=1+1")
    assert found["C3"] == ("n", "-3")
    assert found["A4"] == ("s", "  @SUM(A1)")
    assert found["B4"] == ("s", "1850-01-02")
    assert "A5" not in found
    about = cells("sheet2", as_xlsx(sheet()))
    assert (about["A1"], about["B1"]) == (("s", "title"), ("s", "Colours"))


def test_a_text_like_a_formula_is_marked_as_a_text_in_a_workbook() -> None:
    with ZipFile(BytesIO(as_xlsx(sheet(["=1+1", None, None])))) as book:
        assert b'quotePrefix="1"' in book.read("xl/styles.xml")


@pytest.mark.parametrize("text", ["https://example.org/", "12", "a\x07b", "x" * 32_000])
def test_a_workbook_takes_any_text_as_a_text(text: str) -> None:
    kind, _value = cells("sheet1", as_xlsx(sheet([text, None, None])))["A2"]
    assert kind == "s"


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_download_is_a_named_file_that_search_engines_leave_alone(
    form: str, kind: str
) -> None:
    response = download(sheet(*ROWS), form)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="colours.{form}"'
    assert response["X-Robots-Tag"] == "noindex"
