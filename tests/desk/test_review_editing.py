"""Editing words in a row of the review queue."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.desk.forms import decide_in_form, fields_of_form, send
from tests.desk.test_review_deciding import accept, address, edit, state
from tests.desk.test_review_queue import QUEUE, proposed
from tests.makers import make_citation, make_event, make_outlet, make_source, make_story
from tracker.evidence.models import Citation


def test_words_are_saved_and_wait_on(moderator: Client) -> None:
    citation = proposed()
    response = edit(moderator, citation, quote="it was said", stance="denies")
    assert response["Location"] == f"{QUEUE}#citation-{citation.pk}"
    citation.refresh_from_db()
    assert (citation.quote, citation.stance) == ("it was said", "denies")
    assert citation.review == "proposed"
    assert citation.history.first().history_user == moderator.user


def test_saving_may_accept_at_once(moderator: Client) -> None:
    citation = proposed()
    edit(moderator, citation, quote="it was said", button="_accept")
    citation.refresh_from_db()
    assert (citation.review, citation.quote) == ("accepted", "it was said")


def test_an_error_keeps_all_that_was_typed(moderator: Client) -> None:
    citation = proposed(source=make_source(text="Nothing of the kind."))
    response = edit(moderator, citation, quote="it was said", attribution="Ann")
    form = response.context["row"].form
    assert "does not occur in the text" in str(form.errors)
    assert (form["quote"].value(), form["attribution"].value()) == ("it was said", "Ann")
    citation.refresh_from_db()
    assert citation.quote == ""


def test_relays_obey_the_rules(moderator: Client) -> None:
    citation = proposed()
    circle = {"basis": "relayed", "relays": citation.source_id}
    form = edit(moderator, citation, **circle).context["row"].form
    assert "No document relays itself" in str(form.errors["relays"])
    nothing = {"basis": "relayed", "relays": "99999999"}
    assert edit(moderator, citation, **nothing).context["row"].form.errors["relays"]


def test_words_changed_meanwhile_stand_beside_ones_own(
    moderator: Client, editor: Client
) -> None:
    citation = proposed()
    citation.save()
    page = moderator.get(address(citation, "edit/"))
    data = fields_of_form(page.context["row"].form)
    edit(editor, citation, quote="the editor's words")
    data |= {f"words-{citation.pk}-quote": "my words", "_save": "1"}
    answer = moderator.post(address(citation, "edit/"), data)
    form = answer.context["row"].form
    (one,) = form.meanwhile
    assert (one.was, one.theirs, one.yours) == ("–", "the editor's words", "my words")
    assert "Take theirs" in answer.content.decode()
    assert form["quote"].value() == "my words"
    citation.refresh_from_db()
    assert citation.quote == "the editor's words"
    again = fields_of_form(form) | {"_save": "1"}
    moderator.post(address(citation, "edit/"), again)
    citation.refresh_from_db()
    assert citation.quote == "my words"


def test_what_was_decided_meanwhile_is_not_edited_here(
    moderator: Client, editor: Client
) -> None:
    citation = proposed()
    page = moderator.get(address(citation, "edit/"))
    data = fields_of_form(page.context["row"].form)
    accept(editor, citation)
    data |= {f"words-{citation.pk}-quote": "my words", "_save": "1"}
    form = moderator.post(address(citation, "edit/"), data).context["row"].form
    assert "decided about this meanwhile" in str(form.errors)
    assert form["quote"].value() == "my words"


def test_it_needs_the_right_to_change_citations(login: Any) -> None:
    client = login("")
    right = Permission.objects.get(codename="review_citation")
    client.user.user_permissions.add(right)
    citation = proposed()
    assert client.get(address(citation, "edit/")).status_code == 403
    assert client.post(address(citation, "edit/"), {"_save": "1"}).status_code == 403
    assert "/edit/" not in client.get(QUEUE).content.decode()
    accept(client, citation)
    assert state(citation) == "accepted"


def test_what_both_changed_is_chosen_field_by_field_or_all_at_once(
    moderator: Client, editor: Client
) -> None:
    for choice, button, words in [
        ("theirs", "_save", ("hers", "p. 2")),
        ("mine", "_save", ("mine", "p. 2")),
        ("theirs", "_all_mine", ("mine", "p. 2")),
    ]:
        citation = proposed(quote="old", locator="p. 1")
        page = moderator.get(address(citation, "edit/"))
        typed = {"quote": "mine", "locator": "p. 2"}
        data = fields_of_form(page.context["row"].form)
        data |= {f"words-{citation.pk}-{name}": value for name, value in typed.items()}
        edit(editor, citation, quote="hers")
        form = (
            moderator.post(address(citation, "edit/"), data | {"_save": "1"})
            .context["row"]
            .form
        )
        chosen = {f"keep:words-{citation.pk}-quote": choice, button: "1"}
        moderator.post(address(citation, "edit/"), fields_of_form(form) | chosen)
        citation.refresh_from_db()
        assert (citation.quote, citation.locator) == words


def test_the_row_and_the_full_form_are_compared_with_each_other(
    moderator: Client, editor: Client
) -> None:
    citation = proposed(quote="old")
    form = reverse("admin:tracker_citation_change", args=[citation.pk])
    page = moderator.get(address(citation, "edit/"))
    data = fields_of_form(page.context["row"].form) | {f"words-{citation.pk}-quote": "mine"}
    send(editor, form, quote="hers")
    answer = moderator.post(address(citation, "edit/"), data | {"_save": "1"})
    assert [one.theirs for one in answer.context["row"].form.meanwhile] == ["hers"]
    citation.refresh_from_db()
    assert citation.quote == "hers"


def test_words_that_nobody_saw_are_not_decided(moderator: Client, editor: Client) -> None:
    citation = proposed(quote="old")
    shown = moderator.get(QUEUE).context["rows"][0].seen
    edit(editor, citation, quote="new")
    for button in ("_accept", "_reject"):
        pressed = {button: "1", "seen": shown, f"reject-{citation.pk}-reason": "No."}
        answer = moderator.post(address(citation), pressed, headers={"HX-Request": "true"})
        assert "changed meanwhile: look at them again" in answer.context["row"].problem
        assert "new" in answer.content.decode()
    assert state(citation) == "proposed"
    accept(moderator, citation)
    assert state(citation) == "accepted"


def test_what_was_deleted_meanwhile_is_kept_and_can_be_added_again(
    moderator: Client, editor: Client
) -> None:
    citation = proposed(quote="old")
    page = moderator.get(address(citation, "edit/"))
    data = fields_of_form(page.context["row"].form)
    Citation.objects.all().delete()
    data |= {f"words-{citation.pk}-quote": "my words", "_save": "1"}
    answer = moderator.post(address(citation, "edit/"), data)
    text = answer.content.decode()
    assert "Somebody deleted this citation meanwhile." in text
    assert "my words" in text
    again = dict(answer.context["typed"])
    moderator.post("/admin/tracker/citation/add/", again | {"_save": "1"})
    added = Citation.objects.get()
    assert (added.quote, added.event_id, added.source_id) == (
        "my words",
        citation.event_id,
        citation.source_id,
    )


@pytest.mark.parametrize("button", ["_accept", "_reject"])
def test_what_was_deleted_meanwhile_is_not_decided(moderator: Client, button: str) -> None:
    citation = proposed()
    Citation.objects.all().delete()
    data = {button: "1", f"reject-{citation.pk}-reason": "Not said."}
    text = moderator.post(address(citation), data).content.decode()
    assert "Somebody deleted this citation meanwhile." in text
    assert "Not said." in text
    assert not Citation.objects.exists()


class TestRelays:
    def test_any_document_on_file_is_found_by_its_address(self, moderator: Client) -> None:
        told = make_source(url="https://wire.example/scoop")
        citation = proposed()
        typed = {"basis": "relayed", "other_relays": "www.wire.example/scoop?utm_source=x"}
        edit(moderator, citation, **typed)
        citation.refresh_from_db()
        assert citation.relays == told

    def test_several_that_fit_are_offered(self, moderator: Client) -> None:
        outlet = make_outlet(name="The Wire")
        first, second = (make_source(outlet=outlet, title=f"Scoop {n}") for n in "12")
        citation = proposed()
        answer = edit(moderator, citation, basis="relayed", other_relays="wire scoop")
        form = answer.context["row"].form
        assert "choose one of them" in str(form.errors["other_relays"])
        offered = {pk for pk, _label in form.fields["relays"].choices}
        assert {first.pk, second.pk} <= offered
        data = fields_of_form(form) | {
            f"words-{citation.pk}-relays": second.pk,
            f"words-{citation.pk}-other_relays": "",
        }
        moderator.post(address(citation, "edit/"), data)
        citation.refresh_from_db()
        assert citation.relays == second

    @pytest.mark.parametrize("typed", ["https://wire.example/none", "nothing like it"])
    def test_what_is_not_on_file_is_said_and_kept(self, moderator: Client, typed: str) -> None:
        citation = proposed(quote="old")
        answer = edit(moderator, citation, other_relays=typed, quote="new")
        form = answer.context["row"].form
        assert "No document on file" in str(form.errors["other_relays"])
        assert form["other_relays"].value() == typed
        citation.refresh_from_db()
        assert citation.quote == "old"

    def test_one_found_is_compared_with_what_another_chose(
        self, moderator: Client, editor: Client
    ) -> None:
        hers, mine = make_source(title="Hers alone"), make_source(title="Mine alone")
        citation = proposed()
        page = moderator.get(address(citation, "edit/"))
        data = fields_of_form(page.context["row"].form)
        edit(editor, citation, basis="relayed", other_relays="hers alone")
        data |= {
            f"words-{citation.pk}-other_relays": "mine alone",
            f"words-{citation.pk}-basis": "relayed",
        }
        answer = moderator.post(address(citation, "edit/"), data)
        (one,) = answer.context["row"].form.meanwhile
        assert (one.theirs, one.yours) == (str(hers), str(mine))


class TestWayBack:
    def form(self, citation: Citation) -> str:
        return reverse("admin:tracker_citation_change", args=[citation.pk])

    def test_the_full_form_leads_on_to_the_next_row(self, moderator: Client) -> None:
        first, second, third = (proposed(hours=9 - n) for n in range(3))
        page = moderator.get(address(first, "edit/"))
        assert f"{self.form(first)}?_queue=1" in page.content.decode()
        for citation, after in [(first, second), (second, third)]:
            saved = send(moderator, f"{self.form(citation)}?_queue=1", quote="said")
            assert saved["Location"] == f"{QUEUE}#citation-{after.pk}"
        decided = decide_in_form(moderator, third, "_accept", "?_queue=1")
        assert decided["Location"] == f"{QUEUE}#to-review"

    def test_filters_and_pages_of_the_queue_hold_on(self, moderator: Client) -> None:
        story = make_story()
        waiting = [proposed(event=make_event(story=story), hours=50 - n) for n in range(22)]
        proposed(hours=49)
        query = f"story={story.pk}"
        saved = send(moderator, f"{self.form(waiting[0])}?{query}&_queue=1", quote="said")
        assert saved["Location"] == f"{QUEUE}?{query}#citation-{waiting[1].pk}"
        last = waiting[19]
        saved = send(moderator, f"{self.form(last)}?{query}&_queue=1", quote="said")
        assert saved["Location"] == (
            f"{QUEUE}?{query}&after={last.pk}#citation-{waiting[20].pk}"
        )

    def test_who_did_not_come_from_the_queue_is_not_led_there(self, moderator: Client) -> None:
        saved = send(moderator, self.form(make_citation()), quote="said")
        assert not saved["Location"].startswith(QUEUE)
