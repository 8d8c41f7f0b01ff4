"""The table of predictions: its rows, order, filters and pages."""

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
from tests.reader.pages import Element, get
from tests.reader.stories import story_of
from tests.reader.tables import address, row, rows, statements
from tracker.evidence.models import Basis
from tracker.sources.models import Outlet
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Miss, Outcome

pytestmark = pytest.mark.django_db

SAID = date(2026, 3, 1)


def predicted(story: Story, statement: str, outlet: Outlet, days: int, **fields: Any) -> Event:
    """A rumor of the day `days` after 1 March 2026."""
    event = make_event(story=story, statement=statement, **fields)
    day = SAID + timedelta(days=days)
    source = make_source(outlet=outlet, published=day.isoformat())
    citation = make_citation(event=event, source=source, quote=f"they say {statement}")
    recorded(event, effective=day, evidence=[citation])
    return event


def settled(event: Event, outcome: str, day: date, actual: str, **parts: Any) -> None:
    source = make_source(published=day.isoformat())
    stance = "supports" if outcome == Outcome.HELD else "denies"
    citation = make_citation(event=event, source=source, basis=Basis.PRIMARY, stance=stance)
    recorded(
        event, "outcome", outcome, effective=day, evidence=[citation], actual=actual, **parts
    )


@pytest.fixture
def story() -> Story:
    """Two rivals on size, a broad prediction with a part, one that is open, one lost."""
    story = make_story(slug="engine", title="The engine")
    wire = make_outlet(slug="wire", name="Wire")
    blog = make_outlet(slug="blog", name="blog")
    small = predicted(story, "It has 1 litre", wire, 0, aspect="Size", projected="1 l")
    large = predicted(story, "It has 2 litres", blog, 4, aspect="Size", projected="2 l")
    broad = predicted(story, "It burns nothing", wire, 1, aspect="Fuel")
    part = predicted(story, "It burns no oil", wire, 2, aspect="Oil", part_of=broad)
    predicted(story, "It sings", blog, 3)
    due = predicted(story, "It comes in May", blog, 5, aspect="Date")
    recorded(due, "due", "2026-05", effective=SAID + timedelta(days=5))
    settled(small, Outcome.FAILED, date(2026, 3, 31), "2.0 l", miss=Miss.UNDERSTATED)
    settled(large, Outcome.HELD, date(2026, 4, 5), "2.0 l, says the plate")
    settled(part, Outcome.HELD, date(2026, 3, 8), "No oil")
    settled(broad, Outcome.PARTLY_HELD, date(2026, 4, 30), "Some coal", miss=Miss.OVERSTATED)
    make_known(story=story, kind="occurrence", statement="It was shown", since=SAID)
    return story


def shown(story: Story, query: str = "") -> list[str]:
    return statements(get(address(story, query)))


SMALL, LARGE = "It has 1 litre", "It has 2 litres"
BROAD, PART = "It burns nothing", "It burns no oil"
SINGS, MAY = "It sings", "It comes in May"


