from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tests.reader.lanes import lanes_on
from tests.reader.pages import Element, get
from tests.reader.stories import story_of
from tracker.reader import lanes_page
from tracker.shared.cursors import cursor_after
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome

pytestmark = pytest.mark.django_db

FIRST = date(2026, 3, 1)


def lanes(story: Story, **query: Any) -> Element:
    return get(f"{story.get_absolute_url()}lanes/", query)


def grouped(page: Element) -> dict[str, list[str]]:
    """Return the statements of each group, in the order of the page."""
    return {
        body.one("tr", "group").one("th").text: [
            row.one("th").one("a").text for row in body.all("tr") if "id" in row.attrs
        ]
        for body in page.one("table", "lanes").all("tbody")
    }


def counts(page: Element) -> dict[str, str]:
    return {
        body.one("th", scope="rowgroup").text: body.one("tr", "group").one("td", "turned").text
        for body in page.one("table", "lanes").all("tbody")
    }


def make_lanes(story: Story, *lanes: tuple[str, dict[str, Any]]) -> list[Event]:
    """Make predictions that became known on one day after the other."""
    return [
        make_known(story=story, statement=name, since=FIRST + timedelta(days=day), **fields)
        for day, (name, fields) in enumerate(lanes)
    ]


class TestByAspect:
    def test_lanes_stand_by_topic_and_else_by_aspect(self) -> None:
        story = make_story()
        make_lanes(
            story,
            ("A", {"tags": ["price"]}),
            ("B", {"aspect": "Colour"}),
            ("C", {"tags": ["price"], "aspect": "Rent"}),
            ("D", {"aspect": "Colour"}),
        )
        assert grouped(lanes(story)) == {"Price": ["A", "C"], "Colour": ["B", "D"]}

    def test_what_would_stand_alone_stands_with_its_like_at_the_end(self) -> None:
        story = make_story()
        make_lanes(
            story,
            ("A", {"aspect": "Colour"}),
            ("B", {"tags": ["price"]}),
            ("C", {"tags": ["size"]}),
            ("D", {"tags": ["price"]}),
            ("E", {}),
        )
        page = lanes(story)
        assert grouped(page) == {"Price": ["B", "D"], "Other": ["A", "C", "E"]}
        asides = [row.one("th").all("span", "aside") for row in lanes_on(page).values()]
        assert [aside[0].text if aside else "" for aside in asides] == [
            "", "", "Colour", "Size", "",
        ]  # fmt: skip

    def test_one_lane_alone_keeps_its_group(self) -> None:
        story = make_story()
        make_lanes(story, ("A", {"tags": ["price"]}))
        assert grouped(lanes(story)) == {"Price": ["A"]}

    def test_rivals_on_one_aspect_stay_together(self) -> None:
        story = make_story()
        make_lanes(
            story,
            ("1 t", {"tags": ["size"], "aspect": "Parameters"}),
            ("37 b", {"tags": ["size"], "aspect": "Active"}),
            ("1.5 t", {"tags": ["size"], "aspect": "Parameters"}),
        )
        assert grouped(lanes(story)) == {"Size": ["1 t", "1.5 t", "37 b"]}

    def test_a_part_stands_under_its_broader_prediction(self) -> None:
        story = make_story()
        whole, _other = make_lanes(
            story, ("Whole", {"tags": ["chips"]}), ("Other", {"tags": ["chips"]})
        )
        make_known(
            story=story, statement="Part", part_of=whole, tags=["price"],
            since=FIRST + timedelta(days=9),
        )  # fmt: skip
        page = lanes(story)
        assert grouped(page) == {"Chips": ["Whole", "Part", "Other"]}
        part = page.one("tr", "part")
        assert "part of the one above" in part.text
        # Without the broad one above it, it says what it is part of.
        page = lanes(story, q="Part")
        assert page.all("tr", "part") == []
        assert "Part of: Whole" in page.one("table", "lanes").text

    def test_a_part_says_nothing_of_a_whole_not_known_yet(self) -> None:
        story = make_story()
        whole = make_known(story=story, statement="Whole", since=date(2026, 5, 1))
        make_known(story=story, statement="Part", part_of=whole, since=FIRST)
        page = lanes(story, as_of="2026-04-01")
        assert "Part of" not in page.text
        assert "Whole" not in page.text


