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
from tests.reader.pages import Element, entry, get
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


class TestSections:
    def test_long_stances_are_folded_without_a_script(self, bridge: Event) -> None:
        for number in range(7):
            late = make_source(published="2026-03-05")
            make_citation(event=bridge, source=late, quote=f"No. {number} will open")
        shown = section(get(bridge.get_absolute_url()), "cites-title")
        assert shown.all("h3", "stance")[0].text == "+Supports9"
        assert len(shown.all("ul", "cites")[0].all("li")) == 4
        fold = shown.one("details", "fold")
        assert fold.one("summary").text == "Show all 9"
        assert len(fold.all("li")) == 5

    def test_slips_of_the_due_date_are_told_in_days(self, bridge: Event) -> None:
        assert get(bridge.get_absolute_url()).all(id="slips-title") == []
        for day, due in ((10, "2026-06-15"), (12, "2026-06-01/2026-06-05")):
            source = make_source(published=f"2026-03-{day}")
            one = make_citation(event=bridge, source=source)
            recorded(bridge, "due", due, effective=date(2026, 3, day), evidence=[one])
        slips = section(get(bridge.get_absolute_url()), "slips-title").all("li")
        assert [slip.text for slip in slips] == [
            "4 March 2026 Due May 2026",
            "10 March 2026 Moved to 15 June 2026 15 days later",
            "12 March 2026 Moved to 1–5 June 2026 10 days earlier",
        ]
        past = get(bridge.get_absolute_url(), {"as_of": "2026-03-11"})
        assert len(section(past, "slips-title").all("li")) == 2

    def test_rivals_on_the_aspect_stand_with_the_one_that_was_right_first(
        self, bridge: Event
    ) -> None:
        bridge.aspect = "Opening"
        bridge.save(update_fields=["aspect"])
        fields = {"story": bridge.story, "aspect": "Opening"}
        make_known(statement="It will open in June", since=date(2026, 3, 2), **fields)
        right = make_known(statement="It will open in July", since=date(2026, 3, 5), **fields)
        make_known(statement="Its left lane will", part_of=bridge, **fields)
        make_known(statement="It will be red", story=bridge.story, aspect="Colour")
        recorded(right, "outcome", Outcome.HELD, effective=date(2026, 7, 1))
        rivals = section(get(bridge.get_absolute_url()), "rivals-title")
        assert rivals.one("h2").text == "Also said about: Opening"
        assert [one.text for one in rivals.all("li")] == [
            "It will open in July Held up",
            "It will open in June Open",
        ]
        past = section(get(bridge.get_absolute_url(), {"as_of": "2026-03-04"}), "rivals-title")
        assert [one.text for one in past.all("li")] == ["It will open in June Open"]
        assert past.one("a").attrs["href"].endswith("?as_of=2026-03-04")

    def test_the_editors_reasons_stand_with_what_they_rest_on(self, bridge: Event) -> None:
        why = section(get(bridge.get_absolute_url()), "why-title").one("li")
        assert why.text == (
            "Did not hold up from 1 June 2026 Wrong. May passed. "
            "It rests on: It is still closed; City, 1 June 2026"
        )
        past = get(bridge.get_absolute_url(), {"as_of": "2026-05-31"})
        assert past.all(id="why-title") == []

    def test_the_margin_counts_stances_and_shows_the_status_over_time(
        self, bridge: Event
    ) -> None:
        page = get(bridge.get_absolute_url())
        assert "Citations 2 support, 1 denies" in facts(page)
        assert page.one("svg", "status-ribbon").attrs["aria-label"] == (
            "Status over time: rumored 1 March 2026, reported 4 March 2026, "
            "did not hold up 1 June 2026."
        )
        past = get(bridge.get_absolute_url(), {"as_of": "2026-03-03"})
        assert past.one("svg", "status-ribbon").attrs["aria-label"] == (
            "Status over time: rumored 1 March 2026."
        )

    def test_what_was_said_tells_how_long_before(self, bridge: Event) -> None:
        said = section(get(bridge.get_absolute_url()), "said-title")
        assert "Wire, 1 March 2026, 92 days before release" in said.text
        past = get(bridge.get_absolute_url(), {"as_of": "2026-05-31"})
        assert "before release" not in section(past, "said-title").text


class TestMerged:
    """Evidence and parts of what was merged stand at the survivor."""

    @pytest.fixture
    def twin(self, bridge: Event) -> Event:
        twin = make_known(
            story=bridge.story, statement="In May it opens", since=date(2026, 3, 9)
        )
        twin.citations.update(stance="mentions")
        radio = make_source(outlet=make_outlet(name="Radio"), published="2026-03-09")
        make_citation(event=twin, source=radio, quote="opens in May")
        make_known(
            story=bridge.story, statement="The right lane will", part_of=twin,
            since=date(2026, 3, 9),
        )  # fmt: skip
        Event.objects.filter(pk=twin.pk).update(merged_into=bridge)
        return twin

    def test_they_count_and_are_shown(self, bridge: Event, twin: Event) -> None:
        page = get(bridge.get_absolute_url())
        assert "3 reports, 2 origins" in section(page, "tree-title").one("h2").text
        assert "opens in May" in section(page, "cites-title").text
        part = section(page, "parts-title").one("a")
        assert part.text == "The right lane will"
        whole = get(part.attrs["href"]).all("dl", "facts")[0].all("a")[-1]
        assert whole.attrs["href"] == bridge.get_absolute_url()

    def test_its_parts_are_no_rivals_of_the_survivor(self, bridge: Event, twin: Event) -> None:
        bridge.story.events.update(aspect="Opening")
        part = Event.objects.get(part_of=twin)
        for address in (bridge.get_absolute_url(), part.get_absolute_url()):
            assert get(address).all(id="rivals-title") == []

    def test_the_past_knows_them_from_their_own_day(self, bridge: Event, twin: Event) -> None:
        past = get(bridge.get_absolute_url(), {"as_of": "2026-03-08"})
        assert "2 reports, 1 origin" in section(past, "tree-title").one("h2").text
        assert "opens in May" not in past.text
        assert past.all(id="parts-title") == []

    def test_the_timeline_counts_and_finds_them(self, bridge: Event, twin: Event) -> None:
        page = get(bridge.story.get_absolute_url(), {"q": "opens in may"})
        shown = entry(page, "It will open in May")
        assert "3 reports, 2 origins" in shown.text
        assert "5 citations" in shown.text


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
        assert back[-1].attrs["href"] == f"{bridge.get_absolute_url()}?as_of=2026-04-01"
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
