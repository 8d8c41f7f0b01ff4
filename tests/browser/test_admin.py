from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.browser.desk import log_in
from tests.makers import make_citation, make_occurrence, make_source, make_story
from tracker.evidence.models import Citation


@pytest.fixture
def administrator(live_site: str) -> None:
    get_user_model().objects.create_superuser("ada", password="only-for-tests")


def test_the_desk_keeps_to_the_content_security_policy(page: Any, administrator: None) -> None:
    page.goto("/admin/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", "only-for-tests")
    page.click("input[type=submit]")
    page.goto("/admin/auth/user/add/")
    assert page.title().startswith("Invite a colleague")


@pytest.mark.parametrize("size", [(1280, 900), (390, 800)])
def test_an_editor_adds_a_citation_and_records_a_status(
    new_page: Any, editor: None, size: tuple[int, int]
) -> None:
    event = make_occurrence(story=make_story(publication="draft"), statement="It is out")
    make_source(title="The memo")
    page = new_page(viewport={"width": size[0], "height": size[1]})
    log_in(page, "/admin/tracker/event/")
    page.click("text=It is out")
    page.click("text=Add another Citation")
    page.click(".field-source .select2-selection")
    page.keyboard.type("memo")
    page.click(".select2-results__option:has-text('The memo')")
    page.select_option("#id_citations-0-stance", "supports")
    page.select_option("#id_citations-0-basis", "primary")
    page.click("input[name=_continue] >> nth=0")
    assert Citation.objects.get().source.title == "The memo"
    page.click("text=Record a change")
    page.check("input[name=value][value=confirmed]")
    page.check("input[name=evidence]")
    page.click("input[type=submit][value=Record]")
    assert "Entry 1: status Confirmed" in page.inner_text(".messagelist")
    event.refresh_from_db()
    assert event.status == "confirmed"
    page.click("a.historylink")
    page.click("#change-history a >> nth=0")
    assert page.title().startswith("Revert It is out")


def test_a_status_is_recorded_without_javascript(new_page: Any, editor: None) -> None:
    citation = make_citation(event=make_occurrence(story=make_story(publication="draft")))
    page = new_page(java_script_enabled=False)
    log_in(page, f"/admin/tracker/event/{citation.event_id}/record/")
    page.check("input[name=value][value=reported]")
    page.uncheck("input[name=evidence]")
    page.click("input[type=submit][value=Record]")
    assert "Cite at least one accepted citation" in page.inner_text(".field-evidence")
    page.check("input[name=evidence]")
    page.click("input[type=submit][value=Record]")
    assert "Entry 1: status Reported" in page.inner_text(".messagelist")


def test_a_breach_of_the_policy_is_noticed(browser: Any, live_site: str) -> None:
    messages: list[str] = []
    page = browser.new_page(base_url=live_site)
    page.on("console", lambda message: messages.append(message.text))
    page.goto("/admin/login/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.close()
    assert "Content Security Policy" in messages[0]