class TestOrder:
    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            # 59, 31, 30 and 6 days; what is open has no lead.
            ("", [BROAD, LARGE, SMALL, PART, SINGS, MAY]),
            ("-lead", [BROAD, LARGE, SMALL, PART, SINGS, MAY]),
            ("lead", [PART, SMALL, LARGE, BROAD, SINGS, MAY]),
            ("aspect", [MAY, BROAD, PART, LARGE, SMALL, SINGS]),
            ("-aspect", [LARGE, SMALL, PART, BROAD, MAY, SINGS]),
            ("projected", [PART, BROAD, MAY, SMALL, LARGE, SINGS]),
            ("-projected", [SINGS, LARGE, SMALL, MAY, BROAD, PART]),
            ("actual", [SMALL, LARGE, PART, BROAD, SINGS, MAY]),
            ("outcome", [PART, LARGE, BROAD, SMALL, SINGS, MAY]),
            ("-outcome", [SINGS, MAY, SMALL, BROAD, PART, LARGE]),
            ("first", [SINGS, LARGE, MAY, SMALL, BROAD, PART]),
            ("-first", [SMALL, BROAD, PART, SINGS, LARGE, MAY]),
            ("nonsense", [BROAD, LARGE, SMALL, PART, SINGS, MAY]),
            ("--lead", [BROAD, LARGE, SMALL, PART, SINGS, MAY]),
            ("verdict__reason", [BROAD, LARGE, SMALL, PART, SINGS, MAY]),
        ],
    )
    def test_every_column_sorts(self, story: Story, sort: str, expected: list[str]) -> None:
        assert shown(story, f"sort={sort}") == expected

    def test_reports_sort_by_their_number(self, story: Story) -> None:
        for _ in range(2):
            make_citation(event=story.events.get(statement=SINGS), source=make_source())
        assert shown(story, "sort=-reports")[0] == SINGS
        assert shown(story, "sort=reports")[-1] == SINGS

    def test_the_head_says_what_sorts_and_leads_to_the_other_way(self, story: Story) -> None:
        page = get(address(story, "outcome=held&as_of=2026-05-01"))
        heads = {one.text: one for one in page.one("thead").all("th")}
        assert [name for name, one in heads.items() if "aria-sort" in one.attrs] == [
            "Lead, days"
        ]
        assert heads["Lead, days"].attrs["aria-sort"] == "descending"
        link = heads["Lead, days"].one("a")
        assert link.attrs["href"] == address(story, "as_of=2026-05-01&outcome=held&sort=lead")
        # The longest is asked for first, and is the plain page.
        page = get(address(story, "sort=aspect"))
        assert page.one("a", id="sort-lead").attrs["href"] == address(story)
        assert page.one("a", id="sort-aspect").attrs["href"] == address(story, "sort=-aspect")

    def test_the_order_is_said(self, story: Story) -> None:
        assert said(get(address(story))) == "6 predictions, longest lead first"
        page = get(address(story, "sort=aspect&outcome=open"))
        assert said(page) == "Showing 2 of 6 predictions, by aspect, rivals together"


def said(page: Element) -> str:
    return page.one(id="events").attrs["data-announce"]


class TestRows:
    def test_a_settled_row_has_both_sides(self, story: Story) -> None:
        one = row(get(address(story)), SMALL)
        cells = {
            cell.attrs["class"]: cell.text for cell in one.parts if isinstance(cell, Element)
        }
        assert cells["c-aspect"] == "Size 1 of 2 held up"
        assert cells["c-projected"] == f"{SMALL} 1 l"
        assert cells["c-actual"] == "2.0 l"
        assert cells["c-outcome"] == "Did not hold up Understated"
        assert cells["c-lead"] == "30"
        assert cells["c-first"] == "Wire 1 March 2026"
        assert cells["c-reports"] == "1 report, 1 origin"

    def test_an_open_row_says_what_is_awaited(self, story: Story) -> None:
        actual = {
            name: row(get(address(story, "as_of=2026-05-31")), name) for name in (SINGS, MAY)
        }
        assert actual[SINGS].one("td", "c-actual").one("span", "idle").text == "No outcome yet"
        assert actual[MAY].one("td", "c-actual").text == "No outcome yet, due May 2026"
        late = row(get(address(story, "as_of=2026-06-01")), MAY)
        assert late.one("td", "c-actual").text == "No outcome yet, was due May 2026"

    def test_a_broad_one_shows_how_its_parts_fared_whatever_is_listed(
        self, story: Story
    ) -> None:
        one = row(get(address(story, "outcome=partly_held")), BROAD)
        parts = one.one("details")
        assert parts.one("summary").text == "1 of 1 part held up"
        assert parts.one("li").text == f"{PART} Held up"
        own = row(get(address(story)), PART).one("th")
        assert own.text == f"{PART} Part of: {BROAD}"
        assert own.all("a")[1].attrs["href"] == one.one("th").one("a").attrs["href"]

    def test_parts_that_are_open_are_not_called_failures(self, story: Story) -> None:
        one = row(get(address(story, "as_of=2026-03-05")), BROAD)
        assert one.one("summary").text == "1 part, open"

    def test_what_nobody_can_tell_shows_why(self, story: Story) -> None:
        sings = story.events.get(statement=SINGS)
        recorded(
            sings, "outcome", Outcome.VOID, effective=date(2026, 5, 1), reason="No *sound*."
        )
        one = row(get(address(story)), SINGS)
        assert one.one("td", "c-actual").text == "No sound."
        assert one.one("td", "c-lead").text == "58"

    def test_links_keep_the_day(self, story: Story) -> None:
        page = get(address(story, "as_of=2026-05-31&sort=aspect"))
        links = [link.attrs["href"] for link in page.one("main").all("a")]
        links = [link for link in links if not link.startswith("#")]
        without = [link for link in links if "as_of=2026-05-31" not in link]
        assert without == []
        assert len(links) > 15


