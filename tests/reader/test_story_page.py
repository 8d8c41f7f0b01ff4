from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_occurrence,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tests.reader.pages import Element, entry, get, statements
from tracker.evidence.models import Basis, ReviewState
from tracker.reader.rows import rows_of
from tracker.reader.words import known_text, tally_title
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome, Status

pytestmark = pytest.mark.django_db


class TestHead:
    def test_a_story_shows_its_words_and_counts(self) -> None:
        story = make_story(
            title="The bridge",
            summary="It *opened*.",
            assessment="All went well.",
            watch=[{"question": "Will it hold?", "due": "2027-06"}],
        )
        make_known(story=story, since=date(2026, 3, 1))
        page = get(story.get_absolute_url())
        assert page.one("h1").text == "The bridge"
        kick = page.all("p", "kick")[0].text
        assert "1 event" in kick and "1 source" in kick and "last change 1 March 2026" in kick
        assert page.one("em").text == "opened"
        text = page.text
        assert "All went well." in text
        assert "Will it hold? By June 2027" in text

    def test_the_past_has_counts_instead_of_words_without_a_date(self) -> None:
        story = make_story(summary="Secret", assessment="Hidden", watch=[{"question": "Why?"}])
        make_known(story=story, since=date(2026, 3, 1))
        page = get(story.get_absolute_url(), {"as_of": "2026-03-02"})
        assert not {"Secret", "Hidden", "Why?"} & set(page.text.split())
        assert (
            "By 2 March 2026, 1 event was known: 1 rumored. "
            "Of the 1 prediction among them, 1 was still open."
        ) in page.text

    def test_a_day_before_everything_shows_nothing(self) -> None:
        story = make_story()
        make_known(story=story, since=date(2026, 3, 1))
        page = get(story.get_absolute_url(), {"as_of": "2026-02-28"})
        assert statements(page) == []
        assert "Nothing was known on this day." in page.text

    def test_a_story_without_events_says_so(self) -> None:
        page = get(make_story().get_absolute_url())
        assert page.one("div", "empty")

    def test_the_sentence_of_counts_leaves_out_what_there_is_none_of(
        self, real_story: Story
    ) -> None:
        rows = rows_of(real_story, date(2026, 4, 10)).all
        assert known_text(rows, date(2026, 4, 10)) == (
            "By 10 April 2026, 45 events were known: 19 rumored, 20 reported and 6 confirmed. "
            "Of the 31 predictions among them, 1 had held up, 3 had not held up and 27 were "
            "still open."
        )
        assert known_text([], date(2026, 4, 1)) == (
            "Nothing of this story was known on 1 April 2026."
        )

    def test_the_heading_counts_predictions_and_what_is_settled(self) -> None:
        assert tally_title(Counter({"": 4, "open": 2})) == "2 predictions, none settled"
        assert tally_title(Counter(open=2, failed=1)) == "3 predictions, 1 settled"
        assert tally_title(Counter(failed=2)) == "2 predictions, all settled"

    def test_a_story_says_what_it_is_filed_under_but_not_how_much_it_mattered_later(
        self,
    ) -> None:
        story = make_story(category="Bridges", region="Alps", impact="high")
        make_known(story=story, since=date(2026, 3, 1))
        names = get(story.get_absolute_url()).one("dl", "facets")
        assert [part.text for part in names.all("div")] == [
            "CategoryBridges", "RegionAlps", "ImpactHigh"
        ]  # fmt: skip
        then = get(story.get_absolute_url(), {"as_of": "2026-03-02"}).one("dl", "facets")
        assert [part.text for part in then.all("div")] == ["CategoryBridges", "RegionAlps"]


