from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.desk.forms import send
from tests.makers import (
    make_occurrence,
    make_source,
    make_story,
    recorded,
)
from tracker.stories.events import Event
from tracker.stories.models import Story


def form_of(row: Model) -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])


def test_old_words_come_back_without_the_old_status(editor: Client) -> None:
    event = make_occurrence(statement="First words")
    send(editor, form_of(event), statement="Second words")
    recorded(event, value="reported")
    version = event.history.last()
    address = reverse("admin:tracker_event_simple_history", args=[event.pk, version.pk])
    page = editor.get(address)
    assert page.status_code == 200
    data = {
        name: page.context["adminform"].form[name].value() or ""
        for name in page.context["adminform"].form.fields
    }
    data["tags"] = ""
    assert editor.post(address, data).status_code == 302
    event.refresh_from_db()
    assert (event.statement, event.status) == ("First words", "reported")


def test_only_who_may_edit_restores_old_words(editor: Client, moderator: Client) -> None:
    event = make_occurrence(statement="First words")
    send(editor, form_of(event), statement="Second words")
    recorded(event)
    version = event.history.last()
    address = reverse("admin:tracker_event_simple_history", args=[event.pk, version.pk])
    assert moderator.get(address).status_code == 200
    data = {"statement": "First words", "tags": ""}
    assert moderator.post(address, data).status_code == 403
    assert Event.objects.get().statement == "Second words"


def test_old_words_of_what_is_gone_can_be_read_but_not_restored(editor: Client) -> None:
    event = make_occurrence(statement="First words")
    version = event.history.get()
    address = reverse("admin:tracker_event_simple_history", args=[event.pk, version.pk])
    event.delete()
    page = editor.get(address)
    assert "First words" in page.content.decode()
    assert "Revert" not in page.content.decode()
    assert editor.post(address, {"statement": "First words"}).status_code == 403


def test_old_words_bring_back_no_kind_that_the_ledger_has_fixed(editor: Client) -> None:
    event = make_occurrence(statement="First words", date="2026-03")
    version = event.history.get()
    event.kind, event.date = "prediction", ""
    event.save()
    recorded(event)
    address = reverse("admin:tracker_event_simple_history", args=[event.pk, version.pk])
    assert editor.get(address).status_code == 200
    response = editor.post(address, {"statement": "First words", "tags": ""})
    assert response.status_code == 302
    event.refresh_from_db()
    assert (event.kind, event.date, event.statement) == ("prediction", "", "First words")


def test_old_words_of_a_story_come_back_without_its_publication(editor: Client) -> None:
    story = make_story(title="First title", publication="draft")
    Story.objects.update(publication="published")
    version = story.history.last()
    address = reverse("admin:tracker_story_simple_history", args=[story.pk, version.pk])
    data = {"title": "First title", "slug": story.slug, "publication": "draft", "watch": ""}
    assert editor.post(address, data).status_code == 302
    assert Story.objects.get().publication == "published"


def test_an_old_date_of_a_source_is_restored_with_the_day_it_was_known(editor: Client) -> None:
    source = make_source(published="2026-02")
    send(editor, form_of(source), published="March 2026")
    version = source.history.last()
    address = reverse("admin:tracker_source_simple_history", args=[source.pk, version.pk])
    fields = editor.get(address).context["adminform"].form
    data = {field.html_name: field.value() or "" for field in fields}
    assert editor.post(address, data).status_code == 302
    source.refresh_from_db()
    assert str(source.known_on) == "2026-02-28"


@pytest.fixture
def outsider(login: Any) -> Client:
    """Somebody who may change words but not read drafts and notes."""
    client = login("")
    names = [f"{verb}_{model}" for verb in ("view", "change") for model in ("story", "event")]
    client.user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return client


@pytest.mark.parametrize("make", [make_story, make_occurrence])
def test_changes_of_working_notes_are_shown_to_who_may_read_them_alone(
    moderator: Client, outsider: Client, make: Any
) -> None:
    row = make(working_notes="ask the first minister")
    row.working_notes = "ask the second minister"
    name = "title" if make is make_story else "statement"
    setattr(row, name, "Other words")
    row.save()
    model, version = row._meta.model_name, row.history.last()
    pages = [
        reverse(f"admin:tracker_{model}_history", args=[row.pk]),
        reverse(f"admin:tracker_{model}_simple_history", args=[row.pk, version.pk]),
        form_of(row),
    ]
    told = [
        client.get(page).content.decode() for client in (moderator, outsider) for page in pages
    ]
    assert ["minister" in text for text in told] == [True] * 3 + [False] * 3
    assert "Other words" in told[3]


def test_who_may_not_read_the_notes_restores_words_without_them(outsider: Client) -> None:
    event = make_occurrence(statement="First words", working_notes="first")
    version = event.history.last()
    event.statement, event.working_notes = "Second words", "second"
    event.save()
    address = reverse("admin:tracker_event_simple_history", args=[event.pk, version.pk])
    words = {"statement": "First words", "kind": "occurrence", "tags": ""}
    assert outsider.post(address, words).status_code == 302
    event.refresh_from_db()
    assert (event.statement, event.working_notes) == ("First words", "second")


def test_who_saves_and_stays_keeps_the_day_of_the_page(editor: Client) -> None:
    event = recorded(make_occurrence(), value="reported")[0].event
    address = f"{form_of(event)}?as_of=2026-04-24"
    response = send(editor, address, statement="Other words", _continue="1")
    assert response["Location"] == address
    page = editor.get(response["Location"]).content.decode()
    assert f"/events/{event.pk}/?as_of=2026-04-24" in page
    left = send(editor, address, statement="More words", _save="1")
    assert "as_of" not in left["Location"]
