from __future__ import annotations

from datetime import date

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_source,
    make_story,
    recorded,
)
from tracker.reader.history import history_of, strand_from
from tracker.reader.strands import Strand, Turn, strands_of, take
from tracker.stories.events import Event
from tracker.stories.models import Story

DAYS = [date(2025, 9, 1), date(2026, 4, 10), date(2026, 4, 24), date(2026, 5, 1), None]


def obvious(event: Event, field: str, day: date | None) -> list[Turn]:
    """Ask for each day of the record in turn what was in force at its end."""
    entries = [
        change
        for change in event.changes.all()
        if change.field == field
        and not hasattr(change, "withdrawn_by")
        and (day is None or change.effective <= day)
    ]
    turns: list[Turn] = []
    for moment in sorted({entry.effective for entry in entries}):
        known = [entry for entry in entries if entry.effective <= moment]
        value = max(known, key=lambda entry: (entry.effective, entry.number)).value
        if not turns or turns[-1].value != value:
            turns.append(Turn(moment, value))
    return turns


def test_the_strands_of_the_real_story_are_those_of_an_obvious_computation(
    real_story: Story,
) -> None:
    events = real_story.events.all()
    for day in DAYS:
        strands = strands_of([event.pk for event in events], day)
        for event in events:
            strand = strands[event.pk]
            assert strand.statuses == obvious(event, "status", day)
            assert strand.outcomes == obvious(event, "outcome", day)
            assert strand.dues == obvious(event, "due", day)


def test_a_withdrawn_entry_turns_nothing(db: None) -> None:
    event = make_event(story=make_story())
    source = make_source(published="2026-03-01")
    citation = make_citation(event=event, source=source)
    recorded(event, "status", "rumored", effective=date(2026, 3, 1), evidence=[citation])
    [wrong] = recorded(event, "due", "2026-05", effective=date(2026, 3, 1), evidence=[citation])
    recorded(
        event,
        "due",
        "2026-06",
        effective=date(2026, 3, 2),
        evidence=[citation],
        withdraws=wrong,
    )
    strand = strands_of([event.pk], None)[event.pk]
    assert strand.dues == [Turn(date(2026, 3, 2), "2026-06")]
    assert not strand.slips
    assert strand.status_on(date(2026, 2, 28)) == ""
    assert strand.status_on(date(2026, 3, 9)) == "rumored"


def test_a_day_has_one_turn_and_a_repeated_value_none() -> None:
    strand = Strand()
    for turn in (
        Turn(date(2026, 3, 1), "open"),
        Turn(date(2026, 3, 2), "held"),
        Turn(date(2026, 3, 2), "failed"),
        Turn(date(2026, 3, 4), "failed"),
    ):
        take(strand.outcomes, turn)
    assert strand.outcomes == [Turn(date(2026, 3, 1), "open"), Turn(date(2026, 3, 2), "failed")]
    assert strand.settled == Turn(date(2026, 3, 2), "failed")


def test_what_is_opened_and_set_again_on_one_day_stays_settled_since_before(db: None) -> None:
    event = make_known(story=make_story(), since=date(2026, 3, 1))
    for value, day in (("failed", 2), ("open", 5), ("failed", 5)):
        recorded(event, "outcome", value, effective=date(2026, 3, day))
    steps = history_of(event, None, None)
    assert [step.value for step in steps if step.is_outcome][-3:] == [
        "failed",
        "open",
        "failed",
    ]
    assert strand_from(steps) == strands_of([event.pk], None)[event.pk]
    assert strand_from(steps).settled == Turn(date(2026, 3, 2), "failed")
