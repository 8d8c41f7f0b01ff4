from __future__ import annotations

from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.desk.forms import errors_of, messages_of, send
from tests.makers import (
    make_citation,
    make_event,
    make_occurrence,
    make_source,
    make_story,
    recorded,
)
from tracker.evidence.models import Basis, Citation
from tracker.sources.models import SourceText
from tracker.stories.events import Event

ADD = "/admin/tracker/event/add/"


def form_of(event: Event) -> str:
    return reverse("admin:tracker_event_change", args=[event.pk])


def new_row(place: int, **values: object) -> dict[str, object]:
    """Return the fields of a citation added in the form of an event."""
    plain = {"stance": "supports", "basis": "first_hand"} | values
    row = {f"citations__{place}__{name}": value for name, value in plain.items()}
    return row | {"citations__TOTAL_FORMS": place + 1}


def test_an_event_is_added_with_its_citation_at_once(editor: Client) -> None:
    story, source = make_story(), make_source(title="Chips, chips")
    send(
        editor,
        ADD,
        story=story.pk,
        kind="prediction",
        statement="It will be out in May",
        **new_row(0, source=source.pk, quote="out in May"),
    )
    event = Event.objects.get()
    assert (event.key, event.status) == ("p-it-will-be-out-in-may", "")
    citation = event.citations.get()
    assert (citation.key, citation.story) == ("c-chips-chips", story)


def test_an_old_id_is_not_given_twice(editor: Client) -> None:
    story = make_story()
    words = {"story": story.pk, "kind": "occurrence", "statement": "It is out"}
    send(editor, ADD, **words)
    seen = {"_all_the_same": "_save", "alike_seen": story.events.get().pk}
    send(editor, ADD, **words, **seen)
    assert [event.key for event in story.events.order_by("pk")] == [
        "o-it-is-out",
        "o-it-is-out-2",
    ]


def test_a_date_is_typed_as_people_write_it(editor: Client) -> None:
    send(
        editor,
        ADD,
        story=make_story().pk,
        kind="occurrence",
        statement="It is out",
        date="24 April 2026",
    )
    assert Event.objects.get().date == "2026-04-24"


def test_a_date_that_is_none_stays_as_typed(editor: Client) -> None:
    response = send(editor, form_of(make_occurrence()), date="when pigs fly")
    assert "pigs" in response.context["adminform"].form["date"].value()
    assert response.context["adminform"].form.errors.keys() == {"date"}
    assert "when pigs fly" in response.content.decode()


def test_a_quote_that_is_not_in_the_text_on_file_is_refused_and_kept(editor: Client) -> None:
    source = make_source(title="The memo")
    SourceText.objects.create(source=source, text="It will be out in “May”.")
    event = make_occurrence()
    row = new_row(0, source=source.pk, quote="out in June")
    response = send(editor, form_of(event), **row)
    assert "does not occur in the text of “The memo”" in errors_of(response)
    assert "out in June" in response.content.decode()
    assert not event.citations.exists()
    send(editor, form_of(event), **new_row(0, source=source.pk, quote='out\nin "May"'))
    assert event.citations.exists()


def test_a_circle_of_relays_is_refused_and_spelled_out(editor: Client) -> None:
    one, two = make_source(title="One"), make_source(title="Two")
    make_citation(event=make_occurrence(), source=two, basis=Basis.RELAYED, relays=one)
    row = new_row(0, source=one.pk, basis="relayed", relays=two.pk)
    response = send(editor, form_of(make_occurrence()), **row)
    assert "“One” → “Two” → “One”" in errors_of(response)


def test_a_circle_that_two_new_rows_close_together_is_refused(editor: Client) -> None:
    one, two = make_source(title="One"), make_source(title="Two")
    rows = new_row(0, source=one.pk, basis="relayed", relays=two.pk)
    rows |= new_row(1, source=two.pk, basis="relayed", relays=one.pk)
    response = send(editor, form_of(make_occurrence()), **rows)
    assert "close a circle of relays: “One” → “Two” → “One”" in errors_of(response)
    assert not Citation.objects.exists()


def test_a_row_without_a_source_is_told_so(editor: Client) -> None:
    row = new_row(0, basis="relayed", relays=make_source().pk)
    assert "This field is required" in errors_of(
        send(editor, form_of(make_occurrence()), **row)
    )


def test_rows_that_nobody_touched_are_not_judged_again(editor: Client) -> None:
    citation = make_citation(event=make_occurrence(), quote="never said")
    SourceText.objects.create(source=citation.source, text="Something else.")
    response = send(editor, form_of(citation.event), statement="Reworded")
    assert response.status_code == 302
    assert Event.objects.get().statement == "Reworded"


def test_an_event_never_changes_story(editor: Client) -> None:
    event = make_occurrence()
    send(editor, form_of(event), story=make_story().pk)
    assert Event.objects.get().story == event.story


def test_its_kind_is_fixed_once_the_ledger_speaks_of_it(editor: Client) -> None:
    event = make_occurrence()
    send(editor, form_of(event), kind="prediction")
    assert Event.objects.get().kind == "prediction"
    recorded(Event.objects.get(), value="rumored")
    send(editor, form_of(event), kind="occurrence")
    assert Event.objects.get().kind == "prediction"


