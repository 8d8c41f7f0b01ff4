from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.makers import make_event, make_known, make_occurrence, make_story, recorded
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db
MAY_1, MAY_5 = date(2026, 5, 1), date(2026, 5, 5)


def errors_of(row: Event | Story) -> set[str]:
    """Return the names of the fields that are refused."""
    try:
        row.full_clean()
    except ValidationError as error:
        return {*error.message_dict}
    return set()


class TestConstraints:
    """What the database itself allows and forbids, whoever writes."""

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("only_occurrences_have_a_date", {"date": "2026-05"}),
            (
                "only_predictions_have_outcome_and_due",
                {"kind": "occurrence", "outcome": "open"},
            ),
            ("only_predictions_have_outcome_and_due", {"kind": "occurrence", "due": "2026"}),
            (
                "held_and_confirmed_go_together",
                {"status": "confirmed", "outcome": "open", "known_on": MAY_1},
            ),
            (
                "held_and_confirmed_go_together",
                {"status": "reported", "outcome": "held", "known_on": MAY_1},
            ),
            ("known_once_it_has_a_status", {"status": "rumored"}),
            ("known_once_it_has_a_status", {"known_on": MAY_1}),
        ],
    )
    def test_this_is_forbidden(self, name: str, fields: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make_event(**fields)

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "occurrence", "date": "2026-05"},
            {"kind": "occurrence", "status": "confirmed", "known_on": MAY_1},
            {"due": "2026", "outcome": "open", "status": "rumored", "known_on": MAY_1},
            {"status": "confirmed", "outcome": "held", "known_on": MAY_1},
            {"status": "reported", "outcome": "void", "known_on": MAY_1},
        ],
    )
    def test_this_is_allowed(self, fields: dict[str, Any]) -> None:
        assert make_event(**fields).pk

    def test_a_key_is_one_in_its_story(self) -> None:
        event = make_event(key="p-1")
        make_event(key="p-1")
        with pytest.raises(IntegrityError):
            make_event(story=event.story, key="p-1")

    def test_an_event_is_not_merged_into_itself(self) -> None:
        event = make_event()
        event.merged_into = event
        with pytest.raises(IntegrityError, match="event_is_not_merged_into_itself"):
            event.save()


class TestParts:
    def test_a_prediction_is_part_of_a_broader_one_of_its_story(self) -> None:
        broad = make_event()
        assert errors_of(make_event(story=broad.story, part_of=broad)) == set()

    def test_parts_are_one_level_deep(self) -> None:
        broad = make_event()
        part = make_event(story=broad.story, part_of=broad)
        assert errors_of(make_event(story=broad.story, part_of=part)) == {"part_of"}
        broad.part_of = make_event(story=broad.story)
        assert errors_of(broad) == {"part_of"}

    def test_nothing_is_part_of_itself_an_occurrence_or_another_story(self) -> None:
        event = make_event()
        event.part_of = event
        assert errors_of(event) == {"part_of"}
        occurrence = make_occurrence(story=event.story)
        assert errors_of(make_event(story=event.story, part_of=occurrence)) == {"part_of"}
        part = make_occurrence(story=event.story, part_of=make_event(story=event.story))
        assert errors_of(part) == {"part_of"}
        assert errors_of(make_event(part_of=make_event())) == {"part_of"}


class TestMerging:
    def test_an_event_is_merged_into_one_of_its_story_and_kind(self) -> None:
        survivor = make_event()
        assert errors_of(make_event(story=survivor.story, merged_into=survivor)) == set()
        assert errors_of(make_event(merged_into=survivor)) == {"merged_into"}
        other = make_occurrence(story=survivor.story, merged_into=survivor)
        assert errors_of(other) == {"merged_into"}

    def test_a_merged_event_leads_to_its_survivor_in_one_step(self) -> None:
        survivor = make_event()
        merged = make_event(story=survivor.story, merged_into=survivor)
        another = make_event(story=survivor.story, merged_into=merged)
        assert errors_of(another) == {"merged_into"}
        survivor.merged_into = make_event(story=survivor.story)
        assert errors_of(survivor) == {"merged_into"}


class TestWords:
    def test_only_an_occurrence_has_a_date(self) -> None:
        event = make_event()
        event.date = "2026-05"
        assert "date" in errors_of(event)
        assert errors_of(make_occurrence(date="2026-05")) == set()

    def test_the_kind_of_a_recorded_event_stays(self) -> None:
        draft, known = make_event(), make_known(kind="occurrence")
        draft.kind, known.kind = "occurrence", "prediction"
        assert errors_of(draft) == set()
        assert errors_of(known) == {"kind"}

    def test_saving_words_leaves_what_was_recorded_meanwhile(self) -> None:
        event = make_known(status="rumored", since=MAY_1)
        editing = Event.objects.get(pk=event.pk)
        recorded(event, "status", "reported", effective=MAY_5)
        recorded(event, "due", "2026-06", effective=MAY_5)
        editing.statement = "Better words."
        editing.save()
        stored = Event.objects.get(pk=event.pk)
        assert (stored.statement, stored.status, stored.due) == (
            "Better words.",
            "reported",
            "2026-06",
        )

    def test_a_status_is_not_changed_by_saving(self) -> None:
        event = make_known(status="rumored")
        event.status = "reported"
        event.save()
        event.save(update_fields=["status", "statement"])
        assert Event.objects.get(pk=event.pk).status == "rumored"

    def test_another_date_moves_an_occurrence_in_the_timeline(self) -> None:
        event = make_occurrence(date="2026-04-24")
        recorded(event, effective=MAY_5)
        for written, day in (
            ("2026-04-20", date(2026, 4, 20)),
            ("", MAY_5),
            ("../2026", MAY_5),
        ):
            event.date = written
            event.save()
            assert Event.objects.get(pk=event.pk).timeline_on == day

    def test_a_draft_stands_nowhere(self) -> None:
        event = make_occurrence(date="2026-04-24")
        assert event.timeline_on is None
        assert event.is_draft


