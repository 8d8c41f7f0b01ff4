from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_outlet,
    make_relay,
    make_source,
    make_story,
    recorded,
)
from tests.reader.absent import everything
from tests.reader.pages import Element, get
from tracker.stories.events import Event
from tracker.stories.values import Publication

pytestmark = pytest.mark.django_db

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


def found(page: Element) -> list[str]:
    """Return the titles of the hits in their order."""
    return [hit.one("h2").text for hit in page.all("li", "hit")]


def searched(q: str, **query: Any) -> list[str]:
    return found(get("/search/", {"q": q} | query))


def count_of(page: Element, key: str, value: str) -> int:
    box = page.one("input", name=key, value=value)
    label = next(one for one in page.all("label") if box in [*one])
    return int(label.one("span", "n").text)


@pytest.fixture
def bridge() -> Event:
    """ "It will open in May": rumored 1 March, quoted by two outlets, held in May 2026."""
    story = make_story(slug="bridge", title="The bridge")
    event = make_event(story=story, statement="It will open in May", aspect="Opening day")
    wire = make_source(
        outlet=make_outlet(name="Wire", domain="wire.example"),
        title="Bridge to open",
        authors=["Ada Bauer"],
        published="2026-03-01",
    )
    paper = make_source(
        outlet=make_outlet(name="华为报"), title="大桥五月通车", published="2026-04-01"
    )
    first = make_citation(event=event, source=wire, quote="will open soon, say engineers")
    recorded(event, effective=MARCH, evidence=[first])
    make_citation(event=event, source=paper, quote="據華為說", translation="engineers agree")
    recorded(event, "outcome", "held", effective=MAY)
    return event


class TestHits:
    @pytest.mark.parametrize(
        ("q", "titles"),
        [
            ("open may", ["It will open in May"]),
            ("OPEN", ["It will open in May", "Bridge to open"]),
            ("engin", ["It will open in May"]),
            ("华", ["华为报", "It will open in May"]),
            ("华为", ["华为报", "It will open in May"]),
            ("華為說", ["It will open in May"]),
            ("大桥", ["大桥五月通车"]),
            ("wire", ["Wire"]),
            ("wire.example", ["Wire"]),
            ("bauer", ["Bridge to open"]),
            ("opening day", ["It will open in May"]),
            ("tunnel", []),
            ("open tunnel", []),
        ],
    )
    def test_it_finds_what_has_every_word(
        self, bridge: Event, q: str, titles: list[str]
    ) -> None:
        assert searched(q) == titles

    def test_an_event_is_one_hit_with_its_status_outcome_and_quotes(
        self, bridge: Event
    ) -> None:
        hit = get("/search/", {"q": "engineers"}).one("li", "hit")
        assert "Confirmed" in hit.text and "Held up" in hit.text and "The bridge" in hit.text
        assert [mark.text for mark in hit.all("mark")] == ["engineers", "engineers"]
        quotes = [item.text for item in hit.one("ul", "hit-quotes").all("li")]
        assert len(quotes) == 2 and "Wire, 1 March 2026" in quotes[0]
        assert "據華為說" in quotes[1] and "our translation" in quotes[1]
        assert hit.one("h2").one("a").attrs["href"] == bridge.get_absolute_url()

    def test_words_as_typed_come_first_then_newest_then_quotes_alone(
        self, bridge: Event
    ) -> None:
        story = bridge.story
        make_known(story=story, statement="It may open", since=date(2026, 6, 1))
        make_known(story=story, statement="May it open", since=date(2026, 5, 1))
        make_known(story=story, statement="We open may be", since=date(2026, 2, 1))
        quoted = make_known(story=story, statement="Said", since=date(2026, 7, 1))
        make_citation(event=quoted, quote="may open")
        assert searched("open may") == [
            "We open may be",
            "It may open",
            "May it open",
            "It will open in May",
            "Said",
        ]

    def test_markup_in_the_record_and_in_the_search_is_text(self, bridge: Event) -> None:
        make_known(story=bridge.story, statement="A <b>bold</b> claim & more")
        page = get("/search/", {"q": "<b>bold"})
        assert found(page) == ["A <b>bold</b> claim & more"]
        assert page.one("input", id="q").attrs["value"] == "<b>bold"

    def test_more_quotes_than_are_shown_are_counted(self, bridge: Event) -> None:
        for _ in range(5):
            make_citation(event=bridge, quote="engineers")
        hit = get("/search/", {"q": "engineers"}).one("li", "hit")
        assert len(hit.one("ul", "hit-quotes").all("li")) == 3
        assert "4 more quotes with these words" in hit.text


