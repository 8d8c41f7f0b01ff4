"""One citation after the other, by the form of a single one."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse

from tests.desk.forms import send
from tests.makers import make_event, make_occurrence, make_source
from tracker.evidence.models import Citation

ADD = "/admin/tracker/citation/add/"
SOURCES = "/admin/tracker/source/add/"
SAID = {"stance": "denies", "basis": "first_hand", "_addanother": "1"}


def carried(address: str) -> dict[str, str]:
    assert urlsplit(address).path == ADD
    return {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}


def test_the_next_citation_is_of_the_same_event_stance_and_basis(moderator: Client) -> None:
    event, source = make_occurrence(), make_source()
    response = send(moderator, f"{ADD}?event={event.pk}", source=source.pk, **SAID)
    assert carried(response.url) == {
        "event": str(event.pk),
        "stance": "denies",
        "basis": "first_hand",
    }
    form = moderator.get(response.url).context["adminform"].form
    assert form["event"].value() == str(event.pk)
    assert form["stance"].value() == "denies"
    assert not form["source"].value()
    assert not form["quote"].value()
    response = send(moderator, response.url, source=make_source().pk, _addanother="1")
    assert Citation.objects.filter(event=event, stance="denies").count() == 2


def test_opened_from_a_source_the_next_is_of_the_same_source(moderator: Client) -> None:
    source = make_source()
    response = send(moderator, f"{ADD}?source={source.pk}", event=make_event().pk, **SAID)
    kept = carried(response.url)
    assert kept == {"source": str(source.pk), "stance": "denies", "basis": "first_hand"}


def test_saving_without_another_leads_where_it_led(moderator: Client) -> None:
    said = SAID | {"_addanother": None}
    given = {"event": make_event().pk, "source": make_source().pk}
    response = send(moderator, ADD, **given, **said)
    assert response.url == "/admin/tracker/citation/"


def test_a_source_on_file_is_found_and_what_was_typed_stays(moderator: Client) -> None:
    source = make_source(title="The <memo>", url="https://example.org/memo")
    merged = make_source(url="https://example.org/old", merged_into=source)
    for address in ("http://www.example.org/memo?utm_source=x#top", merged.url):
        response = send(moderator, SOURCES, url=address, title="Typed anew", note="A thought")
        page = response.content.decode()
        assert page.count("This address is on file already as “The &lt;memo&gt;”.") == 1
        for name in ("change", "link"):
            form = reverse(f"admin:tracker_source_{name}", args=[source.pk])
            assert f'<a href="{form}" target="_blank">' in page
        assert "Typed anew" in page
        assert "A thought" in page
