"""As of means absent: a page as of a day holds nothing of what came later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse

from tests.reader.absent import everything, later_words
from tests.reader.pages import Element, entry, get
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 10)


def all_pages(story: Story, day: date) -> Iterator[Element]:
    """Return all pages of `story` as of `day`, and those of all its events."""
    table = reverse("reader:predictions", args=[story.slug])
    yield get(f"{table}?as_of={day}&sort=aspect&per_page=200")
    address = f"{story.get_absolute_url()}?as_of={day}"
    while address:
        page = get(address)
        yield page
        for item in page.all("li", "entry"):
            own = item.one("h5").one("a").attrs["href"]
            yield get(own)
            yield get(own.replace("?", "sources/?"))
        more = page.all("a", id="more")
        address = more[0].attrs["href"] if more else ""


class TestRealStory:
    def test_nothing_later_is_on_any_page_and_links_keep_the_day(
        self, real_story: Story
    ) -> None:
        forbidden = later_words(real_story, DAY)
        assert len(forbidden) > 300
        pages = [*all_pages(real_story, DAY)]
        assert len(pages) > 90
        for page in pages:
            text = everything(page)
            assert [words for words in forbidden if words in text] == []
            assert "days before release" not in text
            assert page.all("p", "pivot-line") == []
            for link in page.one("main").all("a"):
                target = link.attrs["href"]
                # How things are decided is told for no day.
                is_dated = not target.startswith(("http", "/method/"))
                assert not is_dated or f"as_of={DAY}" in target, target

    def test_nothing_later_is_found_by_a_search(self, real_story: Story) -> None:
        forbidden = later_words(real_story, DAY)
        for q in (
            "",
            "huawei",
            "v4",
            "entirely on",
            "华",
            "reuters",
            "nothing-like-it",
            "2026",
        ):
            page = get("/search/", {"q": q, "as_of": str(DAY)})
            text = everything(page)
            assert [words for words in forbidden if words in text] == []
            for link in page.one("main").all("a"):
                is_present = "as it is today" in link.text
                assert is_present or f"as_of={DAY}" in link.attrs["href"]

    def test_the_claim_was_open_then_and_partly_held_in_the_end(
        self, real_story: Story, entirely: Event
    ) -> None:
        then = get(f"{real_story.get_absolute_url()}?as_of={DAY}&q=entirely+on+huawei+chips")
        shown = entry(then, entirely.statement)
        assert "Reported" in shown.text
        assert shown.one("p", "ribbon").one("b").text == "Open"
        assert "3 reports, 2 origins" in shown.text
        now = get(f"{real_story.get_absolute_url()}?q=entirely+on+huawei+chips")
        shown = entry(now, entirely.statement)
        ribbon = shown.one("p", "ribbon").text
        assert "Partly held up" in ribbon and "Overstated." in ribbon
        assert "so entirely is wrong" in ribbon
        assert "6 reports, 2 origins, 1 of unknown origin" in shown.text.replace("\xa0", " ")
        page = get(entirely.get_absolute_url())
        assert page.one("h2", id="verdict").text == "Partly held up"
        assert "Huawei says its whole Ascend supernode line supports V4" in page.text