class TestHistory:
    def test_words_are_kept_without_what_the_ledger_says(self) -> None:
        names = {field.name for field in Event.history.model._meta.get_fields()}
        assert not names & {*Event.LEDGERED}
        assert "statement" in names
        names = {field.name for field in Story.history.model._meta.get_fields()}
        assert "publication" not in names

    def test_each_saving_of_words_is_kept(self) -> None:
        event = make_event(statement="First.")
        event.statement = "Second."
        event.save()
        assert [row.statement for row in event.history.all()] == ["Second.", "First."]

    def test_words_brought_back_leave_the_ledger_alone(self) -> None:
        event = make_occurrence(statement="First.", date="2026-04-24")
        recorded(event, "status", "confirmed", effective=MAY_1)
        event.statement, event.date = "Second.", "2026-04-25"
        event.save()
        event.history.earliest().instance.save()
        stored = Event.objects.get(pk=event.pk)
        assert (stored.statement, stored.status, stored.known_on) == (
            "First.",
            "confirmed",
            MAY_1,
        )
        assert stored.timeline_on == date(2026, 4, 24)


class TestStory:
    def test_the_pivot_is_an_event_of_the_story(self) -> None:
        story = make_story()
        story.pivot = make_event(story=story)
        assert errors_of(story) == set()
        story.pivot = make_event()
        assert errors_of(story) == {"pivot"}

    @pytest.mark.parametrize("slug", ["One", "a--b", "-a", "a_b", "a b", "ä", "a/b", "a\n", ""])
    def test_an_address_is_small_letters_digits_and_hyphens(self, slug: str) -> None:
        story = make_story()
        story.slug = slug
        assert errors_of(story) == {"slug"}

    def test_a_former_address_leads_to_its_story_and_stays_taken(self) -> None:
        story = make_story(slug="before")
        story.slug = "after"
        story.save()
        assert [*Story.objects.once_called("before")] == [story]
        assert [*Story.objects.once_called("after")] == [story]
        assert [*Story.objects.once_called("never")] == []
        assert errors_of(Story(slug="before", title="Another")) == {"slug"}

    def test_a_story_may_take_its_own_address_back(self) -> None:
        story = make_story(slug="before")
        story.slug = "after"
        story.save()
        story.slug = "before"
        assert errors_of(story) == set()

    def test_the_present_owner_of_an_address_comes_first(self) -> None:
        first = make_story(slug="one")
        first.slug = "two"
        first.save()
        second = make_story(slug="one")
        later = make_story(slug="one-more")
        Story.history.filter(id=later.pk).update(slug="one")
        assert Story.objects.once_called("one").first() == second

    def test_only_published_stories_are_published(self) -> None:
        story = make_story()
        draft = make_story(publication="draft")
        assert [*Story.objects.published()] == [story]
        assert (story.is_published, draft.is_published) == (True, False)

    @pytest.mark.parametrize(
        ("name", "zone"), [("", "UTC"), ("Asia/Shanghai", "Asia/Shanghai")]
    )
    def test_a_day_is_one_in_the_storys_zone(self, name: str, zone: str) -> None:
        assert make_story(time_zone=name).zone.key == zone

    @pytest.mark.parametrize("name", ["Mars/Olympus", "../UTC", "CET+1"])
    def test_an_unknown_zone_is_refused(self, name: str) -> None:
        story = make_story()
        story.time_zone = name
        assert errors_of(story) == {"time_zone"}

    @pytest.mark.parametrize(
        ("watch", "is_right"),
        [
            ([], True),
            ([{"question": "Will it ship?"}], True),
            ([{"question": "Will it ship?", "due": "2026-06"}], True),
            ([{"question": "Will it ship?", "due": "soon"}], False),
            ([{"due": "2026-06"}], False),
            ([{"question": 5}], False),
            ([{"question": "Will it ship?", "due": 2026}], False),
            ([{"question": "a\x00b"}], False),
            ([{"question": ""}], False),
            ([{"question": "Will it ship?", "who": "Ada"}], False),
            (["Will it ship?"], False),
            ({"question": "Will it ship?"}, False),
        ],
    )
    def test_the_watch_list_holds_questions(self, watch: Any, *, is_right: bool) -> None:
        story = make_story()
        story.watch = watch
        assert errors_of(story) == (set() if is_right else {"watch"})
