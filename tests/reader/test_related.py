"""More to read: other events of a story and other stories, held against a slow comparison."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tests.reader.pages import Element, get
from tests.reader.test_costs import queries
from tracker.evidence.models import Citation
from tracker.reader.kinship import EventKin, StoryKin, Traits, event_kin, nearest
from tracker.sources.models import Outlet
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

pytestmark = pytest.mark.django_db


def related(page: Element) -> list[tuple[str, str]]:
    """Return what is named under "related", with why."""
    return [
        (item.one("a").text, item.one("span", "why").text)
        for section in page.all("ul", "related")
        for item in section.all("li")
    ]


def cited(event: Event, day: date | None) -> set[int]:
    """Return the documents that readers see cited for `event`, merged ones as one."""
    return {
        citation.source.merged_into_id or citation.source_id
        for citation in Citation.objects.select_related("source", "event")
        if event.pk in (citation.event_id, citation.event.merged_into_id)
        and citation.review == "accepted"
        and citation.source.known_on
        and citation.source.known_on <= (day or date.max)
    }


def related_slowly(event: Event, day: date | None, shown: set[str]) -> list[str]:
    """Return the statements of the five nearest events, compared one by one."""
    places = []
    for other in Event.objects.filter(story=event.story, merged_into=None):
        if not other.known_on or other.known_on > (day or date.max) or other.pk == event.pk:
            continue
        if other.statement in shown or other.pk == event.part_of_id:
            continue
        points = 3 if event.aspect and event.aspect.lower() == other.aspect.lower() else 0
        points += 2 * len({*event.tags} & {*other.tags})
        points += min(3, len(cited(event, day) & cited(other, day)))
        days = abs((event.known_on - other.known_on).days)
        if points:
            places.append((-points, days, other.key, other.statement))
    return [statement for *_place, statement in sorted(places)[:5]]


@pytest.mark.parametrize("day", [date(2026, 4, 10), date(2026, 4, 26), None])
def test_an_event_names_the_nearest_of_the_real_story(
    real_story: Story, day: date | None
) -> None:
    known = Event.objects.filter(story=real_story, known_on__lte=day or date.max)
    assert len(known) > 20
    found = 0
    for event in [*known][::7]:
        page = get(event.get_absolute_url(), {"as_of": day.isoformat()} if day else None)
        listed = [
            item.one("a").text
            for section in page.all("section")
            if section.attrs.get("aria-labelledby") in {"parts-title", "rivals-title"}
            for item in section.all("li")
        ]
        names = [statement for statement, _why in related(page)]
        assert names == related_slowly(event, day, {*listed})
        found += len(names)
    assert found > 5


@pytest.fixture
def kin() -> dict[str, Event]:
    """A prediction with its part, a rival, and others that share a tag, a source, nothing."""
    story = make_story()

    def known(name: str, **fields: Any) -> Event:
        return make_known(story=story, statement=name, key=name, **fields)

    one = known("one", aspect="Size", tags=["Chips", "Cost"])
    tagged = known("tagged", tags=["chips"], kind="occurrence")
    source = one.citations.get().source
    beside = known("beside", since=date(2026, 3, 1))
    make_citation(event=beside, source=source)
    return {
        "one": one,
        "rival": known("rival", aspect="Size"),
        "part": known("part", part_of=one, tags=["Chips"]),
        "tagged": tagged,
        "beside": beside,
        "stranger": known("stranger"),
    }


def test_an_event_says_what_others_have_in_common_with_it(kin: dict[str, Event]) -> None:
    page = get(kin["one"].get_absolute_url())
    assert related(page) == [("tagged", "1 tag in common"), ("beside", "1 source in common")]
    # The rival and the part stand on the page already.
    assert ("one", "same aspect") not in related(get(kin["rival"].get_absolute_url()))


def test_the_part_does_not_name_the_whole_again(kin: dict[str, Event]) -> None:
    assert related(get(kin["part"].get_absolute_url())) == [("tagged", "1 tag in common")]


def test_what_became_known_later_is_not_related_yet(kin: dict[str, Event]) -> None:
    page = get(kin["one"].get_absolute_url(), {"as_of": "2026-02-01"})
    assert related(page) == [("tagged", "1 tag in common")]
    (item,) = page.one("ul", "related").all("li")
    assert item.one("a").attrs["href"].endswith("?as_of=2026-02-01")


def test_only_what_readers_see_is_in_common(kin: dict[str, Event]) -> None:
    Citation.objects.filter(event=kin["beside"], source__known_on=date(2026, 1, 1)).update(
        review="proposed"
    )
    assert related(get(kin["one"].get_absolute_url())) == [("tagged", "1 tag in common")]


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 6), st.integers(0, 9)),
        max_size=9,
    )
)
def test_the_nearest_are_those_with_the_most_points(
    found: list[tuple[bool, int, int, int]],
) -> None:
    kin = [EventKin(n, f"k{n}", *one) for n, one in enumerate(found)]
    slow = []
    for one in kin:
        points = 3 * one.same_aspect + 2 * one.tags + min(one.documents, 3)
        if points >= 1:
            slow.append((-points, one.days, one.key))
    assert [one.key for one in nearest(kin, 5)] == [key for *_place, key in sorted(slow)[:5]]


def test_tags_and_aspects_are_the_same_in_any_case_and_empty_ones_are_none() -> None:
    day = date(2026, 1, 1)
    one = Traits(1, "a", day, "Size", ["Chips", "chips"], {1, 2})
    other = Traits(2, "b", day + timedelta(days=3), "size", ["CHIPS"], {2, 3})
    assert event_kin(one, other) == EventKin(2, "b", True, 1, 1, 3)  # noqa: FBT003
    empty = Traits(3, "c", day, "", [], ())
    assert event_kin(empty, empty).points == 0


def story_citing(*outlets: Any, since: date = date(2026, 1, 1), **fields: Any) -> Story:
    """A story of one rumor that each of `outlets` reported on the day `since`."""
    tags = fields.pop("tags", [])
    story = make_story(**fields)
    event = make_event(story=story, tags=tags)
    sources = [make_source(outlet=outlet, published=since.isoformat()) for outlet in outlets]
    citations = [make_citation(event=event, source=source) for source in sources]
    recorded(event, effective=since, evidence=citations or None)
    return story


def test_a_story_names_those_that_share_outlets_topic_or_tags() -> None:
    wire, paper, blog, radio = (make_outlet() for _ in range(4))
    own = story_citing(wire, paper, blog, topic="Chips", tags=["One", "Two"])
    story_citing(wire, paper, blog, title="All outlets")
    story_citing(wire, title="One outlet alone")
    story_citing(radio, title="Nothing")
    story_citing(title="Topic", topic="chips")
    story_citing(wire, title="Tags", tags=["two", "Three", "one"])
    story_citing(wire, paper, title="Draft", publication=Publication.DRAFT)
    late = date(2026, 5, 1)
    story_citing(wire, paper, title="Late", topic="Chips", since=late)
    page = get(own.get_absolute_url())
    assert related(page) == [
        ("Late", "same topic, 2 outlets in common"),
        ("All outlets", "3 outlets in common"),
        ("Tags", "2 tags in common, 1 outlet in common"),
        ("Topic", "same topic"),
    ]
    early = get(own.get_absolute_url(), {"as_of": "2026-04-30"})
    assert [title for title, _why in related(early)] == ["All outlets", "Tags", "Topic"]
    (first, *_rest) = early.one("ul", "related").all("a")
    assert first.attrs["href"].endswith("?as_of=2026-04-30")
    assert "Late" not in early.text


def cited_outlets(story: Story, day: date | None) -> set[int]:
    """Return the outlets that readers see cited in `story`."""
    end = day or date.max
    return {
        citation.source.outlet_id
        for citation in Citation.objects.filter(story=story).select_related("source", "event")
        if citation.review == "accepted"
        and citation.source.known_on
        and citation.source.known_on <= end
        and citation.event.known_on
        and citation.event.known_on <= end
    }


@pytest.mark.parametrize("day", [date(2026, 4, 10), None])
def test_beside_the_real_story_stand_those_that_a_slow_comparison_finds(
    real_story: Story, day: date | None
) -> None:
    tags = [tag for event in real_story.events.order_by("key") for tag in event.tags]
    outlets = [*Outlet.objects.filter(sources__citations__story=real_story).distinct()]
    for n in range(7):
        since = date(2026, 4, 1) + timedelta(days=3 * n)
        others = outlets[n :: 11 - n][: n % 4]
        topic = real_story.topic if n % 3 == 0 else ""
        story_citing(*others, since=since, topic=topic, tags=tags[n : n + n % 2])
    places = []
    for story in Story.objects.exclude(pk=real_story.pk):
        known = story.events.filter(known_on__lte=day or date.max)
        ours = real_story.events.filter(known_on__lte=day or date.max)
        own_tags = {tag for event in ours for tag in event.tags}
        shared_tags = len(own_tags & {tag for event in known for tag in event.tags})
        shared = len(cited_outlets(story, day) & cited_outlets(real_story, day))
        points = (3 if story.topic else 0) + min(3, shared_tags) + min(3, shared)
        if known and points >= 2:
            places.append((-points, -shared_tags - shared, story.title))
    assert len(places) > 1
    page = get(real_story.get_absolute_url(), {"as_of": day.isoformat()} if day else None)
    assert [title for title, _why in related(page)] == [
        place[2] for place in sorted(places)[:4]
    ]


def test_a_long_story_is_not_akin_to_everything() -> None:
    long = StoryKin(1, "Long", same_topic=False, tags=0, outlets=90)
    near = StoryKin(2, "Near", same_topic=True, tags=0, outlets=1)
    assert nearest([long, near], 2) == [near, long]


def test_related_stories_take_as_many_queries_with_12_as_with_2() -> None:
    wire, paper = make_outlet(), make_outlet()
    own = story_citing(wire, paper)
    story_citing(wire, paper)
    cost = queries(own.get_absolute_url())
    for _ in range(11):
        story_citing(wire, paper)
    assert queries(own.get_absolute_url()) == cost
    assert len(related(get(own.get_absolute_url()))) == 4
