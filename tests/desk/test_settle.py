"""What settles a row of the page that settles predictions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.desk.many import fields_on, page_of, row_of, send
from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_occurrence,
    make_source,
    recorded,
)
from tracker.ledger.models import Change
from tracker.stories.events import Event


def happened(release: Event, statement: str, published: str) -> Event:
    """Return another confirmed occurrence of the release's story."""
    event = make_occurrence(story=release.story, statement=statement)
    cited = make_citation(event=event, basis="primary", source=make_source(published=published))
    recorded(
        event, value="confirmed", effective=date.fromisoformat(published), evidence=[cited]
    )
    return event


def settling(row: Any) -> tuple[list[int], list[int], str]:
    """Return what a row shows: its occurrences, its evidence and its own day."""
    ticked = [[int(pk) for pk in row[name].value()] for name in ("resolved_by", "evidence")]
    return (ticked[0], ticked[1], row["effective"].value())


def test_the_pivot_is_ticked_on_top_and_in_each_row_with_its_evidence(
    editor: Client, release: Event
) -> None:
    event = make_known(story=release.story)
    response = editor.get(page_of(release.story))
    top = response.context["top"]
    assert top["settled_by"].value() == [release.pk]
    assert top["effective"].value() == "24 April 2026"
    assert settling(row_of(response, event)) == (
        [release.pk],
        [release.citations.get().pk],
        "",
    )


def test_once_a_row_is_settled_typing_goes_on_in_the_next(
    editor: Client, release: Event
) -> None:
    first, second, third = (
        make_known(story=release.story, statement=f"It will be {n}") for n in "abc"
    )
    assert "data-start" not in editor.get(page_of(release.story)).content.decode()
    response = send(
        editor,
        release.story,
        {f"e{second.pk}-value": "held", f"e{second.pk}-actual": "So it was", "_record": "1"},
    )
    assert row_of(response, second).saved
    assert f'aria-labelledby="name-{third.pk}" data-start' in response.content.decode()
    response = send(
        editor,
        release.story,
        {f"e{third.pk}-value": "held", f"e{third.pk}-actual": "So it was", "_record": "1"},
    )
    assert f'aria-labelledby="name-{first.pk}" data-start' in response.content.decode()


def test_rows_go_along_with_what_is_ticked_on_top(editor: Client, release: Event) -> None:
    other = happened(release, "It is cheap", "2026-05-02")
    event = make_known(story=release.story)
    typed = {"settled_by": [other.pk], "_show": "1", f"e{event.pk}-actual": "Half typed"}
    response = send(editor, release.story, typed)
    assert settling(row_of(response, event)) == ([other.pk], [other.citations.get().pk], "")
    assert response.context["top"]["effective"].value() == "2 May 2026"
    assert "Half typed" in response.content.decode()


def test_a_row_with_an_occurrence_of_its_own_keeps_it_and_gets_its_day(
    editor: Client, release: Event
) -> None:
    other = happened(release, "It is cheap", "2026-05-02")
    third = happened(release, "It is small", "2026-05-03")
    own, along = make_known(story=release.story), make_known(story=release.story)
    response = send(editor, release.story, {"_others": own.pk, f"e{own.pk}-miss": "late"})
    row = row_of(response, own)
    offered = [pk for pk, _label in row.fields["resolved_by"].choices]
    assert offered == [release.pk, third.pk, other.pk]
    assert row["miss"].value() == "late"
    ticked = fields_on(response) | {f"e{own.pk}-resolved_by": [other.pk], "_show": "1"}
    response = editor.post(page_of(release.story), ticked)
    cited = other.citations.get().pk
    assert settling(row_of(response, own)) == ([other.pk], [cited], "2 May 2026")
    # What is ticked on top later moves only the rows that go along.
    changed = fields_on(response) | {"settled_by": [third.pk], "_show": "1"}
    response = editor.post(page_of(release.story), changed)
    assert settling(row_of(response, own)) == ([other.pk], [cited], "2 May 2026")
    assert row_of(response, along)["resolved_by"].value() == [str(third.pk)]


def test_two_rows_are_recorded_with_occurrences_of_their_own(
    editor: Client, release: Event
) -> None:
    other = happened(release, "It is cheap", "2026-05-02")
    first, second = make_known(story=release.story), make_known(story=release.story)
    typed = {"_show": "1", f"e{second.pk}-resolved_by": [other.pk]}
    response = send(editor, release.story, typed)
    outcomes = {
        f"e{event.pk}-{name}": value
        for event in (first, second)
        for name, value in {"value": "held", "actual": "As said"}.items()
    }
    editor.post(page_of(release.story), fields_on(response) | outcomes)
    told = {event: event.changes.get(field="outcome") for event in (first, second)}
    assert [*told[first].resolved_by.all()] == [release]
    assert [*told[second].resolved_by.all()] == [other]
    assert [*told[second].evidence.all()] == [other.citations.get()]
    assert [told[first].effective, told[second].effective] == [
        date(2026, 4, 24),
        date(2026, 5, 2),
    ]


