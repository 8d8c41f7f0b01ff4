from __future__ import annotations

import pytest
from django.test import Client


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
