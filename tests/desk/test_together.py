from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.desk.forms import fields_of, send
from tests.makers import (
    make_citation,
    make_occurrence,
    make_outlet,
    make_source,
    make_story,
)
from tracker.evidence.models import Citation
from tracker.sources.models import SourceText
from tracker.stories.events import Event
from tracker.stories.models import Story

Row = dict[str, Any]


@pytest.fixture
def grace(login: Any) -> Client:
    return login("Editors", username="grace")


def form_of(row: Model) -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])


def differences(response: Any) -> list[Any]:
    """Return what a refused form shows as changed meanwhile, its rows' included."""
    assert response.status_code == 200
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return [one for form in forms for one in form.meanwhile]


def again(client: Client, row: Model, response: Any, **choices: str) -> Any:
    """Send a refused form once more, with what was chosen for each field."""
    chosen = {f"keep:{name.replace('__', '-')}": value for name, value in choices.items()}
    return client.post(form_of(row), fields_of(response) | chosen)


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
def test_the_second_to_save_sees_what_the_first_changed(
    editor: Client, grace: Client, make: Any, field: str
) -> None:
    row = make(**{field: "As it was"})
    opened = fields_of(editor.get(form_of(row)))
    assert send(grace, form_of(row), **{field: "Her words"}).status_code == 302
    response = editor.post(form_of(row), opened | {field: "My words"})
    (one,) = differences(response)
    assert (one.was, one.theirs, one.yours) == ("As it was", "Her words", "My words")
    page = response.content.decode()
    assert "grace" in page
    assert 'value="My words"' in page or "My words</textarea>" in page
    row.refresh_from_db()
    assert getattr(row, field) == "Her words"
    assert again(editor, row, response, **{field: "mine"}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "My words"


def test_theirs_is_taken_field_by_field(editor: Client, grace: Client) -> None:
    event = make_occurrence(statement="It is out", detail="Old detail")
    opened = fields_of(editor.get(form_of(event)))
    send(grace, form_of(event), statement="It was released", detail="Her detail")
    mine = {"statement": "It came out", "detail": "My detail"}
    response = editor.post(form_of(event), opened | mine)
    assert len(differences(response)) == 2
    assert again(editor, event, response, statement="theirs", detail="mine").status_code == 302
    event.refresh_from_db()
    assert (event.statement, event.detail) == ("It was released", "My detail")


def test_a_field_left_alone_keeps_what_the_other_wrote(editor: Client, grace: Client) -> None:
    event = make_occurrence(statement="It is out", detail="Old detail")
    opened = fields_of(editor.get(form_of(event)))
    send(grace, form_of(event), detail="Her detail")
    response = editor.post(form_of(event), opened | {"statement": "It came out"})
    (one,) = differences(response)
    assert (one.label, one.keeps_yours) == ("Details", False)
    again(editor, event, response, detail="theirs")
    event.refresh_from_db()
    assert (event.statement, event.detail) == ("It came out", "Her detail")


def test_who_typed_nothing_undoes_nothing(editor: Client, grace: Client) -> None:
    event = make_occurrence(statement="It is out")
    opened = fields_of(editor.get(form_of(event)))
    send(grace, form_of(event), statement="Her words")
    assert editor.post(form_of(event), opened).status_code == 302
    assert Event.objects.get().statement == "Her words"


def test_the_same_change_twice_is_no_quarrel(editor: Client, grace: Client) -> None:
    event = make_occurrence(statement="It is out")
    opened = fields_of(editor.get(form_of(event)))
    send(grace, form_of(event), statement="Released")
    assert editor.post(form_of(event), opened | {"statement": "Released"}).status_code == 302


def test_a_third_change_while_somebody_decides_is_shown_too(
    editor: Client, grace: Client
) -> None:
    event = make_occurrence(statement="It is out")
    opened = fields_of(editor.get(form_of(event)))
    send(grace, form_of(event), statement="Her first words")
    response = editor.post(form_of(event), opened | {"statement": "My words"})
    send(grace, form_of(event), statement="Her second words")
    response = again(editor, event, response, statement="mine")
    (one,) = differences(response)
    assert (one.was, one.theirs) == ("Her first words", "Her second words")
    assert Event.objects.get().statement == "Her second words"


def test_a_citation_in_the_form_of_its_event_is_compared_too(
    editor: Client, grace: Client
) -> None:
    citation = make_citation(event=make_occurrence(), quote="As it was")
    other = make_citation(event=citation.event, quote="Another")
    opened = fields_of(editor.get(form_of(citation.event)))
    send(grace, form_of(citation), quote="Her quote")
    send(grace, form_of(other), quote="Her other quote")
    mine = {"citations-0-quote": "My quote"}
    response = editor.post(form_of(citation.event), opened | mine)
    (one,) = differences(response)
    assert (one.was, one.theirs, one.yours) == ("As it was", "Her quote", "My quote")
    again(editor, citation.event, response, citations__0__quote="mine")
    citation.refresh_from_db()
    other.refresh_from_db()
    assert (citation.quote, other.quote) == ("My quote", "Her other quote")


def test_what_changed_meanwhile_is_not_deleted_unseen(editor: Client, grace: Client) -> None:
    citation = make_citation(event=make_occurrence(), quote="As it was")
    opened = fields_of(editor.get(form_of(citation.event)))
    send(grace, form_of(citation), quote="Her quote")
    response = editor.post(form_of(citation.event), opened | {"citations-0-DELETE": "on"})
    assert [one.theirs for one in differences(response)] == ["Her quote"]
    assert Citation.objects.filter(pk=citation.pk).exists()


def test_a_publication_is_not_undone_by_an_older_form(editor: Client) -> None:
    story = make_story(publication="published", summary="Old")
    opened = fields_of(editor.get(form_of(story)))
    story.set_publication("draft")
    editor.post(form_of(story), opened | {"summary": "New", "publication": "published"})
    story = Story.objects.get()
    assert (story.publication, story.summary) == ("draft", "New")


def test_a_text_on_file_is_not_lost(editor: Client, grace: Client) -> None:
    source = make_source(text="The old text " * 20)
    opened = fields_of(editor.get(form_of(source)))
    send(grace, form_of(source), text__0__text="Her text")
    response = editor.post(form_of(source), opened | {"text-0-text": "My text"})
    (one,) = differences(response)
    assert (one.was, one.theirs, one.yours) == ("–", "Her text", "My text")
    again(editor, source, response, text__0__text="mine")
    assert SourceText.objects.get().text == "My text"


@pytest.mark.parametrize("token", [None, "", "[]", "{", '{"event.1":3}', "[" * 5000])
def test_a_form_that_does_not_say_what_it_showed_overwrites_nothing(
    editor: Client, token: str | None
) -> None:
    event = make_occurrence(statement="It is out")
    data = fields_of(editor.get(form_of(event))) | {"statement": "Mine", "seen": token}
    response = editor.post(form_of(event), {k: v for k, v in data.items() if v is not None})
    assert [one.theirs for one in differences(response)] == ["It is out"]
    assert Event.objects.get().statement == "It is out"
    assert again(editor, event, response, statement="mine").status_code == 302


def test_comparing_takes_as_many_queries_with_thirty_citations(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    event = make_occurrence()
    for _ in range(30):
        make_citation(event=event)
    data = fields_of(editor.get(form_of(event)))
    with django_assert_max_num_queries(40):
        assert editor.post(form_of(event), data).status_code == 302


def test_a_history_without_a_person_names_the_moment_alone(editor: Client) -> None:
    event = make_occurrence(statement="It is out")
    opened = fields_of(editor.get(form_of(event)))
    event.statement = "By a machine"
    event.save()
    User.objects.exclude(pk=editor.user.pk).delete()
    response = editor.post(form_of(event), opened | {"statement": "Mine"})
    assert "None" not in response.context["adminform"].form.changed_by()
