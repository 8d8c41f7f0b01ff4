"""A story from nothing, as the desk enters it: three events, four sources, seven citations.

By keyboard alone where something is entered again and again. Nothing but the first
administrator is made otherwise than by the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import log_in
from tests.browser.whole_story import (
    add_citation,
    add_event,
    link_source,
    on_day,
    record,
    settle,
    sign_in,
    welcome,
)
from tests.makers import make_user
from tracker.evidence.models import Citation
from tracker.ledger.models import Change
from tracker.sources.models import Source
from tracker.stories.models import Story

STORY = "The X2 and its chip"
OUT, CHIP, PRICE = (
    "Hanlin released the X2",
    "The X2 will run on a chip of Hanlin’s own",
    "The X2 will cost less than 4,000 yuan",
)
PRESS_RELEASE = """Hanlin releases the X2

The X2 is on sale from today, at 4,299 yuan. It runs on the Hanlin Q1."""


def test_a_story_is_entered_settled_published_and_read(new_page: Callable[..., Any]) -> None:
    make_user(username="ada", is_superuser=True)
    admin = new_page()
    log_in(admin, "/admin/auth/user/add/")
    links = {name: invited(admin, name, role) for name, role in PEOPLE}
    moderator, editor = (new_page() for _ in PEOPLE)
    for page, (name, _role) in zip([moderator, editor], PEOPLE, strict=True):
        welcome(page, links[name])
        sign_in(page, name)
    story = begin_story(editor)
    draft(moderator, story)
    link(moderator)
    assert (Source.objects.count(), Citation.objects.accepted().count()) == (4, 7)
    record_what_was_known(editor, story)
    settle_at_release(editor, story)
    publish(editor, story)
    read(new_page(java_script_enabled=False), story)


PEOPLE = [("mei", "Moderator"), ("tom", "Editor")]


def invited(page: Any, name: str, role: str) -> str:
    """Invite somebody, and return the address of the one-time link."""
    page.goto("/admin/auth/user/add/")
    expect(page.locator("#id_username")).to_be_focused()
    page.keyboard.type(name)
    page.get_by_label(role).check()
    page.keyboard.press("Enter")
    return page.inner_text("#link")


def begin_story(page: Any) -> Story:
    page.goto("/admin/tracker/story/add/")
    expect(page.locator("#id_title")).to_be_focused()
    page.keyboard.type(STORY)
    page.fill("#id_summary", "A phone came out on a chip of its own, dearer than was said.")
    page.press("#id_title", "Enter")
    expect(page.get_by_role("link", name="Add its events")).to_be_visible()
    return Story.objects.get(title=STORY)


def draft(page: Any, story: Story) -> None:
    """A moderator drafts the events, two of them with citations, by keyboard alone."""
    page.goto(f"/admin/tracker/event/add/?story={story.pk}")
    add_event(page, "Prediction", CHIP, projected="Hanlin Q1")
    new = {"title": "翰林X2将搭载自研芯片", "published": "5 March 2026", "outlet": "芯闻周刊"}
    add_citation(
        page, 0, "https://www.xinwen.example.cn/5?utm_source=x", new=new, quote="自研芯片"
    )
    new = {
        "title": "X2 on its own chip",
        "published": "early April 2026",
        "outlet": "The Gadget",
    }
    add_citation(
        page, 1, "https://gadget.example.org/x2#top", new=new, basis="Re", relays="翰林"
    )
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(f"/admin/tracker/event/add/?story={story.pk}")
    add_event(page, "Prediction", PRICE, projected="Under 4,000 yuan")
    # On file by now: the mobile page of what was added before.
    add_citation(page, 0, "https://m.gadget.example.org/x2?fbclid=7", hedged=True)
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(f"/admin/tracker/event/add/?story={story.pk}")
    add_event(page, "Prediction", "The X2 runs on an own chip of Hanlin’s")
    expect(page.locator("#alike")).to_contain_text("1 event says something similar.")
    # It is on file: what was begun is given up for the third event.
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/admin/tracker/event/add/?story={story.pk}")
    add_event(page, "Occurrence", OUT, date="18 September 2026")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".alike-warning, .messagelist .success")
    if page.locator(".alike-warning").count():
        page.get_by_role("button", name="Save all the same").press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()


def link(page: Any) -> None:
    """One document is linked to all three, a quote mended on the way, another to one."""
    page.goto("/admin/tracker/source/add/")
    expect(page.locator("#id_url")).to_be_focused()
    page.keyboard.type("https://hanlin.example.com/news/x2")
    page.fill("#id_new_outlet", "Hanlin")
    page.fill("#id_title", "Hanlin releases the X2")
    page.fill("#id_published", "18 Sept 2026")
    page.press("#id_title", "Enter")
    page.get_by_role("link", name="Link it to events").click()
    page.fill("#id_text", PRESS_RELEASE)
    page.get_by_role("button", name="Put the text on file").press("Enter")
    link_source(
        page,
        "X2",
        {
            OUT: ("supports", "primary", "The X2 is on sale from today"),
            CHIP: ("supports", "primary", "It runs on the Hanlin Q2"),
            PRICE: ("denies", "primary", "at 4,299 yuan"),
        },
    )
    wrong = page.locator(".errors textarea")
    expect(wrong).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("It runs on the Hanlin Q1")
    expect(page.locator(".link-row .said-yes")).to_have_count(3)
    page.locator("input[name=_save]").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("3 citations added")
    assert Source.objects.filter(title="Hanlin releases the X2").count() == 1
    page.goto("/admin/tracker/source/add/")
    page.fill("#id_url", "https://panasia.example.com/17")
    page.fill("#id_new_outlet", "Pan Asia Wire")
    page.fill("#id_title", "The X2 is for sale")
    # Nobody knows yet when it was known.
    page.press("#id_title", "Enter")
    expect(page.locator(".errors input:focus")).to_be_visible()
    page.keyboard.type("19 September 2026")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Link it to events").press("Enter")
    link_source(page, "released", {OUT: ("supports", "first_hand", "")})
    expect(page.locator(".messagelist")).to_contain_text("1 citation added")


def record_what_was_known(page: Any, story: Story) -> None:
    """An editor takes the proposals as they are, and goes from draft to draft."""
    record(page, story.events.get(statement=CHIP))
    expect(page.locator(".messagelist")).to_contain_text("Reported from 5 March 2026")
    page.get_by_role("link", name="Record its due date").press("Enter")
    expect(page.locator("#id_effective")).to_have_value("5 March 2026")
    page.fill("#id_value", "September 2026")
    page.press("#id_value", "Enter")
    page.get_by_role("link", name=f"Next draft: {PRICE}").press("Enter")
    page.get_by_role("button", name="Record", exact=True).press("Enter")
    # Vague: known on the last day that “early April” may mean.
    expect(page.locator(".messagelist")).to_contain_text("Reported from 10 April 2026")
    page.get_by_role("link", name=f"Next draft: {OUT}").press("Enter")
    page.get_by_role("button", name="Record", exact=True).press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Confirmed from 18 September 2026")


def settle_at_release(page: Any, story: Story) -> None:
    page.goto(f"/admin/tracker/story/{story.pk}/change/")
    page.focus(".field-pivot .select2-selection")
    page.keyboard.press("Enter")
    expect(page.locator(".select2-search__field")).to_be_focused()
    page.keyboard.type("released")
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(OUT)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.get_by_role("link", name="Settle predictions").press("Enter")
    page.wait_for_selector("button:has-text('Record the outcomes'), [type=submit]")
    chip, price = (story.events.get(statement=text) for text in (CHIP, PRICE))
    settle(page, chip, "held", actual="The Hanlin Q1")
    settle(page, price, "failed", miss="understated")
    page.get_by_role("button", name="Record the outcomes").press("Enter")
    # One row says what is missing; the other is recorded.
    expect(page.locator(f"#row-{price.pk}")).to_contain_text("Say what actually happened.")
    page.fill(f"#id_e{price.pk}-actual", "4,299 yuan")
    page.get_by_role("button", name="Record the outcomes").press("Enter")
    expect(page.locator(f"#row-{price.pk}")).to_contain_text("Did not hold up")
    assert Change.objects.filter(story=story, field="outcome").count() == 2


def publish(page: Any, story: Story) -> None:
    page.goto(f"/admin/preview/stories/{story.slug}/?as_of=2026-04-30")
    expect(page.locator("main")).to_contain_text(PRICE)
    expect(page.locator("main")).not_to_contain_text(OUT)
    page.goto(f"/admin/tracker/story/{story.pk}/change/")
    page.get_by_role("link", name="Publish", exact=True).press("Enter")
    page.get_by_role("button", name="Publish", exact=True).press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("is on the site now")


def read(page: Any, story: Story) -> None:
    """What readers find on each day is what was entered, without script."""
    assert CHIP not in on_day(page, story, "2026-03-04")
    march = on_day(page, story, "2026-03-05")
    assert CHIP in march
    assert "Due September 2026" in march
    assert "1 report, 1 origin" in march
    assert PRICE not in march
    april = on_day(page, story, "2026-04-10")
    assert PRICE in april
    assert "2 reports, 1 origin" in april
    assert OUT not in april
    assert "Held up" not in april
    september = on_day(page, story, "2026-09-18")
    assert "Held up" in september
    assert "Did not hold up" in september
    assert "Understated" in september
    assert "4,299 yuan" in september
    assert "2 reports, 2 origins" not in on_day(page, story, "2026-09-18").partition(PRICE)[2]
