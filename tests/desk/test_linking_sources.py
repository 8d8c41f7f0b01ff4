"""Sources are found by any address of theirs, and made in place from one not on file."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.desk.forms import errors_of, fields_of, send
from tests.makers import make_occurrence, make_outlet, make_source, make_user
from tracker.desk.finding import outlets_at, typed_address
from tracker.evidence.models import Citation
from tracker.sources.models import Outlet, Source

FIND = "/admin/tracker/source/find/"
ADD = "/admin/tracker/source/add/"
ADDRESS = "https://example.org/news/v4"
VARIANTS = [
    ADDRESS,
    "http://www.example.org/news/v4/?utm_source=x#part",
    "https://m.example.org/news/v4",
    "https://amp.example.org/news/v4/amp",
    "https://www.google.com/url?q=https://example.org/news/v4&sa=D",
    "example.org/news/v4",
    "  <https://example.org/news/v4> ",
]


def found(client: Client, term: str) -> list[dict[str, str]]:
    return client.get(FIND, {"term": term}).json()["results"]


def popup(client: Client, **values: Any) -> Any:
    """Open the small form to add a source from an address, and save it."""
    address = f"{ADD}?_popup=1&url={values.get('url', '')}"
    data = fields_of(client.get(address)) | {"_popup": "1"} | values
    return client.post(address, data)


@pytest.mark.parametrize("variant", VARIANTS)
def test_any_variant_of_an_address_finds_the_document(moderator: Client, variant: str) -> None:
    source = make_source(title="The memo", url=ADDRESS)
    make_source(title="Another", url=ADDRESS + "/b")
    assert [row["id"] for row in found(moderator, variant)] == [str(source.pk)]
    listed = moderator.get("/admin/tracker/source/", {"q": variant})
    assert [*listed.context["cl"].result_list] == [source]


@pytest.mark.parametrize("term", ["memo", "reuters", "example.org", "news/v4"])
def test_title_outlet_and_parts_of_the_address_find_it(editor: Client, term: str) -> None:
    make_source(title="The memo", url=ADDRESS, outlet=make_outlet(name="Reuters"))
    make_source(title="Another")
    assert [row["text"] for row in found(editor, term)] == ["The memo – Reuters"]


def test_a_merged_document_is_found_as_its_survivor(editor: Client) -> None:
    survivor = make_source()
    make_source(url=ADDRESS, merged_into=survivor)
    assert [row["id"] for row in found(editor, ADDRESS)] == [str(survivor.pk)]


def test_an_address_not_on_file_is_offered_as_a_new_source(moderator: Client) -> None:
    assert found(moderator, "www.example.org/x") == [
        {
            "id": "new:https://www.example.org/x",
            "text": "Add https://www.example.org/x as a new source",
        }
    ]
    assert found(moderator, "no such words") == []


def test_who_may_not_add_sources_is_offered_none(client: Client, db: None) -> None:
    reader = make_user()
    client.force_login(reader)
    assert client.get(FIND).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_source"))
    assert found(client, ADDRESS) == []


@pytest.mark.parametrize(
    "text", ["", "word", "and/or", "v4/v5", "24/7", "ftp://a.org/x", "Huawei v3.1/v4", "a.b"]
)
def test_words_are_no_address(text: str) -> None:
    assert typed_address(text) == ""


def test_the_outlet_is_guessed_by_the_nearest_host(editor: Client) -> None:
    make_outlet(domain="example.org")
    tech = make_outlet(domain="tech.example.org")
    assert outlets_at("https://www.tech.example.org/a") == [tech]
    page = editor.get(ADD, {"url": "https://news.tech.example.org:8443/a"})
    form = page.context["adminform"].form
    assert form["outlet"].value() == tech.pk
    assert not form["new_outlet"].value()


def test_outlets_that_share_a_host_are_named_to_choose_from(editor: Client) -> None:
    for name in ("Ada", "Bob"):
        make_outlet(name=name, domain="example.org")
    page = editor.get(ADD, {"url": ADDRESS})
    assert page.context["adminform"].form["outlet"].value() is None
    assert "On file there: Ada, Bob." in page.content.decode()


def test_a_source_and_its_outlet_are_made_from_the_address(moderator: Client) -> None:
    response = popup(
        moderator, url="https://news.example.org/a", title="The news", published="May 2026"
    )
    source = Source.objects.get()
    assert str(source.pk) in response.context["popup_response_data"]
    assert (source.outlet.name, source.outlet.domain) == ("news.example.org",) * 2
    assert source.outlet.slug == "news-example-org"
    assert source.outlet.history.get().history_user == moderator.user
    assert str(source.known_on) == "2026-05-31"


def test_a_new_outlet_that_is_on_file_is_taken(editor: Client) -> None:
    outlet = make_outlet(name="The Wire", domain="example.org")
    popup(editor, url=ADDRESS, title="A", published="2026", outlet="", new_outlet="The Wire")
    assert Source.objects.get().outlet == outlet
    assert Outlet.objects.count() == 1


def test_a_source_needs_an_outlet_and_what_dates_it(editor: Client) -> None:
    response = popup(editor, url=ADDRESS, title="A", new_outlet="")
    assert "Choose an outlet" in errors_of(response)
    assert "Nothing shows yet when this was known" in errors_of(response)
    assert not Outlet.objects.exists()


def test_without_the_right_to_outlets_none_is_made(client: Client, db: None) -> None:
    person = make_user()
    rights = Permission.objects.filter(codename__in=["add_source", "view_source"])
    person.user_permissions.set(rights)
    client.force_login(person)
    assert "new_outlet" not in client.get(ADD).context["adminform"].form.fields
    popup(client, url=ADDRESS, title="A", published="2026", new_outlet="Mine")
    assert not Outlet.objects.exists()


def test_what_is_on_file_is_found_and_chosen_instead_of_refused(moderator: Client) -> None:
    source = make_source(title="The <memo>", url=ADDRESS)
    response = popup(moderator, url=VARIANTS[1], title="Typed anew")
    assert f'"value": "{source.pk}"' in response.context["popup_response_data"]
    assert "on file already as “The &lt;memo&gt;”" in response.content.decode()
    assert Source.objects.count() == 1


def test_the_small_form_has_no_rows(editor: Client) -> None:
    assert editor.get(f"{ADD}?_popup=1").context["inline_admin_formsets"] == []
    assert editor.get(ADD).context["inline_admin_formsets"] != []


def test_without_script_an_address_is_typed_instead(editor: Client) -> None:
    source = make_source(url=ADDRESS)
    address = "/admin/tracker/citation/add/"
    row = {"event": make_occurrence().pk, "stance": "supports", "basis": "first_hand"}
    send(editor, address, **row, **{"source-typed": VARIANTS[1]})
    assert Citation.objects.get().source == source
    response = send(editor, address, **row, **{"source-typed": "https://new.org/a"})
    assert "This names nothing on file" in errors_of(response)
    page = response.content.decode()
    assert 'value="https://new.org/a"' in page
    assert f'href="{ADD}?url=https%3A%2F%2Fnew.org%2Fa"' in page


def test_thirty_rows_keep_all_that_was_typed_if_one_has_an_error(editor: Client) -> None:
    event = make_occurrence()
    sources = [make_source() for _ in range(30)]
    rows = {"citations__TOTAL_FORMS": 30}
    for place, source in enumerate(sources):
        values = {"source": source.pk, "stance": "supports", "basis": "first_hand"}
        values |= {"quote": f"quote {place}", "locator": f"p. {place}", "hedged": "on"}
        rows |= {f"citations__{place}__{name}": value for name, value in values.items()}
    rows["citations__17__stance"] = ""
    address = reverse("admin:tracker_event_change", args=[event.pk])
    response = send(editor, address, **rows)
    kept = fields_of(response)
    typed = {name.replace("__", "-"): str(value) for name, value in rows.items()}
    assert {name: str(kept[name]) for name in typed} == typed
    assert all(
        f'value="{source.pk}" selected' in response.content.decode() for source in sources
    )
    assert not event.citations.exists()
    send(editor, address, **rows | {"citations__17__stance": "denies"})
    assert event.citations.count() == 30
