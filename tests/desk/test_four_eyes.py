"""With TRACKER_FOUR_EYES=1 nobody accepts words that they proposed or rewrote: on no path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.desk.forms import decide_in_form, messages_of, send
from tests.desk.test_review_deciding import accept, edit, reject, state, undo
from tests.desk.test_review_queue import QUEUE, proposed
from tests.makers import make_citation, make_occurrence, make_source
from tracker.evidence.models import Citation

Way = Callable[[Client, Citation], Any]


@pytest.fixture(autouse=True)
def four_eyes(settings: Any) -> None:
    settings.TRACKER_FOUR_EYES = True


def form_of(row: Any) -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])


def by_form(client: Client, citation: Citation) -> Any:
    return decide_in_form(client, citation, "_accept")


def by_list(client: Client, citation: Citation) -> Any:
    chosen = {"action": "accept", "_selected_action": [citation.pk]}
    return client.post("/admin/tracker/citation/", chosen)


def by_row_edit(client: Client, citation: Citation) -> Any:
    return edit(client, citation, button="_accept")


WAYS_TO_ACCEPT = [accept, by_form, by_list, by_row_edit]


def rewrite_in_form(client: Client, citation: Citation) -> None:
    send(client, form_of(citation), quote="rewritten")


def rewrite_in_event(client: Client, citation: Citation) -> None:
    send(client, form_of(citation.event), citations__0__quote="rewritten")


def rewrite_in_row(client: Client, citation: Citation) -> None:
    edit(client, citation, quote="rewritten")


def bring_back_old_words(client: Client, citation: Citation) -> None:
    version = citation.history.last()
    address = reverse("admin:tracker_citation_simple_history", args=[citation.pk, version.pk])
    page = client.get(address)
    fields = page.context["adminform"].form
    data = {field.html_name: field.value() or "" for field in fields}
    assert client.post(address, data).status_code == 302


@pytest.mark.parametrize("way", WAYS_TO_ACCEPT)
@pytest.mark.parametrize("rewrite", [rewrite_in_form, rewrite_in_event, rewrite_in_row])
def test_who_rewrote_it_does_not_accept_it_and_somebody_else_does(
    moderator: Client, editor: Client, rewrite: Way, way: Way
) -> None:
    citation = proposed(event=make_occurrence(), quote="said")
    rewrite(moderator, citation)
    assert Citation.objects.get().quote == "rewritten"
    way(moderator, citation)
    assert state(citation) == "proposed"
    way(editor, citation)
    assert state(citation) == "accepted"


@pytest.mark.parametrize("rewrite", [rewrite_in_form, rewrite_in_event, bring_back_old_words])
@pytest.mark.parametrize("before", ["accepted", "rejected"])
def test_who_rewrote_what_was_decided_does_not_accept_it(
    moderator: Client, editor: Client, rewrite: Way, before: str
) -> None:
    citation = make_citation(event=make_occurrence(), quote="first")
    citation.quote = "second"
    citation.save()
    Citation.objects.update(review=before)
    rewrite(moderator, citation)
    assert state(citation) == ("rejected" if before == "rejected" else "proposed")
    by_form(moderator, citation)
    by_list(moderator, citation)
    assert state(citation) != "accepted"
    by_form(editor, citation)
    assert state(citation) == "accepted"


def test_a_rejected_one_is_rewritten_by_its_critic_and_accepted_by_its_proposer(
    moderator: Client, editor: Client
) -> None:
    citation = proposed(by=moderator.user.username)
    reject(editor, citation)
    by_form(moderator, citation)
    assert state(citation) == "rejected"
    rewrite_in_form(editor, citation)
    by_form(editor, citation)
    assert state(citation) == "rejected"
    by_form(moderator, citation)
    assert state(citation) == "accepted"


def test_saving_without_a_change_frees_nobody(moderator: Client, editor: Client) -> None:
    send(moderator, form_of(make_occurrence()), **new_row())
    citation = Citation.objects.get()
    before = citation.history.count()
    send(editor, form_of(citation))
    edit(editor, citation)
    assert citation.history.count() == before
    for way in WAYS_TO_ACCEPT:
        way(moderator, citation)
    assert state(citation) == "proposed"


def test_what_is_added_in_the_form_of_an_event_or_of_a_source_waits(
    moderator: Client,
) -> None:
    send(moderator, form_of(make_occurrence()), **new_row())
    source = make_source()
    rows = {f"rows-{name}": n for name, n in [("TOTAL_FORMS", 1), ("INITIAL_FORMS", 0)]}
    row = {"event": make_occurrence().pk, "stance": "supports", "basis": "primary"}
    rows |= {f"rows-0-{name}": value for name, value in row.items()}
    moderator.post(reverse("admin:tracker_source_link", args=[source.pk]), rows)
    assert Citation.objects.count() == 2
    for citation in Citation.objects.all():
        for way in WAYS_TO_ACCEPT:
            way(moderator, citation)
        assert state(citation) == "proposed"


def test_a_new_name_makes_nobody_somebody_else(moderator: Client) -> None:
    send(moderator, form_of(make_occurrence()), **new_row())
    citation = Citation.objects.get()
    User.objects.filter(pk=moderator.user.pk).update(username="renamed")
    for way in WAYS_TO_ACCEPT:
        way(moderator, citation)
    assert state(citation) == "proposed"


def new_row() -> dict[str, Any]:
    row = {"source": make_source().pk, "stance": "supports", "basis": "primary"}
    named = {f"citations__0__{name}": value for name, value in row.items()}
    return {"citations__TOTAL_FORMS": 1} | named


def test_nobody_accepts_their_own(moderator: Client) -> None:
    citation = proposed(by=moderator.user.username)
    page = moderator.get(QUEUE).content.decode()
    assert 'name="_accept"' not in page
    assert "You proposed or rewrote this: somebody else accepts it." in page
    assert "somebody else has to accept them" in messages_of(accept(moderator, citation))
    assert state(citation) == "proposed"


def test_one_rejects_ones_own(moderator: Client) -> None:
    citation = proposed(by=moderator.user.username)
    reject(moderator, citation)
    assert state(citation) == "rejected"


def test_taking_back_makes_nobody_the_proposer(moderator: Client, editor: Client) -> None:
    citation = proposed(by=moderator.user.username)
    accept(editor, citation)
    undo(editor, citation)
    accept(moderator, citation)
    assert state(citation) == "proposed"
    accept(editor, citation)
    assert state(citation) == "accepted"


def test_who_edits_what_another_proposed_does_not_accept_it(
    moderator: Client, editor: Client
) -> None:
    citation = proposed(by=moderator.user.username)
    edit(editor, citation, quote="said otherwise", button="_accept")
    citation.refresh_from_db()
    assert (citation.review, citation.quote) == ("proposed", "said otherwise")
    accept(moderator, citation)
    assert state(citation) == "accepted"
