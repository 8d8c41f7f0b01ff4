"""What the pages of the built-in story say, against what was counted apart from them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.reader.pages import get, numbers
from tests.reader.test_ribbons import DAYS
from tracker.evidence.models import Citation
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome, Status

pytestmark = pytest.mark.django_db

FIGURES = """
    2026-01-31 11  4  3  4  6  0 0  0 0  18
    2026-04-10 45 19 20  6 27  1 0  3 0  94
    2026-04-24 64 13 26 25 15 11 1 10 0 181
    2026-11-22 84 14 32 38  0 13 6 15 7 289
"""


@pytest.mark.parametrize("line", FIGURES.strip().splitlines())
def test_the_built_in_story_has_the_figures_that_were_counted_by_hand(
    real_story: Story, line: str
) -> None:
    day, *figures = line.split()
    events, *counts, citations = map(int, figures)
    names = [*Status.values, *Outcome.values]
    address = real_story.get_absolute_url()
    first = get(address, {"as_of": day})
    expected = {
        name: count
        for name, count in zip(names, counts, strict=True)
        if count or name in Status
    }
    assert numbers(first) == expected
    assert f"{events} events" in first.all("p", "kick")[0].text
    cited, page = 0, first
    while True:
        for panel in page.all("summary"):
            if panel.attrs.get("id", "").startswith("summary-"):
                cited += int(panel.text.split()[0])
        for brief in page.all("li", "brief"):
            link = brief.one("h5").one("a").attrs["href"]
            cited += sum(len(group.all("li")) for group in get(link).all("ul", "cites"))
        more = page.all("a", id="more")
        if not more:
            break
        page = get(more[0].attrs["href"])
    assert cited == citations


@pytest.mark.parametrize("day", [day for day in DAYS if day])
def test_the_page_of_a_day_names_nothing_later(real_story: Story, day: date) -> None:
    page = get(real_story.get_absolute_url(), {"as_of": day.isoformat()})
    told = page.text + " ".join(
        value for element in page for value in element.attrs.values() if " " in value
    )
    later = Event.objects.filter(story=real_story, known_on__gt=day)
    assert [event.statement for event in later if event.statement in told] == []
    # Some outlets are what statements are about, too.
    about = " ".join(
        real_story.events.filter(known_on__lte=day).values_list("statement", flat=True)
    )
    known = {one.source.outlet.name for one in Citation.objects.public(day)}
    others = {one.source.outlet.name for one in Citation.objects.public()} - known
    named = {name for name in others if re.search(rf"\b{re.escape(name)}\b", told)}
    assert {name for name in named if name not in f"{about} {real_story.title}"} == set()
    moments = [element.attrs["datetime"] for element in page.all("time")]
    assert moments
    assert max(moments) <= day.isoformat()
    if day < date(2026, 4, 24):
        assert "Release, 24" not in told
        assert "Release day" not in told