class TestEntries:
    def test_an_entry_shows_outcome_reason_and_what_happened(self) -> None:
        story = make_story()
        event = make_known(story=story, statement="It will open in May")
        recorded(
            event,
            "outcome",
            Outcome.FAILED,
            effective=date(2026, 6, 1),
            reason="It opened in *July*.",
            actual="5 July 2026",
            miss="late",
        )
        shown = entry(get(story.get_absolute_url()), "It will open in May")
        ribbon = shown.one("p", "ribbon")
        assert "Did not hold up" in ribbon.text
        assert "Late. It opened in July." in ribbon.text
        assert "5 July 2026" in ribbon.text

    def test_a_due_date_that_has_passed_is_marked(self) -> None:
        story = make_story()
        event = make_known(story=story, statement="Soon")
        recorded(event, "due", "2026-03", effective=date(2026, 1, 2))
        page = get(story.get_absolute_url())
        assert "Overdue. Due March 2026." in entry(page, "Soon").text
        page = get(story.get_absolute_url(), {"as_of": "2026-03-31"})
        assert "Due March 2026." in entry(page, "Soon").text
        assert "Overdue" not in entry(page, "Soon").text

    def test_the_first_report_is_the_earliest_accepted_one_that_supports(self) -> None:
        story = make_story()
        event = make_event(story=story, statement="It will open")
        late = make_outlet(name="Late Post")
        early = make_outlet(name="Early Post")
        for outlet, day, review, stance in (
            (late, "2026-03-05", ReviewState.ACCEPTED, "supports"),
            (early, "2026-03-03", ReviewState.ACCEPTED, "supports"),
            (make_outlet(), "2026-03-02", ReviewState.ACCEPTED, "denies"),
            (make_outlet(), "2026-03-01", ReviewState.PROPOSED, "supports"),
        ):
            source = make_source(outlet=outlet, published=day)
            make_citation(event=event, source=source, review=review, stance=stance)
        recorded(event, effective=date(2026, 3, 6), evidence=[event.citations.earliest("pk")])
        text = entry(get(story.get_absolute_url()), "It will open").text
        assert "First reported by Early Post on 3 March 2026." in text
        assert "2 reports, 2 origins" in text
        assert "3 citations" in text

    def test_reports_of_unknown_origin_are_told(self) -> None:
        story = make_story()
        event = make_event(story=story, statement="It will open")
        origin = make_source()
        make_citation(event=event, source=origin)
        make_citation(event=event, relays=origin)
        last = make_citation(event=event, basis=Basis.RELAYED)
        recorded(event, effective=date(2026, 3, 6), evidence=[last])
        shown = entry(get(story.get_absolute_url()), "It will open")
        assert "3 reports, 1 origin, 1 of unknown origin" in shown.text.replace("\xa0", " ")
        fan = shown.one("svg", "fan")
        assert (len(fan.all("path")), len(fan.all("circle"))) == (3, 1)

    def test_a_broad_prediction_shows_how_its_parts_fared(self) -> None:
        story = make_story()
        broad = make_known(story=story, statement="All of it")
        part = make_known(story=story, statement="Some of it", part_of=broad)
        recorded(part, "outcome", Outcome.HELD, effective=date(2026, 2, 1))
        shown = entry(get(story.get_absolute_url()), "All of it")
        fared = shown.one("details", "fared")
        assert fared.one("summary").text == "How its 1 part fared"
        assert fared.one("li").text == "Some of it Held up"

    def test_a_part_that_is_not_known_yet_is_no_part(self) -> None:
        story = make_story()
        broad = make_known(story=story, statement="All of it", since=date(2026, 1, 1))
        make_known(story=story, part_of=broad, since=date(2026, 2, 1))
        page = get(story.get_absolute_url(), {"as_of": "2026-01-31"})
        assert "fared" not in page.text


class TestMonthsAndDays:
    def test_events_stand_under_their_month_and_day(self) -> None:
        story = make_story()
        make_known(story=story, since=date(2026, 3, 31), statement="A")
        make_known(story=story, since=date(2026, 4, 3), statement="B")
        make_known(story=story, since=date(2026, 4, 3), statement="C")
        page = get(story.get_absolute_url())
        months = [heading.text for heading in page.all("h3", "month")]
        assert months == ["March 2026 1 event", "April 2026 2 events"]
        assert [day.text for day in page.all("h4")] == ["31 Tuesday", "3 Friday"]

    def test_a_vague_date_is_said_in_words_beside_the_exact_day(self) -> None:
        story = make_story()
        for key, day in (("a", "2026-04"), ("b", "2026-04-01"), ("c", "2026-04")):
            event = make_occurrence(story=story, date=day, key=key, statement=f"It is {key}")
            recorded(event, effective=date(2026, 5, 1))
        page = get(story.get_absolute_url())
        headings = [day.text for day in page.all("h4")]
        assert headings == ["April no exact date", "1 Wednesday"]
        assert statements(page) == ["It is a", "It is c", "It is b"]

    def test_a_span_that_ends_later_is_open(self) -> None:
        story = make_story()
        event = make_occurrence(story=story, date="2026-04", statement="It shrinks")
        recorded(event, effective=date(2026, 4, 3))
        page = get(story.get_absolute_url(), {"as_of": "2026-04-10"})
        assert [day.text for day in page.all("h4")] == ["since 1 April"]


