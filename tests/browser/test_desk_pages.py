"""Every page of the desk that anybody can open, at both widths, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.browser.axe import flaws
from tests.browser.desk import log_in
from tests.browser.sizes import DESK, PHONE
from tests.desk.test_access import desk_addresses, make_rows
from tests.makers import make_citation, make_event, make_source, make_user, recorded
from tracker.desk.roles import ADMINISTRATORS

WIDTHS = (320, 390, 640, 768, 1024, 1280)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Answers that are no pages: a file, and what scripts put into a page.
NO_PAGES = {
    "bundles:export",
    "admin:jsi18n",
    "admin:logout",
    "admin:tracker_read_date",
    "admin:tracker_source_find",
    "admin:tracker_source_quote",
}


@pytest.fixture
def addresses(live_site: str) -> dict[str, str]:
    """Every address of the desk that answers an administrator with a page, by its name."""
    ada = make_user(group=ADMINISTRATORS, username="ada")
    rows = make_rows()
    event = make_event(story=rows["story"], statement="It opens with both lanes in spring")
    recorded(event)
    recorded(event, "due", "2026-02")
    relayed = make_source(text="It opens in spring.")
    make_citation(event=event, relays=relayed, quote="in spring", review="proposed")
    make_citation(event=rows["event"], source=rows["source"], quote="so they said")
    client = Client()
    client.force_login(ada)
    return {
        address.name: address.path
        for address in desk_addresses(rows)
        if address.name not in NO_PAGES
        # The reader's own pages, which are driven with those that everybody may read.
        and not address.name.startswith("preview:")
        and client.get(address.path).status_code == 200
    }


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_of_the_desk_is_without_a_flaw_at_every_width(
    new_page: Any, addresses: dict[str, str], half: int
) -> None:
    """One login and one load for each page: what axe finds depends on the width or on the
    colours, not on both, so two of the four combinations see everything."""
    assert len(addresses) > 50
    page = new_page(viewport=DESK)
    log_in(page, "/admin/")
    found = []
    # In two halves, which two processes drive side by side.
    for name, address in [*addresses.items()][half::2]:
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        page.goto(address)
        # Selects with search are arranged after the page has loaded.
        page.wait_for_timeout(30)
        found += [f"{name}, wide and light: {flaw}" for flaw in flaws(page)]
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        found += [f"{name}, narrow and dark: {flaw}" for flaw in flaws(page)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            if (wider := page.evaluate(WIDER)) > 0:
                found.append(f"{name} is {wider} px wider than {width} px")
    assert not found, "\n".join(found)