class TestVisibility:
    def test_only_what_readers_may_see_is_found(self, bridge: Event) -> None:
        draft = make_story(publication=Publication.DRAFT)
        hidden = make_known(story=draft, statement="Secret plan")
        make_citation(
            event=hidden,
            quote="secret quote",
            source=make_source(title="Secret paper", outlet=make_outlet(name="Secret Times")),
        )
        make_event(story=bridge.story, statement="Secret draft")
        for state in ("proposed", "rejected"):
            make_citation(
                event=bridge,
                quote="secret words",
                review=state,
                source=make_source(
                    title="Secret note", outlet=make_outlet(name=f"Secret {state}")
                ),
            )
        make_source(title="Secret loose")
        assert searched("secret") == []
        draft.set_publication(Publication.PUBLISHED)
        assert searched("secret") == ["Secret Times", "Secret plan", "Secret paper"]

    def test_what_was_merged_is_found_at_its_survivor(self, bridge: Event) -> None:
        twin = make_known(story=bridge.story, statement="It opens in spring")
        make_citation(
            event=twin,
            quote="opens in spring",
            source=make_source(title="Spring paper", outlet=make_outlet(name="Spring Co")),
        )
        source = twin.citations.get(quote="opens in spring").source
        kept = make_source(title="Kept paper", outlet=make_outlet(name="Kept Co"))
        twin.merged_into = bridge
        twin.save()
        source.merged_into = kept
        source.save()
        source.outlet.merged_into = kept.outlet
        source.outlet.save()
        assert searched("spring") == ["Kept Co", "It will open in May", "Kept paper"]

    def test_a_document_that_is_only_repeated_is_found(self, bridge: Event) -> None:
        cited = bridge.citations.first().source
        middle = make_source(title="Middle report", published="")
        make_relay(source=cited, relayed=middle)
        make_relay(
            source=middle,
            relayed=make_source(
                title="First report", published="", outlet=make_outlet(name="Origin")
            ),
        )
        assert {*searched("report")} == {"Middle report", "First report"}
        assert searched("origin") == ["Origin"]

    def test_as_of_a_day_nothing_later_is_found_and_status_is_that_of_the_day(
        self, bridge: Event
    ) -> None:
        assert searched("华为", as_of="2026-03-31") == []
        assert searched("大桥", as_of="2026-03-31") == []
        assert searched("wire", as_of="2026-02-28") == []
        assert searched("open", as_of="2026-02-28") == []
        page = get("/search/", {"q": "open", "as_of": "2026-03-02"})
        hit = page.one("li", id=f"hit-event-{bridge.pk}")
        assert "Rumored" in hit.text and "Open" in hit.text and "Held" not in hit.text
        assert "as_of=2026-03-02" in hit.one("h2").one("a").attrs["href"]
        assert searched("agree", as_of="2026-03-02") == []


