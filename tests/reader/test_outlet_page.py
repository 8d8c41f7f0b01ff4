"""The page of one outlet: its record, its predictions, and at which address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import (
    make_citation,
    make_known,
    make_outlet,
    make_source,
    make_story,
    make_user,
)
from tests.reader.outlets import SAID, exported, said
from tests.reader.pages import Element, get
from tracker.evidence.following import tell
from tracker.sources.models import Outlet
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db


def section(page: Element, key: str) -> Element:
    return page.one("section", "section", **{"aria-labelledby": f"{key}-title"})


def test_the_page_says_how_far_its_record_can_be_trusted(paper: Outlet) -> None:
    page = get("/outlets/paper/")
    assert page.one("p", "kick").text.replace(" ", "") == "OutletsNewspaperDE10sources"
    assert page.one("p", "lede").text == (
        "Of 9 settled predictions 6 held up, 0 in part, 3 did not. That is 67%, what held in"
        " part counted half; the true share may lie anywhere from 35 to 88%."
    )
    assert "67%, 35–88%, n = 9" in page.one("div", "big").text
    roles = [row.text for row in section(page, "roles").one("tbody").all("tr")]
    assert "8 of 9" in roles[0] and "1 of 1" in roles[1]
    facts = page.one("dl", "facts").text
    assert "median 60 days, from 57 to 61, n = 9" in facts
    assert "9 of 9 own predictions" in facts
    topics = [row.one("th").text for row in section(page, "topics").one("tbody").all("tr")]
    assert topics == ["money", "No topic"]


def test_a_short_record_is_called_one(several_outlets: None) -> None:
    lede = get("/outlets/ant/").one("p", "lede").text
    assert "too few to compare" in lede and "0 to 79%" in lede
    assert get("/outlets/zero/").one("p", "lede").text == (
        "1 prediction, and nothing to count yet."
    )


def test_each_prediction_stands_with_what_happened_and_how_it_was_known(
    paper: Outlet,
) -> None:
    page = get("/outlets/paper/?role=relayed")
    (row,) = page.one("table", "calls").one("tbody").all("tr")
    assert "It happened so." in row.text and "relays wire" in row.text
    row = get("/outlets/paper/?q=sings").one("table", "calls").one("tbody").one("tr")
    assert "It sings, they say" in row.one("q").text
    assert "No outcome yet" in row.text and "own reporting" in row.text


def test_a_quote_of_what_was_settled_already_is_not_shown_as_a_prediction(
    paper: Outlet,
) -> None:
    event = Event.objects.get(statement="Held 0")
    late = make_source(outlet=paper, published="2026-06-01")
    make_citation(event=event, source=late, quote="as we all know now")
    assert "as we all know now" not in get("/outlets/paper/").text


def test_an_outlet_known_from_others_alone_says_so() -> None:
    wire = make_outlet(slug="wire", name="Wire")
    origin = make_source(outlet=wire, published="")
    event = make_known(since=SAID)
    repeater = make_source(published=str(SAID))
    make_citation(event=event, source=repeater, relays=origin)
    row = get("/outlets/wire/").one("table", "calls").one("tbody").one("tr")
    assert "known from those who repeat it" in row.text


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("", "It sings"),
        ("?sort=said&q=held", "Held 0"),
        ("?sort=-lead&outcome=held", "Held 0"),
        ("?sort=lead&outcome=held&role=own", "Held 4"),
        ("?sort=-knew&outcome=held", "Statement"),
        ("?per_page=1&page=99999999999&role=own&sort=-said&q=held", "Held 0"),
        ("?role=%00&outcome=x&sort=x&page=-1", "It sings"),
    ],
)
def test_its_predictions_are_narrowed_sorted_and_paged(
    paper: Outlet, query: str, first: str
) -> None:
    rows = get(f"/outlets/paper/{query}").one("table", "calls").one("tbody").all("th")
    assert rows[0].one("a").text.startswith(first)


def test_words_without_a_date_stand_on_no_past_page(paper: Outlet) -> None:
    assert "Founded lately." in get("/outlets/paper/").text
    assert "Founded lately." not in get("/outlets/paper/?as_of=2026-05-02").text


def test_its_sources_are_listed_and_lead_to_the_table_of_sources(paper: Outlet) -> None:
    page = get("/outlets/paper/?as_of=2026-03-01")
    links = section(page, "documents").all("a")
    assert links[-1].attrs["href"] == "/sources/?as_of=2026-03-01&outlet=paper"
    assert len(links) == 3
    assert all(link.attrs["href"].endswith("?as_of=2026-03-01") for link in links[:-1])


def test_what_is_not_public_has_no_page(paper: Outlet) -> None:
    make_outlet(slug="idle")
    draft = make_outlet(slug="draft")
    said(draft, story=make_story(publication="draft"))
    proposed = make_outlet(slug="proposed")
    make_citation(event=make_known(), source=make_source(outlet=proposed), review="proposed")
    for address in ("nobody/", "idle/", "draft/", "proposed/", "paper/?as_of=2026-02-28"):
        assert Client().get(f"/outlets/{address}").status_code == 404
    shown = {row["url"].split("/")[4] for row in exported()}
    assert {"paper", "wire"} <= shown and shown.isdisjoint({"idle", "draft", "proposed"})


def test_a_merged_outlet_leads_to_its_survivor_which_has_its_predictions(
    paper: Outlet,
) -> None:
    old = make_outlet(slug="old", name="Old Paper")
    event = said(old, "held", days=5)
    old.merged_into = paper
    old.save()
    tell(events=[event.pk], sources=[*old.sources.values_list("pk", flat=True)])
    response = Client().get("/outlets/old/?as_of=2026-06-01&sort=-lead")
    assert response.status_code == 301
    assert response["Location"] == "/outlets/paper/?as_of=2026-06-01&sort=-lead"
    assert "Of 10 settled predictions" in get(response["Location"]).one("p", "lede").text
    assert "Old Paper" not in [row["outlet"] for row in exported()]
    lost = make_outlet(slug="lost", merged_into=make_outlet(slug="idle"))
    assert Client().get(f"/outlets/{lost.slug}/").status_code == 404


def test_names_of_outlets_lead_to_their_pages_on_the_same_day(paper: Outlet) -> None:
    event = Event.objects.get(statement="Held 0")
    source = event.citations.order_by("pk")[0].source_id
    for address in (
        event.get_absolute_url(),
        f"/sources/{source}/",
        "/sources/",
        event.story.get_absolute_url(),
        reverse("reader:predictions", args=["bridge"]),
    ):
        links = get(f"{address}?as_of=2026-05-02").all(
            "a", href="/outlets/paper/?as_of=2026-05-02"
        )
        assert links and {link.text for link in links} == {"Paper"}


def test_colleagues_see_an_outlet_of_drafts_and_are_led_to_the_public_list() -> None:
    said(make_outlet(slug="draft", name="Draft"), story=make_story(publication="draft"))
    client = Client()
    client.force_login(make_user(group="Moderators"))
    response = client.get("/admin/preview/outlets/draft/")
    assert response.status_code == 200
    assert b"No prediction of this outlet is on record." in response.content
    assert client.get("/admin/preview/outlets/")["Location"] == "/outlets/"
    assert client.get("/admin/preview/outlets/nobody/").status_code == 404
