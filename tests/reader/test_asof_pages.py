"""As of means absent: a page as of a day holds nothing of what came later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from tests.bundles.makers import empty_record, take
from tests.makers import (
    make_citation,
    make_event,
    make_outlet,
    make_relay,
    make_source,
    make_story,
    recorded,
)
from tests.reader.pages import Element, entry, get, read, statements
from tracker.bundles.past import NothingKnown, export_story_as_of
from tracker.evidence.models import Citation
from tracker.ledger.actions import ChangeRefused
from tracker.ledger.models import Change
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Miss, Outcome, Status

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 10)


def all_pages(story: Story, day: date) -> Iterator[Element]:
    """Return the whole timeline as of `day`, and the pages of all its events."""
    address = f"{story.get_absolute_url()}?as_of={day}"
    while address:
        page = get(address)
        yield page
        for item in page.all("li", "entry"):
            own = item.one("h5").one("a").attrs["href"]
            yield get(own)
            yield get(own.replace("?", "sources/?"))
        more = page.all("a", id="more")
        address = more[0].attrs["href"] if more else ""


def everything(page: Element) -> str:
    """Return the text of a page with all its attributes."""
    attributes = " ".join(" ".join(element.attrs.values()) for element in page)
    return f"{page.text} {attributes}"


class TestRealStory:
    def test_nothing_later_is_on_any_page_and_links_keep_the_day(
        self, real_story: Story
    ) -> None:
        events = Event.objects.filter(story=real_story)
        known = " ".join(
            [
                *events.filter(known_on__lte=DAY).values_list("statement", flat=True),
                *events.filter(known_on__lte=DAY).values_list("criteria", flat=True),
                *Source.objects.filter(known_on__lte=DAY).values_list("title", flat=True),
                *Citation.objects.public(DAY).values_list("quote", flat=True),
                *Citation.objects.public(DAY).values_list("translation", flat=True),
                *Change.objects.filter(effective__lte=DAY).values_list("reason", flat=True),
                *Change.objects.filter(effective__lte=DAY).values_list("actual", flat=True),
            ]
        )
        later = [
            *events.filter(known_on__gt=DAY).values_list("statement", flat=True),
            *events.exclude(detail="").values_list("detail", flat=True),
            *Source.objects.filter(known_on__gt=DAY).values_list("title", flat=True),
            *Source.objects.filter(known_on__gt=DAY).values_list("url", flat=True),
            *Citation.objects.filter(source__known_on__gt=DAY).values_list("quote", flat=True),
            *Change.objects.filter(effective__gt=DAY).values_list("reason", flat=True),
            *Change.objects.filter(effective__gt=DAY).values_list("actual", flat=True),
        ]
        forbidden = [words for words in later if len(words) > 20 and words not in known]
        assert len(forbidden) > 300
        pages = [*all_pages(real_story, DAY)]
        assert len(pages) > 90
        for page in pages:
            text = everything(page)
            assert [words for words in forbidden if words in text] == []
            assert "days before release" not in text
            assert page.all("p", "pivot-line") == []
            for link in page.one("main").all("a"):
                target = link.attrs["href"]
                assert target.startswith("http") or f"as_of={DAY}" in target, target

    def test_the_claim_was_open_then_and_partly_held_in_the_end(
        self, real_story: Story, entirely: Event
    ) -> None:
        then = get(f"{real_story.get_absolute_url()}?as_of={DAY}&q=entirely+on+huawei+chips")
        shown = entry(then, entirely.statement)
        assert "Reported" in shown.text
        assert shown.one("p", "ribbon").one("b").text == "Open"
        assert "3 reports, 2 origins" in shown.text
        now = get(f"{real_story.get_absolute_url()}?q=entirely+on+huawei+chips")
        shown = entry(now, entirely.statement)
        ribbon = shown.one("p", "ribbon").text
        assert "Partly held up" in ribbon and "Overstated." in ribbon
        assert "so entirely is wrong" in ribbon
        assert "6 reports, 2 origins, 1 of unknown origin" in shown.text.replace("\xa0", " ")
        page = get(entirely.get_absolute_url())
        assert page.one("h2", id="verdict").text == "Partly held up"
        assert "Huawei says its whole Ascend supernode line supports V4" in page.text


DAYS = st.integers(0, 20).map(lambda days: date(2026, 3, 1) + timedelta(days=days))
EDTF = st.one_of(
    st.just(""),
    DAYS.map(str),
    st.sampled_from(["2026-03", "2026-03-05/..", "2026-03-02/2026-03-12", "2026-03~", "2026"]),
)
PICK = st.integers(0, 9)
SOURCE = st.fixed_dictionaries(
    {
        "published": EDTF,
        "accessed": st.none() | DAYS,
        "outlet": PICK,
        "relays": st.none() | PICK,
    }
)
CITATION = st.fixed_dictionaries(
    {
        "event": PICK,
        "source": PICK,
        "stance": st.sampled_from(["supports", "supports", "supports", "denies", "mentions"]),
        "basis": st.sampled_from(["primary", "first_hand", "relayed"]),
        "relays": st.none() | PICK,
        "review": st.sampled_from(["accepted", "accepted", "accepted", "proposed"]),
    }
)
CHANGE = st.fixed_dictionaries(
    {
        "event": PICK,
        "to": st.sampled_from(
            [
                ("status", Status.RUMORED),
                ("status", Status.RUMORED),
                ("status", Status.REPORTED),
                ("status", Status.CONFIRMED),
                ("outcome", Outcome.HELD),
                ("outcome", Outcome.PARTLY_HELD),
                ("outcome", Outcome.FAILED),
                ("outcome", Outcome.VOID),
                ("outcome", Outcome.OPEN),
                ("due", "2026-03-10"),
                ("due", "2026-04"),
            ]
        ),
        "effective": DAYS,
        "override": st.booleans(),
    }
)


def build(
    sources: list[dict], citations: list[dict], changes: list[dict], *, has_pivot: bool
) -> Story:
    """Make a story of three predictions and two occurrences; what is refused stays out."""
    story = make_story(slug="story", title="Story")
    broad = make_event(story=story, key="p-1", statement="The whole will")
    events = [
        broad,
        make_event(story=story, key="p-2", statement="The part will", part_of=broad),
        make_event(story=story, key="p-3", statement="Another will", aspect="Other"),
        make_event(
            story=story, key="o-1", kind="occurrence", statement="It is", date="2026-03"
        ),
        make_event(
            story=story, key="o-2", kind="occurrence", statement="It was", date="2026-03-07"
        ),
    ]
    outlets = [make_outlet(name=f"Outlet {n}", slug=f"outlet-{n}") for n in range(3)]
    documents: list[Source] = []
    for number, one in enumerate(sources):
        document = make_source(
            outlet=outlets[one["outlet"] % 3],
            title=f"Document {number}",
            published=one["published"],
            accessed=one["accessed"],
        )
        if documents and one["relays"] is not None:
            make_relay(source=document, relayed=documents[one["relays"] % len(documents)])
        documents.append(document)
    for number, one in enumerate(citations):
        place = one["source"] % len(documents)
        relays = None
        if place and one["relays"] is not None:
            # Only older documents are relayed, so no circle can arise.
            relays = documents[one["relays"] % place]
        make_citation(
            event=events[one["event"] % 5],
            source=documents[place],
            stance=one["stance"],
            basis="relayed" if relays else one["basis"],
            relays=relays,
            review=one["review"],
            key=f"c-{number}",
            quote=f"Quote {number}",
        )
    for number, one in enumerate(changes):
        event = events[one["event"] % 5]
        field, value = one["to"]
        known = Citation.objects.public(one["effective"]).filter(event=event)
        try:
            with transaction.atomic():
                recorded(
                    event,
                    field,
                    value,
                    effective=one["effective"],
                    evidence=[*known],
                    reason=f"Reason {number}",
                    override=one["override"],
                    miss=Miss.OVERSTATED if value == Outcome.PARTLY_HELD else "",
                )
        except ChangeRefused:
            continue
    if has_pivot:
        story.pivot = events[4]
        story.save(update_fields=["pivot"])
    return story


def normalised(html: str, keys: dict[int, str]) -> str:
    """Return a page without what is only our own record, database ids as keys."""
    html = re.sub(r'<td role="cell" class="small".*?</td>', "", html, flags=re.DOTALL)
    html = re.sub(r"change-\d+", "change", html)
    # A correction is our record, too: what is withdrawn now is marked and counts nowhere.
    html = re.sub(r'<tr[^>]*class="[^"]*withdrawn.*?</tr>', "", html, flags=re.DOTALL)
    return re.sub(
        r"(/events/|event-|statement-|sources-|summary-|panel-)(\d+)",
        lambda match: match[1] + keys[int(match[2])],
        html,
    )


def pages_by_key(day: date) -> dict[str, str]:
    """Return the pages of the only story as of `day`, by the event's key and page."""
    keys = dict(Event.objects.values_list("pk", "key"))
    story = Story.objects.get()
    addresses = {"story": f"{story.get_absolute_url()}?as_of={day}"}
    addresses["newest"] = f"{addresses['story']}&order=newest&kind=prediction&q=will"
    for pk, key in keys.items():
        addresses[key] = f"/events/{pk}/?as_of={day}"
        addresses[f"{key} sources"] = f"/events/{pk}/sources/?as_of={day}"
    found = {}
    for name, address in addresses.items():
        response = Client().get(address)
        if response.status_code == 200:
            found[name] = normalised(response.content.decode(), keys)
    return found


