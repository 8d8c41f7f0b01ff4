"""What somebody without script does instead of adding rows and searching in the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.forms import fields_of
from tests.makers import make_event, make_occurrence, make_outlet, make_source
from tracker.evidence.models import Citation
from tracker.sources.models import Source
from tracker.stories.events import Event


def form_of(row: Event | Source) -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("of_new", [False, True], ids=["on file", "new"])
def test_rows_are_added_and_nothing_typed_is_lost_or_saved(
    editor: Client, of_new: bool
) -> None:
    event = make_event(statement="As it was")
    address = reverse("admin:tracker_event_add") if of_new else form_of(event)
    data = fields_of(editor.get(address))
    typed = {"statement": "Half typed", "date": "no date", "_more": "citations"}
    response = editor.post(address, data | typed)
    formset = response.context["inline_admin_formsets"][0].formset
    assert (len(formset.forms), formset.initial_form_count()) == (3, 0)
    assert response.context["adminform"].form["statement"].value() == "Half typed"
    assert response.context["errors"] == []
    event.refresh_from_db()
    assert (event.statement, Event.objects.count()) == ("As it was", 1)


def test_a_row_that_was_added_is_filled_in_and_saved(editor: Client) -> None:
    event, source = make_occurrence(), make_source()
    data = fields_of(editor.get(form_of(event))) | {"_more": "citations"}
    shown = editor.post(form_of(event), data)
    row = {"stance": "supports", "basis": "first_hand", "source": source.pk}
    typed = {f"citations-1-{name}": value for name, value in row.items()}
    response = editor.post(form_of(event), fields_of(shown) | typed)
    assert response.status_code == 302
    assert Citation.objects.get().source == source
    again = editor.post(form_of(event), fields_of(editor.get(form_of(event))) | data)
    formset = again.context["inline_admin_formsets"][0].formset
    assert (len(formset.forms), formset.initial_form_count()) == (3, 0)


@pytest.mark.parametrize("count", ["x", "9" * 5000, "", "\x00", "²"])
def test_nonsense_is_answered_with_a_page(editor: Client, count: str) -> None:
    event = make_occurrence()
    data = fields_of(editor.get(form_of(event)))
    for name in ("citations", "\x00", "nothing"):
        sent = data | {"_more": name, "citations-TOTAL_FORMS": count}
        assert editor.post(form_of(event), sent).status_code == 200


def test_only_forms_with_rows_to_add_offer_more(editor: Client) -> None:
    source = editor.get(form_of(make_source())).content.decode()
    assert 'name="_more" value="relay_links"' in source
    # A document has one text.
    assert 'name="_more" value="text"' not in source


def link_page(source: Source) -> str:
    return reverse("admin:tracker_source_link", args=[source.pk])


def relaying(words: str) -> dict[str, str]:
    row = {"event": str(make_occurrence().pk), "stance": "supports", "basis": "relayed"}
    row["relays-typed"] = words
    sizes = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}
    return {f"rows-{name}": value for name, value in sizes.items()} | {
        f"rows-0-{name}": value for name, value in row.items()
    }


def test_what_a_row_relays_is_found_by_words_without_script(moderator: Client) -> None:
    source, memo = make_source(), make_source(title="The memo", outlet=make_outlet(name="Post"))
    moderator.post(link_page(source), relaying("post memo"))
    assert Citation.objects.get().relays == memo


def test_events_stories_and_outlets_are_found_by_words_without_script(editor: Client) -> None:
    event, outlet = make_occurrence(statement="The bridge is open"), make_outlet(name="Post")
    make_occurrence(statement="The tunnel is open")
    sent = relaying("") | {"rows-0-event": "", "rows-0-event-typed": "bridge open"}
    sent |= {"rows-0-basis": "first_hand"}
    source = make_source()
    editor.post(link_page(source), sent)
    assert Citation.objects.get().event == event
    broad = make_event(story=event.story, kind="prediction", statement="All of it opens")
    data = fields_of(editor.get(form_of(event.story)))
    editor.post(form_of(event.story), data | {"pivot-typed": "bridge"})
    event.story.refresh_from_db()
    assert event.story.pivot == event
    part = make_event(story=event.story, kind="prediction", statement="One lane opens")
    make_event(kind="prediction", statement="All of it opens elsewhere")
    data = fields_of(editor.get(form_of(part)))
    editor.post(form_of(part), data | {"part_of-typed": "all opens"})
    part.refresh_from_db()
    assert part.part_of == broad
    data = fields_of(editor.get(form_of(source))) | {"outlet": "", "outlet-typed": "post"}
    editor.post(form_of(source), data)
    source.refresh_from_db()
    assert source.outlet == outlet


def test_digits_that_were_typed_are_words_and_no_id(editor: Client) -> None:
    other = make_occurrence(statement="The tunnel is open")
    events = [make_occurrence(statement=f"{other.pk} of part {part}") for part in "ab"]
    sent = relaying("") | {"rows-0-event": "", "rows-0-event-typed": f"{other.pk} of"}
    response = editor.post(link_page(make_source()), sent | {"rows-0-basis": "primary"})
    page = response.content.decode()
    assert "This names nothing on file, or more than one." in page
    assert all(f'<option value="{event.pk}">' in page for event in events)
    assert not Citation.objects.exists()


def test_a_document_is_not_offered_as_what_it_relays(editor: Client) -> None:
    source, other = make_source(title="Memo one"), make_source(title="Memo two")
    address = f"/admin/tracker/source/find/?without={source.pk}"
    for page in (link_page(source), form_of(source)):
        assert f'data-ajax--url="{address}"' in editor.get(page).content.decode()
    listed = editor.get(f"{address}&term=memo").json()["results"]
    assert [row["id"] for row in listed] == [str(other.pk)]
    editor.post(link_page(source), relaying("memo"))
    assert Citation.objects.get().relays == other


def test_several_documents_with_these_words_are_offered(moderator: Client) -> None:
    source = make_source()
    memos = [make_source(title=f"The {number} memo") for number in ("first", "second")]
    make_source(title="The memo that was merged", merged_into=memos[0])
    response = moderator.post(link_page(source), relaying("memo"))
    page = response.content.decode()
    assert "This names nothing on file, or more than one." in page
    for memo in memos:
        assert f'<option value="{memo.pk}">{memo.title} – ' in page
    assert "that was merged" not in page
    assert 'value="memo"' in page
    chosen = relaying("memo") | {"rows-0-relays": str(memos[1].pk)}
    moderator.post(link_page(source), chosen)
    assert Citation.objects.get().relays == memos[1]


def test_a_row_offers_to_add_what_is_not_on_file(moderator: Client) -> None:
    source, story = make_source(), make_event().story
    page = moderator.get(f"{link_page(source)}?story={story.pk}").content.decode()
    assert 'id="add_id_rows-0-event"' in page
    assert f'href="/admin/tracker/event/add/?story={story.pk}&amp;_to_field=id' in page
    assert 'id="add_id_rows-__prefix__-relays"' in page
