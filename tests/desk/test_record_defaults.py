"""What the form offers so that nobody records today for a day that is long past."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.desk.forms import fields_of_form
from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_occurrence,
    make_source,
    make_story,
    recorded,
)
from tracker.evidence.models import Citation
from tracker.stories.events import Event


def page_of(event: Event, field: str) -> str:
    return f"{reverse('admin:tracker_event_record', args=[event.pk])}?field={field}"


def opened(client: Client, event: Event, field: str, query: str = "") -> Any:
    return client.get(page_of(event, field) + query).context["form"]


def press(client: Client, event: Event, field: str, **typed: Any) -> Any:
    data = fields_of_form(opened(client, event, field)) | typed
    return client.post(page_of(event, field), {k: v for k, v in data.items() if v is not None})


def cited_on(event: Event, day: str, **fields: Any) -> Citation:
    return make_citation(event=event, source=make_source(published=day), **fields)


def test_the_first_due_date_is_known_with_the_prediction(editor: Client) -> None:
    event = make_event()
    cited = cited_on(event, "2026-03-02")
    cited_on(event, "2026-03-06")
    recorded(event, effective=date(2026, 3, 2), evidence=[cited])
    form = opened(editor, event, "due")
    assert form["effective"].value() == "2 March 2026"
    assert form["evidence"].value() == [cited.pk]


def test_a_slip_takes_its_day_from_the_evidence_that_is_ticked(editor: Client) -> None:
    event = make_known()
    recorded(event, "due", "2026-08", evidence=[cited_on(event, "2026-01-01")])
    later = cited_on(event, "2026-07")
    assert not opened(editor, event, "due")["effective"].value()
    response = press(editor, event, "due", evidence=[later.pk], _chosen="1")
    assert response.context["form"]["effective"].value() == "31 July 2026"
    typed = {"evidence": [later.pk], "effective": "2 August 2026", "_chosen": "1"}
    response = press(editor, event, "due", **typed)
    assert response.context["form"]["effective"].value() == "2 August 2026"


def test_a_slip_without_a_day_is_not_recorded_as_of_today(editor: Client) -> None:
    event = make_known()
    cited = cited_on(event, "2026-01-01")
    recorded(event, "due", "2026-08", evidence=[cited])
    response = press(editor, event, "due", value="May 2027", evidence=[cited.pk])
    assert "effective" in response.context["form"].errors


def test_what_alone_held_is_filled_in_to_be_mended_when_it_is_withdrawn(
    editor: Client,
) -> None:
    event = make_known()
    cited = cited_on(event, "2026-03-02")
    wrong = recorded(event, "due", "2026-08", effective=date(2026, 5, 1), evidence=[cited])[0]
    form = opened(editor, event, "due", f"&withdraws={wrong.pk}")
    assert form["value"].value() == "August 2026"
    assert form["evidence"].value() == [cited.pk]
    data = fields_of_form(form) | {"effective": "2 March 2026"}
    assert editor.post(page_of(event, "due"), data).status_code == 302
    mended = event.changes.get(withdraws=wrong)
    assert (mended.value, mended.effective) == ("2026-08", date(2026, 3, 2))


def test_a_softer_status_that_was_never_recorded_begins_on_its_own_day(
    editor: Client,
) -> None:
    event = make_occurrence()
    first, second = cited_on(event, "2026-07-31"), cited_on(event, "2026-09-25")
    recorded(event, value="confirmed", effective=date(2026, 9, 25), evidence=[first, second])
    response = press(editor, event, "status", value="reported", _propose="1")
    assert response.context["form"]["effective"].value() == "31 July 2026"
    assert response.context["form"]["evidence"].value() == [str(first.pk)]


def test_a_status_that_is_borne_no_longer_is_lowered_from_its_own_day(
    editor: Client,
) -> None:
    event = make_occurrence()
    cited = [cited_on(event, "2026-07-31"), cited_on(event, "2026-09-25")]
    recorded(event, value="confirmed", effective=date(2026, 9, 25), evidence=cited)
    Citation.objects.filter(pk=cited[1].pk).update(review="rejected")
    response = press(editor, event, "status", value="reported", _propose="1")
    assert response.context["form"]["effective"].value() == "25 September 2026"


def test_evidence_from_before_the_first_status_is_pointed_out(editor: Client) -> None:
    event = make_known(since=date(2026, 5, 20))
    told = "For readers it begins only on 20 May 2026"
    assert told not in editor.get(page_of(event, "status")).content.decode()
    cited_on(event, "2026-04-10")
    assert told in editor.get(page_of(event, "status")).content.decode()
    response = press(editor, event, "status", value="rumored", _propose="1")
    assert response.context["form"]["effective"].value() == "10 April 2026"


def test_recording_leads_on_to_the_due_date_and_to_the_next_draft(editor: Client) -> None:
    story = make_story()
    event, other = (make_event(story=story, statement=f"Statement {n}") for n in "ab")
    make_event(story=story, statement="Nothing on file")
    cited_on(event, "2026-03-02")
    cited_on(other, "2026-03-03")
    data = fields_of_form(opened(editor, event, "status"))
    page = editor.post(page_of(event, "status"), data, follow=True).content.decode()
    assert f'<a href="{page_of(event, "due")}">Record its due date</a>' in page
    next_one = reverse("admin:tracker_event_record", args=[other.pk])
    assert f'<a href="{next_one}">Next draft: Statement b</a>' in page
    data = fields_of_form(opened(editor, event, "due")) | {"value": "May 2026"}
    page = editor.post(page_of(event, "due"), data, follow=True).content.decode()
    assert "Record its due date" not in page
    assert "Next draft: Statement b" in page


def test_a_slip_of_many_takes_the_day_of_its_document(editor: Client) -> None:
    event = make_known()
    source = make_source(published="2026-07")
    make_citation(event=event, source=source, stance="denies")
    address = reverse("admin:tracker_story_postpone", args=[event.story_id])
    page = editor.get(address)
    data = fields_of_form(page.context["top"]) | fields_of_form(page.context["rows"][0])
    data |= {"value": "September 2026", "source": source.pk, f"e{event.pk}-chosen": "on"}
    editor.post(address, {k: v for k, v in data.items() if v is not None})
    assert event.changes.get(field="due").effective == date(2026, 7, 31)
