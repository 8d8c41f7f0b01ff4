from __future__ import annotations

from datetime import date

import pytest

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tests.reader.pages import Element, get, numbers, statements
from tracker.evidence.models import Basis, ReviewState
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome, Status

pytestmark = pytest.mark.django_db

SINCE = date(2026, 3, 1)


@pytest.fixture
def story() -> Story:
    """Three predictions (Red open, Green held, Blue failed) and the occurrence Grey."""
    story = make_story(slug="colours")
    wire = make_outlet(slug="wire", name="Wire")
    blog = make_outlet(slug="blog", name="Blog")
    for statement, outlet, basis in (
        ("Red", wire, Basis.FIRST_HAND),
        ("Green", wire, Basis.PRIMARY),
        ("Blue", blog, Basis.RELAYED),
    ):
        event = make_event(story=story, statement=statement, aspect=f"Hue {statement[0]}")
        source = make_source(outlet=outlet, published="2026-03-01")
        citation = make_citation(
            event=event, source=source, basis=basis, quote=f"shall be {statement}, 深红"
        )
        recorded(event, effective=SINCE, evidence=[citation])
    green, blue = (story.events.get(statement=name) for name in ("Green", "Blue"))
    city = make_source(
        outlet=make_outlet(slug="city", name="City"), published="2026-04-01", title="Report"
    )
    for event, outcome in ((green, Outcome.HELD), (blue, Outcome.FAILED)):
        later = make_citation(event=event, source=city, basis=Basis.PRIMARY, stance="mentions")
        recorded(event, "outcome", outcome, effective=date(2026, 4, 1), evidence=[later])
    make_known(
        story=story, statement="Grey", kind=Kind.OCCURRENCE, status=Status.REPORTED, since=SINCE
    )
    return story


def shown(story: Story, query: str) -> set[str]:
    return set(statements(get(f"{story.get_absolute_url()}?{query}")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Red", "Green", "Blue", "Grey"}),
        ("status=rumored", {"Red", "Blue"}),
        ("status=rumored&status=reported", {"Red", "Blue", "Grey"}),
        ("outcome=held&outcome=failed", {"Green", "Blue"}),
        ("status=rumored&outcome=failed", {"Blue"}),
        ("kind=occurrence", {"Grey"}),
        ("outlet=wire", {"Red", "Green"}),
        ("outlet=wire&outlet=city", {"Red", "Green", "Blue"}),
        ("basis=relayed", {"Blue"}),
        ("q=red", {"Red"}),
        ("q=hue", {"Red", "Green", "Blue"}),
        ("q=SHALL+blue", {"Blue"}),
        ("q=深红", {"Red", "Green", "Blue"}),
        ("q=report", {"Green", "Blue"}),
        ("q=red&outcome=held", set()),
        ("status=nonsense", {"Red", "Green", "Blue", "Grey"}),
        ("status=nonsense&status=reported", {"Grey"}),
        ("outlet=nobody", {"Red", "Green", "Blue", "Grey"}),
        ("colour=red&page=99999999999999999999", {"Red", "Green", "Blue", "Grey"}),
        ("as_of=2026-03-31&outcome=held", set()),
        ("as_of=2026-03-31&outlet=city", {"Red", "Green", "Blue", "Grey"}),
        ("as_of=2026-03-31&q=report", set()),
    ],
)
def test_values_of_one_key_are_ored_and_keys_are_anded(
    story: Story, query: str, expected: set[str]
) -> None:
    assert shown(story, query) == expected


def options(page: Element, name: str) -> dict[str, int]:
    """Return the choices of a drop-down with their counts."""
    found = {}
    for option in page.one("select", id=f"filter-{name}").all("option"):
        if value := option.attrs["value"]:
            found[value] = int(option.text.rpartition("(")[2].rstrip(")"))
    return found


def test_each_choice_has_the_count_that_choosing_it_would_show(story: Story) -> None:
    address = story.get_absolute_url()
    for query in ("", "status=rumored", "outcome=held", "q=hue&outlet=wire", "kind=prediction"):
        page = get(f"{address}?{query}")
        for name in ("outcome", "kind", "outlet", "basis"):
            kept = "&".join(part for part in query.split("&") if not part.startswith(name))
            for value, count in options(page, name).items():
                assert count == len(shown(story, f"{kept}&{name}={value}")), (query, value)


def test_counts_are_those_of_the_day(story: Story) -> None:
    page = get(story.get_absolute_url(), {"as_of": "2026-03-31"})
    assert options(page, "outcome") == {"open": 3}
    assert "city" not in options(page, "outlet")
    assert numbers(page) == {"rumored": 3, "reported": 1, "confirmed": 0, "open": 3}


def test_proposed_citations_count_nowhere(story: Story) -> None:
    outlet = make_outlet(slug="gossip")
    make_citation(
        event=story.events.get(statement="Red"),
        source=make_source(outlet=outlet),
        quote="a whisper",
        review=ReviewState.PROPOSED,
    )
    page = get(story.get_absolute_url())
    assert "gossip" not in options(page, "outlet")
    assert shown(story, "q=whisper") == set()


def test_the_form_shows_what_was_chosen(story: Story) -> None:
    page = get(f"{story.get_absolute_url()}?status=rumored&outcome=failed&q=shall")
    assert page.one("input", id="q").attrs["value"] == "shall"
    checked = [box.attrs["value"] for box in page.all("input") if "checked" in box.attrs]
    assert checked == ["rumored"]
    chosen = [one.attrs["value"] for one in page.all("option") if "selected" in one.attrs]
    assert chosen == ["failed"]
    assert "Showing 1 of 4 events" in page.one("div", id="events").text


def test_the_form_keeps_the_day_and_the_order(story: Story) -> None:
    page = get(f"{story.get_absolute_url()}?as_of=2026-03-31&order=newest&status=rumored")
    form = page.one("form", id="filters")
    hidden = [
        (field.attrs["name"], field.attrs["value"])
        for field in form.all("input", type="hidden")
    ]
    assert hidden == [("as_of", "2026-03-31"), ("order", "newest")]


def test_the_tally_switches_an_outcome_on_and_off(story: Story) -> None:
    address = story.get_absolute_url()
    link = get(f"{address}?status=confirmed").one("a", id="tally-held").attrs["href"]
    assert link == f"{address}?status=confirmed&outcome=held"
    again = get(link).one("a", id="tally-held")
    assert again.attrs["aria-current"] == "true"
    assert again.attrs["href"] == f"{address}?status=confirmed"


def test_nothing_found_offers_to_clear_the_filters(story: Story) -> None:
    page = get(f"{story.get_absolute_url()}?as_of=2026-03-31&q=nowhere&order=newest")
    empty = page.one("div", "empty")
    assert "No event matches these filters." in empty.text
    assert [link.attrs["href"] for link in empty.all("a")] == [
        f"{story.get_absolute_url()}?as_of=2026-03-31&order=newest",
        "/search/?as_of=2026-03-31&q=nowhere",
    ]
