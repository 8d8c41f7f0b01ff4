from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.desk.forms import fields_of_form, messages_of
from tests.makers import make_citation, make_event, make_occurrence, make_source, recorded
from tracker.dates.words import say
from tracker.evidence.models import Basis, Citation
from tracker.ledger.models import Change
from tracker.stories.events import Event


def page_of(event: Event, field: str = "status") -> str:
    return f"{reverse('admin:tracker_event_record', args=[event.pk])}?field={field}"


def post(client: Client, event: Event, field: str = "status", **typed: Any) -> Any:
    """Open the form, fill in `typed` and send it; None leaves a field out."""
    data = fields_of_form(client.get(page_of(event, field)).context["form"]) | typed
    return client.post(page_of(event, field), {k: v for k, v in data.items() if v is not None})


def open_prediction() -> tuple[Event, Citation]:
    event = make_event(kind="prediction", statement="It will be out in May")
    citation = make_citation(event=event)
    recorded(event, evidence=[citation], value="rumored")
    event.refresh_from_db()
    return event, citation


def test_a_status_is_recorded_and_said(editor: Client) -> None:
    citation = make_citation(event=make_occurrence())
    event = citation.event
    response = post(
        editor, event, value="reported", effective="2 April 2026", evidence=[citation.pk]
    )
    assert response.status_code == 302
    assert response.url == reverse("admin:tracker_event_change", args=[event.pk])
    name = editor.user.username
    assert messages_of(response) == (
        f"Entry 1: status Reported from 2 April 2026, recorded by {name}."
    )
    entry = Change.objects.get()
    assert (entry.recorded_by, [*entry.evidence.all()]) == (name, [citation])
    event.refresh_from_db()
    assert event.status == "reported"


def test_the_effective_date_is_today_if_nothing_is_borne(editor: Client) -> None:
    citation = make_citation(event=make_occurrence(), source=make_source(published="2026-10"))
    recorded(citation.event, value="rumored", evidence=[citation], effective=date(2026, 10, 31))
    citation.event.refresh_from_db()
    citation.stance = "mentions"
    citation.save()
    form = editor.get(page_of(citation.event)).context["form"]
    assert form["effective"].value() == say(timezone.localdate().isoformat())
    assert form["evidence"].value() is None


def test_the_day_of_the_page_is_kept_on_the_way_through(editor: Client) -> None:
    citation = make_citation(event=make_occurrence())
    form, day = page_of(citation.event).partition("?")[0], "as_of=2026-04-24"
    change = f"/admin/tracker/event/{citation.event_id}/change/?{day}"
    assert f'href="{form}?{day}"' in editor.get(change).content.decode()
    assert f'href="{change}"' in editor.get(f"{form}?{day}").content.decode()
    typed = {"value": "rumored", "effective": "2 April 2026", "evidence": [citation.pk]}
    fields = fields_of_form(editor.get(form).context["form"])
    response = editor.post(f"{form}?field=status&{day}", fields | typed)
    assert response["Location"] == change


def test_what_the_evidence_bears_is_shown(editor: Client) -> None:
    event = make_occurrence()
    told = make_source()
    for _ in range(3):
        make_citation(event=event, basis=Basis.RELAYED, relays=told)
    words = editor.get(page_of(event)).context["bears"]
    assert words == [
        "3 reports, 1 known origin.",
        "Enough for: Rumored from 1 January 2026, Reported from 1 January 2026.",
        "To confirm: a primary source, or one more independent origin.",
    ]


def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(editor: Client) -> None:
    citation = make_citation(event=make_occurrence())
    typed = {"value": "confirmed", "effective": "2 April 2026", "reason": "Two people say so"}
    response = post(editor, citation.event, evidence=[citation.pk], **typed)
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors.keys() == {"evidence"}
    assert "To confirm: a primary source" in str(form.errors["evidence"])
    assert {name: form[name].value() for name in typed} == typed
    assert form["evidence"].value() == [str(citation.pk)]
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"effective": "tomorrow"}, "effective"),
        ({"effective": "when pigs fly"}, "effective"),
        ({"effective": "since 2 April 2026"}, "effective"),
        ({"evidence": None}, "evidence"),
        ({"value": None}, "value"),
        ({"value": "held"}, "value"),
        ({"reason": "\x07"}, "reason"),
        ({"seen": "x"}, "seen"),
    ],
)
def test_each_mistake_is_told_where_it_was_made(
    editor: Client, typed: dict[str, Any], field: str
) -> None:
    citation = make_citation(event=make_occurrence())
    plain = {"value": "reported", "effective": "2 April 2026", "evidence": [citation.pk]}
    response = post(editor, citation.event, **plain | typed)
    assert field in response.context["form"].errors
    assert not Change.objects.exists()


def test_problems_name_things_as_people_call_them(editor: Client) -> None:
    late = make_citation(
        source=make_source(title="The late memo", published="", accessed=timezone.localdate())
    )
    response = post(
        editor, late.event, value="rumored", effective="2 April 2026", evidence=[late.pk]
    )
    words = str(response.context["form"].errors["evidence"])
    assert "The source of citation “The late memo” was known only on" in words


