"""What those at the desk do again and again, by keyboard as far as the desk promises it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tracker.stories.events import Event
from tracker.stories.models import Story

PASSWORD = "a-long-enough-one-7"
OPTION = ".select2-results__option--highlighted"


def welcome(page: Any, link: str) -> None:
    """Follow a one-time link: the first password is refused, the second taken."""
    page.goto(link)
    expect(page.locator("#id_first_name")).to_be_focused()
    page.fill("#id_new_password1", "short")
    page.fill("#id_new_password2", "short")
    page.keyboard.press("Enter")
    expect(page.locator(".errors").first).to_contain_text("too short")
    page.fill("#id_new_password1", PASSWORD)
    page.fill("#id_new_password2", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/login/**")


def sign_in(page: Any, name: str) -> None:
    page.goto("/admin/login/?next=/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/admin/login/" not in url, wait_until="load")


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until what `selector` finds has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def add_event(page: Any, kind: str, statement: str, **words: str) -> None:
    """Fill in the form of a new event, whose first field has the focus."""
    expect(page.locator("#id_kind")).to_be_focused()
    page.keyboard.type(kind)
    page.keyboard.press("Tab")
    page.keyboard.type(statement)
    for name, text in words.items():
        tab_to(page, f"#id_{name}")
        page.keyboard.type(text)


def add_citation(
    page: Any,
    number: int,
    address: str,
    *,
    new: dict[str, str] | None = None,
    basis: str = "Fi",
    relays: str = "",
    hedged: bool = False,
    quote: str = "",
) -> None:
    """Add row `number` to an event: paste an address, choose or add the source, tab on.

    new: title, day and outlet of a source that is not on file.
    """
    tab_to(page, "#citations-group .add-row a")
    page.keyboard.press("Enter")
    # Nothing is on the clipboard; the keys alone open the search.
    page.keyboard.press("Control+v")
    expect(page.locator(".select2-search__field")).to_be_focused()
    page.keyboard.insert_text(address)
    expect(page.locator(OPTION)).to_be_visible()
    if new:
        with page.expect_popup() as opened:
            page.keyboard.press("Enter")
        add_source(opened.value, **new)
    else:
        page.keyboard.press("Enter")
    tab_to(page, f"#id_citations-{number}-stance")
    page.keyboard.type("Su")
    page.keyboard.press("Tab")
    page.keyboard.type(basis)
    if relays:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".select2-search__field")).to_be_focused()
        page.keyboard.type(relays)
        expect(page.locator(OPTION)).to_contain_text(relays)
        page.keyboard.press("Enter")
    if hedged:
        tab_to(page, f"#id_citations-{number}-hedged")
        page.keyboard.press("Space")
    tab_to(page, f"#id_citations-{number}-quote")
    page.keyboard.type(quote)


def add_source(small: Any, *, title: str, published: str, outlet: str) -> None:
    """Fill in the small window that adds a source; it closes itself."""
    expect(small.locator("#id_title")).to_be_focused()
    small.keyboard.type(title)
    small.fill("#id_new_outlet", outlet)
    tab_to(small, "#id_published")
    small.keyboard.type(published)
    with small.expect_event("close"):
        small.keyboard.press("Enter")


def link_source(page: Any, words: str, rows: dict[str, tuple[str, str, str]]) -> None:
    """Make rows of statements that hold `words`, fill them in and save, by keyboard.

    rows: statement → stance, basis, quote.
    """
    page.focus("#link-q")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_selector(".link-found")
    for statement in rows:
        page.get_by_label(statement).press("Space")
    page.locator("button[name=_take]").press("Enter")
    expect(page.locator("#id_rows-0-stance")).to_be_focused()
    for number in range(len(rows)):
        chosen = page.locator(f"#id_rows-{number}-event option:checked")
        stance, basis, quote = rows[chosen.inner_text()]
        page.select_option(f"#id_rows-{number}-stance", stance)
        page.select_option(f"#id_rows-{number}-basis", basis)
        page.focus(f"#id_rows-{number}-quote")
        page.keyboard.type(quote)
    page.locator("input[name=_save]").press("Enter")


def record(page: Any, event: Event) -> None:
    """Take down the status that the form proposes."""
    page.goto(f"/admin/tracker/event/{event.pk}/change/")
    page.get_by_role("link", name="Record a change").press("Enter")
    page.get_by_role("button", name="Record", exact=True).press("Enter")


def settle(page: Any, event: Event, outcome: str, *, actual: str = "", miss: str = "") -> None:
    """Fill in the row of a prediction on the page that settles many."""
    page.select_option(f"#id_e{event.pk}-value", outcome)
    if miss:
        page.select_option(f"#id_e{event.pk}-miss", miss)
    page.fill(f"#id_e{event.pk}-actual", actual)


def on_day(page: Any, story: Story, day: str) -> str:
    """Return what readers find in the timeline as of `day`."""
    page.goto(f"/stories/{story.slug}/?as_of={day}")
    return page.inner_text("main")
