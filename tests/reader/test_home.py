from __future__ import annotations

from datetime import date

import pytest

from tests.makers import make_citation, make_known, make_source, make_story, recorded
from tests.reader.pages import Element, get
from tracker.stories.events import Event
from tracker.stories.values import Outcome, Publication, Status

pytestmark = pytest.mark.django_db


def news(page: Element, title: str) -> list[str]:
    """Return the items under a heading, "" if the page has no such list."""
    found = page.all("section", **{"aria-labelledby": title})
    return [item.text for item in found[0].all("li")] if found else []


def test_a_site_without_stories_says_so() -> None:
    page = get("/")
    assert "No story has been published yet." in page.one("div", "empty").text
    assert news(page, "changes-title") == news(page, "due-title") == []


def test_stories_are_listed_with_words_and_counts_newest_change_first() -> None:
    old = make_story(title="Old", summary="About *the* past.")
    new = make_story(title="New")
    make_known(story=old, since=date(2026, 1, 1))
    event = make_known(story=new, since=date(2026, 2, 1))
    recorded(event, "outcome", Outcome.HELD, effective=date(2026, 3, 1))
    make_known(story=new, kind="occurrence", since=date(2026, 2, 1))
    make_story(title="Draft", publication=Publication.DRAFT)
    page = get("/")
    assert [head.text for head in page.one("ul", "listing").all("h3")] == ["New", "Old"]
    articles = page.all("article")
    assert "2 events" in articles[0].text and "3 sources" in articles[0].text
    assert "last change 1 March 2026" in articles[0].text
    assert "1 Held up" in articles[0].text
    assert "About the past." in articles[1].text


def test_what_changed_lately_is_told_newest_first_with_reversals_marked() -> None:
    story = make_story(title="Bridge")
    event = make_known(story=story, statement="It will open", since=date(2026, 1, 1))
    recorded(event, "outcome", Outcome.HELD, effective=date(2026, 3, 1))
    recorded(event, "outcome", Outcome.FAILED, effective=date(2026, 4, 1))
    told = news(get("/"), "changes-title")
    assert told == [
        "1 April 2026 It will open Did not hold up Reversed Bridge",
        "1 March 2026 It will open Held up Bridge",
        "1 January 2026 It will open Rumored Bridge",
    ]


def test_changes_of_drafts_and_withdrawn_ones_are_not_told() -> None:
    make_known(story=make_story(publication=Publication.DRAFT))
    event = make_known(story=make_story(), since=date(2026, 1, 1), statement="Shown")
    one = make_citation(event=event, source=make_source())
    wrong = recorded(event, "due", "2026-05", effective=date(2026, 2, 1), evidence=[one])
    recorded(
        event, "due", "2026-06", effective=date(2026, 2, 1), evidence=[one], withdraws=wrong[0]
    )
    told = news(get("/"), "changes-title")
    assert len(told) == 2
    assert "June 2026" in told[0]


def test_open_predictions_fall_due_in_order_the_overdue_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracker.reader.views.today_in", lambda zone: date(2026, 6, 1))
    story = make_story(title="Bridge")
    for statement, due in (("Late", "2026-05"), ("Today", "2026-06-01"), ("Later", "2026-07")):
        event = make_known(story=story, statement=statement, since=date(2026, 1, 1))
        recorded(event, "due", due, effective=date(2026, 1, 2))
    recorded(
        Event.objects.get(statement="Later"),
        "outcome",
        Outcome.VOID,
        effective=date(2026, 2, 1),
    )
    make_known(story=story, statement="Undated", status=Status.REPORTED)
    told = news(get("/"), "due-title")
    assert len(told) == 2
    assert told[0].startswith("May 2026") and "Overdue" in told[0]
    assert told[1].startswith("1 June 2026") and "Overdue" not in told[1]


def test_dated_questions_of_a_story_fall_due_until_they_are_past(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracker.reader.views.today_in", lambda zone: date(2026, 6, 1))
    watch = [
        {"question": "Will it last?"},
        {"question": "Will it pay?", "due": "2026-12"},
        {"question": "Did it rain?", "due": "2026-05"},
    ]
    story = make_story(title="Bridge", watch=watch)
    make_story(title="Draft", watch=watch, publication=Publication.DRAFT)
    event = make_known(story=story, statement="It will stand", since=date(2026, 1, 1))
    recorded(event, "due", "2026-07", effective=date(2026, 1, 2))
    told = news(get("/"), "due-title")
    assert told[0].startswith("July 2026 It will stand")
    assert told[1:] == ["December 2026 Will it pay? To watch Bridge"]


def test_a_page_with_nothing_due_says_so() -> None:
    make_known(story=make_story())
    page = get("/")
    assert news(page, "due-title") == []
    assert "No open prediction has a due date ahead." in page.text


def test_a_long_list_of_stories_goes_on_without_gap_or_repetition() -> None:
    for number in range(45):
        story = make_story(title=f"Story {number}")
        if number % 3:
            make_known(story=story, since=date(2026, 1, 1 + number % 5))
    path, seen, pages = "/", [], 0
    while path:
        page = get(path)
        seen += [head.text for head in page.one("ul", "listing").all("h3")]
        more = page.all("a", id="more")
        path, pages = (more[0].attrs["href"] if more else ""), pages + 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == 45
    assert seen[0] in {"Story 4", "Story 14", "Story 19", "Story 29", "Story 34", "Story 44"}
    assert get("/", {"after": "nonsense"}, status=400).all("a", href="/")


def test_a_story_shows_its_outcomes_as_parts_of_a_whole() -> None:
    story = make_story(title="Bridge")
    for outcome in ("held", "failed", "failed", "open"):
        event = make_known(story=story, since=date(2026, 1, 1))
        if outcome != "open":
            recorded(event, "outcome", outcome, effective=date(2026, 2, 1))
    parts = get("/").one("svg", "shares").all("svg")
    assert [(one.attrs["x"], one.attrs["width"]) for one in parts] == [
        ("0.0%", "25.0%"), ("25.0%", "50.0%"), ("75.0%", "25.0%")
    ]  # fmt: skip