def test_an_outcome_brings_the_status_and_both_are_said(editor: Client) -> None:
    event, _citation = open_prediction()
    release = make_occurrence(story=event.story, statement="It is out")
    primary = make_citation(event=release, basis="primary")
    recorded(release, value="confirmed", evidence=[primary])
    typed = {"value": "held", "effective": "2 April 2026", "resolved_by": [release.pk]}
    typed |= {"actual": "Out on 2 April", "evidence": None}
    shown = post(editor, event, "outcome", **typed, _citations="1")
    assert shown.context["form"].errors == {}
    assert primary in shown.context["form"].fields["evidence"].queryset
    assert "Out on 2 April" in shown.content.decode()
    response = post(editor, event, "outcome", **typed | {"evidence": [primary.pk]})
    assert "outcome Held up" in messages_of(response)
    assert "status Confirmed" in messages_of(response)
    event.refresh_from_db()
    assert (event.outcome, event.status) == ("held", "confirmed")
    assert [*event.changes.get(field="outcome").resolved_by.all()] == [release]


def test_what_an_outcome_lacks_stands_at_its_fields(editor: Client) -> None:
    event, citation = open_prediction()
    typed = {"effective": "3 April 2026", "evidence": [citation.pk]}
    response = post(editor, event, "outcome", value="failed", **typed)
    assert response.context["form"].errors.keys() == {"actual"}
    response = post(editor, event, "outcome", value="void", miss="late", **typed)
    assert response.context["form"].errors.keys() == {"reason", "miss"}


def test_a_due_date_is_typed_as_people_write_it(editor: Client) -> None:
    event, citation = open_prediction()
    typed = {"effective": "3 April 2026", "evidence": [citation.pk]}
    response = post(editor, event, "due", value="whenever", **typed)
    assert response.context["form"].errors.keys() == {"value"}
    assert "whenever" in response.content.decode()
    response = post(editor, event, "due", value="second quarter of 2026", **typed)
    assert response.status_code == 302
    event.refresh_from_db()
    assert event.due == "2026-34"


def test_an_entry_is_withdrawn(editor: Client) -> None:
    citation = make_citation(event=make_occurrence())
    event = citation.event
    wrong = recorded(event, evidence=[citation])[0]
    typed = {"effective": "2 April 2026", "evidence": [citation.pk], "withdraws": wrong.pk}
    post(editor, event, value="reported", **typed)
    assert Change.objects.get(withdraws=wrong).value == "reported"
    assert wrong.pk not in [
        pk
        for pk, _label in editor.get(page_of(event)).context["form"].fields["withdraws"].choices
    ]


def test_who_records_at_the_same_time_is_told_what_was_recorded_meanwhile(
    editor: Client,
) -> None:
    citation = make_citation(event=make_occurrence())
    event = citation.event
    data = fields_of_form(editor.get(page_of(event)).context["form"])
    data |= {"value": "reported", "effective": "5 April 2026", "evidence": [citation.pk]}
    data["reason"] = "Typed with care"
    recorded(event, evidence=[citation], value="rumored", by="grace")
    response = editor.post(page_of(event), data)
    words = " ".join(response.context["form"].non_field_errors())
    assert "Entry 1: status Rumored from 1 January 2026, recorded by grace." in words
    assert "Typed with care" in response.content.decode()
    assert Change.objects.count() == 1
    again = fields_of_form(response.context["form"])
    assert editor.post(page_of(event), again).status_code == 302
    assert [*Change.objects.values_list("value", flat=True)] == ["rumored", "reported"]


def test_entries_of_other_events_do_not_disturb(editor: Client) -> None:
    citation = make_citation(event=make_occurrence())
    event = citation.event
    data = fields_of_form(editor.get(page_of(event)).context["form"])
    data |= {"value": "rumored", "evidence": [citation.pk]}
    recorded(make_occurrence(story=event.story))
    assert editor.post(page_of(event), data).status_code == 302


def test_only_who_may_override_is_offered_it(editor: Client, login: Any) -> None:
    citation = make_citation(event=make_occurrence())
    event = citation.event
    typed = {"value": "confirmed", "effective": "2 April 2026", "evidence": [citation.pk]}
    typed |= {"override": "on", "reason": "Seen with own eyes"}
    assert "override" in post(editor, event, **typed).context["form"].data
    assert not Change.objects.exists()
    administrator = login("Administrators")
    response = post(administrator, event, **typed | {"reason": ""})
    assert "reason" in response.context["form"].errors
    assert post(administrator, event, **typed).status_code == 302
    assert Change.objects.get().override


def test_an_occurrence_has_a_status_alone(editor: Client) -> None:
    response = editor.get(page_of(make_occurrence(), "outcome"))
    assert response.context["field"] == "status"
    assert "?field=outcome" not in response.content.decode()


def test_an_event_without_citations_says_so(editor: Client) -> None:
    assert "no accepted citation yet" in editor.get(page_of(make_occurrence())).content.decode()
