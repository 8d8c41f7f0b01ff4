from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.browser.desk import log_in
from tests.bundles.makers import small
from tests.makers import make_known, make_story, make_user
from tracker.bundles.jobs import Job
from tracker.stories.events import Event
from tracker.stories.models import Story


@pytest.fixture
def stale(live_site: str, settings: Any) -> Event:
    """An open prediction that nobody has looked at since January."""
    make_user(group="Editors", username="ada")
    settings.TRACKER_STALE_DAYS = 1
    event = make_known(
        story=make_story(summary="It opened.", publication="draft"),
        statement="It will open in May",
    )
    event.check_on(date(2026, 1, 2))
    return event


def by_keyboard(page: Any, role: str, name: str) -> None:
    """Reach a control by the Tab key alone and press it."""
    page.wait_for_load_state()
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([role, name]) => { const one = document.activeElement;"
            " return one && one.matches(role) && one.textContent.trim().startsWith(name); }",
            [role, name],
        ):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not reach {name}")


@pytest.mark.parametrize("script", [True, False])
def test_a_check_is_kept_and_taken_back_by_keyboard(
    new_page: Any, stale: Event, script: bool
) -> None:
    page = new_page(java_script_enabled=script, viewport={"width": 390, "height": 800})
    log_in(page, "/admin/")
    assert page.inner_text("#stale-title") == "Not checked lately 1"
    page.focus("#stale button")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#checked-{stale.pk}")
    assert page.inner_text("#stale-title") == "Not checked lately 0"
    # The way back has the focus, so that the next key may be Enter.
    page.wait_for_function("document.activeElement.textContent.startsWith('Undo')")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#stale-{stale.pk}")
    stale.refresh_from_db()
    assert stale.checked_on == date(2026, 1, 2)


def test_a_story_is_previewed_and_published_by_keyboard(page: Any, stale: Event) -> None:
    Story.objects.update(working_notes="ask the city")
    form = f"/admin/tracker/story/{stale.story_id}/change/"
    log_in(page, form)
    page.wait_for_url(f"**{form}")
    by_keyboard(page, "a", "Preview")
    page.wait_for_url("**/admin/preview/stories/*/")
    assert "ask the city" in page.inner_text("#notes")
    by_keyboard(page, "a", "Back to the form")
    page.wait_for_url(f"**{form}")
    by_keyboard(page, "a", "Publish")
    page.wait_for_url("**/publication/")
    page.focus("input[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")
    assert Story.objects.get().is_published


def test_the_timeline_of_a_preview_opens_its_sources_in_place(page: Any, stale: Event) -> None:
    log_in(page, f"/admin/preview/stories/{stale.story.slug}/")
    page.focus(f"#summary-{stale.pk}")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#panel-{stale.pk}")
    assert "/admin/preview/" in page.url


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server do itself what a process of its own does: that sees no database in
    memory. tests/bundles/test_jobs.py lets the process do it."""
    monkeypatch.setattr(Job, "launch", lambda job, _lock: job.work())


def test_a_bundle_is_imported_by_keyboard(page: Any, stale: Event, at_once: None) -> None:
    log_in(page, "/admin/tracker/story/")
    page.wait_for_url("**/admin/tracker/story/")
    by_keyboard(page, "a", "Import a bundle")
    page.wait_for_url("**/import/")
    content = json.dumps(small()).encode()
    page.set_input_files(
        "#bundle-file", {"name": "b.json", "mimeType": "application/json", "buffer": content}
    )
    by_keyboard(page, "button", "Check")
    page.wait_for_selector("text=Nothing has been written yet")
    by_keyboard(page, "button", "Import")
    page.wait_for_selector("text=b.json is imported")
    assert Story.objects.filter(slug="bridge").exists()
