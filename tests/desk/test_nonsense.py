from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from tracker.desk.forms import CitationForm
from tracker.desk.link_form import MOST_ROWS, LinkRow
from tracker.sources.models import TEXT_LIMIT


@pytest.mark.parametrize(
    "address",
    [
        "?p=99999999999999999999",
        "?p=x",
        "?o=1.2.99.-7.x",
        "?q=%00",
        "?q=a%00b",
        "?status__exact=%00",
        "?story__id__exact=99999999999999999999",
        "?story__id__exact=x",
        "?known_on__gte=nonsense",
        "?known_on__year=99999999",
        "?nonsense=1",
        "?e=1",
        "99999999999999999999/change/",
        "%00/change/",
        "x/history/",
        "99999999999999999999/history/",
        "1/history/x/",
        "1/history/99999999999999999999/",
        "99999999999999999999/record/",
        "add/?story=x",
        "add/?story=99999999999999999999",
        "add/?part_of=x&story=%00",
    ],
)
def test_nonsense_in_an_address_is_answered_with_a_page(editor: Client, address: str) -> None:
    response = editor.get(f"/admin/tracker/event/{address}", follow=True)
    assert response.status_code in {200, 404}


@pytest.mark.parametrize(
    "query",
    ["term=%00", "term=x&page=99999999999999999999", "term=x&story=9" * 9, "term=x&story=x"],
)
def test_nonsense_in_an_autocomplete_is_answered(editor: Client, query: str) -> None:
    field = "app_label=tracker&model_name=event&field_name=part_of"
    response = editor.get(f"/admin/autocomplete/?{field}&{query}")
    assert response.status_code in {200, 404}


@pytest.mark.parametrize(
    ("name", "most"),
    [("DATA_UPLOAD_MAX_NUMBER_FIELDS", 10), ("DATA_UPLOAD_MAX_MEMORY_SIZE", 500)],
)
@pytest.mark.parametrize("is_multipart", [False, True])
def test_too_big_a_form_is_answered_with_what_happened_and_how_to_go_on(
    editor: Client, settings: Any, name: str, most: int, is_multipart: bool
) -> None:
    setattr(settings, name, most)
    fields = {f"field{number}": "x" * 100 for number in range(11)}
    sent: Any = fields
    kind = {} if is_multipart else {"content_type": "application/x-www-form-urlencoded"}
    if not is_multipart:
        sent = urlencode(fields)
    response = editor.post("/admin/tracker/story/add/", sent, **kind)
    assert response.status_code == 413
    text = response.content.decode()
    for words in ["too much to send at once", "Nothing has been saved.", "Back button"]:
        assert words in text


def test_the_biggest_forms_are_below_the_limits(settings: Any) -> None:
    rows = [MOST_ROWS * len(LinkRow.base_fields), 500 * len(CitationForm.base_fields)]
    assert max(rows) * 2 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    # A text of the longest kind that is kept, in letters of nine bytes each when sent.
    assert TEXT_LIMIT * 9 * 4 < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
