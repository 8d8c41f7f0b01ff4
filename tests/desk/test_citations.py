from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.desk.forms import decide_in_form, errors_of, messages_of, send
from tests.makers import make_citation, make_occurrence, make_source
from tracker.desk.saving import add_citation
from tracker.evidence.models import Basis, Citation, ReviewState, SourceRelay
from tracker.sources.models import TEXT_LIMIT, Source, SourceText

ADD = "/admin/tracker/citation/add/"


def add(client: Client, **values: Any) -> Citation:
    values = {
        "event": make_occurrence().pk,
        "source": make_source().pk,
        "stance": "supports",
        "basis": "first_hand",
    } | values
    send(client, ADD, **values)
    return Citation.objects.latest("pk")


def form_of(row: Any) -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])


def reviews_of(citation: Citation) -> list[tuple[str, str]]:
    return [*citation.reviews.values_list("state", "reviewed_by")]


def test_who_may_accept_adds_accepted_citations(moderator: Client) -> None:
    citation = add(moderator)
    assert citation.review == ReviewState.ACCEPTED
    assert reviews_of(citation) == [("accepted", moderator.user.username)]


def test_with_four_eyes_somebody_else_has_to_accept(
    moderator: Client, editor: Client, settings: Any
) -> None:
    settings.TRACKER_FOUR_EYES = True
    citation = add(moderator)
    assert citation.review == ReviewState.PROPOSED
    response = decide_in_form(moderator, citation, "_accept")
    assert "somebody else has to accept" in messages_of(response)
    chosen = {"action": "accept", "_selected_action": [citation.pk]}
    moderator.post("/admin/tracker/citation/", chosen)
    citation.refresh_from_db()
    assert citation.review == ReviewState.PROPOSED
    editor.post("/admin/tracker/citation/", chosen)
    citation.refresh_from_db()
    assert citation.review == ReviewState.ACCEPTED
    assert reviews_of(citation)[-1] == ("accepted", editor.user.username)


def test_with_four_eyes_an_edit_has_to_be_accepted_by_somebody_else(
    moderator: Client, editor: Client, settings: Any
) -> None:
    settings.TRACKER_FOUR_EYES = True
    citation = add(moderator)
    decide_in_form(editor, citation, "_accept")
    send(editor, form_of(citation), quote="it was said otherwise")
    citation.refresh_from_db()
    assert citation.review == ReviewState.PROPOSED
    decide_in_form(editor, citation, "_accept")
    citation.refresh_from_db()
    assert citation.review == ReviewState.PROPOSED
    decide_in_form(moderator, citation, "_accept")
    citation.refresh_from_db()
    assert citation.review == ReviewState.ACCEPTED


def test_one_may_reject_what_one_proposed(moderator: Client, settings: Any) -> None:
    settings.TRACKER_FOUR_EYES = True
    citation = add(moderator)
    decide_in_form(moderator, citation, "_reject", review_reason="A slip")
    citation.refresh_from_db()
    assert citation.review == ReviewState.REJECTED
    assert citation.reviews.last().reason == "A slip"


def test_without_the_right_a_citation_is_proposed(login: Any) -> None:
    client = login("")
    wanted = Permission.objects.filter(codename__in=["add_citation", "change_citation"])
    client.user.user_permissions.set(wanted)
    citation = Citation(
        event=make_occurrence(), source=make_source(), stance="supports", basis="primary"
    )
    add_citation(citation, by=client.user)
    assert citation.review == ReviewState.PROPOSED
    assert client.post(form_of(citation), {"_accept": "1"}).status_code == 403
    assert "accept" not in admin.site._registry[Citation].get_actions(
        client.get(ADD).wsgi_request
    )


def test_reviewing_a_relay_makes_what_it_relays_known_and_unknown(editor: Client) -> None:
    told = make_source(published="")
    citation = make_citation(
        event=make_occurrence(), review="proposed", basis=Basis.RELAYED, relays=told
    )
    for button, known_on in [("_accept", citation.source.known_on), ("_reject", None)]:
        decide_in_form(editor, citation, button)
        told.refresh_from_db()
        assert told.known_on == known_on


def test_a_relay_that_is_pointed_elsewhere_brings_both_up_to_date(editor: Client) -> None:
    old, new = make_source(published=""), make_source(published="")
    citation = make_citation(event=make_occurrence(), basis=Basis.RELAYED, relays=old)
    send(editor, form_of(citation), locator="p. 3")
    old.refresh_from_db()
    assert old.known_on
    send(editor, form_of(citation), relays=new.pk)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.known_on, new.known_on) == (None, citation.source.known_on)


