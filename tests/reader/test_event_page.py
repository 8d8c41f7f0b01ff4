from __future__ import annotations

from datetime import date

import pytest

from tests.makers import (
    make_citation,
    make_known,
    make_occurrence,
    make_outlet,
    make_source,
    recorded,
)
from tests.reader.pages import Element, get
from tracker.evidence.models import Basis, ReviewState
from tracker.stories.events import Event
from tracker.stories.values import Outcome

pytestmark = pytest.mark.django_db


def section(page: Element, title: str) -> Element:
    return page.one(**{"aria-labelledby": title})


class TestVerdict:
    def test_it_shows_outcome_reason_day_and_evidence(self, bridge: Event) -> None:
        page = get(bridge.get_absolute_url())
        assert page.one("h1").text == "It will open in May"
        verdict = page.one("section", "verdict").text
        assert "Did not hold up" in verdict
        assert "Wrong. May passed." in verdict
        assert "Settled on 1 June 2026" in verdict
        happened = section(page, "happened-title")
        assert "Closed at the end of May" in happened.text
        assert "not this month" in happened.text
        settler = happened.one("a", href=f"/events/{bridge.story.pivot_id}/")
        assert settler.text == "It is still closed"
        assert "will open in MayWire, 1 March 2026" in section(page, "said-title").text

    def test_while_it_is_open_it_shows_what_would_count(self, bridge: Event) -> None:
        page = get(bridge.get_absolute_url(), {"as_of": "2026-05-31"})
        verdict = page.one("section", "verdict").text
        assert "Open" in verdict
        assert "Held if a car drives over it in May." in verdict
        assert "May 2026" in verdict
        assert "not this month" not in page.text
        assert "It is still closed" not in page.text
        assert "Closed at the end" not in page.text

    def test_an_outcome_that_is_recorded_again_stays_settled_since_the_first_time(
        self, bridge: Event
    ) -> None:
        again = make_citation(event=bridge, source=make_source(published="2026-07-01"))
        recorded(
            bridge, "outcome", Outcome.FAILED, effective=date(2026, 7, 1), evidence=[again],
            reason="More is known.",
        )  # fmt: skip
        verdict = get(bridge.get_absolute_url()).one("section", "verdict").text
        assert "More is known." in verdict
        assert "Settled on 1 June 2026" in verdict


class TestEvidence:
    def test_citations_stand_by_stance_with_all_that_is_on_file(self, bridge: Event) -> None:
        page = get(bridge.get_absolute_url())
        assert [head.text for head in page.all("h3", "stance")] == ["+Supports2", "−Denies1"]
        supports = page.all("ul", "cites")[0]
        first, second = supports.all("li")
        assert "Wire, 1 March 2026, first-hand, p. 3." in first.text
        assert second.one("q").attrs["lang"] == "de"
        assert second.one("p", "translation").text == "is to open in May (our translation)"
        assert (
            "Paper, 2–4 March 2026, relays Wire, citing people at the city, hedged."
            in second.text
        )
        link = second.one("a", href="https://paper.example/1")
        assert link.attrs["rel"] == "nofollow noopener"
        assert second.one("a", href="https://archive.example/1")

    def test_a_copy_that_may_be_later_is_left_out_of_the_past(self, bridge: Event) -> None:
        page = get(bridge.get_absolute_url(), {"as_of": "2026-05-01"})
        assert page.all("a", href="https://archive.example/1") == []

    def test_the_tree_shows_who_repeats_whom(self, bridge: Event) -> None:
        lost = make_source(outlet=make_outlet(name="Hearsay"), published="2026-03-05")
        make_citation(event=bridge, source=lost, basis=Basis.RELAYED)
        page = get(bridge.get_absolute_url())
        tree = section(page, "tree-title")
        assert tree.one("h2").text.replace("\xa0", " ") == (
            "3 reports, 1 origin, 1 of unknown origin"
        )
        roots = tree.one("div", "tree").all("ul")[0].parts
        items = [item for item in roots if isinstance(item, Element)]
        assert items[0].text == "Wire origin 1 Mar 2026 Paper 2–4 Mar 2026"
        assert items[1].text == "Hearsay origin unknown 5 Mar 2026"

    def test_a_relay_of_relays_hangs_below_what_it_repeats(self, bridge: Event) -> None:
        paper = bridge.citations.get(quote="soll im Mai öffnen").source
        blog = make_source(outlet=make_outlet(name="Blog"), published="2026-03-06")
        make_citation(event=bridge, source=blog, relays=paper)
        tree = section(get(bridge.get_absolute_url()), "tree-title").one("div", "tree")
        outer = tree.all("ul")[0].all("li")[0]
        assert outer.text.startswith("Wire origin")
        assert outer.all("li")[0].all("li")[0].text == "Blog 6 Mar 2026"

    def test_what_was_not_accepted_is_not_there(self, bridge: Event) -> None:
        make_citation(event=bridge, quote="a whisper", review=ReviewState.PROPOSED)
        assert "a whisper" not in get(bridge.get_absolute_url()).text


