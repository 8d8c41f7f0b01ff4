"""How strong the evidence is, as the pages of an event and of a story tell it."""

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
from tests.reader.pages import get
from tracker.evidence.models import Basis, Stance
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db
SECTION = {"aria-labelledby": "strength-title"}


def test_the_sum_names_each_origin_with_its_weight_and_why(bridge: Event) -> None:
    # Wire, a newspaper by default, alone supports it before 1 June; Paper only repeats it.
    page = get(bridge.get_absolute_url())
    section = page.one("section", **SECTION)
    assert "B/C Medium, 0.55" in section.text
    assert "the day before the outcome took effect, on 31 May 2026" in section.text
    lines = [line.text for line in section.all("li")]
    assert lines == [
        "Wire, own reporting, weight 0.55: no earlier prediction of its own is settled; "
        "0.55 expected of its kind (newspaper)."
    ]
    assert "Confidence 0.55, grade B/C." in section.text


def test_it_counts_the_denial_while_the_prediction_is_open() -> None:
    event = make_event()
    wire, city = make_outlet(name="Wire", kind="wire"), make_outlet(name="City")
    first = make_citation(event=event, source=make_source(outlet=wire, published="2026-03-01"))
    recorded(event, effective=date(2026, 3, 1), evidence=[first])
    denied = make_source(outlet=city, published="2026-03-02")
    make_citation(event=event, source=denied, stance=Stance.DENIES, hedged=True)
    section = get(event.get_absolute_url()).one("section", **SECTION)
    # 0.6 * (1 - 0.55 / 2) = 0.435
    assert "0.60 × (1 − 0.28). Confidence 0.44, grade C/D." in section.text
    assert "hedged, so it counts half" in section.text
    past = get(event.get_absolute_url() + "?as_of=2026-03-01")
    assert "Confidence 0.60, grade B/C." in past.text and "City" not in past.text


def test_the_record_of_the_day_weighs_and_later_outcomes_do_not() -> None:
    story, wire = make_story(), make_outlet(name="Wire", kind="wire")
    for _ in range(2):
        early = make_event(story=story)
        said = make_source(outlet=wire, published="2026-01-01")
        cited = make_citation(event=early, source=said)
        recorded(early, effective=date(2026, 1, 1), evidence=[cited])
        recorded(early, "outcome", "failed", effective=date(2026, 4, 1), miss="wrong")
    event = make_event(story=story)
    first = make_citation(event=event, source=make_source(outlet=wire, published="2026-03-01"))
    recorded(event, effective=date(2026, 3, 1), evidence=[first])
    before = get(event.get_absolute_url() + "?as_of=2026-03-31")
    assert "weight 0.60: no earlier prediction of its own is settled" in before.text
    # (0.6 * 4 + 0) / (4 + 2) = 0.40
    after = get(event.get_absolute_url() + "?as_of=2026-04-01")
    assert "weight 0.40: 2 settled: 2 did not; 0.60 expected" in after.text


def test_the_party_concerned_is_believed_about_what_has_happened() -> None:
    done = make_known(kind="occurrence", status="confirmed")
    assert "A High, direct sources, 0.95" in get(done.get_absolute_url()).text
    # Of what it says will be, its kind and record decide.
    promised = make_known(status="reported")
    assert "B/C Medium, 0.55" in get(promised.get_absolute_url()).text


def test_without_an_origin_there_is_nothing_to_weigh() -> None:
    event = make_event()
    relay = make_citation(event=event, basis=Basis.RELAYED)
    recorded(event, evidence=[relay])
    page = get(event.get_absolute_url())
    assert "No known origin" in page.one("section", **SECTION).text
    assert page.one("table", "ledger").one("tbody").all("td")[3].text == "–"


def test_what_is_too_weak_is_watched_without_a_number() -> None:
    event = make_event()
    post = make_source(outlet=make_outlet(kind="social"))
    recorded(event, evidence=[make_citation(event=event, source=post, hedged=True)])
    text = get(event.get_absolute_url()).one("section", **SECTION).text
    # 0.15 / 2
    assert "Internal monitoring" in text and "Confidence 0.0" not in text
    assert "neither shown as a number nor graded" in text


def test_the_history_tells_the_grade_of_each_day(bridge: Event) -> None:
    rows = get(bridge.get_absolute_url()).one("table", "ledger").one("tbody").all("tr")
    assert [row.all("td")[3].text for row in rows] == ["B/C 0.55"] * 4


def test_an_entry_of_the_timeline_tells_its_grade(bridge: Event) -> None:
    entry = get(bridge.story.get_absolute_url()).one("li", id=f"event-{bridge.pk}")
    assert "B/C Medium, 0.55" in entry.text