def test_evidence_that_nobody_has_seen_is_shown_before_it_is_recorded(
    editor: Client, release: Event
) -> None:
    other = happened(release, "It is cheap", "2026-05-02")
    event = make_known(story=release.story)
    typed = {
        f"e{event.pk}-resolved_by": [other.pk],
        f"e{event.pk}-value": "held",
        f"e{event.pk}-actual": "At half the price",
    }
    response = send(editor, release.story, typed)
    row = row_of(response, event)
    assert row.errors.keys() == {"evidence"}
    assert settling(row) == ([other.pk], [other.citations.get().pk], "2 May 2026")
    assert not Change.objects.filter(event=event, field="outcome").exists()
    again = editor.post(page_of(release.story), fields_on(response))
    assert row_of(again, event).saved


def test_a_row_may_rest_on_its_own_citations_alone(editor: Client, release: Event) -> None:
    event = make_known(story=release.story)
    own = event.citations.get()
    typed = {
        f"e{event.pk}-value": "void",
        f"e{event.pk}-reason": "Nobody can tell",
        f"e{event.pk}-resolved_by": None,
        f"e{event.pk}-evidence": [own.pk],
        f"e{event.pk}-effective": "1 May 2026",
    }
    send(editor, release.story, typed)
    entry = event.changes.get(field="outcome")
    assert ([*entry.evidence.all()], [*entry.resolved_by.all()]) == ([own], [])
    assert entry.effective == date(2026, 5, 1)


def test_a_day_that_was_cleared_is_not_filled_in_again(editor: Client, release: Event) -> None:
    event = make_known(story=release.story)
    typed = {"effective": "", f"e{event.pk}-value": "failed", f"e{event.pk}-actual": "No"}
    response = send(editor, release.story, typed)
    assert row_of(response, event).errors.keys() == {"effective"}


def weak(release: Event) -> tuple[Event, dict[str, Any]]:
    """Return a prediction, and what records it as held by its one report alone."""
    event = make_event(story=release.story)
    cited = make_citation(
        event=event, basis="first_hand", source=make_source(published="2026-05-01")
    )
    recorded(event, value="reported", effective=date(2026, 5, 1), evidence=[cited])
    typed = {"value": "held", "actual": "It seems so", "effective": "1 May 2026"}
    typed |= {"resolved_by": None, "evidence": [cited.pk]}
    return event, {f"e{event.pk}-{name}": value for name, value in typed.items()}


def test_only_who_may_overrides_the_evidence_of_a_row_and_says_why(
    editor: Client, release: Event
) -> None:
    event, typed = weak(release)
    refused = send(editor, release.story, typed)
    assert not row_of(refused, event).saved
    assert "override" not in row_of(refused, event).fields
    sneaked = {f"e{event.pk}-override": "on", f"e{event.pk}-reason": "I say so"}
    refused = editor.post(page_of(release.story), fields_on(refused) | sneaked)
    assert not row_of(refused, event).saved

    editor.user.user_permissions.add(Permission.objects.get(codename="override_evidence"))
    mute = {f"e{event.pk}-override": "on", f"e{event.pk}-reason": "", "reason": "For all"}
    refused = editor.post(page_of(release.story), fields_on(refused) | mute)
    assert row_of(refused, event).errors.keys() == {"reason"}
    typed = fields_on(refused) | {f"e{event.pk}-reason": "The register shows it"}
    assert row_of(editor.post(page_of(release.story), typed), event).saved
    entry = event.changes.get(field="outcome")
    assert (entry.override, entry.reason) == (True, "The register shows it")


@pytest.mark.parametrize("nonsense", ["x", "9" * 30, "\x00", "-1", ",,"])
def test_marks_of_a_row_that_make_no_sense_are_left_aside(
    editor: Client, release: Event, nonsense: str
) -> None:
    event = make_known(story=release.story)
    names = ("follows", "shown", "resolved_by", "evidence", "offers_all", "proposed")
    typed = {f"e{event.pk}-{name}": nonsense for name in names} | {"_others": nonsense}
    response = send(editor, release.story, typed)
    assert response.status_code == 200
    assert row_of(response, event).is_valid()
