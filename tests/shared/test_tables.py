from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

from tests.reader.pages import read
from tracker.shared.tables import TrackerTable, cell, in_order, read_order


@dataclass(frozen=True)
class Thing:
    name: str
    price: int | None


class Things(TrackerTable):
    name = cell("reader/predictions/_first.html", "Name", "c-name", sorts=True)
    price = cell("reader/predictions/_first.html", "Price", sorts=True, starts_high=True)
    word = cell("reader/predictions/_first.html", "Word")

    caption = "All things"
    row_header = "name"

    class Meta(TrackerTable.Meta):
        attrs = {"class": "table"}


def headings(sort: str) -> dict[str, tuple[str, str]]:
    table = Things([Thing("a", 1)], order_by=sort, url_sorted=lambda name: f"?sort={name}")
    return {one.name: (one.url, one.sorted) for one in table.headings}


def test_a_heading_leads_to_the_other_direction_once_it_sorts() -> None:
    assert headings("name") == {
        "name": ("?sort=-name", "ascending"),
        "price": ("?sort=-price", ""),
        "word": ("", ""),
    }
    assert headings("-price") == {
        "name": ("?sort=name", ""),
        "price": ("?sort=price", "descending"),
        "word": ("", ""),
    }


def test_the_template_says_which_column_sorts_and_which_names_the_row() -> None:
    table = Things([Thing("a", 1)], order_by="-price", url_sorted=lambda name: f"?sort={name}")
    html = get_template("shared/_table.html").render({"table": table})
    page = read(html)
    assert page.one("caption").text == "All things"
    assert [one.attrs.get("aria-sort") for one in page.all("th", scope="col")] == [
        None,
        "descending",
        None,
    ]
    assert page.one("a", id="sort-price").attrs["href"] == "?sort=price"
    assert page.one("th", scope="row").attrs["class"] == "c-name"
    assert len(page.all("td")) == 2


def test_rows_keep_the_order_in_which_they_come() -> None:
    rows = [Thing("b", 2), Thing("a", 3), Thing("c", 1)]
    assert [row.record for row in Things(rows, order_by="name").rows] == rows


@given(st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers())), st.booleans())
def test_what_has_no_value_stands_last_and_equals_keep_their_order(
    rows: list[tuple[int | None, int]], is_descending: bool
) -> None:
    ordered = in_order(rows, lambda row: row[0], is_descending=is_descending)
    expected = []
    for value in (3, 2, 1, 0) if is_descending else (0, 1, 2, 3):
        expected += [row for row in rows if row[0] == value]
    assert ordered == expected + [row for row in rows if row[0] is None]


def test_texts_are_sorted_without_regard_to_case() -> None:
    assert in_order(["b", "A", "", "C"], str, is_descending=False) == ["A", "b", "C", ""]


def test_only_known_names_sort() -> None:
    names = ("lead", "first")
    assert read_order("-lead", names, default="first") == "-lead"
    for text in ("", "-", "--lead", "lead,first", "statement", "lead\x00", "LEAD"):
        assert read_order(text, names, default="first") == "first"
