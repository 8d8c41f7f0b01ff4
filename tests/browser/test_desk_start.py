"""Where typing begins on the pages of the desk, and that nothing typed is overwritten."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import log_in
from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_occurrence,
    make_source,
    make_story,
    recorded,
)


def test_a_form_begins_with_what_must_be_filled_in(page: Any, editor: None) -> None:
    story = make_story(publication="draft")
    log_in(page, "/admin/tracker/story/add/")
    expect(page.locator("#id_title")).to_be_focused()
    page.goto(f"/admin/tracker/event/add/?story={story.pk}")
    expect(page.locator("#id_kind")).to_be_focused()
    page.goto("/admin/tracker/source/add/")
    expect(page.locator("#id_url")).to_be_focused()
    page.goto("/admin/tracker/source/add/?_popup=1&url=https://example.org/a")
    expect(page.locator("#id_title")).to_be_focused()


def test_a_refused_form_begins_with_what_is_to_be_mended(page: Any, editor: None) -> None:
    log_in(page, f"/admin/tracker/event/add/?story={make_story(publication='draft').pk}")
    page.select_option("#id_kind", "occurrence")
    page.fill("#id_statement", "It is out")
    page.fill("#id_date", "some day")
    page.press("#id_date", "Enter")
    page.wait_for_selector(".errornote")
    expect(page.locator("#id_date")).to_be_focused()


def test_what_is_of_no_use_for_the_kind_is_not_shown(page: Any, editor: None) -> None:
    log_in(page, f"/admin/tracker/event/add/?story={make_story(publication='draft').pk}")
    expect(page.locator("#id_kind")).to_be_focused()
    page.keyboard.type("Pre")
    expect(page.locator("#id_date")).to_be_hidden()
    expect(page.locator("#id_projected")).to_be_visible()
    page.select_option("#id_kind", "occurrence")
    expect(page.locator("#id_date")).to_be_visible()
    expect(page.locator("#id_projected")).to_be_hidden()


def test_rows_made_of_statements_begin_with_the_stance_and_take_it_over(
    page: Any, editor: None
) -> None:
    story = make_story(publication="draft")
    for letter in "ab":
        make_event(story=story, statement=f"Statement {letter}")
    log_in(page, f"/admin/tracker/source/{make_source().pk}/link/")
    page.fill("#link-q", "Statement")
    page.press("#link-q", "Enter")
    expect(page.locator("input[name=take]")).to_have_count(2)
    for box in page.locator("input[name=take]").all():
        box.check()
    page.click("button[name=_take]")
    expect(page.locator("#id_rows-0-stance")).to_be_focused()
    page.keyboard.type("De")
    page.keyboard.press("Tab")
    assert page.input_value("#id_rows-1-stance") == "denies"
    assert page.input_value("#id_rows-2-stance") == ""


def test_the_first_key_of_the_queue_decides_the_first_citation(page: Any, editor: None) -> None:
    first, second = (
        make_citation(event=make_occurrence(), review="proposed") for _ in range(2)
    )
    log_in(page, "/admin/review/")
    page.keyboard.press("a")
    expect(page.locator(f"#citation-{first.pk}")).to_have_attribute("data-state", "accepted")
    expect(page.locator(f"#citation-{second.pk}")).to_be_focused()


def test_an_answer_replaces_nothing_that_was_typed_meanwhile(page: Any, editor: None) -> None:
    event = make_known(story=make_story(publication="draft"))
    cited = make_citation(event=event, source=make_source(published="2026-01-01"))
    recorded(event, "due", "2026-08", evidence=[cited])
    later = make_citation(event=event, source=make_source(published="2026-07-31"))
    log_in(page, f"/admin/tracker/event/{event.pk}/record/?field=due")
    box = page.locator(f"input[name=evidence][value='{later.pk}']")
    box.check()
    expect(page.locator("#id_effective")).to_have_value("31 July 2026")
    box.uncheck()
    page.wait_for_load_state("networkidle")
    page.fill("#id_effective", "")

    def slowly(route: Any) -> None:
        time.sleep(0.5)
        route.continue_()

    page.route("**/record/**", slowly)
    with page.expect_response(lambda answer: "/record/" in answer.url):
        box.check()
        page.fill("#id_effective", "2 August 2026")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#id_effective")).to_have_value("2 August 2026")
