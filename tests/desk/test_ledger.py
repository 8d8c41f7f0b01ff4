from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_occurrence, recorded
from tracker.ledger.models import Change

LIST = "/admin/tracker/change/"


def test_an_entry_is_shown_with_its_evidence_and_nothing_can_be_changed(editor: Client) -> None:
    entry = recorded(make_occurrence(), value="reported")[0]
    page = editor.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert str(entry.evidence.get()) in page
    assert f"/admin/tracker/event/{entry.event_id}/change/" in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize("address", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_deletes_entries_by_hand(editor: Client, address: str) -> None:
    entry = recorded(make_occurrence(), value="reported")[0]
    assert editor.post(LIST + address.format(pk=entry.pk), {"post": "yes"}).status_code == 403
    assert editor.post(f"{LIST}{entry.pk}/change/", {"value": "x"}).status_code == 403
    assert Change.objects.get().value == entry.value


@pytest.mark.parametrize("field", ["status", "outcome"])
def test_the_list_is_narrowed_by_story_and_field(editor: Client, field: str) -> None:
    entry = recorded(make_occurrence(), value="reported")[0]
    recorded(make_occurrence(), value="reported")
    query = f"?story__id__exact={entry.story_id}&field__exact={field}"
    shown = editor.get(LIST + query).context["cl"].result_list
    assert [*shown] == ([entry] if field == "status" else [])
