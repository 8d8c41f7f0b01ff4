"""Two people on one form, one of whom deletes what the other is writing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.desk.forms import errors_of, fields_of, messages_of, send
from tests.makers import make_citation, make_occurrence, make_outlet, make_source, make_story
from tracker.evidence.models import Citation
from tracker.stories.events import Event


def form_of(row: Model) -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def event(db: None) -> Event:
    """A draft with three citations."""
    event = make_occurrence(statement="It is out")
    for quote in ("one", "two", "three"):
        make_citation(event=event, quote=quote)
    return event


def quotes(event: Event) -> list[str]:
    return sorted(event.citations.values_list("quote", flat=True))


def refused(client: Client, event: Event, opened: dict[str, Any], **typed: str) -> HttpResponse:
    """Save the form as it was `opened` with something typed; it has to be shown again."""
    data = opened | {name.replace("__", "-"): value for name, value in typed.items()}
    response = client.post(form_of(event), data)
    assert "Somebody else deleted this while you had it open" in errors_of(response)
    return response


@pytest.mark.parametrize("group", ["Moderators", "Editors"])
def test_words_in_a_row_that_was_deleted_are_kept_and_added_again(
    login: Any, event: Event, group: str
) -> None:
    client = login(group)
    opened = fields_of(client.get(form_of(event)))
    event.citations.get(quote="two").delete()
    response = refused(
        client, event, opened, citations__1__quote="my two", citations__2__quote="my three"
    )
    assert quotes(event) == ["one", "three"]
    page = response.content.decode()
    assert "Add mine again" in page
    assert "my two" in page
    assert client.post(form_of(event), fields_of(response)).status_code == 302
    assert quotes(event) == ["my three", "my two", "one"]


@pytest.mark.parametrize("group", ["Moderators", "Editors"])
def test_or_they_stay_deleted(login: Any, event: Event, group: str) -> None:
    client = login(group)
    opened = fields_of(client.get(form_of(event)))
    event.citations.get(quote="two").delete()
    response = refused(
        client, event, opened, citations__1__quote="my two", citations__2__quote="my three"
    )
    # The rows that are stored come first, so it is the third now.
    data = fields_of(response) | {"gone:citations-2": "leave"}
    assert client.post(form_of(event), data).status_code == 302
    assert quotes(event) == ["my three", "one"]


def test_save_all_of_mine_adds_them_again(editor: Client, event: Event) -> None:
    opened = fields_of(editor.get(form_of(event)))
    event.citations.get(quote="one").delete()
    response = refused(editor, event, opened, citations__0__quote="my one")
    data = fields_of(response) | {"gone:citations-2": "leave", "_all_mine": "1"}
    assert editor.post(form_of(event), data).status_code == 302
    assert quotes(event) == ["my one", "three", "two"]


def test_a_row_that_nobody_touched_goes_without_a_word(editor: Client, event: Event) -> None:
    opened = fields_of(editor.get(form_of(event)))
    event.citations.get(quote="one").delete()
    response = editor.post(form_of(event), opened | {"citations-2-quote": "my three"})
    assert response.status_code == 302
    assert quotes(event) == ["my three", "two"]


def test_a_row_that_both_delete_goes_without_a_word(editor: Client, event: Event) -> None:
    opened = fields_of(editor.get(form_of(event)))
    event.citations.get(quote="one").delete()
    both = {"citations-0-quote": "my one", "citations-0-DELETE": "on"}
    assert editor.post(form_of(event), opened | both).status_code == 302
    assert quotes(event) == ["three", "two"]


def test_a_deleted_row_beside_a_changed_one_and_a_new_one(editor: Client, event: Event) -> None:
    opened = fields_of(editor.get(form_of(event)))
    event.citations.get(quote="one").delete()
    send(editor, form_of(event.citations.get(quote="two")), quote="her two")
    row = {"source": make_source().pk, "stance": "supports", "basis": "primary"}
    new = {f"citations-3-{name}": value for name, value in (row | {"quote": "new"}).items()}
    new["citations-TOTAL_FORMS"] = "4"
    response = refused(
        editor, event, opened | new, citations__0__quote="my one", citations__1__quote="my two"
    )
    assert "her two" in response.content.decode()
    editor.post(form_of(event), fields_of(response) | {"_all_mine": "1"})
    assert quotes(event) == ["my one", "my two", "new", "three"]


def test_a_row_whose_version_is_not_told_is_kept(editor: Client, event: Event) -> None:
    opened = fields_of(editor.get(form_of(event))) | {"seen": "[]"}
    event.citations.get(quote="one").delete()
    refused(editor, event, opened)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (make_story, "title"),
        (make_occurrence, "statement"),
        (make_outlet, "name"),
        (make_source, "title"),
        (make_citation, "quote"),
    ],
)
def test_what_was_deleted_as_a_whole_is_kept_and_added_again(
    editor: Client, make: Any, field: str
) -> None:
    row = make(**{field: "As it was"})
    opened = fields_of(editor.get(form_of(row)))
    type(row).objects.filter(pk=row.pk).delete()
    response = editor.post(form_of(row), opened | {field: "My words"})
    assert "Somebody deleted this while you had it open" in errors_of(response)
    assert not type(row).objects.filter(**{field: "My words"}).exists()
    page = response.content.decode()
    assert "My words" in page
    add = reverse(f"admin:tracker_{row._meta.model_name}_add")
    assert f'action="{add}"' in page
    assert editor.post(add, fields_of(response)).status_code == 302
    added = type(row).objects.get(**{field: "My words"})
    if make is make_citation:
        assert (added.event_id, added.source_id) == (row.event_id, row.source_id)


def test_its_rows_come_with_it(editor: Client, event: Event) -> None:
    opened = fields_of(editor.get(form_of(event)))
    Event.objects.all().delete()
    response = editor.post(form_of(event), opened | {"citations-1-quote": "my two"})
    assert "Somebody deleted this while you had it open" in errors_of(response)
    again = editor.post(reverse("admin:tracker_event_add"), fields_of(response))
    assert again.status_code == 302, errors_of(again)
    assert quotes(Event.objects.get()) == ["my two", "one", "three"]


def test_who_may_not_add_is_told_that_it_is_gone(login: Any) -> None:
    client = login("")
    rights = Permission.objects.filter(codename__in=["change_citation", "view_citation"])
    client.user.user_permissions.set(rights)
    citation = make_citation()
    opened = fields_of(client.get(form_of(citation)))
    Citation.objects.all().delete()
    response = client.post(form_of(citation), opened)
    assert response.status_code == 302
    assert "Perhaps it was deleted?" in messages_of(response)