class Undo(Exception):
    """Ends a block so that what it wrote is taken back."""


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=6),
    citations=st.lists(CITATION, min_size=4, max_size=12),
    changes=st.lists(CHANGE, min_size=4, max_size=14),
    has_pivot=st.booleans(),
    day=DAYS,
)
def test_a_page_as_of_a_day_is_that_of_a_record_that_ends_with_the_day(
    monkeypatch: pytest.MonkeyPatch,
    sources: list[dict],
    citations: list[dict],
    changes: list[dict],
    day: date,
    *,
    has_pivot: bool,
) -> None:
    monkeypatch.setattr("tracker.reader.views.today_in", lambda zone: date(2026, 11, 22))
    try:
        with transaction.atomic():
            story = build(sources, citations, changes, has_pivot=has_pivot)
            try:
                bundle = export_story_as_of(story, day)
            except NothingKnown:
                bundle = b""
            shown = pages_by_key(day)
            empty_record()
            if bundle:
                take(bundle)
            expected = pages_by_key(day) if bundle else {}
            raise Undo
    except Undo:
        pass
    assume(bundle)
    assert shown.keys() == expected.keys()
    for name in shown:
        note(name)
        assert shown[name] == expected[name]


def test_the_property_above_sees_events(db: None) -> None:
    """Guards it against building only stories of which nothing is known."""
    story = build(
        [{"published": "2026-03-02", "accessed": None, "outlet": 0, "relays": None}],
        [
            {
                "event": 0,
                "source": 0,
                "stance": "supports",
                "basis": "primary",
                "relays": None,
                "review": "accepted",
            }
        ],
        [
            {
                "event": 0,
                "to": ("status", Status.RUMORED),
                "effective": date(2026, 3, 2),
                "override": False,
            }
        ],
        has_pivot=False,
    )
    page = read(pages_by_key(date(2026, 3, 2))["story"])
    assert statements(page) == ["The whole will"]
    assert story.slug == "story"