def test_saving_words_does_not_undo_what_was_recorded_meanwhile(editor: Client) -> None:
    event = make_occurrence()
    stale = Event.objects.get()
    recorded(event, value="reported")
    request = editor.get(form_of(event)).wsgi_request
    request.user = editor.user
    stale.statement = "Reworded"
    admin.site._registry[Event].save_model(request, stale, form=None, change=True)
    event.refresh_from_db()
    assert (event.statement, event.status) == ("Reworded", "reported")


def test_a_new_date_moves_a_known_occurrence_in_the_timeline(editor: Client) -> None:
    event = make_occurrence()
    recorded(event, value="reported")
    send(editor, form_of(event), date="3 March 2026")
    event.refresh_from_db()
    assert event.timeline_on == date(2026, 3, 3)


def test_a_draft_may_go_and_a_recorded_event_stays(editor: Client) -> None:
    draft, known = make_occurrence(), make_occurrence()
    recorded(known, value="reported")
    for event in (draft, known):
        response = editor.post(
            reverse("admin:tracker_event_delete", args=[event.pk]), {"post": "yes"}
        )
        assert response.status_code == 302
    assert [*Event.objects.all()] == [known]
    assert "what has been recorded stays" in messages_of(response)


@pytest.mark.parametrize("name", ["event", "story", "citation"])
def test_recorded_rows_in_a_chosen_list_are_named_and_nothing_is_deleted(
    editor: Client, name: str
) -> None:
    citation = make_citation(event=make_occurrence())
    recorded(citation.event, evidence=[citation])
    row = {"event": citation.event, "story": citation.story, "citation": citation}[name]
    response = editor.post(
        f"/admin/tracker/{name}/",
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )
    assert response.status_code == 200
    assert "what has been recorded stays" in response.content.decode()
    assert Event.objects.exists()


def test_deleting_a_draft_takes_back_what_its_citation_made_known(editor: Client) -> None:
    told = make_source(published="")
    citation = make_citation(event=make_occurrence(), basis=Basis.RELAYED, relays=told)
    send(editor, reverse("admin:tracker_citation_change", args=[citation.pk]), locator="p. 3")
    told.refresh_from_db()
    assert told.known_on == citation.source.known_on
    address = reverse("admin:tracker_event_delete", args=[citation.event_id])
    editor.post(address, {"post": "yes"})
    told.refresh_from_db()
    assert told.known_on is None


def test_an_autocomplete_of_a_story_offers_its_own_events(editor: Client) -> None:
    mine, other = make_occurrence(statement="Mine"), make_occurrence(statement="Other")
    page = editor.get(reverse("admin:tracker_story_change", args=[mine.story_id]))
    assert f"/admin/autocomplete/?story={mine.story_id}" in page.content.decode()
    field = "app_label=tracker&model_name=story&field_name=pivot"
    found = editor.get(f"/admin/autocomplete/?{field}&term=&story={mine.story_id}").json()
    assert [row["text"] for row in found["results"]] == ["Mine"]
    response = send(
        editor, reverse("admin:tracker_story_change", args=[mine.story_id]), pivot=other.pk
    )
    assert response.context["adminform"].form.errors.keys() == {"pivot"}


def test_the_watch_list_is_typed_a_question_a_line(editor: Client) -> None:
    story = make_story()
    address = reverse("admin:tracker_story_change", args=[story.pk])
    send(editor, address, watch="Are the weights out? | June 2026\n\nWho pays?")
    story.refresh_from_db()
    assert story.watch == [
        {"question": "Are the weights out?", "due": "2026-06"},
        {"question": "Who pays?"},
    ]
    assert "Are the weights out? | June 2026" in editor.get(address).content.decode()
    response = send(editor, address, watch="Who pays? | whenever")
    assert "Line 1" in errors_of(response)
    assert "Who pays? | whenever" in response.content.decode()


def test_a_merged_event_stays_merged(editor: Client) -> None:
    survivor = make_occurrence()
    event = make_occurrence(story=survivor.story)
    send(editor, form_of(event), merged_into=survivor.pk)
    response = send(editor, form_of(event), merged_into="")
    assert "stays merged" in errors_of(response)


def test_what_others_rest_on_is_not_deleted_and_the_page_names_them(editor: Client) -> None:
    citation = make_citation()
    broad = make_event()
    make_event(story=broad.story, part_of=broad, statement="The part")
    for row in [broad, citation.source, citation.source.outlet]:
        address = reverse(f"admin:tracker_{row._meta.model_name}_delete", args=[row.pk])
        response = editor.post(address, {"post": "yes"})
        assert response.status_code == 200
        assert "protected related objects" in response.content.decode()
        row.refresh_from_db()


def test_the_event_leads_to_its_ledger_and_to_recording(editor: Client) -> None:
    event = make_occurrence()
    entry = recorded(event)[0]
    page = editor.get(form_of(event)).content.decode()
    ledger = f"/admin/tracker/change/?event__id__exact={event.pk}"
    assert ledger in page
    assert f"/admin/tracker/event/{event.pk}/record/" in page
    assert [*editor.get(ledger).context["cl"].result_list] == [entry]


def test_a_new_event_of_a_story_can_be_part_only_of_one_of_its_events(editor: Client) -> None:
    story = make_story()
    page = editor.get(f"{ADD}?story={story.pk}")
    assert f"/admin/autocomplete/?story={story.pk}" in page.content.decode()
    assert page.context["adminform"].form["story"].value() == str(story.pk)
