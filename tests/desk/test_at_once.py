"""People at the desk at the very same moment: threads, each with a connection of its own."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.at_once import at_once
from tests.desk.forms import fields_of, fields_of_form, messages_of, seen
from tests.makers import make_citation, make_event, make_occurrence, make_user, recorded
from tracker.evidence.actions import review
from tracker.evidence.models import Citation
from tracker.ledger.verify import faults
from tracker.stories.events import Event

pytestmark = pytest.mark.usefixtures("shared_database")


# What is a matter of moments is tried more than once.
ROUNDS = range(2)


def person(name: str) -> Client:
    client = Client()
    client.user = make_user(group="Editors", username=name)
    client.force_login(client.user)
    # The first request notes that the session is used.
    client.get("/admin/")
    return client


@pytest.fixture
def two(shared_database: None) -> list[Client]:
    return [person("ada"), person("grace")]


def form_of(row: Any) -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])


def proposed(**values: Any) -> Citation:
    citation = make_citation(event=make_occurrence(), review="proposed", **values)
    review(citation, "proposed", by="bob")
    return citation


def posting(client: Client, address: str, data: dict[str, Any]) -> Any:
    return partial(client.post, address, data)


def the_one(responses: list[HttpResponse], status: int) -> HttpResponse:
    """Return the only response with this status."""
    (found,) = (response for response in responses if response.status_code == status)
    return found


@pytest.mark.parametrize("round_", ROUNDS)
def test_of_two_who_save_words_one_wins_and_the_other_sees_both(
    two: list[Client], round_: int
) -> None:
    event = make_occurrence(statement="It is out", detail="Old")
    make_citation(event=event, quote="old quote")
    steps = []
    for client in two:
        name = client.user.username
        typed = {"statement": f"{name}'s words", "citations-0-quote": f"{name}'s quote"}
        steps.append(
            posting(client, form_of(event), fields_of(client.get(form_of(event))) | typed)
        )
    responses = at_once(*steps)
    the_one(responses, 302)
    lost = the_one(responses, 200)
    event.refresh_from_db()
    winner = event.statement.removesuffix("'s words")
    loser = {"ada": "grace", "grace": "ada"}[winner]
    assert event.citations.get().quote == f"{winner}'s quote"
    shown = [*lost.context["adminform"].form.meanwhile]
    for inline in lost.context["inline_admin_formsets"]:
        shown += [one for form in inline.formset.forms for one in form.meanwhile]
    assert [(one.was, one.theirs, one.yours) for one in shown] == [
        ("It is out", f"{winner}'s words", f"{loser}'s words"),
        ("old quote", f"{winner}'s quote", f"{loser}'s quote"),
    ]
    assert event.history.count() == 2


@pytest.mark.parametrize("round_", ROUNDS)
def test_words_saved_in_the_queue_and_in_the_full_form_never_overwrite_each_other(
    two: list[Client], round_: int
) -> None:
    ada, grace = two
    citation = proposed(quote="old")
    row = f"/admin/review/{citation.pk}/edit/"
    in_row = fields_of_form(ada.get(row).context["row"].form)
    in_row |= {f"words-{citation.pk}-quote": "ada's", "_save": "1"}
    in_form = fields_of(grace.get(form_of(citation))) | {"quote": "grace's"}
    responses = at_once(posting(ada, row, in_row), posting(grace, form_of(citation), in_form))
    the_one(responses, 302)
    lost = the_one(responses, 200)
    citation.refresh_from_db()
    form = lost.context["row"].form if "row" in lost.context else lost.context["adminform"].form
    (one,) = form.meanwhile
    assert {citation.quote, one.yours} == {"ada's", "grace's"}
    assert one.theirs == citation.quote


@pytest.mark.parametrize("round_", ROUNDS)
@pytest.mark.parametrize("buttons", [("_accept", "_reject"), ("_accept", "_accept")])
def test_of_two_who_decide_in_the_queue_one_does_and_the_other_is_told(
    two: list[Client], buttons: tuple[str, str], round_: int
) -> None:
    citation = proposed()
    shared = {"seen": seen(citation), f"reject-{citation.pk}-reason": "Not said."}
    responses = at_once(
        *(
            posting(client, f"/admin/review/{citation.pk}/", shared | {button: "1"})
            for client, button in zip(two, buttons, strict=True)
        )
    )
    decisions = citation.reviews.exclude(state="proposed")
    decision = decisions.get()
    citation.refresh_from_db()
    assert citation.review == decision.state
    told = [messages_of(response) for response in responses]
    assert (
        sum(f"{decision.reviewed_by} {decision.state} this meanwhile" in text for text in told)
        == 1
    )


@pytest.mark.parametrize("round_", ROUNDS)
def test_of_two_who_decide_in_the_full_form_one_does_and_the_other_is_told(
    two: list[Client], round_: int
) -> None:
    citation = proposed()
    steps = []
    for client, button in zip(two, ("_accept", "_reject"), strict=True):
        page = client.get(form_of(citation))
        data = fields_of(page) | {"last_review": page.context["last_review"], button: "1"}
        steps.append(posting(client, form_of(citation), data))
    responses = at_once(*steps)
    assert citation.reviews.exclude(state="proposed").count() == 1
    told = [messages_of(response) for response in responses]
    assert sum("meanwhile" in text for text in told) == 1


@pytest.mark.parametrize("round_", ROUNDS)
def test_of_two_who_decide_many_each_is_decided_once(two: list[Client], round_: int) -> None:
    citations = [proposed() for _ in range(4)]
    orders = [[one.pk for one in citations], [one.pk for one in reversed(citations)]]
    at_once(
        *(
            posting(
                client,
                "/admin/tracker/citation/",
                {"action": action, "_selected_action": order},
            )
            for client, action, order in zip(two, ("accept", "reject"), orders, strict=True)
        )
    )
    for citation in citations:
        assert citation.reviews.exclude(state="proposed").count() == 1


@pytest.mark.parametrize("round_", ROUNDS)
def test_one_rewrites_while_another_accepts_and_nobody_accepts_unseen_words(
    two: list[Client], round_: int
) -> None:
    ada, grace = two
    citation = proposed(quote="old")
    form = fields_of(ada.get(form_of(citation))) | {"quote": "new"}
    pressed = {"_accept": "1", "seen": seen(citation)}
    at_once(
        posting(ada, form_of(citation), form),
        posting(grace, f"/admin/review/{citation.pk}/", pressed),
    )
    citation.refresh_from_db()
    assert citation.quote == "new"
    accepted = citation.reviews.filter(state="accepted").first()
    rewritten = citation.history.first().history_date
    # Either the old words were accepted before, or the decision was refused.
    assert accepted is None or accepted.reviewed_at < rewritten


@pytest.mark.parametrize("round_", ROUNDS)
def test_one_deletes_a_citation_while_another_writes_it(two: list[Client], round_: int) -> None:
    ada, grace = two
    citation = make_citation(event=make_occurrence(), quote="old")
    opened = fields_of(ada.get(form_of(citation))) | {"quote": "new"}
    delete = reverse("admin:tracker_citation_delete", args=[citation.pk])
    saved, _deleted = at_once(
        posting(ada, form_of(citation), opened), posting(grace, delete, {"post": "yes"})
    )
    assert not Citation.objects.exists()
    # Saved before it was deleted, or shown again to be added.
    assert saved.status_code == 302 or "new" in saved.content.decode()
    assert "new" in citation.history.model.objects.values_list("quote", flat=True) or (
        saved.status_code == 200
    )


@pytest.mark.parametrize("round_", ROUNDS)
def test_two_who_record_on_one_event_keep_the_chain_whole(
    two: list[Client], round_: int
) -> None:
    event = make_event()
    recorded(event, value="rumored")
    citation = make_citation(event=event)
    address = reverse("admin:tracker_event_record", args=[event.pk])
    steps = []
    for client in two:
        form = client.get(address).context["form"]
        typed = {"value": "reported", "effective": "2026-01-01", "evidence": [citation.pk]}
        steps.append(posting(client, address, fields_of_form(form) | typed))
    responses = at_once(*steps)
    the_one(responses, 302)
    assert "recorded by" in the_one(responses, 200).content.decode()
    event.refresh_from_db()
    assert event.changes.count() == 2
    assert faults(event.story) == []
    assert event.status == "reported"


@pytest.mark.parametrize("round_", ROUNDS)
def test_words_are_saved_and_a_status_is_recorded_at_once(
    two: list[Client], round_: int
) -> None:
    ada, grace = two
    event = make_occurrence(statement="old")
    citation = make_citation(event=event, basis="primary")
    words = fields_of(ada.get(form_of(event))) | {"statement": "new"}
    address = reverse("admin:tracker_event_record", args=[event.pk])
    entry = fields_of_form(grace.get(address).context["form"])
    entry |= {"value": "confirmed", "effective": "2026-01-01", "evidence": [citation.pk]}
    responses = at_once(posting(ada, form_of(event), words), posting(grace, address, entry))
    assert [response.status_code for response in responses] == [302, 302]
    event = Event.objects.get()
    assert (event.statement, event.status) == ("new", "confirmed")
    assert faults(event.story) == []


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_citation_is_rejected_while_an_entry_is_recorded_on_it(
    two: list[Client], round_: int
) -> None:
    ada, grace = two
    event = make_occurrence()
    citation = make_citation(event=event, basis="primary")
    page = ada.get(form_of(citation))
    decision = fields_of(page) | {"last_review": page.context["last_review"], "_reject": "1"}
    address = reverse("admin:tracker_event_record", args=[event.pk])
    entry = fields_of_form(grace.get(address).context["form"])
    entry |= {"value": "confirmed", "effective": "2026-01-01", "evidence": [citation.pk]}
    at_once(posting(ada, form_of(citation), decision), posting(grace, address, entry))
    citation.refresh_from_db()
    assert citation.review == "rejected"
    change = event.changes.first()
    # What is recorded was recorded on accepted evidence: before the rejection.
    assert change is None or change.number == 1
    with transaction.atomic():
        assert faults(event.story) == []
