"""Unsaved changes are not lost by accident; Ctrl+S saves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.makers import make_citation, make_event, make_source, make_user
from tracker.stories.events import Event


@pytest.fixture
def event(live_site: str) -> Event:
    make_user(group="Administrators", username="ada")
    made = make_event(statement="It will open")
    make_citation(event=made, source=make_source(title="The memo"), quote="as they said")
    return made


@pytest.fixture
def form(page: Any, event: Event) -> Any:
    """The event's form, open in a page that answers no dialog by itself."""
    page.goto(f"/admin/login/?next=/admin/tracker/event/{event.pk}/change/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", "only-for-tests")
    page.click("input[type=submit]")
    settle(page)
    return page


def settle(page: Any) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(100)


def asks_before_leaving(page: Any) -> bool:
    """Try to leave, stay if asked, and tell whether the page asked; come back otherwise."""
    asked = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    before = page.url
    page.once("dialog", stay)
    page.evaluate("location.href = '/healthz'")
    page.wait_for_timeout(300)
    page.remove_listener("dialog", stay) if not asked else None
    if not asked:
        assert page.url.endswith("/healthz")
        page.goto(before)
        settle(page)
    return asked == ["beforeunload"]


def test_a_form_that_nobody_touched_is_left_without_a_question(form: Any) -> None:
    # Browsers ask only where somebody has done something at all.
    form.click("h1")
    assert not asks_before_leaving(form)


def test_typed_words_are_asked_about_until_they_are_taken_back(form: Any) -> None:
    form.fill("#id_statement", "It will open in May")
    assert asks_before_leaving(form)
    assert form.input_value("#id_statement") == "It will open in May"
    form.fill("#id_statement", "It will open")
    assert not asks_before_leaving(form)


def test_a_citation_chosen_in_an_added_row_is_asked_about(form: Any) -> None:
    form.click("text=Add another Citation")
    form.click("#citations-1 .field-source .select2-selection")
    form.keyboard.type("memo")
    form.click(".select2-results__option:has-text('The memo')")
    assert asks_before_leaving(form)


def test_an_added_row_that_is_empty_or_gone_again_is_not(form: Any) -> None:
    form.click("text=Add another Citation")
    form.click("#citations-1 .field-quote textarea")
    assert not asks_before_leaving(form)
    form.click("text=Add another Citation")
    form.fill("#id_citations-1-quote", "some words")
    assert asks_before_leaving(form)
    form.click("#citations-1 .inline-deletelink")
    assert not asks_before_leaving(form)


def test_a_row_marked_for_deletion_is_asked_about(form: Any) -> None:
    form.check("#id_citations-0-DELETE")
    assert asks_before_leaving(form)


def test_saving_is_not_asked_about(form: Any, event: Event) -> None:
    form.fill("#id_statement", "It will open in May")
    form.click("input[name=_continue] >> nth=0")
    form.wait_for_selector(".messagelist .success")
    event.refresh_from_db()
    assert event.statement == "It will open in May"


def test_what_came_back_with_errors_is_unsaved(form: Any) -> None:
    form.fill("#id_statement", "")
    form.eval_on_selector("#id_statement", "e => e.form.noValidate = true")
    form.click("input[name=_continue] >> nth=0")
    form.wait_for_selector(".errornote")
    settle(form)
    form.click("h1")
    assert asks_before_leaving(form)


def test_logging_out_does_not_drop_what_was_typed(form: Any) -> None:
    form.fill("#id_statement", "It will open in May")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    form.once("dialog", stay)
    form.click("#logout-form button", no_wait_after=True)
    form.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert form.input_value("#id_statement") == "It will open in May"


@pytest.mark.parametrize("key", ["Control+s", "Meta+s"])
def test_a_shortcut_saves_and_stays(form: Any, event: Event, key: str) -> None:
    form.focus("#id_statement")
    form.keyboard.press("End")
    form.keyboard.type(" in May")
    form.keyboard.press(key)
    form.wait_for_selector(".messagelist .success")
    event.refresh_from_db()
    assert event.statement == "It will open in May"
    assert form.url.endswith("/change/")
    shortcut = form.get_attribute("input[name=_continue] >> nth=0", "aria-keyshortcuts")
    assert shortcut == "Control+S Meta+S"


def test_the_shortcut_saves_an_added_row(form: Any, event: Event) -> None:
    form.click("text=Add another Citation")
    form.click("#citations-1 .field-source .select2-selection")
    form.keyboard.type("memo")
    form.click(".select2-results__option:has-text('The memo')")
    form.select_option("#id_citations-1-stance", "mentions")
    form.select_option("#id_citations-1-basis", "primary")
    form.keyboard.press("Control+s")
    form.wait_for_selector(".messagelist .success")
    assert event.citations.count() == 2
