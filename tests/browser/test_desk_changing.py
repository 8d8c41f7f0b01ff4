from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.browser.desk import log_in
from tests.makers import (
    make_citation,
    make_known,
    make_occurrence,
    make_source,
    make_story,
    recorded,
)
from tracker.stories.events import Event


def released() -> tuple[Event, Event]:
    story = make_story(publication="draft")
    release = make_occurrence(story=story, statement="It is out")
    source = make_source(published="2026-04-24", title="The notes")
    cited = make_citation(event=release, basis="primary", source=source)
    recorded(release, value="confirmed", effective=date(2026, 4, 24), evidence=[cited])
    story.pivot = release
    story.save()
    return make_known(story=story, statement="It will be out in May"), release


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until what `selector` finds has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_a_prediction_is_settled_by_keyboard(page: Any, editor: None) -> None:
    event, _release = released()
    log_in(page, f"/admin/tracker/story/{event.story_id}/settle/")
    tab_to(page, f"#id_e{event.pk}-value")
    page.keyboard.type("Held")
    tab_to(page, f"#id_e{event.pk}-actual")
    page.keyboard.type("Out on 24 April")
    tab_to(page, "button[name=_record]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".settled")
    assert "outcome Held up from 24 April 2026" in page.inner_text(f"#row-{event.pk}")
    event.refresh_from_db()
    assert (event.outcome, event.status) == ("held", "confirmed")


def test_enter_in_a_field_of_the_page_records_nothing(page: Any, editor: None) -> None:
    event, _release = released()
    log_in(page, f"/admin/tracker/story/{event.story_id}/settle/")
    page.select_option(f"#id_e{event.pk}-value", "held")
    page.fill(f"#id_e{event.pk}-actual", "Half typed")
    page.press(f"#id_e{event.pk}-actual", "Enter")
    page.wait_for_load_state()
    assert page.input_value(f"#id_e{event.pk}-actual") == "Half typed"
    event.refresh_from_db()
    assert event.outcome == "open"


def test_another_value_brings_its_day_and_a_preview_at_once(page: Any, editor: None) -> None:
    event = make_occurrence(story=make_story(publication="draft"))
    make_citation(event=event, source=make_source(published="2026-02-03"))
    make_citation(event=event, source=make_source(published="2026-03-05"))
    log_in(page, f"/admin/tracker/event/{event.pk}/record/")
    assert page.input_value("#id_effective") == "5 March 2026"
    page.focus("input[name=value][value=confirmed]")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector("#record-preview :text('status Reported from 3 February 2026')")
    assert page.input_value("#id_effective") == "3 February 2026"
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#record-preview :text('status Confirmed from 5 March 2026')")


@pytest.mark.parametrize("script", [True, False])
def test_the_second_to_save_decides_with_and_without_javascript(
    new_page: Any, editor: None, script: bool
) -> None:
    event = make_occurrence(story=make_story(publication="draft"), statement="As it was")
    page = new_page(java_script_enabled=script)
    log_in(page, f"/admin/tracker/event/{event.pk}/change/")
    event.statement = "Her words"
    event.save()
    page.fill("#id_statement", "My words")
    page.press("#id_statement", "Enter")
    page.wait_for_selector(".meanwhile")
    assert "Her words" in page.inner_text(".meanwhile")
    assert page.input_value("#id_statement") == "My words"
    page.check(".meanwhile input[value=theirs]")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_selector(".messagelist .success")
    event.refresh_from_db()
    assert event.statement == "Her words"
