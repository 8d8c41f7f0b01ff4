"""The pages of the desk at both widths, light and dark."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import flaws_in_both
from tests.browser.sizes import DESK, PHONE
from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_source,
    make_story,
    make_user,
)
from tracker.desk.roles import ADMINISTRATORS


@pytest.fixture
def pages(live_site: str) -> dict[str, str]:
    """The pages by name, of a desk with something on each."""
    make_user(group=ADMINISTRATORS, username="ada", first_name="Ada")
    colleague = make_user(group="Moderators", username="grace")
    story = make_story(title="The bridge")
    event = make_known(story=story, statement="It will open with both lanes in the spring")
    draft = make_event(story=story, statement="It will be red")
    source = make_source(title="A long title of a document about the bridge", text="It said.")
    citation = make_citation(event=event, source=source, relays=make_source())
    model = "/admin/tracker"
    return {
        "index": "/admin/",
        "events": f"{model}/event/",
        "filtered": f"{model}/event/?outcome__exact=open&overdue=no&q=both",
        "citations": f"{model}/citation/",
        "sources": f"{model}/source/",
        "ledger": f"{model}/change/",
        "people": "/admin/auth/user/",
        "signed in": "/admin/auth/user/signed-in/",
        "invite": "/admin/auth/user/add/",
        "new link": f"/admin/auth/user/{colleague.pk}/password/",
        "person": f"/admin/auth/user/{colleague.pk}/change/",
        "event": f"{model}/event/{event.pk}/change/",
        "story": f"{model}/story/{story.pk}/change/",
        "source": f"{model}/source/{source.pk}/change/",
        "citation": f"{model}/citation/{citation.pk}/change/",
        "record": f"{model}/event/{event.pk}/record/",
        "settle": f"{model}/story/{story.pk}/settle/",
        "postpone": f"{model}/story/{story.pk}/postpone/",
        "link": f"{model}/source/{source.pk}/link/",
        "review": "/admin/review/",
        "history": f"{model}/event/{event.pk}/history/",
        "delete": f"{model}/event/{draft.pk}/delete/",
        "password": "/admin/password_change/",
    }


def sign_in(page: Any) -> None:
    page.fill("#id_username", "ada")
    page.fill("#id_password", "only-for-tests")
    page.click("input[type=submit]")


def check(page: Any, name: str, width: int) -> None:
    assert flaws_in_both(page) == [], name
    content = page.evaluate("document.documentElement.scrollWidth")
    assert content <= width, f"{name} is {content} px wide"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "phone"])
def test_the_desk_has_no_flaw_that_axe_finds(
    new_page: Any, pages: dict[str, str], size: dict[str, int]
) -> None:
    page = new_page(viewport=size)
    page.goto("/admin/login/")
    check(page, "login", size["width"])
    sign_in(page)
    for name, address in pages.items():
        page.goto(address)
        # Selects with search are arranged after the page has loaded.
        page.wait_for_timeout(50)
        check(page, name, size["width"])
        if size == DESK and page.locator(".results").count():
            inner = page.eval_on_selector(".results", "e => e.scrollWidth - e.clientWidth")
            assert inner <= 0, f"the list of {name} is {inner} px too wide"


def test_the_switch_of_the_admin_wins_over_the_system(
    new_page: Any, pages: dict[str, str]
) -> None:
    page = new_page(color_scheme="light")
    page.goto("/admin/login/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.click(".theme-toggle")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark
    check(page, "login", 1280)


def test_nothing_at_the_desk_is_coloured_but_by_ink(
    new_page: Any, pages: dict[str, str]
) -> None:
    """Colour is a verdict: what buttons and messages are made of is close to grey."""
    page = new_page(viewport=DESK)
    page.goto("/admin/login/")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    page.click("input[type=submit]")
    coloured = """() => [...document.querySelectorAll("body *")].flatMap((element) => {
      const style = getComputedStyle(element);
      return [style.color, style.backgroundColor, style.borderTopColor].filter((text) => {
        const [r, g, b] = text.match(/[\\d.]+/g).map(Number);
        return Math.max(r, g, b) - Math.min(r, g, b) > 40;
      });
    })"""
    assert page.evaluate(coloured) == []
    sign_in(page)
    for name in ("index", "event", "delete"):
        page.goto(pages[name])
        assert page.evaluate(coloured) == [], name


def test_a_colleague_is_invited_and_comes_in_by_keyboard_alone(
    new_page: Any, pages: dict[str, str]
) -> None:
    page = new_page()
    page.goto("/admin/login/?next=/admin/auth/user/add/")
    sign_in(page)
    page.focus("#id_username")
    page.keyboard.type("alan")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#link")
    link = page.inner_text("#link")

    guest = new_page()
    guest.goto(link)
    check(guest, "welcome", 1280)
    guest.focus("#id_first_name")
    for text in ("Alan", "Turing", "a quiet harbour", "a quiet harbour"):
        guest.keyboard.type(text)
        guest.keyboard.press("Tab")
    guest.keyboard.press("Enter")
    guest.wait_for_selector(".messagelist")
    guest.fill("#id_username", "alan")
    guest.fill("#id_password", "a quiet harbour")
    guest.keyboard.press("Enter")
    guest.wait_for_selector(".desk-who:has-text('Alan Turing')")
    assert guest.locator(".desk-places a", has_text="People").count() == 0

    guest.goto(link)
    assert "can no longer be used" in guest.inner_text("h1")
    check(guest, "used link", 1280)
