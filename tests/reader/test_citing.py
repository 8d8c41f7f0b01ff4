from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.makers import make_citation, make_event, make_source, make_story, recorded
from tests.reader.pages import Element, get
from tracker.evidence.actions import review
from tracker.evidence.models import ReviewState
from tracker.reader.citing import tex
from tracker.stories.events import Event
from tracker.stories.values import Status

pytestmark = pytest.mark.django_db

LATER = "afterwards"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.reader.views.today_in", lambda zone: date(2026, 11, 22))


def cite(event: Event, **query: str) -> Element:
    return get(event.get_absolute_url(), query or None).one(
        "section", **{"aria-labelledby": "cite-title"}
    )


class TestReferences:
    def test_text_and_bibtex_carry_a_link_to_this_very_day(self, bridge: Event) -> None:
        shown = cite(bridge)
        url = f"http://testserver{bridge.get_absolute_url()}?as_of=2026-11-22"
        assert shown.one(id="cite-text").text == (
            "“It will open in May.” The bridge. Rumor to Fact, as of 22 November 2026: "
            f"did not hold up. {url}"
        )
        assert shown.one(id="cite-bibtex").text == (
            f"@misc{{bridge-{bridge.key}-2026-11-22, title = {{{{It will open in May}}}}, "
            "howpublished = {Rumor to Fact, The bridge}, "
            "note = {As of 22 November 2026: did not hold up}, year = {2026}, "
            f"url = {{{url}}} }}"
        )
        links = [code.text for code in shown.all("code", "copied")]
        assert links == [url, url.split("?")[0]]

    def test_a_past_page_cites_its_own_day(self, bridge: Event) -> None:
        text = cite(bridge, as_of="2026-03-03").one(id="cite-text").text
        assert "as of 3 March 2026: open." in text
        assert text.endswith("?as_of=2026-03-03")

    def test_the_buttons_need_a_script_and_the_texts_do_not(self, bridge: Event) -> None:
        shown = cite(bridge)
        assert len(shown.all("button")) == 2
        for button in shown.all("button"):
            assert "hidden" in button.attrs
            assert shown.one(id=button.attrs["data-copy"].removeprefix("#")).text

    def test_signs_of_tex_are_escaped(self) -> None:
        assert tex("50% of A&B_C #1 {x} $5 ~ ^ \\") == (
            r"50\% of A\&B\_C \#1 \{x\} \$5 \textasciitilde{} \textasciicircum{} "
            r"\textbackslash{}"
        )


def at(day: int, **fields: Any) -> dict[str, Any]:
    return {"now": datetime(2026, 3, day, 12, tzinfo=UTC)} | fields


@pytest.fixture
def kept(db: None) -> Event:
    """Rumored 2 March 2026, and recorded on that day."""
    event = make_event(story=make_story(time_zone="Asia/Shanghai"))
    one = make_citation(event=event, source=make_source(published="2026-03-02"))
    recorded(event, effective=date(2026, 3, 2), evidence=[one], **at(2))
    return event


def notice(event: Event, day: str) -> str:
    page = get(event.get_absolute_url(), {"as_of": day})
    return " ".join(one.text for one in page.all("p", "record"))


class TestNotice:
    def test_a_day_whose_record_stands_has_none(self, kept: Event) -> None:
        assert notice(kept, "2026-03-02") == ""

    def test_what_happened_later_is_no_reason_for_one(self, kept: Event) -> None:
        one = make_citation(event=kept, source=make_source(published="2026-03-09"))
        recorded(
            kept, "status", Status.REPORTED, effective=date(2026, 3, 9), evidence=[one], **at(9)
        )
        review(one, ReviewState.ACCEPTED, by="ada", **at(9))
        assert notice(kept, "2026-03-08") == ""

    def test_an_entry_that_was_recorded_afterwards_is(self, kept: Event) -> None:
        one = make_citation(event=kept, source=make_source(published="2026-03-04"))
        recorded(
            kept, "status", Status.REPORTED, effective=date(2026, 3, 4), evidence=[one], **at(9)
        )
        assert notice(kept, "2026-03-03") == ""
        for day in ("2026-03-04", "2026-03-08"):
            assert LATER in notice(kept, day)
            assert "reported" not in notice(kept, day).lower()
        assert notice(kept, "2026-03-09") == ""

    def test_a_citation_that_was_judged_afterwards_is(self, kept: Event) -> None:
        one = make_citation(event=kept, source=make_source(published="2026-03-04"))
        review(one, ReviewState.REJECTED, by="ada", **at(9))
        assert notice(kept, "2026-03-03") == ""
        assert LATER in notice(kept, "2026-03-08")

    def test_the_day_ends_where_the_story_is(self, kept: Event) -> None:
        one = make_citation(event=kept, source=make_source(published="2026-03-02"))
        # 01:00 on 5 March in Shanghai.
        review(one, ReviewState.ACCEPTED, by="ada", now=datetime(2026, 3, 4, 17, tzinfo=UTC))
        assert LATER in notice(kept, "2026-03-04")
        assert notice(kept, "2026-03-05") == ""

    def test_a_page_put_together_later_says_so(self, bridge: Event) -> None:
        assert notice(bridge, "2026-03-04").startswith("Our record of this page was made after")

    def test_every_past_page_leads_to_the_present_and_the_comparison(self, kept: Event) -> None:
        page = get(kept.get_absolute_url(), {"as_of": "2026-03-02"})
        links = [one.attrs["href"] for one in page.one("div", "pastbar").all("a")]
        assert links == [
            kept.get_absolute_url(),
            f"{kept.story.get_absolute_url()}compare/?from=2026-03-02",
        ]
        assert get(links[1])
