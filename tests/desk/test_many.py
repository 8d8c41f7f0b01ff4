from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.many import fields_on, page_of, row_of, send
from tests.makers import make_citation, make_known, make_source, recorded
from tracker.evidence.models import Citation
from tracker.ledger.models import Change
from tracker.stories.events import Event
from tracker.stories.models import Story


def test_rows_are_saved_as_far_as_they_are_valid_and_nothing_typed_is_lost(
    editor: Client, release: Event
) -> None:
    good, bad, left = (make_known(story=release.story) for _ in range(3))
    typed = {
        f"e{good.pk}-value": "held",
        f"e{good.pk}-actual": "Out on 24 April",
        f"e{bad.pk}-value": "failed",
        f"e{bad.pk}-reason": "Typed with care",
        f"e{left.pk}-actual": "Half typed",
    }
    response = send(editor, release.story, typed)
    good.refresh_from_db()
    assert (good.outcome, good.status) == ("held", "confirmed")
    assert "outcome Held up from 24 April 2026" in row_of(response, good).saved[0]
    entry = good.changes.get(field="outcome")
    assert ([*entry.resolved_by.all()], [*entry.evidence.all()]) == (
        [release],
        [release.citations.get()],
    )
    refused = row_of(response, bad)
    assert refused.errors.keys() == {"actual"}
    page = response.content.decode()
    assert "Typed with care" in page
    assert "Half typed" in page
    again = editor.post(
        page_of(release.story), fields_on(response) | {f"e{bad.pk}-actual": "No memo"}
    )
    assert row_of(again, bad).saved
    assert Event.objects.get(pk=bad.pk).outcome == "failed"
    assert Event.objects.get(pk=left.pk).outcome == "open"


def test_what_somebody_settled_meanwhile_is_told_beside_what_was_typed(
    editor: Client, release: Event
) -> None:
    event = make_known(story=release.story)
    data = fields_on(editor.get(page_of(release.story)))
    recorded(event, "outcome", "failed", effective=date(2026, 4, 24), by="grace")
    count = Change.objects.count()
    typed = {f"e{event.pk}-value": "held", f"e{event.pk}-actual": "My own words"}
    response = editor.post(page_of(release.story), data | typed)
    errors = " ".join(row_of(response, event).non_field_errors())
    assert "Did not hold up from 24 April 2026, recorded by grace." in errors
    assert "My own words" in response.content.decode()
    assert Change.objects.count() == count
    assert row_of(editor.post(page_of(release.story), fields_on(response)), event).saved


def test_sending_a_page_twice_records_once(editor: Client, release: Event) -> None:
    event = make_known(story=release.story)
    data = fields_on(editor.get(page_of(release.story)))
    data |= {f"e{event.pk}-value": "failed", f"e{event.pk}-actual": "No"}
    editor.post(page_of(release.story), data)
    count = Change.objects.count()
    editor.post(page_of(release.story), data)
    assert Change.objects.count() == count


def test_pressing_record_without_a_row_says_so(editor: Client, release: Event) -> None:
    make_known(story=release.story)
    response = send(editor, release.story, {})
    assert "Choose at least one row." in response.content.decode()


def test_predictions_of_other_stories_are_left_alone(editor: Client, release: Event) -> None:
    strange = make_known()
    typed = {f"e{strange.pk}-value": "void", f"e{strange.pk}-seen": "99"}
    response = send(editor, release.story, typed)
    assert strange not in [row.event for row in response.context["rows"]]
    assert Event.objects.get(pk=strange.pk).outcome == "open"


@pytest.mark.parametrize("verb", ["settle", "postpone"])
def test_nonsense_is_answered_with_a_page(editor: Client, release: Event, verb: str) -> None:
    event = make_known(story=release.story)
    prefix = f"e{event.pk}-"
    typed: dict[str, Any] = {
        "settled_by": ["x", "9" * 30],
        "evidence": ["\x00"],
        "source": "x",
        "effective": "\x00",
        prefix + "value": "\x00",
        prefix + "seen": "x",
        "e" + "9" * 18 + "-seen": "1",
        "e" + "9" * 18 + "-value": "held",
    }
    assert send(editor, release.story, typed, verb).status_code == 200
    far = reverse(f"admin:tracker_story_{verb}", args=[2**63])
    assert editor.get(far).status_code == 404


@pytest.mark.parametrize("verb", ["settle", "postpone"])
def test_moderators_neither_settle_nor_postpone(
    moderator: Client, release: Event, verb: str
) -> None:
    event = make_known(story=release.story)
    typed = {f"e{event.pk}-value": "void", f"e{event.pk}-seen": "99"}
    assert moderator.post(page_of(release.story, verb), typed).status_code == 403
    assert not event.changes.exclude(field="status").exists()
    story = reverse("admin:tracker_story_change", args=[release.story.pk])
    assert f"/{verb}/" not in moderator.get(story).content.decode()


@pytest.mark.parametrize("verb", ["settle", "postpone"])
def test_forty_predictions_take_as_many_queries_as_three(
    editor: Client, release: Event, verb: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(page_of(release.story, verb)).status_code == 200
        return len(captured)

    for _ in range(3):
        make_known(story=release.story)
    queries()
    few = queries()
    for _ in range(37):
        make_known(story=release.story)
    assert queries() == few


def cited_together(story: Story) -> tuple[Event, Event, Citation]:
    """Return two predictions that one new document is about, and one of its citations."""
    first, second = make_known(story=story), make_known(story=story)
    source = make_source(published="2026-05-01", title="It will take longer")
    citations = [make_citation(event=event, source=source) for event in (first, second)]
    return first, second, citations[0]


def test_several_predictions_slip_by_one_document(editor: Client, release: Event) -> None:
    first, second, cited = cited_together(release.story)
    typed = {
        "value": "second half of 2026",
        "source": cited.source_id,
        "effective": "1 May 2026",
        "reason": "Announced late",
        f"e{first.pk}-chosen": "on",
        f"e{second.pk}-value": "September 2026",
    }
    response = send(editor, release.story, typed, "postpone")
    assert row_of(response, first).saved
    assert row_of(response, second).saved
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.due, second.due) == ("2026-07/2026-12", "2026-09")
    entry = first.changes.get(field="due")
    assert ([*entry.evidence.all()], entry.reason) == ([cited], "Announced late")


def test_a_slip_without_date_or_evidence_says_what_is_missing(
    editor: Client, release: Event
) -> None:
    first, second, _cited = cited_together(release.story)
    typed = {
        "effective": "1 May 2026",
        f"e{first.pk}-chosen": "on",
        f"e{second.pk}-value": "whenever",
    }
    response = send(editor, release.story, typed, "postpone")
    assert row_of(response, first).errors.keys() == {"value"}
    assert row_of(response, second).errors.keys() == {"value"}
    assert "whenever" in response.content.decode()
    response = send(editor, release.story, typed | {"value": "June 2026"}, "postpone")
    assert row_of(response, first).errors.keys() == {"evidence"}
    assert not Change.objects.filter(field="due").exists()
