"""Linking a source to many events at once: all rows or none, and nothing typed is lost."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.forms import messages_of, send
from tests.makers import (
    make_citation,
    make_known,
    make_occurrence,
    make_outlet,
    make_source,
    make_story,
)
from tracker.bundles.exporting import export_story
from tracker.evidence.models import Citation
from tracker.sources.models import TEXT_LIMIT, Source, SourceText

PART = {"stance": "supports", "basis": "first_hand"}


def address_of(source: Source) -> str:
    return reverse("admin:tracker_source_link", args=[source.pk])


def sent(rows: list[dict[str, Any]], **others: Any) -> dict[str, Any]:
    """Return what a browser would send of a page with `rows`."""
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0} | others
    for number, row in enumerate(rows):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


def link(client: Client, source: Source, *rows: dict[str, Any], **others: Any) -> HttpResponse:
    return client.post(address_of(source), sent([*rows], **others))


def page_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_many_events_are_linked_in_one_step(moderator: Client) -> None:
    source, told = make_source(), make_source(published="")
    story = make_story()
    one, two, three = (make_occurrence(story=story) for _ in range(3))
    relayed = {"basis": "relayed", "relays": told.pk, "stance": "denies", "hedged": "on"}
    words = {"quote": "它是", "translation": "It is", "locator": "p. 2", "attribution": "a man"}
    rows = [{"event": one.pk} | PART, {}, {"event": two.pk} | relayed | words]
    response = link(moderator, source, *rows, {"event": three.pk} | PART)
    assert response.status_code == 302
    assert "3 citations added" in messages_of(response)
    linked = Citation.objects.get(event=two)
    assert (linked.stance, linked.relays, linked.hedged) == ("denies", told, True)
    assert (linked.translation, linked.locator, linked.attribution) == (
        "It is",
        "p. 2",
        "a man",
    )
    assert linked.review == "accepted"
    assert len({*Citation.objects.values_list("key", flat=True)}) == 3
    assert linked.history.get().history_user == moderator.user
    told.refresh_from_db()
    assert told.known_on == source.known_on


def test_with_four_eyes_what_is_linked_is_proposed(moderator: Client, settings: Any) -> None:
    settings.TRACKER_FOUR_EYES = True
    link(moderator, make_source(), {"event": make_occurrence().pk} | PART)
    assert Citation.objects.get().review == "proposed"


def test_one_wrong_row_saves_none_and_keeps_all_of_twenty_five(moderator: Client) -> None:
    source = make_source(text="Only this was said.")
    rows = [
        {"event": make_occurrence().pk, "attribution": f"person {number}"} | PART
        for number in range(25)
    ]
    rows[11]["quote"] = "Only that was said."
    del rows[20]["stance"]
    response = link(moderator, source, *rows, text="", q="words kept")
    assert not Citation.objects.exists()
    formset = response.context["rows"]
    for number, (form, row) in enumerate(zip(formset, rows, strict=True)):
        kept = {name: form[name].value() for name in row}
        assert kept == {name: str(value) for name, value in row.items()}
        assert bool(form.errors) == (number in {11, 20})
    page = page_of(response)
    assert "that</del>" in page and "this</ins>" in page
    assert 'value="words kept"' in page
    for row in rows:
        assert f'<option value="{row["event"]}" selected' in page


def test_a_page_of_nothing_but_empty_rows_saves_nothing(moderator: Client) -> None:
    response = link(moderator, make_source(), {}, {"again": "", "quote": " "})
    assert "Every row was empty" in messages_of(response)
    assert not Citation.objects.exists()


def test_the_same_event_with_the_same_stance_is_pointed_out(moderator: Client) -> None:
    source, event, other = make_source(), make_occurrence(), make_occurrence()
    make_citation(event=event, source=source)
    row = {"event": other.pk} | PART
    response = link(moderator, source, {"event": event.pk} | PART, row, row)
    page = page_of(response)
    assert "It is on file already" in page and "Row 2 says so already" in page
    assert Citation.objects.count() == 1
    again = {"again": "on"}
    rows = [{"event": event.pk} | PART | again, row, row | again]
    assert link(moderator, source, *rows).status_code == 302
    assert Citation.objects.count() == 4


def test_another_stance_or_a_row_left_out_is_nothing_twice(moderator: Client) -> None:
    event = make_occurrence().pk
    denial = {"event": event, "stance": "denies", "basis": "primary"}
    left_out = {"event": event, "DELETE": "on"} | PART
    response = link(moderator, make_source(), {"event": event} | PART, denial, left_out)
    assert response.status_code == 302
    assert Citation.objects.count() == 2


def test_a_circle_of_relays_is_spelled_out_in_its_row(moderator: Client) -> None:
    source, other = make_source(title="One"), make_source(title="Two")
    make_citation(source=other, relays=source)
    row = {"event": make_occurrence().pk, "stance": "supports", "basis": "relayed"}
    response = link(moderator, source, row | {"relays": other.pk}, row | {"relays": source.pk})
    assert "“One” → “Two” → “One”" in str(response.context["rows"][0].errors)
    assert "No document relays itself" in str(response.context["rows"][1].errors)


def test_rows_are_added_without_losing_any(moderator: Client) -> None:
    rows = [{"quote": f"quote {number}", "stance": "denies"} for number in range(25)]
    response = link(moderator, make_source(), *rows, _more="1", text="a text", story="x")
    formset = response.context["rows"]
    assert [form["quote"].value() for form in formset][:25] == [row["quote"] for row in rows]
    assert len(formset.forms) == 30
    page = page_of(response)
    assert "a text</textarea>" in page
    assert "errorlist" not in page


def test_statements_are_found_and_made_rows(moderator: Client) -> None:
    story = make_story(publication="draft")
    cited = make_occurrence(story=story, statement="The memo is real")
    draft = make_occurrence(story=story, statement="A memo was lost")
    elsewhere = make_known(statement="Real memo of another story")
    source = make_citation(event=cited).source
    wanted = {"q": "MEMO real", "_find": "1"}
    everywhere = link(moderator, source, {}, **wanted).context["found"]
    assert {*everywhere} == {(elsewhere, False), (cited, True)}
    in_story = link(moderator, source, {}, story=story.pk, q="memo\x00", _find="1")
    assert [event for event, _ in in_story.context["found"]] == [draft, cited]
    first = {"event": elsewhere.pk} | PART
    taken = link(moderator, source, first, {}, take=[cited.pk, draft.pk, "x"], _take="1")
    rows = [(form["event"].value(), form["stance"].value()) for form in taken.context["rows"]]
    assert rows == [(str(e.pk), "supports") for e in (elsewhere, cited, draft)]


def test_a_search_in_one_story_narrows_the_searches_of_the_rows(moderator: Client) -> None:
    story = make_story()
    response = moderator.get(f"{address_of(make_source())}?story={story.pk}")
    assert f"/admin/autocomplete/?story={story.pk}" in page_of(response)


def test_a_pasted_text_is_kept_and_quotes_are_checked_against_it(moderator: Client) -> None:
    source = make_source()
    row = {"event": make_occurrence().pk, "quote": "was said"} | PART
    response = link(moderator, source, row | {"quote": "was sung"}, text="It was said.")
    assert not SourceText.objects.exists()
    assert "It was said.</textarea>" in page_of(response)
    assert link(moderator, source, row, text="It was said.").status_code == 302
    assert (source.text.text, Citation.objects.count()) == ("It was said.", 1)


def test_a_text_is_put_on_file_without_the_rows(moderator: Client) -> None:
    source = make_source()
    response = link(moderator, source, {"quote": "half done"}, text="It was.", _text="1")
    assert source.text.text == "It was."
    page = page_of(response)
    assert "half done</textarea>" in page and "<p>It was.</p>" in page


@pytest.mark.parametrize("step", [{}, {"_text": "1"}])
def test_too_long_a_text_is_refused_and_kept(moderator: Client, step: dict[str, str]) -> None:
    source, text = make_source(), "a" * (TEXT_LIMIT + 1)
    response = link(moderator, source, {"quote": "kept"}, text=text, **step)
    page = page_of(response)
    assert f"This text has {TEXT_LIMIT + 1} characters; at most {TEXT_LIMIT}" in page
    assert text in page and "kept</textarea>" in page
    assert not SourceText.objects.exists()


def test_what_is_on_file_is_listed_with_its_state(moderator: Client) -> None:
    source = make_source(text="It was said.")
    event = make_occurrence(statement="It happened")
    citation = make_citation(event=event, source=source, quote="was sung", review="proposed")
    page = page_of(moderator.get(address_of(source)))
    assert f'href="/admin/tracker/citation/{citation.pk}/change/"' in page
    for words in ("It happened", "Proposed", "was sung", "not found in the text"):
        assert words in page


def test_the_way_to_the_page_is_on_the_form_and_after_adding(moderator: Client) -> None:
    source = make_source()
    form = reverse("admin:tracker_source_change", args=[source.pk])
    assert address_of(source) in page_of(moderator.get(form))
    outlet = make_outlet()
    added = {"outlet": outlet.pk, "title": "New", "published": "May 2026"}
    response = send(moderator, "/admin/tracker/source/add/", **added)
    assert address_of(Source.objects.get(title="New")) in messages_of(response)


@pytest.mark.django_db
def test_a_text_is_on_no_public_page_and_in_no_export(client: Client) -> None:
    secret = "Forty-two purple lanterns"
    source = make_source(text=f"Before. {secret}. After.", url="https://example.org/a")
    event = make_known(statement="Known to all")
    make_citation(event=event, source=source, quote="Before.")
    addresses = ["/", event.get_absolute_url(), event.story.get_absolute_url()]
    for address in addresses:
        page = page_of(client.get(address))
        assert secret not in page
    assert "Before." in page_of(client.get(event.get_absolute_url()))
    exported = export_story(event.story).decode()
    assert "Before." in exported and secret not in exported


def test_who_may_not_add_citations_is_refused(login: Any) -> None:
    source = make_source()
    row = {"event": make_occurrence().pk} | PART
    assert login("").get(address_of(source)).status_code == 403
    assert link(login(""), source, row).status_code == 403
    assert link(Client(), source, row).status_code == 302
    assert not Citation.objects.exists()


@pytest.mark.parametrize("pk", ["0", "99999999999999999999"])
def test_a_source_that_is_not_there_is_not_found(moderator: Client, pk: str) -> None:
    assert moderator.get(f"/admin/tracker/source/{pk}/link/").status_code == 404


@pytest.mark.parametrize("total", ["", "x", "-1", "99999999999999999999"])
def test_a_broken_number_of_rows_is_answered(moderator: Client, total: str) -> None:
    for step in ({}, {"_more": "1"}, {"_take": "1", "take": "1"}):
        data = {"rows-TOTAL_FORMS": total, "rows-INITIAL_FORMS": "0"} | step
        response = moderator.post(address_of(make_source()), data)
        assert response.status_code in {200, 302}


def queries(act: Any) -> int:
    act()
    with CaptureQueriesContext(connection) as captured:
        assert act().status_code == 200
    return len(captured)


def test_the_page_takes_as_many_queries_for_thirty_citations(moderator: Client) -> None:
    counts = []
    for count in (3, 30):
        source = make_source(text="It was said.")
        for _ in range(count):
            make_citation(event=make_occurrence(), source=source, relays=make_source())
        counts.append(queries(partial(moderator.get, address_of(source))))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("step", [{}, {"_more": "1"}])
def test_a_page_sent_back_takes_as_many_queries_for_thirty_rows(
    moderator: Client, step: dict[str, str]
) -> None:
    source = make_source(text="It was said.")
    # Saving asks for each row whether its event is there, its relay closes a circle and the
    # database would take it.
    relays = {"relays": make_source().pk} if step else {}
    counts = []
    for count in (3, 30):
        rows = [
            {"event": make_occurrence().pk, "quote": "It was sung."} | PART | relays
            for _ in range(count)
        ]
        act = partial(link, moderator, source, *rows, **step)
        counts.append(queries(act))
    assert counts[1] - counts[0] == (0 if step else 4 * 27)
