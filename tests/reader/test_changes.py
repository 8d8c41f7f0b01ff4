from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.makers import make_citation, make_known, make_source, make_story, recorded
from tests.reader.pages import Element, get
from tracker.ledger.models import Change
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def told(page: Element) -> list[str]:
    return [item.text for item in page.all("li", "change")]


def statements(page: Element) -> list[str]:
    return [item.one("h3").text for item in page.all("li", "change")]


@pytest.fixture
def span(db: None) -> Event:
    """Rumored in March, held in April, which was reversed in May."""
    story = make_story(slug="bridge", title="Bridge")
    event = make_known(story=story, statement="It will open", since=MARCH)
    recorded(event, "outcome", "held", effective=APRIL)
    recorded(event, "outcome", "failed", effective=MAY, miss="wrong", reason="Closed again.")
    return event


def test_a_site_without_changes_says_so() -> None:
    assert "No change has been recorded yet." in get("/changes/").one("div", "empty").text


def test_changes_are_told_newest_first_under_their_day(span: Event) -> None:
    page = get("/changes/")
    days = [head.text for head in page.all("h2")]
    assert days == ["1 May 2026", "1 April 2026", "1 March 2026"]
    # The status that an outcome brings with it is an entry of its own.
    first = told(page)[1]
    assert "Did not hold up" in first and "Reversed" in first
    assert "Outcome changed, from “Held up”" in first and "Wrong. Closed again." in first
    assert "Bridge" in first and "No. " in first
    assert page.all("a", href=f"/events/{span.pk}/#change-4")


def test_what_was_lowered_is_marked_too(span: Event) -> None:
    softened = [text for text in told(get("/changes/")) if "Status lowered" in text]
    assert len(softened) == 1 and "Softened" in softened[0]


def test_a_list_can_be_narrowed_by_kind_story_and_day_of_record(span: Event) -> None:
    other = make_story(slug="tunnel", title="Tunnel")
    make_known(story=other, statement="It will be dug", since=APRIL)
    assert statements(get("/changes/", {"kind": "reversed"})) == ["It will open"]
    appeared = get("/changes/", {"kind": ["appeared", "reversed"]})
    assert statements(appeared) == ["It will open", "It will be dug", "It will open"]
    assert statements(get("/changes/", {"story": "tunnel"})) == ["It will be dug"]
    late = make_known(story=other, statement="Late", since=MARCH)
    assert late.known_on == MARCH
    since = get("/changes/", {"since": "2026-11-01"})
    assert "Recorded by us since 1 November 2026" in since.text
    assert "Late" in statements(since)
    assert told(get("/changes/", {"since": "2026-11-02"})) == []


def test_what_was_recorded_late_is_found_by_the_day_of_record(span: Event) -> None:
    one = make_citation(event=span, source=make_source(published="2026-03-01"))
    recorded(
        span, "due", "2026-09", effective=MARCH, evidence=[one],
        now=datetime(2026, 11, 9, 12, tzinfo=UTC),
    )  # fmt: skip
    found = get("/changes/", {"since": "2026-11-05"})
    assert len(told(found)) == 1 and "Due September 2026" in told(found)[0]


def test_a_withdrawn_entry_stays_and_is_marked(span: Event) -> None:
    one = make_citation(event=span, source=make_source(published="2026-03-01"))
    [wrong] = recorded(span, "due", "2026-06", effective=MARCH, evidence=[one])
    recorded(
        span,
        "due",
        "2026-07",
        effective=MARCH,
        evidence=[one],
        withdraws=wrong,
        reason="Misread.",
    )
    found = told(get("/changes/", {"kind": "withdrawn"}))
    assert len(found) == 2
    assert "Withdraws no." in found[0] and "Withdrawn: it counts nowhere." in found[1]
    assert len(told(get("/changes/", {"kind": "dated"}))) == 1


def test_drafts_are_not_told() -> None:
    make_known(story=make_story(publication=Publication.DRAFT))
    page = get("/changes/")
    assert told(page) == []
    assert page.one("select", id="filter-story").all("option", value="")


def test_nothing_later_is_told_as_of_a_day(span: Event) -> None:
    later = make_story(slug="later", title="Later story")
    make_known(story=later, since=MAY)
    page = get("/changes/", {"as_of": "2026-04-01"})
    assert len(told(page)) == 3
    assert "Reversed" not in [mark.text for mark in page.all("b", "change-mark")]
    assert "Later story" not in page.text
    assert page.one("title").text.startswith("Changes as of 1 April 2026")
    links = [link.attrs["href"] for link in page.all("li", "change")[0].all("a")]
    assert all("as_of=2026-04-01" in link for link in links if link.startswith("/"))


def test_a_long_list_goes_on_without_gap_or_repetition(real_story: Story) -> None:
    seen: list[str] = []
    path = "/changes/"
    while path:
        page = get(path)
        seen += [
            link.attrs["href"] for item in page.all("li", "change")
            for link in item.all("a") if "#change-" in link.attrs["href"]
        ]  # fmt: skip
        more = page.all("a", id="more")
        path = more[0].attrs["href"] if more else ""
    newest = Change.objects.filter(story=real_story).order_by("-effective", "-pk")
    assert seen == [f"/events/{one.event_id}/#change-{one.number}" for one in newest]


@pytest.mark.parametrize(
    "query",
    [{"after": "nonsense"}, {"after": "MjAyNi0wMS0wMSB4"}, {"since": "the day of the flood"}],
)
def test_what_cannot_be_read_is_answered_with_a_way_on(query: dict[str, str]) -> None:
    page = get("/changes/", query, status=400)
    assert page.all("a", href="/changes/") or page.one("form", action="/changes/")


def test_unknown_kinds_and_stories_narrow_nothing(span: Event) -> None:
    assert len(told(get("/changes/", {"kind": "x\x00", "story": "none\x00"}))) == 5