def test_a_saved_citation_keeps_its_event_and_review(editor: Client) -> None:
    event = make_occurrence()
    citation = make_citation(event=event)
    send(editor, form_of(citation), event=make_occurrence().pk, quote="said so")
    citation.refresh_from_db()
    assert (citation.quote, citation.review) == ("said so", "accepted")
    assert citation.event == event


@pytest.mark.parametrize("state", ["accepted", "proposed"])
def test_what_nothing_dates_asks_for_the_day_it_was_read(editor: Client, state: str) -> None:
    source = make_source()
    make_citation(event=make_occurrence(), basis=Basis.RELAYED, relays=source, review=state)
    response = send(editor, form_of(source), published="")
    if state == "accepted":
        assert response.status_code == 302
    else:
        assert "Nothing shows yet when this was known" in errors_of(response)


def test_a_report_known_only_by_its_relay_is_added_from_the_relaying_citation(
    editor: Client,
) -> None:
    outlet = make_source().outlet
    data = {"outlet": outlet.pk, "title": "The report", "kind": "article", "_popup": "1"}
    empty = {
        f"{prefix}-{name}": "0"
        for prefix in ("relay_links", "text")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    editor.post("/admin/tracker/source/add/?_popup=1", data | empty)
    assert Source.objects.get(title="The report").known_on is None
    del data["_popup"]
    data["title"] = "Another"
    assert "when this was known" in errors_of(
        editor.post("/admin/tracker/source/add/", data | empty)
    )


def test_a_new_date_of_a_source_reaches_what_it_relays(editor: Client) -> None:
    source, told = make_source(), make_source(published="")
    SourceRelay.objects.create(source=source, relayed=told)
    send(editor, form_of(source), published="March 2026", accessed="")
    source.refresh_from_db()
    told.refresh_from_db()
    assert str(source.known_on) == str(told.known_on) == "2026-03-31"
    response = send(editor, form_of(source), relay_links__0__DELETE="on")
    told.refresh_from_db()
    assert (response.status_code, told.known_on) == (302, None)


def test_a_relay_of_a_whole_document_closes_no_circle(editor: Client) -> None:
    one, two = make_source(title="One"), make_source(title="Two")
    SourceRelay.objects.create(source=two, relayed=one)
    row = {"relay_links__TOTAL_FORMS": 1, "relay_links__0__relayed": two.pk}
    response = send(editor, form_of(one), **row)
    assert "“One” → “Two” → “One”" in errors_of(response)


def test_a_merge_closes_no_circle_of_relays(editor: Client) -> None:
    one, two, three = (make_source(title=title) for title in ("One", "Two", "Three"))
    SourceRelay.objects.create(source=one, relayed=two)
    SourceRelay.objects.create(source=two, relayed=three)
    response = send(editor, form_of(three), merged_into=one.pk)
    assert "“One” → “Two” → “One”" in errors_of(response)
    assert send(editor, form_of(two), merged_into=one.pk).status_code == 302


def test_a_text_put_on_file_shows_which_quotes_are_not_in_it(editor: Client) -> None:
    citation = make_citation(event=make_occurrence(), quote="never said")
    response = send(editor, form_of(citation.source), text__0__text="Something else.")
    assert SourceText.objects.exists()
    assert "does not occur in this text: “never said”" in messages_of(response)


def test_one_address_is_on_file_once(editor: Client) -> None:
    make_source(title="The first", url="https://example.org/a")
    response = send(editor, form_of(make_source()), url="http://www.example.org/a?utm_source=x")
    assert "on file as “The first”" in errors_of(response)


def test_the_form_of_a_source_keeps_too_long_a_text_and_says_so(editor: Client) -> None:
    source, text = make_source(), "a" * (TEXT_LIMIT + 1)
    page = editor.get(form_of(source)).content.decode()
    # A browser would cut off what is pasted.
    assert "maxlength" not in re.search(r'<textarea name="text-0-text"[^>]*>', page)[0]
    response = send(editor, form_of(source), text__0__text=text)
    assert f"This text has {TEXT_LIMIT + 1} characters" in errors_of(response)
    assert text in response.content.decode()
    assert not SourceText.objects.exists()
    send(editor, form_of(source), text__0__text=text[:-1])
    assert len(SourceText.objects.get().text) == TEXT_LIMIT
