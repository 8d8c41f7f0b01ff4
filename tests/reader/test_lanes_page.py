"""The page of lanes as a page of readers: its head, its links, its past."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_known, make_story, make_user
from tests.reader.absent import everything, later_words
from tests.reader.pages import Element, get, read
from tests.reader.test_lanes import DATES
from tracker.sources.models import Outlet
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 10)


def lanes(story: Story, query: str = "") -> Element:
    return get(f"{story.get_absolute_url()}lanes/{query}")


def test_head_and_meta_say_what_the_page_is(real_story: Story) -> None:
    page = lanes(real_story)
    head = page.one("head")
    assert head.one("title").text == "Lanes: DeepSeek V4 and Huawei chips – Rumor to Fact"
    description = head.one("meta", name="description").attrs["content"]
    assert description == (
        "How each prediction of “DeepSeek V4 and Huawei chips” hardened over time. "
        "41 predictions, all settled."
    )
    assert head.all("meta", name="robots") == []
    assert page.one("h1").text == "How each prediction hardened"


def test_of_a_past_day_head_and_meta_tell_that_day(real_story: Story) -> None:
    page = lanes(real_story, f"?as_of={DAY}")
    head = page.one("head")
    assert "as of 10 April 2026" in head.one("title").text
    known = real_story.events.filter(kind="prediction", known_on__lte=DAY).count()
    description = head.one("meta", name="description").attrs["content"]
    assert f"had hardened by 10 April 2026. {known} predictions, 4 settled." in description
    assert head.one("meta", name="robots").attrs["content"] == "noindex"
    assert "10 April 2026" in page.one("div", "pastbar").text


@pytest.mark.parametrize("day", [day for day in DATES if day], ids=str)
@pytest.mark.parametrize("group", ["aspect", "outcome", "outlet"])
def test_nothing_later_is_on_the_page_of_a_day(
    real_story: Story, day: date, group: str
) -> None:
    text = everything(lanes(real_story, f"?as_of={day}&group={group}"))
    assert [words for words in later_words(real_story, day) if words in text] == []
    cited = Outlet.objects.filter(
        sources__citations__story=real_story, sources__known_on__lte=day
    )
    unknown = Outlet.objects.exclude(pk__in=cited)
    assert [one.slug for one in unknown if f" {one.slug} " in f" {text} "] == []
    assert ("Release" in text) == (day >= date(2026, 4, 24))


def test_links_keep_the_day(real_story: Story) -> None:
    page = lanes(real_story, f"?as_of={DAY}")
    for link in page.one("main").all("a"):
        assert f"as_of={DAY}" in link.attrs["href"]
    tab = page.one("nav", "tabs").one("a", **{"aria-current": "page"})
    assert tab.text == "Lanes"


def test_the_day_is_asked_for_within_the_same_view(real_story: Story) -> None:
    form = lanes(real_story, "?group=outcome&status=rumored").one("form", id="asof")
    hidden = {(i.attrs["name"], i.attrs["value"]) for i in form.all("input", type="hidden")}
    assert hidden == {("group", "outcome"), ("status", "rumored")}
    form = lanes(real_story, "?group=outcome&as_of=2026-05-06").one("form", id="filters")
    hidden = {(i.attrs["name"], i.attrs["value"]) for i in form.all("input", type="hidden")}
    assert hidden == {("group", "outcome"), ("as_of", "2026-05-06")}


def test_drafts_have_no_lanes_and_old_slugs_lead_on(real_story: Story) -> None:
    draft = make_story(publication="draft")
    assert Client().get(f"{draft.get_absolute_url()}lanes/").status_code == 404
    real_story.slug = "new"
    real_story.save()
    response = Client().get("/stories/deepseek-v4-huawei/lanes/?group=outlet")
    assert response.status_code == 301
    assert response["Location"] == "/stories/new/lanes/?group=outlet"


def test_a_story_without_predictions_says_so() -> None:
    story = make_story()
    make_known(story=story, kind="occurrence", since=DAY)
    page = lanes(story)
    assert "No prediction was known on this day." not in page.text
    assert "This story has no predictions yet." in page.one("div", "empty").text


def test_a_draft_can_be_previewed() -> None:
    story = make_story(publication="draft")
    make_known(story=story, statement="It will come", since=DAY)
    client = Client()
    client.force_login(make_user(group="Editors"))
    response = client.get(reverse("preview:lanes", args=[story.slug]))
    assert response.status_code == 200
    page = read(response.content.decode())
    assert "It will come" in page.one("table", "lanes").text
    [back, *_others] = page.one("nav", "tabs").all("a")
    assert back.attrs["href"] == reverse("preview:story", args=[story.slug])
