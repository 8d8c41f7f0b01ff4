"""The table of predictions: what its rows say, and in which order they stand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.makers import make_citation, make_outlet, make_source, recorded
from tests.reader.engine import BROAD, LARGE, MAY, PART, SINGS, SMALL, predicted
from tests.reader.pages import Element, get
from tests.reader.tables import address, exported, row, rows, said, slowly, statements
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome

pytestmark = pytest.mark.django_db


def shown(engine: Story, query: str = "") -> list[str]:
    return statements(get(address(engine, query)))


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
    def test_every_column_sorts(self, engine: Story, sort: str, expected: list[str]) -> None:
        assert shown(engine, f"sort={sort}") == expected

    def test_reports_sort_by_their_number(self, engine: Story) -> None:
        for _ in range(2):
            make_citation(event=engine.events.get(statement=SINGS), source=make_source())
        assert shown(engine, "sort=-reports")[0] == SINGS
        assert shown(engine, "sort=reports")[-1] == SINGS

    def test_the_head_says_what_sorts_and_leads_to_the_other_way(self, engine: Story) -> None:
        page = get(address(engine, "outcome=held&as_of=2026-05-01"))
        heads = {one.text: one for one in page.one("thead").all("th")}
        assert [name for name, one in heads.items() if "aria-sort" in one.attrs] == [
            "Lead, days"
        ]
        assert heads["Lead, days"].attrs["aria-sort"] == "descending"
        link = heads["Lead, days"].one("a")
        assert link.attrs["href"] == address(engine, "as_of=2026-05-01&outcome=held&sort=lead")
        # The longest is asked for first, and is the plain page.
        page = get(address(engine, "sort=aspect"))
        assert page.one("a", id="sort-lead").attrs["href"] == address(engine)
        assert page.one("a", id="sort-aspect").attrs["href"] == address(engine, "sort=-aspect")

    def test_the_order_is_said(self, engine: Story) -> None:
        assert said(get(address(engine))) == "6 predictions, longest lead first"
        page = get(address(engine, "sort=aspect&outcome=open"))
        assert said(page) == "Showing 2 of 6 predictions, by aspect, rivals together"


class TestRows:
    def test_a_settled_row_has_both_sides(self, engine: Story) -> None:
        one = row(get(address(engine)), SMALL)
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

    def test_an_open_row_says_what_is_awaited(self, engine: Story) -> None:
        actual = {
            name: row(get(address(engine, "as_of=2026-05-31")), name) for name in (SINGS, MAY)
        }
        assert actual[SINGS].one("td", "c-actual").one("span", "idle").text == "No outcome yet"
        assert actual[MAY].one("td", "c-actual").text == "No outcome yet, due May 2026"
        late = row(get(address(engine, "as_of=2026-06-01")), MAY)
        assert late.one("td", "c-actual").text == "No outcome yet, was due May 2026"

    def test_a_broad_one_shows_how_its_parts_fared_whatever_is_listed(
        self, engine: Story
    ) -> None:
        one = row(get(address(engine, "outcome=partly_held")), BROAD)
        parts = one.one("details")
        assert parts.one("summary").text == "1 of 1 part held up"
        assert parts.one("li").text == f"{PART} Held up"
        own = row(get(address(engine)), PART).one("th")
        assert own.text == f"{PART} Part of: {BROAD}"
        assert own.all("a")[1].attrs["href"] == one.one("th").one("a").attrs["href"]

    def test_a_merged_one_leaves_its_parts_and_its_first_report_to_the_survivor(
        self, engine: Story
    ) -> None:
        broad = engine.events.get(statement=BROAD)
        twin = predicted(engine, "It burns air", make_outlet(name="Radio"), -9)
        engine.events.filter(statement=MAY).update(part_of=twin)
        Event.objects.filter(pk=twin.pk).update(merged_into=broad)
        one = row(get(address(engine)), BROAD)
        assert one.one("summary").text == "1 of 2 parts held up"
        assert row(get(address(engine)), MAY).one("th").text == f"{MAY} Part of: {BROAD}"
        found = {one["id"]: one for one in exported(engine)}
        assert found[broad.key]["first_reported_by"] == "Radio"
        assert found[broad.key] | slowly(engine, None)[broad.key] == found[broad.key]

    def test_parts_that_are_open_are_not_called_failures(self, engine: Story) -> None:
        one = row(get(address(engine, "as_of=2026-03-05")), BROAD)
        assert one.one("summary").text == "1 part, open"

    def test_what_nobody_can_tell_shows_why(self, engine: Story) -> None:
        sings = engine.events.get(statement=SINGS)
        recorded(
            sings, "outcome", Outcome.VOID, effective=date(2026, 5, 1), reason="No *sound*."
        )
        one = row(get(address(engine)), SINGS)
        assert one.one("td", "c-actual").text == "No sound."
        assert one.one("td", "c-lead").text == "58"

    def test_links_keep_the_day(self, engine: Story) -> None:
        page = get(address(engine, "as_of=2026-05-31&sort=aspect"))
        links = [link.attrs["href"] for link in page.one("main").all("a")]
        links = [link for link in links if not link.startswith("#")]
        without = [link for link in links if "as_of=2026-05-31" not in link]
        assert without == []
        assert len(links) > 15


class TestRivals:
    def test_by_aspect_rivals_stand_together_the_one_that_was_right_first(
        self, engine: Story
    ) -> None:
        page = get(address(engine, "sort=aspect"))
        large, small = row(page, LARGE), row(page, SMALL)
        assert large.one("td", "c-aspect").text == "Size 1 of 2 held up"
        assert "right" in large.attrs["class"].split()
        assert large.one("td", "c-outcome").text == "Held up Was right"
        assert "same-aspect" in small.attrs["class"].split()
        assert small.one("td", "c-aspect").text == "Size"
        assert not small.all("b", "note-line")
        # On its own aspect there is nobody to be right against.
        assert "right" not in row(page, PART).attrs["class"].split()

    def test_other_orders_let_each_row_stand_alone_but_lead_to_the_rivals(
        self, engine: Story
    ) -> None:
        page = get(address(engine, "outcome=failed"))
        assert not page.all("tr", "rival")
        link = row(page, SMALL).one("td", "c-aspect").one("a")
        assert link.attrs["href"] == address(engine, "aspect=Size&sort=aspect")
        assert statements(get(link.attrs["href"])) == [LARGE, SMALL]

    def test_before_anything_is_settled_nobody_is_right(self, engine: Story) -> None:
        page = get(address(engine, "sort=aspect&as_of=2026-03-10"))
        assert row(page, SMALL).one("td", "c-aspect").text == "Size 2 rivals, all open"
        assert not page.all("tr", "right")

    def test_the_real_rivals(self, real_story: Story) -> None:
        page = get(address(real_story, "sort=aspect&aspect=Total+parameters"))
        right, wrong = rows(page)
        assert right.one("th").one("a", "said").text.startswith("V4 has more than 1.5 trillion")
        assert "right" in right.attrs["class"].split()
        assert wrong.one("th").one("a", "said").text.startswith("V4 has about one trillion")