class TestRest:
    def test_details_and_significance_belong_to_today(self, bridge: Event) -> None:
        page = get(bridge.get_absolute_url())
        assert "Said twice." in page.text
        assert "Two towns wait for it." in page.text
        past = get(bridge.get_absolute_url(), {"as_of": "2026-07-01"})
        assert "Said twice." not in past.text
        assert "Two towns" not in past.text
        assert "Held if a car" in past.text
        assert "May 2026" in past.text

    def test_parts_and_the_whole_lead_to_each_other(self, bridge: Event) -> None:
        part = make_known(
            story=bridge.story, statement="The left lane will", part_of=bridge,
            since=date(2026, 4, 1),
        )  # fmt: skip
        page = get(bridge.get_absolute_url(), {"as_of": "2026-04-01"})
        link = section(page, "parts-title").one("a")
        assert link.attrs["href"] == f"{part.get_absolute_url()}?as_of=2026-04-01"
        back = get(link.attrs["href"]).all("dl", "facts")[0].all("a")
        assert [one.attrs["href"] for one in back] == [
            f"{bridge.get_absolute_url()}?as_of=2026-04-01"
        ]
        assert (
            get(bridge.get_absolute_url(), {"as_of": "2026-03-31"}).all(id="parts-title") == []
        )

    def test_an_occurrence_shows_when_it_happened(self, bridge: Event) -> None:
        event = make_occurrence(story=bridge.story, statement="It shrinks", date="2026-04")
        recorded(event, effective=date(2026, 4, 3))
        assert "When April 2026" in facts(get(event.get_absolute_url()))
        past = get(event.get_absolute_url(), {"as_of": "2026-04-10"})
        assert "When since 1 April 2026" in facts(past)


def facts(page: Element) -> list[str]:
    lists = page.all("dl", "facts")
    return [f"{row.one('dt').text} {row.one('dd').text}" for row in lists[0].all("div")]


class TestSources:
    def test_the_part_that_is_opened_in_place_is_found_by_its_id(self, bridge: Event) -> None:
        page = get(f"{bridge.get_absolute_url()}sources/")
        panel = page.one("div", "panel", id=f"panel-{bridge.pk}")
        assert "will open in May" in panel.text
        assert "Where it came from" in panel.text
        assert panel.one("ol", "history").all("li")[-1].text == (
            "1 June 2026 Settled: Did not hold up"
        )

    def test_it_is_a_whole_page_as_of_the_day(self, bridge: Event) -> None:
        page = get(f"{bridge.get_absolute_url()}sources/", {"as_of": "2026-03-03"})
        assert page.one("h1").text == "It will open in May"
        assert "soll im Mai" not in page.text
        for link in page.one("main").all("a"):
            target = link.attrs["href"]
            assert target.startswith("https://") or target.endswith("?as_of=2026-03-03")


@pytest.mark.parametrize("as_of", [{}, {"as_of": "2026-04-01"}])
def test_the_day_of_the_last_check_is_said_to_be_ours(bridge: Event, as_of: dict) -> None:
    assert "checked" not in get(bridge.get_absolute_url(), as_of).text
    bridge.check_on(date(2026, 11, 20))
    facts = get(bridge.get_absolute_url(), as_of).one("aside").text
    assert "Last checked by us20 November 2026" in facts
