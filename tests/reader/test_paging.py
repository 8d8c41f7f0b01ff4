from __future__ import annotations

from datetime import date

import pytest

from tests.reader.pages import Element, get, statements
from tests.reader.stories import story_of
from tracker.reader.timeline import PAGE_SIZE
from tracker.shared.cursors import cursor_after
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_story() -> Story:
    """120 predictions, 60 of them on one day, from 1 March 2026 on."""
    return story_of(120, crowded=60)


def pages_from(address: str) -> list[Element]:
    """Return the page at `address` and all that "Show more" leads to."""
    pages = [get(address)]
    while more := pages[-1].all("a", id="more"):
        assert len(pages) < 10
        pages.append(get(more[0].attrs["href"]))
    return pages


@pytest.mark.parametrize("query", ["", "?as_of=2026-12-01", "?status=rumored&q=no"])
def test_show_more_visits_every_event_once_in_order(long_story: Story, query: str) -> None:
    address = long_story.get_absolute_url() + query
    visited = [name for page in pages_from(address) for name in statements(page)]
    assert visited == [f"No. {number}" for number in range(120)]


def test_newest_first_visits_every_event_once_the_other_way_round(long_story: Story) -> None:
    address = f"{long_story.get_absolute_url()}?order=newest"
    visited = [name for page in pages_from(address) for name in statements(page)]
    assert visited == [f"No. {number}" for number in reversed(range(120))]


def test_the_pivot_does_not_upset_paging(long_story: Story) -> None:
    long_story.pivot = long_story.events.get(key="p-0049")
    long_story.save(update_fields=["pivot"])
    for order in ("", "?order=newest"):
        pages = pages_from(long_story.get_absolute_url() + order)
        visited = [name for page in pages for name in statements(page)]
        assert len(visited) == len(set(visited)) == 120
        assert sum(len(page.all("p", "pivot-line")) for page in pages) == 1


def test_a_page_has_fifty_events_and_says_what_it_continues(long_story: Story) -> None:
    first, second, third = pages_from(long_story.get_absolute_url())
    assert [len(statements(page)) for page in (first, second, third)] == [PAGE_SIZE, 50, 20]
    assert "continued" not in first.text
    counts = [page.one("div", "count").all("p")[0].text for page in (first, second, third)]
    assert counts == [
        "120 events, 1 to 50 on this page",
        "120 events, 51 to 100 on this page",
        "120 events, 101 to 120 on this page",
    ]
    assert second.one("a", id="more").text == "Show 20 more events"
    assert second.all("h3")[0].text == "March 2026 90 events, continued"
    assert second.all("h4")[0].text == "1 Sunday continued"
    start = second.one("div", id="events").all("a", href=long_story.get_absolute_url())
    assert "Back to the start of the list" in [link.text for link in start]
    assert third.all("h4")[0].text == "11 Saturday"


def test_months_count_all_their_events_whatever_the_page(long_story: Story) -> None:
    page = get(long_story.get_absolute_url())
    assert [month.text for month in page.all("h3", "month")] == ["March 2026 90 events"]


def test_paging_goes_on_though_the_last_event_has_gone(long_story: Story) -> None:
    cursor = cursor_after(date(2026, 4, 1), "p-gone")
    page = get(f"{long_story.get_absolute_url()}?after={cursor}")
    assert statements(page)[0] == "No. 91"


def test_a_cursor_behind_the_end_shows_an_empty_list(long_story: Story) -> None:
    cursor = cursor_after(date(9999, 12, 31), "z")
    page = get(f"{long_story.get_absolute_url()}?after={cursor}")
    assert statements(page) == []
    assert page.one("div", "empty")