def test_the_groups_of_the_real_story(real_story: Story) -> None:
    page = lanes(real_story)
    found = grouped(page)
    assert [*found][-1] == "Other"
    known = {event.statement: event for event in real_story.events.filter(kind="prediction")}
    assert sorted(statement for group in found.values() for statement in group) == sorted(known)
    for title, group in found.items():
        topics = {(known[name].part_of or known[name]).tags[0].capitalize() for name in group}
        assert topics == {title} or title == "Other"
    assert counts(page)["Launch date"] == "8 predictions"
    assert found["Size"][:2] == [
        "V4 has more than 1.5 trillion parameters",
        "V4 has about one trillion parameters",
    ]


def test_by_outcome_groups_stand_in_the_order_of_outcomes(real_story: Story) -> None:
    found = grouped(lanes(real_story, group="outcome"))
    expected = {
        str(label): real_story.events.filter(kind="prediction", outcome=value).count()
        for value, label in Outcome.choices
    }
    assert {title: len(group) for title, group in found.items()} == {
        title: count for title, count in expected.items() if count
    }
    assert [*found] == ["Held up", "Partly held up", "Did not hold up", "Cannot be determined"]


def test_by_outlet_lanes_stand_with_who_said_so_first_as_of_the_day() -> None:
    story = make_story()
    wire, blog = make_outlet(name="Wire"), make_outlet(name="Blog")
    for name, outlets in (("A", [wire, blog]), ("B", [blog]), ("C", [wire]), ("D", [blog])):
        event = make_event(story=story, statement=name, key=f"p-{name}")
        for day, outlet in enumerate(outlets, start=1):
            source = make_source(outlet=outlet, published=f"2026-03-0{day}")
            citation = make_citation(event=event, source=source)
        recorded(event, effective=date(2026, 3, 2), evidence=[citation])
    assert grouped(lanes(story, group="outlet")) == {"Wire": ["A", "C"], "Blog": ["B", "D"]}
    # Found later, from before: only from then on does it count as the first.
    late = make_source(outlet=blog, published="", accessed=date(2026, 6, 1))
    make_citation(event=Event.objects.get(statement="A"), source=late)
    early = make_source(outlet=blog, published="2026-02-01")
    make_citation(event=Event.objects.get(statement="C"), source=early)
    assert grouped(lanes(story, group="outlet"))["Blog"] == ["B", "C", "D"]
    assert "Blog" not in lanes(story, group="outlet", as_of="2026-02-28").text


def test_what_was_said_of_a_merged_event_counts_for_its_survivor() -> None:
    story = make_story()
    wire, blog = make_outlet(name="Wire"), make_outlet(name="Blog")
    made = {}
    for name, outlet, day in (
        ("A", wire, 2),
        ("B", wire, 3),
        ("C", blog, 4),
        ("Twin", blog, 1),
    ):
        made[name] = make_event(story=story, statement=name, key=f"p-{name}", aspect=name)
        source = make_source(outlet=outlet, published=f"2026-03-0{day}")
        citation = make_citation(event=made[name], source=source)
        recorded(made[name], effective=date(2026, 3, day), evidence=[citation])
    Event.objects.filter(statement="C").update(part_of=made["Twin"])
    Event.objects.filter(statement="Twin").update(merged_into=made["A"])
    assert grouped(lanes(story, group="outlet")) == {"Blog": ["A", "C"], "Wire": ["B"]}
    # A part goes with its whole.
    assert grouped(lanes(story)) == {"A": ["A", "C"], "B": ["B"]}


