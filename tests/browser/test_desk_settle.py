"""Rows that are settled by occurrences of their own, with script and without."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import flaws_in_both
from tests.browser.desk import log_in
from tests.makers import (
    make_citation,
    make_known,
    make_occurrence,
    make_source,
    make_story,
    make_user,
    recorded,
)
from tracker.desk.roles import ADMINISTRATORS
from tracker.stories.events import Event
from tracker.stories.models import Story


def happened(story: Story, statement: str, published: str) -> Event:
    event = make_occurrence(story=story, statement=statement)
    source = make_source(published=published, title=f"Notes: {statement}")
    cited = make_citation(event=event, basis="primary", source=source)
    recorded(
        event, value="confirmed", effective=date.fromisoformat(published), evidence=[cited]
    )
    return event


@pytest.fixture
def launch(live_site: str) -> tuple[Event, Event, Event, Event]:
    """Two open predictions, the release that is the pivot, and another occurrence."""
    make_user(group=ADMINISTRATORS, username="ada")
    story = make_story(publication="draft")
    release = happened(story, "It is out", "2026-04-24")
    other = happened(story, "It is cheap", "2026-05-02")
    story.pivot = release
    story.save()
    first = make_known(story=story, statement="It will be out in May")
    second = make_known(story=story, statement="It will cost half")
    return first, second, release, other


def settled_by(event: Event) -> tuple[list[Event], date]:
    entry = event.changes.get(field="outcome")
    return [*entry.resolved_by.all()], entry.effective


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_row_is_settled_by_an_occurrence_of_its_own(
    new_page: Any, launch: tuple[Event, Event, Event, Event], script: bool
) -> None:
    first, second, release, other = launch
    page = new_page(java_script_enabled=script)
    log_in(page, f"/admin/tracker/story/{first.story_id}/settle/")
    row = page.locator(f"#settling-{second.pk}")
    page.fill(f"#id_e{second.pk}-actual", "Half the price")
    row.locator("summary").first.click()
    row.locator("button[name=_others]").click()
    row.get_by_label("It is cheap").first.check()
    row.get_by_label("It is out").first.uncheck()
    if not script:
        row.get_by_role("button", name="Show their citations").click()
    evidence = row.get_by_label("Notes: It is cheap")
    expect(evidence).to_be_checked()
    expect(page.locator(f"#id_e{second.pk}-effective")).to_have_value("2 May 2026")
    assert page.input_value(f"#id_e{second.pk}-actual") == "Half the price"
    page.fill(f"#id_e{first.pk}-actual", "Out on 24 April")
    for event in (first, second):
        page.select_option(f"#id_e{event.pk}-value", "held")
    page.click("button[name=_record]")
    page.wait_for_selector(".many-told")
    assert settled_by(first) == ([release], date(2026, 4, 24))
    assert settled_by(second) == ([other], date(2026, 5, 2))


def test_a_tick_on_top_moves_the_rows_and_nothing_that_is_typed(
    page: Any, launch: tuple[Event, Event, Event, Event]
) -> None:
    first, second, _release, _other = launch
    log_in(page, f"/admin/tracker/story/{first.story_id}/settle/")
    top = page.locator("#many-top")
    page.fill(f"#id_e{first.pk}-actual", "Half typed")
    top.get_by_label("It is cheap").check()
    top.get_by_label("It is out").uncheck()
    row = page.locator(f"#settling-{second.pk}")
    row.locator("summary").first.click()
    expect(row.get_by_label("It is cheap").first).to_be_checked()
    expect(page.locator("#id_effective")).to_have_value("2 May 2026")
    assert page.input_value(f"#id_e{first.pk}-actual") == "Half typed"


def test_an_answer_that_comes_late_leaves_what_was_ticked_meanwhile(
    page: Any, launch: tuple[Event, Event, Event, Event]
) -> None:
    first, _second, _release, _other = launch
    log_in(page, f"/admin/tracker/story/{first.story_id}/settle/")
    row = page.locator(f"#settling-{first.pk}")
    own = row.locator(f"#row-e{first.pk}-evidence input").first
    row.locator("summary").last.click()
    waiting: list[Any] = []
    page.route("**/settle/", lambda route: waiting.append(route))
    page.locator("#many-top").get_by_label("It is cheap").check()
    page.wait_for_timeout(100)
    own.check()
    with page.expect_response("**/settle/"):
        waiting[0].continue_()
    page.wait_for_timeout(200)
    expect(own).to_be_checked()


def test_a_source_that_is_not_on_file_is_added_in_a_row(page: Any, live_site: str) -> None:
    make_user(group="Editors", username="ada")
    story = make_story(title="The memo affair", publication="draft")
    source = make_source(title="The article")
    log_in(page, f"/admin/tracker/source/{source.pk}/link/?story={story.pk}")
    page.select_option("#id_rows-0-stance", "supports")
    with page.expect_popup() as opened:
        page.click("#add_id_rows-0-event")
    small = opened.value
    small.select_option("#id_kind", "occurrence")
    small.fill("#id_statement", "The memo is real")
    small.click("[name=_save] >> nth=0")
    page.wait_for_selector("#rows-0 .field-event .select2-selection__rendered:has-text('memo')")
    assert page.input_value("#id_rows-0-event") == str(Event.objects.get().pk)
    assert page.input_value("#id_rows-0-stance") == "supports"


def test_rows_of_an_event_are_added_without_javascript(new_page: Any, live_site: str) -> None:
    make_user(group="Editors", username="ada")
    event = make_occurrence(story=make_story(publication="draft"), statement="It is out")
    memo = make_source(title="The memo")
    page = new_page(java_script_enabled=False)
    log_in(page, f"/admin/tracker/event/{event.pk}/change/")
    page.fill("#id_statement", "It is out now")
    page.click("button[name=_more]")
    assert page.input_value("#id_statement") == "It is out now"
    page.fill("[name=citations-0-source-typed]", "memo")
    page.select_option("#id_citations-0-stance", "supports")
    page.select_option("#id_citations-0-basis", "first_hand")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_selector(".messagelist .success")
    event.refresh_from_db()
    assert (event.statement, event.citations.get().source) == ("It is out now", memo)


@pytest.mark.parametrize("width", [1280, 390])
def test_unfolded_rows_and_the_preview_have_no_flaw_that_axe_finds(
    new_page: Any, launch: tuple[Event, Event, Event, Event], width: int
) -> None:
    first = launch[0]
    page = new_page(viewport={"width": width, "height": 900})
    log_in(page, f"/admin/tracker/story/{first.story_id}/settle/")
    for summary in page.locator(".many-row summary").all():
        summary.click()
    page.locator("button[name=_others]").first.click()
    expect(page.locator("button[name=_others]")).to_have_count(1)
    check(page, width)
    page.goto(f"/admin/tracker/event/{first.pk}/record/?field=outcome")
    page.check("input[name=value][value=void]")
    page.fill("#id_reason", "Nobody can tell")
    page.fill("#id_effective", "1 May 2026")
    page.locator(".field-evidence input").first.check()
    page.locator(".field-evidence input").first.press("Tab")
    page.wait_for_selector(".as-readers-see .ribbon.is-void")
    check(page, width)


def check(page: Any, width: int) -> None:
    assert flaws_in_both(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
