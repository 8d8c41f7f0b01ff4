from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.bundles.makers import NOW, REAL, bridge, flaws_of, small, take
from tracker.bundles.exporting import export_story
from tracker.evidence.models import Citation, Review, ReviewState
from tracker.ledger.asof import events_as_of
from tracker.ledger.models import Change
from tracker.ledger.verify import faults
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


class TestFirstTime:
    def test_everything_is_on_file(self) -> None:
        report = take(small())
        assert report.added == {
            "story": 1, "outlets": 3, "sources": 3, "events": 2, "citations": 2, "changes": 5,
        }  # fmt: skip
        story = bridge()
        assert story.pivot is not None and story.pivot.key == "o-open"
        assert story.is_published
        assert faults(story) == []

    def test_events_have_the_values_of_the_ledger(self) -> None:
        take(small())
        event = Event.objects.get(key="p-may")
        assert (event.status, event.outcome, event.due) == ("confirmed", "held", "2026-05")
        assert event.known_on == event.timeline_on == date(2026, 3, 4)
        assert event.due_on == date(2026, 5, 31)

    def test_an_occurrence_stands_at_its_date(self) -> None:
        take(small())
        event = Event.objects.get(key="o-open")
        assert (event.known_on, event.timeline_on) == (date(2026, 5, 2), date(2026, 5, 1))

    def test_documents_are_known_from_their_days_and_relays(self) -> None:
        take(small())
        days = dict(Source.objects.values_list("title", "known_on"))
        assert days["Bridge to open"] == date(2026, 3, 1)
        assert days["Wire: bridge to open"] == date(2026, 3, 4)

    def test_words_and_reviews_have_their_first_record(self) -> None:
        take(small())
        assert Event.history.count() == 2
        assert Source.history.count() == 3
        assert Review.objects.filter(reviewed_by="anna", state="accepted").count() == 2

    def test_entries_say_who_recorded_them_and_when(self) -> None:
        take(small())
        entry = Change.objects.first()
        assert (entry.recorded_by, entry.recorded_at) == ("anna", NOW)

    def test_a_draft_stays_one(self) -> None:
        take(small(), publish=False)
        assert not bridge().is_published

    def test_a_dry_run_tells_and_writes_nothing(self) -> None:
        report = take(small(), dry_run=True)
        assert report.added["events"] == 2
        assert not Story.objects.exists() and not Outlet.objects.exists()


class TestAgain:
    def test_the_same_bundle_changes_nothing(self) -> None:
        take(small())
        before = export_story(bridge()), Event.history.count(), Review.objects.count()
        report = take(small(), by="ben")
        assert report.changes_nothing and not report.kept
        assert (export_story(bridge()), Event.history.count(), Review.objects.count()) == before

    def test_an_older_bundle_changes_nothing(self) -> None:
        take(small())
        older = small()
        older["changes"] = older["changes"][:2]
        assert take(older).changes_nothing

    def test_an_extended_one_adds_what_is_new(self) -> None:
        take(small())
        longer = small()
        longer["events"].append(
            {"id": "p-2", "kind": "prediction", "statement": "It will stay"}
        )
        longer["citations"].append(longer["citations"][0] | {"id": "c3", "event": "p-2"})
        longer["changes"].append(longer["changes"][0] | {"event": "p-2", "evidence": ["c3"]})
        report = take(longer)
        assert {name for name, count in report.added.items() if count} == {
            "events", "citations", "changes",
        }  # fmt: skip
        assert Change.objects.get(number=6).event.key == "p-2"
        assert faults(bridge()) == []

    def test_a_contradicting_ledger_is_refused_with_both_versions(self) -> None:
        take(small())
        other = small()
        other["changes"][1]["value"] = "2026-06"
        found = flaws_of(other)
        assert [*found] == ["changes[1]"]
        assert '"value": "2026-05"' in found["changes[1]"]
        assert '"value": "2026-06"' in found["changes[1]"]
        assert Change.objects.count() == 5

    def test_other_words_are_told_and_the_record_is_kept(self) -> None:
        take(small())
        other = small()
        other["events"][1]["statement"] = "It opens in May"
        report = take(other)
        assert [flaw.path for flaw in report.kept] == ["events[1].statement"]
        assert Event.objects.get(key="p-may").statement == "It will open in May"

    def test_an_event_never_changes_its_kind(self) -> None:
        take(small())
        other = small()
        other["events"][0] |= {"kind": "prediction"}
        del other["events"][0]["date"]
        assert "events[0].kind" in flaws_of(other)

    def test_a_citation_never_links_something_else(self) -> None:
        take(small())
        other = small()
        other["citations"][1]["source"] = "s-wire"
        assert "citations[1]" in flaws_of(other)

    def test_it_is_found_under_a_former_address(self) -> None:
        take(small())
        story = bridge()
        story.slug = "the-bridge"
        story.save()
        assert take(small()).changes_nothing

    @pytest.mark.behind_the_desk
    def test_a_decision_of_the_desk_outlives_the_bundle(self) -> None:
        take(small())
        Citation.objects.filter(key="c1").update(review=ReviewState.REJECTED)
        report = take(small())
        assert [flaw.path for flaw in report.kept] == ["citations[0].review"]
        assert Citation.objects.get(key="c1").review == "rejected"


