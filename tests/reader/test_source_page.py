from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_occurrence,
    make_relay,
    make_source,
    make_story,
    make_user,
    recorded,
)
from tests.reader.pages import get
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.values import Publication

pytestmark = pytest.mark.django_db


def url(source: Source, day: str = "") -> str:
    path = reverse("reader:source", args=[source.pk])
    return f"{path}?as_of={day}" if day else path


def paper() -> Source:
    return Source.objects.get(title="Wire: bridge to open")


def test_it_holds_what_was_said_against_what_happened(bridge: Event) -> None:
    page = get(url(paper()))
    assert page.one("p", "lede").text == "It made 1 prediction: 1 did not hold up."
    claim = page.one("li", "claim")
    assert claim.one("q").text == "soll im Mai öffnen"
    assert claim.one("q").attrs["lang"] == "de"
    assert "is to open in May" in claim.one("p", "translation").text
    assert "hedged" in claim.text and "citing people at the city" in claim.text
    assert "Closed at the end of May" in claim.one("div", "became").text
    link = claim.one("div", "became").one("p", "by").one("a")
    assert link.attrs["href"] == bridge.get_absolute_url()
    assert "89 days before release" in page.one("div", "head").text


def test_the_strip_leads_to_the_claims(bridge: Event) -> None:
    page = get(url(paper()))
    link = page.one("ol", "squares").one("a")
    assert link.text == "1: Did not hold up"
    assert page.one(id=link.attrs["href"].removeprefix("#")).tag == "li"


def test_as_of_a_day_nothing_later_shows(bridge: Event) -> None:
    page = get(url(paper(), "2026-03-10"))
    assert page.one("p", "lede").text == "It made 1 prediction: 1 is open."
    assert "Closed" not in page.text and "release" not in page.one("div", "head").text
    assert not [a for a in page.all("a") if "archive" in a.attrs.get("href", "")]
    assert [a for a in get(url(paper())).all("a") if "archive" in a.attrs.get("href", "")]


def test_it_is_not_there_before_it_was_known(bridge: Event) -> None:
    get(url(paper(), "2026-03-03"), status=404)
    get(url(paper(), "2026-03-04"))


def test_a_note_bears_no_date_and_shows_today_only(bridge: Event) -> None:
    Source.objects.filter(pk=paper().pk).update(note="Checked by hand.")
    assert "Checked by hand." in get(url(paper())).text
    assert "Checked by hand." not in get(url(paper(), "2026-05-01")).text


def test_whom_it_relayed_and_who_relayed_it_keep_the_day(bridge: Event) -> None:
    wire = Source.objects.get(title="Bridge to open")
    assert url(wire, "2026-03-10") in [
        a.attrs["href"] for a in get(url(paper(), "2026-03-10")).one("ul", "kin").all("a")
    ]
    assert url(paper()) in [a.attrs["href"] for a in get(url(wire)).one("ul", "kin").all("a")]


def test_a_document_that_denies_is_not_counted_as_having_predicted(bridge: Event) -> None:
    page = get(url(Source.objects.get(title="No opening yet")))
    assert page.one("p", "lede").text == "It also denied 1 statement."
    assert "It denied this" in page.one("li", "claim").text
    assert not page.all("ol", "squares")


def test_support_once_it_was_settled_is_no_prediction(bridge: Event) -> None:
    late = make_source(published="2026-06-02")
    make_citation(event=bridge, source=late)
    page = get(url(late))
    assert page.one("p", "lede").text == "It supported 1 prediction that was already settled."
    assert "It said so once it was settled" in page.text


def test_statements_stand_in_the_order_of_the_text_which_never_shows() -> None:
    source = make_source(text="First this. Secret words. Then that.")
    story = make_story()
    for quote in ("Then that", "First this"):
        make_citation(event=make_known(story=story), source=source, quote=quote)
    page = get(url(source))
    assert [q.text for q in page.all("q")] == ["First this", "Then that"]
    assert "Secret words" not in page.text


def test_statements_stand_under_their_stories() -> None:
    source = make_source()
    for title in ("Zebra", "Ant"):
        event = make_known(story=make_story(title=title))
        make_citation(event=event, source=source)
        make_citation(event=make_known(kind="occurrence", story=event.story), source=source)
    page = get(url(source))
    assert [section.one("h2").text for section in page.all("section", "hindsight")] == [
        "Ant", "Zebra",
    ]  # fmt: skip
    assert [one.attrs["id"] for one in page.all("li", "claim")] == [
        f"claim-{n}" for n in range(1, 5)
    ]
    assert page.one("p", "lede").text == (
        "It made 2 predictions: 2 are open. It reported 2 occurrences."
    )


@pytest.mark.parametrize("review", ["proposed", "rejected"])
def test_what_was_not_accepted_makes_nothing_public(review: str) -> None:
    source = make_source()
    make_citation(event=make_known(), source=source, review=review)
    get(url(source), status=404)
    assert source.title not in get("/sources/").text


def test_drafts_make_nothing_public() -> None:
    source, relayed = make_source(), make_source()
    make_relay(source=source, relayed=relayed)
    hidden = make_known(story=make_story(publication=Publication.DRAFT))
    make_citation(event=hidden, source=source)
    make_citation(event=make_event(), source=source)
    for one in (source, relayed):
        get(url(one), status=404)
        assert one.title not in get("/sources/").text


def test_a_draft_adds_nothing_to_a_public_document() -> None:
    source = make_source()
    make_citation(event=make_known(), source=source)
    hidden = make_known(
        story=make_story(title="Hidden", publication=Publication.DRAFT), statement="Unseen"
    )
    make_citation(event=hidden, source=source)
    page = get(url(source))
    assert "Unseen" not in page.text and "Hidden" not in page.text
    assert len(page.all("li", "claim")) == 1


def test_a_merged_document_leads_to_its_survivor_with_its_query() -> None:
    survivor = make_source()
    merged = make_source(merged_into=survivor)
    make_citation(event=make_known(), source=merged)
    response = Client().get(url(merged, "2026-10-01"))
    assert response.status_code == 301
    assert response["Location"] == url(survivor, "2026-10-01")
    assert len(get(url(survivor)).all("li", "claim")) == 1


def test_a_merged_document_of_drafts_tells_nobody() -> None:
    merged = make_source(merged_into=make_source())
    assert Client().get(url(merged)).status_code == 404


@pytest.mark.parametrize("end", ["999999/", "99999999999999999999999/"])
def test_numbers_that_nothing_has_are_not_found(end: str) -> None:
    get(f"/sources/{end}", status=404)


def test_colleagues_preview_what_only_drafts_cite() -> None:
    source = make_source()
    event = make_occurrence(story=make_story(publication=Publication.DRAFT), statement="Soon")
    cited = make_citation(event=event, source=source)
    recorded(event, effective=date(2026, 2, 1), evidence=[cited])
    client = Client()
    client.force_login(make_user(group="Editors"))
    of_event = f"/admin/preview/events/{event.pk}/"
    of_source = f"/admin/preview/sources/{source.pk}/"
    for address, linked in ((of_event, of_source), (of_source, of_event)):
        response = client.get(address)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert f'href="{linked}' in response.content.decode()
    assert Client().get(of_source).status_code == 302