class TestFilters:
    def test_filters_narrow_and_count(self, bridge: Event) -> None:
        other = make_story(slug="tunnel", title="The tunnel")
        make_known(story=other, statement="The tunnel will open", status="reported")
        page = get("/search/", {"q": "open"})
        assert count_of(page, "what", "events") == 2 and count_of(page, "what", "quotes") == 1
        assert count_of(page, "what", "sources") == 1
        assert count_of(page, "status", "reported") == 1
        assert searched("open", story="tunnel") == ["The tunnel will open"]
        assert searched("open", what="sources") == ["Bridge to open"]
        assert searched("open", status="confirmed") == ["It will open in May"]
        assert searched("open", outcome=["held", "open"], story="bridge") == [
            "It will open in May"
        ]
        assert len(searched("open", status="nonsense", story="nowhere", what="x")) == 3

    def test_hits_come_in_pages(self, bridge: Event) -> None:
        for number in range(45):
            make_known(story=bridge.story, statement=f"Pier {number} stands")
        pages = [searched("pier", page=number) for number in (1, 2, 3)]
        assert [len(page) for page in pages] == [20, 20, 5]
        assert len({title for page in pages for title in page}) == 45
        assert searched("pier", page="9" * 40) == pages[2]
        assert searched("pier", page="x") == pages[0]


class TestNothing:
    def test_without_words_examples_of_the_record_are_shown(self, bridge: Event) -> None:
        page = get("/search/")
        assert [one.text for one in page.one("ul", "suggested").all("a")] == ["Opening day"]
        assert searched("Opening day") == ["It will open in May"]
        assert "no word in this" in get("/search/", {"q": "?!"}).one("div", "empty").text

    @pytest.mark.parametrize(
        ("q", "suggested"),
        [
            ("enginers", ["engineers"]),
            ("openinghours", ["open"]),
            ("engineers tunnel", ["engineers"]),
            ("华为笔", ["华为", "华", "为"]),
            ("xyzzy", []),
        ],
    )
    def test_what_finds_nothing_gives_what_would(
        self, bridge: Event, q: str, suggested: list[str]
    ) -> None:
        page = get("/search/", {"q": q})
        assert found(page) == []
        links = [one for part in page.all("ul", "suggested") for one in part.all("a")]
        assert [link.text for link in links] == suggested
        for link in links:
            assert found(get(link.attrs["href"])) != []

    def test_filters_and_the_day_can_be_dropped(self, bridge: Event) -> None:
        page = get("/search/", {"q": "agree", "status": "rumored"})
        assert found(page) == []
        without = next(a for a in page.all("a") if a.text == "Search without filters")
        assert found(get(without.attrs["href"])) == ["It will open in May"]
        page = get("/search/", {"q": "agree", "as_of": "2026-03-02"})
        today = next(a for a in page.all("a") if "as it is today" in a.text)
        assert found(get(today.attrs["href"])) == ["It will open in May"]

    def test_suggestions_keep_to_the_day(self, bridge: Event) -> None:
        page = get("/search/", {"q": "agreeing engineer", "as_of": "2026-03-02"})
        assert "agree" not in " ".join(a.text for a in page.all("a"))
        assert page.all("ul", "suggested") != []
        today = get("/search/", {"q": "agreeing engineer"})
        assert "agree engineer" in [a.text for a in today.all("a")]

    def test_a_story_offers_the_search_of_all(self, bridge: Event) -> None:
        page = get(bridge.story.get_absolute_url(), {"q": "Tunnel", "as_of": "2026-03-02"})
        link = next(a for a in page.all("a") if a.text == "Search all stories")
        assert link.attrs["href"] == "/search/?as_of=2026-03-02&q=Tunnel"


class TestAddress:
    def test_only_the_plain_page_is_indexed(self, bridge: Event) -> None:
        def robots(address: str) -> bool:
            return "noindex" in everything(get(address))

        assert not robots("/search/")
        assert robots("/search/?q=open") and robots("/search/?as_of=2026-03-02")

    def test_an_unclear_day_is_explained(self) -> None:
        assert get("/search/?q=open&as_of=foo", status=400).one("form")

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
    @given(
        q=st.text(max_size=260)
        | st.sampled_from(['"', "a*", "NEAR(open", "open AND", "\x00", "\ud800", "%_", "'; --"])
    )
    def test_whatever_is_typed_is_no_error(self, bridge: Event, q: str) -> None:
        query = {"q": q.encode(errors="surrogatepass")}
        for more in ({}, {"what": q.encode(errors="replace"), "page": "-1"}):
            assert Client().get("/search/", query | more).status_code == 200
