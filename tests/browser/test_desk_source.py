from __future__ import annotations

from typing import Any

import pytest

from tests.browser.desk import log_in
from tests.makers import make_occurrence, make_source, make_story, make_user
from tracker.evidence.models import Citation
from tracker.sources.models import Source

TEXT = "Officials said the memo is real. “We wrote it,” a spokesman said on Friday."


@pytest.fixture
def memo(live_site: str) -> Source:
    """A document with a text, and a story with statements to link it to."""
    make_user(group="Moderators", username="ada")
    story = make_story(title="The memo affair", publication="draft")
    make_occurrence(story=story, statement="The memo is real")
    make_occurrence(story=story, statement="The company wrote the memo")
    return make_source(title="The memo", text=TEXT)


def link_address(source: Source) -> str:
    return f"/admin/tracker/source/{source.pk}/link/"


def test_a_moderator_links_a_source_to_two_events_by_keyboard(page: Any, memo: Source) -> None:
    log_in(page, link_address(memo))
    keys = page.keyboard
    page.focus("#link-q")
    keys.type("memo")
    keys.press("Enter")
    page.wait_for_selector(".link-found")
    assert page.evaluate("document.activeElement.name") == "take"
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("#rows-1 .select2-selection__rendered[title*='memo']")
    for row, quote in enumerate(["the memo is real", "we wrote it"]):
        page.focus(f"#id_rows-{row}-stance")
        keys.type("Su")
        page.focus(f"#id_rows-{row}-basis")
        keys.type("Fi")
        page.focus(f"#id_rows-{row}-quote")
        keys.type(quote)
    page.wait_for_selector("#rows-0 .said-yes")
    page.wait_for_selector("#rows-1 .said-parts")
    assert "We" in page.inner_text("#rows-1 ins")
    page.focus("#id_rows-1-quote")
    keys.press("ControlOrMeta+a")
    keys.type("We wrote it")
    page.wait_for_selector("#rows-1 .said-yes")
    page.focus(".submit-row input[type=submit]")
    keys.press("Enter")
    page.wait_for_selector(".messagelist")
    assert "2 citations added" in page.inner_text(".messagelist")
    assert Citation.objects.count() == 2


def test_a_row_that_is_added_searches_and_checks_like_the_others(
    page: Any, memo: Source
) -> None:
    log_in(page, link_address(memo))
    page.focus("button[name=_more]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('fieldset').id") == "rows-3"
    page.keyboard.press("Enter")
    page.keyboard.type("wrote")
    page.wait_for_selector(".select2-results__option--highlighted:has-text('company wrote')")
    page.keyboard.press("Enter")
    page.focus("#id_rows-3-quote")
    page.keyboard.type("We wrote it")
    page.wait_for_selector("#rows-3 .said-yes")
    assert page.input_value("#id_rows-TOTAL_FORMS") == "4"


def test_a_source_is_linked_without_javascript(new_page: Any, memo: Source) -> None:
    page = new_page(java_script_enabled=False)
    log_in(page, link_address(memo))
    page.fill("#link-q", "company")
    page.click("button[name=_find]")
    page.check("input[name=take]")
    page.click("button[name=_take]")
    page.click("button[name=_more]")
    page.select_option("#id_rows-0-stance", "supports")
    page.select_option("#id_rows-0-basis", "first_hand")
    page.fill("#id_rows-0-quote", "We wrote them")
    page.click(".submit-row input[type=submit]")
    assert "them" in page.inner_text("#rows-0 del")
    page.fill("#id_rows-0-quote", "We wrote it")
    page.click(".submit-row input[type=submit]")
    assert "1 citation added" in page.inner_text(".messagelist")


def test_dates_and_quotes_are_read_back_in_the_forms_of_the_admin(
    page: Any, memo: Source
) -> None:
    log_in(page, f"/admin/tracker/source/{memo.pk}/change/")
    page.fill("#id_published", "")
    page.focus("#id_published")
    page.keyboard.type("mid-to-late April 2026")
    page.wait_for_selector(".field-published code:has-text('2026-04-11/2026-04-30')")
    page.keyboard.type(" or so")
    page.wait_for_selector(".field-published .said-forms")
    page.goto(f"/admin/tracker/event/{make_occurrence().pk}/change/")
    page.click("text=Add another Citation")
    page.click(".field-source .select2-selection")
    page.keyboard.type("memo")
    page.click(".select2-results__option:has-text('The memo')")
    page.focus("#id_citations-0-quote")
    page.keyboard.type("memo is real")
    page.wait_for_selector("#citations-0 .said-yes")