def classes(element: Element) -> set[str]:
    return {*element.attrs.get("class", "").split()}


class TestPivot:
    @pytest.fixture
    def story(self) -> Story:
        """Events on 1, 2 and 3 March; the one of the second day with the last key is pivot."""
        story = make_story()
        for key, day in (("a", 1), ("b", 2), ("z", 2), ("c", 3)):
            occurrence = make_occurrence(
                story=story, key=key, statement=f"It is {key}", date=f"2026-03-0{day}"
            )
            recorded(occurrence, effective=date(2026, 3, day))
        story.pivot = story.events.get(key="z")
        story.save(update_fields=["pivot"])
        return story

    def test_the_pivot_comes_first_on_its_day_below_the_double_rule(self, story: Story) -> None:
        page = get(story.get_absolute_url())
        assert statements(page) == ["It is a", "It is z", "It is b", "It is c"]
        assert page.one("p", "pivot-line").text == "2 March 2026: It is z"
        days = page.all("section", "day")
        assert [("after" in day.attrs["class"].split()) for day in days] == [False, True, True]
        assert page.one("li", "is-pivot").one("h5").text == "It is z"

    def test_newest_first_turns_everything_round(self, story: Story) -> None:
        page = get(story.get_absolute_url(), {"order": "newest"})
        assert statements(page) == ["It is c", "It is b", "It is z", "It is a"]
        listed = [
            element.one("h5").text if element.tag == "li" else "rule"
            for element in page
            if {"entry", "pivot-line"} & classes(element)
        ]
        assert listed == ["It is c", "It is b", "It is z", "rule", "It is a"]

    def test_the_rule_stands_though_a_filter_hides_the_pivot(self, story: Story) -> None:
        page = get(story.get_absolute_url(), {"q": "is a"})
        assert statements(page) == ["It is a"]
        assert page.one("p", "pivot-line")

    def test_the_rule_stands_above_a_month_that_the_pivot_does_not_fall_into(
        self, story: Story
    ) -> None:
        later = make_occurrence(story=story, statement="It is after", date="2026-05-09")
        recorded(later, effective=date(2026, 5, 9))
        page = get(story.get_absolute_url(), {"q": "is after"})
        parts = [part for part in page if part.tag == "h3" or "pivot-line" in classes(part)]
        assert [part.tag for part in parts] == ["p", "h3"]

    def test_before_it_is_known_there_is_no_rule_no_jump_and_no_lead(
        self, story: Story
    ) -> None:
        address = story.get_absolute_url()
        page = get(address, {"as_of": "2026-03-01"})
        assert page.all("p", "pivot-line") == []
        assert "release" not in page.text.lower()
        page = get(address, {"as_of": "2026-03-03"})
        jumps = [link.attrs["href"] for link in page.one("form", id="asof").all("a")]
        assert jumps == [
            f"{address}?as_of=2026-02-02",
            f"{address}?as_of=2026-02-16",
            f"{address}?as_of=2026-03-02",
            f"{address}?as_of=2026-03-09",
            address,
        ]
        assert "1 day after release" in page.one("div", "pastbar").text

    def test_predictions_say_how_long_before_it_they_were_reported(self, story: Story) -> None:
        make_known(story=story, statement="It will", since=date(2026, 2, 9))
        shown = entry(get(story.get_absolute_url()), "It will").text
        assert "on 9 February 2026, 21 days before release." in shown


def test_kinds_are_told_in_words() -> None:
    story = make_story()
    make_known(story=story, kind=Kind.OCCURRENCE, status=Status.CONFIRMED, statement="It is")
    shown = entry(get(story.get_absolute_url()), "It is")
    assert "Confirmed" in shown.text and "Occurrence" in shown.text
    assert shown.all("p", "ribbon") == []