class TestShared:
    def other_story(self) -> dict[str, Any]:
        """A story of its own that names the same outlets and documents otherwise."""
        data = small()
        data["story"]["slug"] = "tolls"
        data["sources"][1]["url"] = "http://m.paper.example/1/?utm_campaign=x#top"
        return data

    def test_outlets_and_documents_with_an_address_are_one(self) -> None:
        take(small())
        report = take(self.other_story())
        assert report.added["outlets"] == 0
        assert Outlet.objects.count() == 3
        assert Source.objects.exclude(url="").count() == 2

    def test_a_document_without_address_is_never_shared(self) -> None:
        take(small())
        assert take(self.other_story()).added["sources"] == 1
        assert Source.objects.filter(title="Bridge to open").count() == 2

    def test_two_people_on_one_platform_are_two_outlets(self) -> None:
        take(small())
        other = self.other_story()
        other["outlets"][1]["name"] = "Another paper"
        assert take(other).added["outlets"] == 1

    def test_differing_shared_parts_are_told_and_the_first_kept(self) -> None:
        take(small())
        other = self.other_story()
        other["sources"][2]["title"] = "Open!"
        kept = [flaw.path for flaw in take(other).kept]
        # The wire's report has no address, so each story has its own for the paper to relay.
        assert kept == ["sources[1].url", "sources[2].title", "sources[1].relays"]
        assert Source.objects.filter(title="Open!").count() == 0

    def test_each_story_keeps_its_own_names_for_them(self) -> None:
        take(small())
        other = self.other_story()
        other["outlets"][2]["id"] = "town"
        other["sources"][2]["outlet"] = "town"
        take(other)
        content = export_story(Story.objects.get(slug="tolls")).decode()
        assert '"id": "town"' in content and '"id": "city"' not in content

    def test_relays_of_two_stories_together_form_no_circle(self) -> None:
        take(small())
        other = small()
        other["story"]["slug"] = "tolls"
        del other["sources"][1]["relays"]
        other["citations"][0] |= {"basis": "first_hand"}
        del other["citations"][0]["relays"]
        other["citations"][1] |= {"basis": "relayed", "relays": "s-paper"}
        other["changes"] = [other["changes"][2] | {"value": "reported"}]
        take(other)
        third = small()
        third["story"]["slug"] = "ferries"
        third["citations"][0]["relays"] = "s-city"
        third["changes"] = []
        assert "circle" in flaws_of(third)["sources"]


def test_the_real_story_gives_the_figures_it_came_with() -> None:
    take(REAL.read_bytes())
    figures = {
        "2026-01-31": (11, {"rumored": 4, "reported": 3, "confirmed": 4}, {"open": 6}, 18),
        "2026-04-10": (
            45,
            {"rumored": 19, "reported": 20, "confirmed": 6},
            {"open": 27, "held": 1, "failed": 3},
            94,
        ),
        "2026-04-24": (
            64,
            {"rumored": 13, "reported": 26, "confirmed": 25},
            {"open": 15, "held": 11, "partly_held": 1, "failed": 10},
            181,
        ),
        "2026-11-22": (
            84,
            {"rumored": 14, "reported": 32, "confirmed": 38},
            {"held": 13, "partly_held": 6, "failed": 15, "void": 7},
            289,
        ),
    }
    for text, (count, statuses, outcomes, citations) in figures.items():
        day = date.fromisoformat(text)
        events = [*events_as_of(day)]
        shown = Citation.objects.public(day).filter(event__in=events)
        assert len(events) == count
        assert Counter(event.shown_status for event in events) == statuses
        assert Counter(e.shown_outcome for e in events if e.shown_outcome) == outcomes
        assert shown.count() == citations


def test_the_number_of_queries_does_not_grow_with_the_bundle(
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(75):
        take(REAL.read_bytes())