class TestRivals:
    def test_by_aspect_rivals_stand_together_the_one_that_was_right_first(
        self, story: Story
    ) -> None:
        page = get(address(story, "sort=aspect"))
        large, small = row(page, LARGE), row(page, SMALL)
        assert large.one("td", "c-aspect").text == "Size 1 of 2 held up"
        assert "right" in large.attrs["class"].split()
        assert large.one("td", "c-outcome").text == "Held up Was right"
        assert "further" in small.attrs["class"].split()
        assert small.one("td", "c-aspect").text == "Size"
        assert not small.all("b", "note-line")
        # On its own aspect there is nobody to be right against.
        assert "right" not in row(page, PART).attrs["class"].split()

    def test_other_orders_let_each_row_stand_alone_but_lead_to_the_rivals(
        self, story: Story
    ) -> None:
        page = get(address(story, "outcome=failed"))
        assert not page.all("tr", "rival")
        link = row(page, SMALL).one("td", "c-aspect").one("a")
        assert link.attrs["href"] == address(story, "aspect=Size&sort=aspect")
        assert statements(get(link.attrs["href"])) == [LARGE, SMALL]

    def test_before_anything_is_settled_nobody_is_right(self, story: Story) -> None:
        page = get(address(story, "sort=aspect&as_of=2026-03-10"))
        assert row(page, SMALL).one("td", "c-aspect").text == "Size 2 rivals, all open"
        assert not page.all("tr", "right")

    def test_the_real_rivals(self, real_story: Story) -> None:
        page = get(address(real_story, "sort=aspect&aspect=Total+parameters"))
        right, wrong = rows(page)
        assert right.one("th").one("a", "said").text.startswith("V4 has more than 1.5 trillion")
        assert "right" in right.attrs["class"].split()
        assert wrong.one("th").one("a", "said").text.startswith("V4 has about one trillion")


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("outcome=held", {LARGE, PART}),
            ("outcome=held&outcome=failed", {LARGE, PART, SMALL}),
            ("status=confirmed", {LARGE, PART}),
            ("outlet=blog", {LARGE, SINGS, MAY}),
            ("outlet=blog&outcome=open", {SINGS, MAY}),
            ("aspect=Size", {SMALL, LARGE}),
            ("aspect=Size&aspect=Fuel", {SMALL, LARGE, BROAD}),
            ("q=coal", {BROAD}),
            ("q=they+say+SINGS", {SINGS}),
            ("q=litre", {SMALL, LARGE}),
            ("aspect=Size%00", {SMALL, LARGE, BROAD, PART, SINGS, MAY}),
            ("aspect=Colour", {SMALL, LARGE, BROAD, PART, SINGS, MAY}),
            ("outcome=nonsense", {SMALL, LARGE, BROAD, PART, SINGS, MAY}),
        ],
    )
    def test_keys_narrow(self, story: Story, query: str, expected: set[str]) -> None:
        assert set(shown(story, query)) == expected

    def test_options_and_counts_are_those_of_the_day(self, story: Story) -> None:
        page = get(address(story, "as_of=2026-03-02"))
        aspects = [one.text for one in page.one("select", id="filter-aspect").all("option")]
        assert aspects == ["Any", "Fuel (1)", "Size (1)"]
        outlets = [one.text for one in page.one("select", id="filter-outlet").all("option")]
        assert outlets == ["Any", "Wire (2)"]

    def test_nothing_found_leads_back(self, story: Story) -> None:
        page = get(address(story, "q=nothing+like+it&sort=aspect"))
        empty = page.one("div", "empty")
        assert empty.one("a").attrs["href"] == address(story, "sort=aspect")
        assert not page.all("table")
        assert not page.all(id="downloads")

    def test_a_day_before_all_and_a_story_without_predictions_say_so(
        self, story: Story
    ) -> None:
        page = get(address(story, "as_of=2025-01-01"))
        assert "No prediction was known on this day." in page.one("div", "empty").text
        page = get(address(make_story()))
        assert "Nobody has predicted anything" in page.one("div", "empty").text


