"""What axe finds wrong with a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

# Reading the style sheets again as text, axe would breach the policy of the page.
OPTIONS = {"preload": False, "resultTypes": ["violations"]}
# All other rules find the same whether a page is light or dark.
OF_COLOURS = ("color-contrast", "link-in-text-block")
RUN = "([within, options]) => axe.run(within ?? document, options).then(all => all.violations)"


def flaws(page: Any, *, within: str | None = None, only: Sequence[str] = ()) -> list[str]:
    """Return what is wrong, in words. `only` names rules; without, all are looked at."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = OPTIONS | ({"runOnly": [*only]} if only else {})
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in page.evaluate(RUN, [within, options])
        for node in one["nodes"]
    ]


def flaws_in_both(page: Any, *, within: str | None = None) -> list[str]:
    """Return what is wrong in light colours, then in dark ones. The page is light again."""
    page.emulate_media(color_scheme="light")
    found = flaws(page, within=within)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {flaw}" for flaw in flaws(page, within=within, only=OF_COLOURS)]
    page.emulate_media(color_scheme="light")
    return found
