from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.makers import make_citation, make_known, make_source, make_story, recorded
from tests.reader.ledgers import CHANGE, CITATION, DAYS, SOURCE, build
from tests.reader.pages import Element, get
from tests.reader.stories import story_of
from tests.reader.test_costs import queries
from tracker.evidence.models import Citation
from tracker.ledger.entries import Entries
from tracker.ledger.models import Change
from tracker.reader.comparing import UNKNOWN, Move, State, compare
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))
FIRM = ["rumored", "reported", "confirmed"]


def sections(page: Element) -> dict[str, list[str]]:
    return {
        section.attrs["aria-labelledby"]: [head.text for head in section.all("h3")]
        for section in page.all("section", "section")
    }


def counts(page: Element) -> dict[str, list[str]]:
    rows = page.one("table", "counts").one("tbody").all("tr")
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in rows}


@pytest.fixture
def bridge(db: None) -> Story:
    """One prediction of March that is held in April and reversed in May, one that slips."""
    story = make_story(slug="bridge", title="Bridge")
    opens = make_known(story=story, statement="It will open", since=MARCH)
    recorded(opens, "outcome", "held", effective=APRIL)
    recorded(opens, "outcome", "failed", effective=MAY, miss="wrong")
    slips = make_known(story=story, statement="It will be paid", since=MARCH)
    recorded(slips, "due", "2026-06", effective=MARCH)
    recorded(slips, "due", "2026-09", effective=MAY)
    make_known(story=story, kind="occurrence", statement="It rained", since=JUNE)
    return story


def between(story: Story, first: str, last: str, **more: str) -> Element:
    return get(f"{story.get_absolute_url()}compare/", {"from": first, "to": last, **more})


def test_each_change_between_two_days_stands_under_its_kind(bridge: Story) -> None:
    assert sections(between(bridge, "2026-03-02", "2026-04-02")) == {
        "settled": ["It will open"]
    }
    assert sections(between(bridge, "2026-04-02", "2026-06-02")) == {
        "reversed": ["It will open"],
        "slipped": ["It will be paid"],
        "appeared": ["It rained"],
    }


def test_what_happened_and_was_taken_back_in_between_does_not_show(bridge: Story) -> None:
    page = between(bridge, "2026-02-01", "2026-05-02")
    assert sections(page)["settled"] == ["It will open"]
    assert "reversed" not in sections(page)


def test_counts_of_both_days_stand_side_by_side(bridge: Story) -> None:
    found = counts(between(bridge, "2026-03-02", "2026-06-02"))
    assert found["Events"] == ["2", "3", "+1"]
    assert found["Open"] == ["2", "1", "−1"]
    assert found["Did not hold up"] == ["0", "1", "+1"]


def test_a_sentence_sums_it_up(bridge: Story) -> None:
    page = between(bridge, "2026-04-02", "2026-06-02")
    said = (
        "Between 2 April 2026 and 2 June 2026, 1 outcome was reversed, 1 due date moved "
        "and 1 event appeared."
    )
    assert page.one("p", "lede").text == said
    assert page.one("title").text.startswith("Bridge: 2 April 2026 and 2 June 2026 compared")


def test_the_days_may_come_in_either_order(bridge: Story) -> None:
    one = between(bridge, "2026-06-02", "2026-04-02")
    assert one.one("input", id="from").attrs["value"] == "2026-04-02"
    assert one.one("input", id="to").attrs["value"] == "2026-06-02"


def test_the_same_day_twice_says_so(bridge: Story) -> None:
    assert "Both days are the same." in between(bridge, "2026-04-02", "2026-04-02").text


def test_as_of_stands_in_for_the_later_day(bridge: Story) -> None:
    page = get(f"{bridge.get_absolute_url()}compare/", {"as_of": "2026-04-15"})
    assert page.one("input", id="to").attrs["value"] == "2026-04-15"
    assert page.one("input", id="from").attrs["value"] == "2026-03-15"


def test_it_begins_before_a_pivot_only_once_that_is_known(bridge: Story) -> None:
    opened = make_known(
        story=bridge, kind="occurrence", date="2026-03-20", since=date(2026, 3, 25)
    )
    bridge.pivot = opened
    bridge.save(update_fields=["pivot"])
    for day, start in {"2026-03-24": "2026-02-24", "2026-03-25": "2026-03-19"}.items():
        page = get(f"{bridge.get_absolute_url()}compare/", {"as_of": day})
        assert page.one("input", id="from").attrs["value"] == start


def test_no_day_is_later_than_the_day_of_the_page(bridge: Story) -> None:
    page = between(bridge, "2026-03-02", "2026-06-02", as_of="2026-04-02")
    assert page.one("input", id="to").attrs["value"] == "2026-04-02"
    assert "It rained" not in page.text


def test_nothing_later_than_the_later_day_is_told(bridge: Story) -> None:
    page = between(bridge, "2026-03-02", "2026-04-02")
    assert "It rained" not in page.text and "Did not hold up" not in page.text
    links = [a.attrs["href"] for a in page.all("li", "change")[0].all("a")]
    assert all(link.endswith("as_of=2026-04-02") for link in links)