class TestPages:
    def test_pages_follow_each_other(self) -> None:
        story = story_of(120)
        first = get(address(story))
        assert said(first) == "120 predictions, longest lead first, 1 to 50 on this page"
        second = get(first.one("a", id="page-next").attrs["href"])
        third = get(second.one("a", id="page-next").attrs["href"])
        assert not third.all("a", id="page-next")
        every = statements(first) + statements(second) + statements(third)
        assert every == [f"No. {number}" for number in range(120)]
        assert not [a for a in third.all("a") if a.attrs.get("href") == "#"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("page=99999999999999999999", 20),
            ("page=0", 50),
            ("page=-1", 50),
            ("page=two", 50),
            ("page=3%00", 50),
            ("page=3&per_page=10", 10),
            ("per_page=99999999999999999999", 120),
            ("per_page=0", 1),
            ("per_page=%00", 50),
            ("_export=exe", 50),
            ("_export=%00", 50),
            ("_export=csv%00", 50),
        ],
    )
    def test_any_number_gives_a_page(self, query: str, expected: int) -> None:
        assert len(rows(get(address(story_of(120), query)))) == expected

    def test_per_page_stays_in_the_links(self) -> None:
        page = get(address(story_of(120), "per_page=10&sort=first"))
        wanted = "sort=first&per_page=10&page=2"
        assert page.one("a", id="page-next").attrs["href"].endswith(wanted)


class TestAddress:
    def test_drafts_are_not_there_and_old_slugs_lead_on(self, story: Story) -> None:
        draft = make_story(publication="draft")
        assert Client().get(address(draft)).status_code == 404
        assert Client().get(address(draft, "_export=csv")).status_code == 404
        assert Client().post(address(story)).status_code == 405

    def test_a_day_that_cannot_be_read_is_explained(self, story: Story) -> None:
        response = Client().get(address(story, "as_of=soonish&sort=aspect"))
        assert response.status_code == 400
        assert b"aspect" in response.content

    def test_only_the_plain_page_is_indexed(self, story: Story) -> None:
        assert not get(address(story)).all("meta", name="robots")
        for query in ("sort=aspect", "page=2", "as_of=2026-05-01", "q=x", "per_page=10"):
            page = get(address(story, query))
            assert page.one("meta", name="robots").attrs["content"] == "noindex"
            canonical = page.one("link", rel="canonical").attrs["href"]
            assert canonical == f"http://testserver{address(story)}"

    def test_the_words_about_the_page_are_those_of_the_day(self, story: Story) -> None:
        page = get(address(story, "as_of=2026-03-09"))
        assert page.one("title").text.startswith(
            "The engine: projected and actual as of 9 March 2026"
        )
        assert page.one("meta", name="description").attrs["content"] == (
            "6 predictions of “The engine” beside what happened: 5 open, 1 held up."
        )

    def test_the_pages_of_a_story_lead_to_each_other(self, story: Story) -> None:
        tabs = get(address(story, "as_of=2026-05-01")).one("nav", "tabs")
        assert tabs.one("a", **{"aria-current": "page"}).text == "Predictions"
        assert tabs.all("a")[0].attrs["href"] == "/stories/engine/?as_of=2026-05-01"
        tabs = get("/stories/engine/?as_of=2026-05-01").one("nav", "tabs")
        assert address(story, "as_of=2026-05-01") in [
            link.attrs["href"] for link in tabs.all("a")
        ]

    def test_no_cookie_is_set(self, story: Story) -> None:
        response = Client().get(address(story))
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