def test_an_unknown_grouping_is_the_usual_one(real_story: Story) -> None:
    page = lanes(real_story, group="colour")
    assert grouped(page) == grouped(lanes(real_story))
    assert page.one("a", id="group-by-aspect").attrs["aria-current"] == "true"


class TestPaging:
    def test_pages_together_hold_every_lane_once_and_in_order(
        self, real_story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole, of_all = [*lanes_on(lanes(real_story))], counts(lanes(real_story))
        monkeypatch.setattr(lanes_page, "PAGE_SIZE", 7)
        address = f"{real_story.get_absolute_url()}lanes/"
        seen: list[int] = []
        sizes = []
        while address:
            page = get(address)
            rows = [*lanes_on(page)]
            seen += rows
            sizes.append(len(rows))
            for title, count in counts(page).items():
                assert count == of_all[title.removesuffix(" continued")]
            more = page.all("a", id="more")
            address = more[0].attrs["href"] if more else ""
        assert seen == whole
        assert sizes == [7] * 5 + [6]

    def test_a_page_says_where_it_is_and_leads_back(
        self, real_story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lanes_page, "PAGE_SIZE", 7)
        first = lanes(real_story, as_of="2026-05-06", outcome="failed", group="outcome")
        more = first.one("a", id="more").attrs["href"]
        assert "as_of=2026-05-06&outcome=failed&group=outcome&after=" in more
        page = get(more)
        assert page.one("th", scope="rowgroup").text == "Did not hold up continued"
        back = page.one("div", id="events").all("p", "small")[0].one("a").attrs["href"]
        assert lanes_on(get(back)).keys() == lanes_on(first).keys()

    def test_a_place_that_nobody_knows_is_refused_with_a_way_on(self) -> None:
        story = story_of(3)
        for cursor in (cursor_after(FIRST, "gone"), "nonsense"):
            response = Client().get(
                f"{story.get_absolute_url()}lanes/", {"after": cursor, "group": "outcome"}
            )
            assert response.status_code == 400
            assert "lanes/" in response.content.decode()


class TestFilters:
    def test_lanes_are_narrowed_as_the_timeline_is(self, real_story: Story) -> None:
        predictions = real_story.events.filter(kind="prediction")
        page = lanes(real_story, status="confirmed")
        assert len(lanes_on(page)) == predictions.filter(status="confirmed").count()
        page = lanes(real_story, outcome=["failed", "void"], q="huawei")
        wanted = predictions.filter(outcome__in=["failed", "void"])
        assert 0 < len(lanes_on(page)) < wanted.count()
        assert (
            page.one("div", id="events")
            .attrs["data-announce"]
            .endswith(f"of {predictions.count()} predictions")
        )

    def test_the_axis_and_the_group_stay_while_lanes_are_narrowed(
        self, real_story: Story
    ) -> None:
        whole, page = lanes(real_story), lanes(real_story, q="apache")
        assert page.one("th", "over-time").text == whole.one("th", "over-time").text
        assert counts(page) == {"Licence": "2 predictions"}

    def test_kind_and_order_of_the_timeline_mean_nothing_here(self, real_story: Story) -> None:
        page = lanes(real_story, kind="occurrence", order="newest", basis="primary")
        assert [*lanes_on(page)] == [*lanes_on(lanes(real_story))]
        assert page.all("select", name="kind") == []
        assert page.one("link", rel="canonical").attrs["href"].endswith("/lanes/")

    def test_nothing_found_leads_back(self, real_story: Story) -> None:
        page = lanes(real_story, q="no such words")
        assert page.all("table", "lanes") == []
        clear = page.one("div", "empty").one("a").attrs["href"]
        assert len(lanes_on(get(clear))) == 41

    def test_a_day_before_everything_says_so(self, real_story: Story) -> None:
        page = lanes(real_story, as_of="2025-01-01")
        assert "No prediction was known on this day." in page.one("div", "empty").text
