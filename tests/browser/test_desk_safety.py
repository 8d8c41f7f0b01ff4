"""What keeps typed words safe, and uploads followed, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.desk import log_in
from tests.makers import make_citation, make_occurrence, make_user
from tracker.evidence.actions import review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ada(transactional_db: None) -> None:
    make_user(group="Editors", username="ada")


def test_what_is_too_much_is_not_sent_and_stays(page: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    event = make_occurrence(statement="It is out")
    log_in(page, reverse("admin:tracker_event_change", args=[event.pk]))
    assert page.locator("#desk-too-much").is_hidden()
    page.fill("[name=detail]", "x" * 30_000)
    page.click("[name=_continue]")
    page.wait_for_selector("#desk-too-much:focus")
    assert len(page.input_value("[name=detail]")) == 30_000
    page.fill("[name=detail]", "short")
    page.click("[name=_continue]")
    page.wait_for_selector(".success")
    event.refresh_from_db()
    assert event.detail == "short"


def test_without_script_the_way_back_keeps_what_was_typed(
    browser: Any, live_site: str, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    # Not by the fixture, for which an answer with an error is one of the page.
    with browser.new_context(base_url=live_site, java_script_enabled=False) as context:
        page = context.new_page()
        event = make_occurrence(statement="It is out")
        log_in(page, reverse("admin:tracker_event_change", args=[event.pk]))
        page.fill("[name=detail]", "x" * 30_000)
        with page.expect_response(lambda answer: answer.status == 413):
            page.click("[name=_continue]")
        page.get_by_role("heading", name="This was too much to send at once").wait_for()
        page.go_back()
        assert len(page.input_value("[name=detail]")) == 30_000


def test_from_the_full_form_the_next_row_of_the_queue_has_the_focus(page: Any) -> None:
    first, second = (
        make_citation(event=make_occurrence(), review="proposed", quote="said") for _ in "12"
    )
    for citation in (first, second):
        review(citation, "proposed", by="bob")
    log_in(page, "/admin/review/")
    page.click(f"#citation-{first.pk} [data-key=e]")
    page.click(f"#citation-{first.pk} >> text=Source and history")
    page.fill("[name=quote]", "said otherwise")
    page.click("[name=_save] >> nth=0")
    page.wait_for_selector(f"#citation-{second.pk}:focus")


@pytest.mark.parametrize("script", [True, False])
def test_an_upload_that_is_refused_is_followed_to_its_end(
    new_page: Any, settings: Any, tmp_path: Path, script: bool
) -> None:
    # What is no bundle needs no database, which a process of its own would not share here.
    settings.IMPORTS_DIR = tmp_path / "imports"
    page = new_page(java_script_enabled=script)
    log_in(page, "/admin/tracker/story/import/")
    broken = {"name": "b.json", "mimeType": "application/json", "buffer": b"{"}
    page.set_input_files("#bundle-file", files=[broken])
    page.click("[name=_check]")
    page.wait_for_selector("text=problem in b.json", timeout=60_000)
    if script:
        page.wait_for_selector("#upload-title:focus")
