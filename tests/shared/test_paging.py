from __future__ import annotations

import pytest

from tracker.shared.paging import PageLink, pager_of, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("1", 1),
        ("0", 1),
        ("100", 100),
        ("101", 100),
        ("99999999999999999999", 100),
        ("9" * 10_000, 100),
        ("0" * 10_000 + "7", 100),
        ("", 20),
        ("-3", 20),
        ("+3", 20),
        ("3.5", 20),
        ("1e3", 20),
        ("３", 20),
        ("²", 20),
        ("3\x00", 20),
        (" 3", 20),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_number_is_kept_within_its_bounds(text: str, number: int) -> None:
    assert whole_number(text, least=1, most=100, default=20) == number


def address(number: int) -> str:
    return f"?page={number}"


def test_a_page_knows_its_rows_and_its_neighbours() -> None:
    pager = pager_of(101, page=2, per_page=50, url_on=address)
    assert (pager.page, pager.first, pager.last) == (2, 51, 100)
    assert (pager.previous_url, pager.next_url) == ("?page=1", "?page=3")
    assert pager.links == [
        PageLink("1", "?page=1"),
        PageLink("2", is_current=True),
        PageLink("3", "?page=3"),
    ]


def test_a_page_that_is_not_there_is_the_last_one() -> None:
    pager = pager_of(101, page=9_999_999, per_page=50, url_on=address)
    assert (pager.page, pager.first, pager.last, pager.next_url) == (3, 101, 101, "")


def test_one_page_needs_no_links() -> None:
    assert pager_of(50, page=1, per_page=50, url_on=address).links == []
    empty = pager_of(0, page=4, per_page=50, url_on=address)
    assert (empty.page, empty.first, empty.last, empty.links) == (1, 0, 0, [])


def test_many_pages_are_shortened_and_a_gap_leads_nowhere() -> None:
    links = pager_of(5000, page=50, per_page=50, url_on=address).links
    labels = [link.label for link in links]
    assert labels == ["1", "…", "48", "49", "50", "51", "52", "…", "100"]
    assert [link.url for link in links if link.label == "…"] == ["", ""]