def test_one_kind_alone_goes_on_page_by_page() -> None:
    story = make_story(slug="long")
    for number in range(120):
        make_known(story=story, statement=f"Statement {number}", since=MARCH)
    page = between(story, "2026-01-01", "2026-04-01")
    assert len(sections(page)["appeared"]) == 12
    path, seen = page.one("a", id="all-appeared").attrs["href"], []
    while path:
        page = get(path)
        seen += sections(page)["appeared"]
        more = page.all("a", id="more")
        path = more[0].attrs["href"] if more else ""
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize(
    "query",
    [
        {"from": "the flood"},
        {"to": "the flood"},
        {"as_of": "the flood"},
        {"show": "appeared", "after": "nonsense"},
    ],
)
def test_what_cannot_be_read_is_answered_with_a_way_on(
    bridge: Story, query: dict[str, str]
) -> None:
    path = f"{bridge.get_absolute_url()}compare/"
    main = get(path, query, status=400).one("main")
    if "after" in query:
        assert main.all("a")[0].attrs["href"].startswith(path)
    else:
        [(name, typed)] = query.items()
        assert main.one("form", action=path).one("input", id=name).attrs["value"] == typed


def test_a_draft_has_no_such_page() -> None:
    story = make_story(publication=Publication.DRAFT)
    get(f"{story.get_absolute_url()}compare/", status=404)


def test_it_takes_as_many_queries_with_200_events_as_with_10() -> None:
    short, long = story_of(10), story_of(200)
    for query in ("", "?from=2026-01-01&to=2026-06-01"):
        cost = queries(f"{short.get_absolute_url()}compare/{query}")
        assert queries(f"{long.get_absolute_url()}compare/{query}") == cost
        assert cost <= 9


def obvious_state(entries: Entries, event: Event, day: date) -> State:
    known = entries.known_on(event.key)
    if known is None or known > day:
        return UNKNOWN
    outcome = entries.value(event.key, "outcome", day)
    return State(
        entries.value(event.key, "status", day),
        (outcome or "open") if event.kind == "prediction" else "",
        entries.value(event.key, "due", day),
    )


def obvious_moves(before: State, after: State) -> set[str]:
    found = set()
    if after.outcome and before.outcome != after.outcome:
        found.add("reversed" if before.outcome not in {"", "open"} else "settled")
    if not before.status:
        found.add("appeared")
    elif before.status != after.status and not (
        found and "held" in (before.outcome, after.outcome)
    ):
        up = FIRM.index(after.status) > FIRM.index(before.status)
        found.add("hardened" if up else "softened")
    return found | slips(before, after)


def slips(before: State, after: State) -> set[str]:
    return {"slipped"} if before.due and before.due != after.due else set()


def obvious_sources(event: Event, day: date) -> set[int]:
    return {
        citation.source.merged_into_id or citation.source_id
        for citation in Citation.objects.filter(event=event, review="accepted")
        if citation.source.known_on and citation.source.known_on <= day
    }


def assert_obvious(story: Story, first: date, last: date) -> None:
    """Hold what is told of two days against a look at each event on both of them."""
    entries = Entries(Change.objects.filter(story=story).entries())
    found = {one.row.id: one for one in compare(story, first, last).moved}
    expected = {}
    for event in story.events.all():
        before = obvious_state(entries, event, first)
        after = obvious_state(entries, event, last)
        if not after.status:
            continue
        new = obvious_sources(event, last)
        if before.status:
            new -= obvious_sources(event, first)
        if moves := obvious_moves(before, after) or ({"cited"} if new else set()):
            expected[event.pk] = (moves, len(new))
    assert {
        pk: ({str(move) for move in one.moves}, one.new_sources) for pk, one in found.items()
    } == expected


def test_the_real_story_between_a_dozen_days_is_that_of_an_obvious_computation(
    real_story: Story,
) -> None:
    start = date(2025, 9, 1)
    days = [start + timedelta(days=33 * step) for step in range(13)]
    for first, last in [*pairwise(days), (days[0], days[-1])]:
        assert_obvious(real_story, first, last)
    told = {move for one in compare(real_story, days[6], days[9]).moved for move in one.moves}
    assert {Move.CITED, Move.SETTLED, Move.APPEARED, Move.HARDENED} <= told


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=6),
    citations=st.lists(CITATION, min_size=4, max_size=12),
    changes=st.lists(CHANGE, min_size=4, max_size=14),
    days=st.tuples(DAYS, DAYS),
)
def test_a_random_story_between_two_days_is_that_of_an_obvious_computation(
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    days: tuple[date, date],
) -> None:
    with transaction.atomic():
        story = build(sources, citations, changes, has_pivot=False)
        assert_obvious(story, min(days), max(days))
        transaction.set_rollback(True)


def test_a_source_more_is_a_change_too(bridge: Story) -> None:
    event = Event.objects.get(statement="It will be paid")
    make_citation(event=event, source=make_source(published="2026-04-20"))
    page = between(bridge, "2026-04-10", "2026-04-25")
    assert sections(page) == {"cited": ["It will be paid"]}
    assert "1 more source" in page.text
