"""Which pages there are, and what these tests ask of a page."""

from __future__ import annotations

from typing import Any

from tracker.sources.models import Source
from tracker.stories.events import Event

STORY = "/stories/deepseek-v4-huawei/"
LANES = f"{STORY}lanes/"
PREDICTIONS = f"{STORY}predictions/"
COMPARE = f"{STORY}compare/"
PAST = "as_of=2026-04-10"
# The report that was repeated most, and the release.
EVENTS = {"prediction": "p-run-entirely-huawei", "occurrence": "o-release"}
# A document that said much and was known on the past day.
DOCUMENT = "DeepSeek V4 on Huawei chips (title not shown)"

# Each page today and as of a past day, and what looks different.
PLACES = [
    "/",
    "/changes/",
    f"/changes/?{PAST}",
    "/method/",
    f"/method/?{PAST}",
    "/search/",
    f"/search/?q=huawei+chips&{PAST}",
    "/search/?q=huawie",
    STORY,
    f"{STORY}?{PAST}",
    f"{STORY}?as_of=2025-12-01",
    f"{STORY}?q=nothing+like+it",
    LANES,
    f"{LANES}?{PAST}",
    PREDICTIONS,
    f"{PREDICTIONS}?sort=aspect&{PAST}",
    COMPARE,
    f"{COMPARE}?from=2026-03-01&to=2026-04-10",
    "/sources/",
    f"/sources/?sort=-predictions&{PAST}",
    "/outlets/",
    f"/outlets/?calls=relayed&{PAST}",
    "/outlets/the-information/",
    f"/outlets/reuters/?{PAST}",
    "source",
    f"source?{PAST}",
    "prediction",
    f"prediction?{PAST}",
    "occurrence",
    "prediction/sources",
]
ERRORS = ["/nowhere/", f"{STORY}?as_of=foo"]


def address_of(place: str) -> str:
    """Return the address of a place: events and the document by what they are."""
    name, _, query = place.partition("?")
    name, _, end = name.partition("/")
    if name == "source":
        source = Source.objects.get(title=DOCUMENT)
        return f"/sources/{source.pk}/" + (f"?{query}" if query else "")
    if name not in EVENTS:
        return place
    number = Event.objects.get(key=EVENTS[name]).pk
    return f"/events/{number}/" + (f"{end}/" if end else "") + (f"?{query}" if query else "")


def open_folds(page: Any) -> None:
    """Open what can be opened, and wait for what comes from the server then; of the sources
    of entries, which all look alike, only the first."""
    page.evaluate(
        "for (const fold of [...document.querySelectorAll('main details:not(.sources)'),"
        "  ...[...document.querySelectorAll('main .sources')].slice(0, 3)]) fold.open = true"
    )
    page.wait_for_load_state("networkidle")


def words_of(page: Any) -> str:
    """Return the words that can be seen in the main part, but for what only a script does."""
    return page.locator("main").evaluate(
        "main => {"
        "  const scripted = main.querySelectorAll('[data-copy], #visit > p');"
        "  for (const one of scripted) one.hidden = true;"
        "  return main.innerText.replace(/\\s+/g, ' ').trim();"
        "}"
    )
