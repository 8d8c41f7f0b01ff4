"""Citing by keyboard alone: finding a source, adding one in place, many rows in a row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import log_in
from tests.makers import make_event, make_outlet, make_source, make_story
from tracker.evidence.models import Citation
from tracker.sources.models import Source
from tracker.stories.events import Event


def draft(**fields: Any) -> Event:
    return make_event(story=make_story(publication="draft"), **fields)


def focused(page: Any) -> str:
    """Return the id of the field that has the focus, of a source's list that of its select."""
    return page.evaluate(
        """() => {
          const field = document.activeElement;
          const box = field.closest(".related-widget-wrapper");
          return box && field.role ? box.querySelector("select").id : field.id;
        }"""
    )


def paste(page: Any, address: str) -> None:
    """Paste into the list of sources that has the focus, and wait for what it offers."""
    # Nothing is on the clipboard; the keys alone open the search.
    page.keyboard.press("Control+v")
    expect(page.locator(".select2-search__field")).to_be_focused()
    page.keyboard.insert_text(address)
    expect(page.locator(".select2-results__option--highlighted")).to_be_visible()


def test_many_citations_are_added_by_keyboard(page: Any, editor: None) -> None:
    event = draft(statement="It is out")
    for letter in "ab":
        make_source(title=f"Memo {letter}", url=f"https://example.org/{letter}")
    log_in(page, f"/admin/tracker/event/{event.pk}/change/")
    page.focus("#citations-group .add-row a")
    page.keyboard.press("Enter")
    assert focused(page) == "id_citations-0-source"
    paste(page, "http://www.example.org/a?utm_source=x#top")
    page.keyboard.press("Enter")
    assert focused(page) == "id_citations-0-source"
    page.select_option("#id_citations-0-stance", "denies")
    page.select_option("#id_citations-0-basis", "primary")
    page.focus("#citations-group .add-row a")
    page.keyboard.press("Enter")
    page.keyboard.type("memo b")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(
        re.compile("Memo b")
    )
    page.keyboard.press("Enter")
    page.focus("#id_citations-1-quote")
    page.keyboard.type("as it was said")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.add-row') !== null")
    page.press("#id_statement", "Enter")
    page.wait_for_selector(".messagelist")
    kept = Citation.objects.order_by("id").values_list("source__title", "stance", "basis")
    assert [*kept] == [("Memo a", "denies", "primary"), ("Memo b", "denies", "primary")]


def test_a_source_not_on_file_is_added_in_place(page: Any, editor: None) -> None:
    event = draft()
    make_outlet(name="The Example", domain="example.org")
    log_in(page, f"/admin/tracker/event/{event.pk}/change/")
    page.focus("#citations-group .add-row a")
    page.keyboard.press("Enter")
    paste(page, "https://www.example.org/new")
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    small = opened.value
    assert small.input_value("#id_url") == "https://www.example.org/new"
    assert "The Example" in small.inner_text("#select2-id_outlet-container")
    small.focus("#id_title")
    small.keyboard.type("The news")
    small.focus("#id_published")
    small.keyboard.type("24 April 2026")
    with small.expect_event("close"):
        small.keyboard.press("Enter")
    source = Source.objects.get()
    assert page.input_value("#id_citations-0-source") == str(source.pk)
    assert focused(page) == "id_citations-0-source"


def test_what_is_on_file_is_chosen_and_said(page: Any, editor: None) -> None:
    event = draft()
    source = make_source(title="The memo", url="https://example.org/a")
    log_in(page, f"/admin/tracker/event/{event.pk}/change/")
    page.focus("#citations-group .add-row a")
    page.keyboard.press("Enter")
    page.focus("#add_id_citations-0-source")
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    small = opened.value
    small.fill("#id_url", "https://www.example.org/a/")
    with small.expect_event("close"):
        small.press("#id_url", "Enter")
    assert page.input_value("#id_citations-0-source") == str(source.pk)
    expect(page.locator(".field-source .desk-note").first).to_contain_text("on file already")


def test_similar_events_show_while_typing_and_once_before_saving(
    page: Any, editor: None
) -> None:
    event = draft(statement="DeepSeek V4 will be released in April")
    log_in(page, f"/admin/tracker/event/add/?story={event.story_id}")
    page.focus("#id_statement")
    page.keyboard.type("V4 of DeepSeek is released in late April")
    expect(page.locator("#alike")).to_contain_text("1 event says something similar.")
    page.select_option("#id_kind", "prediction")
    page.press("#id_statement", "Enter")
    page.focus("text=Save all the same")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")
    assert Event.objects.count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_warning_fits_a_narrow_screen(new_page: Any, editor: None, scheme: Any) -> None:
    event = draft(statement="DeepSeek V4 will be released in April")
    page = new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    log_in(page, f"/admin/tracker/event/add/?story={event.story_id}")
    page.select_option("#id_kind", "prediction")
    page.fill("#id_statement", "V4 of DeepSeek is released in late April")
    page.press("#id_statement", "Enter")
    expect(page.locator("text=Save all the same")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_script_the_warning_and_the_address_work(new_page: Any, editor: None) -> None:
    event = draft(statement="DeepSeek V4 will be released in April")
    make_source(title="The memo", url="https://example.org/a")
    page = new_page(java_script_enabled=False)
    log_in(page, f"/admin/tracker/citation/add/?event={event.pk}")
    page.fill("[name=source-typed]", "www.example.org/a?utm_source=x")
    page.select_option("#id_stance", "supports")
    page.select_option("#id_basis", "primary")
    page.click("input[name=_save] >> nth=0")
    assert Citation.objects.get().source.title == "The memo"
    page.goto(f"/admin/tracker/event/add/?story={event.story_id}")
    page.select_option("#id_kind", "prediction")
    page.fill("#id_statement", "V4 of DeepSeek is released in late April")
    page.click("input[name=_save] >> nth=0")
    page.click("text=Save all the same")
    assert Event.objects.count() == 2
