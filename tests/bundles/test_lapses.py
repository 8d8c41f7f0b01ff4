"""What was right when it was recorded and is not borne out by what became known later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.bundles.makers import bridge, empty_record, flaws_of, small, take
from tracker.bundles.exporting import export_story
from tracker.bundles.past import NothingKnown, export_story_as_of
from tracker.evidence.models import Citation, ReviewState
from tracker.ledger.actions import ChangeRefused, record
from tracker.ledger.models import Change
from tracker.ledger.verify import faults
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db
MAY_2, MAY_4, JUNE = date(2026, 5, 2), date(2026, 5, 4), date(2026, 6, 1)


def say(event: str, field: str, value: str, *, evidence: str, **parts: Any) -> list[Change]:
    cited = [Citation.objects.get(key=evidence)]
    event_row = Event.objects.get(key=event)
    return record(event_row, field, value, evidence=cited, by="anna", **parts)


def entry(number: int) -> Change:
    return Change.objects.get(number=number)


def known_later() -> None:
    """Let what settled the prediction turn out to be known only two days later."""
    data = small()
    later = {"id": "s-late", "url": "https://city.example/late", "published": "2026-05-04"}
    data["sources"].append(data["sources"][2] | later)
    data["citations"].append(data["citations"][1] | {"id": "c3", "source": "s-late"})
    take(data)
    say("o-open", "status", "confirmed", evidence="c3", effective=MAY_4, withdraws=entry(3))


def test_a_due_date_that_would_make_what_was_held_late_is_refused() -> None:
    take(small())
    april = date(2026, 4, 1)
    with pytest.raises(ChangeRefused, match="after its due date"):
        say("p-may", "due", "2026-04", evidence="c1", effective=april)
    with pytest.raises(ChangeRefused, match="after its due date"):
        say("p-may", "due", "2026-04", evidence="c1", effective=april, withdraws=entry(2))


def test_a_bundle_that_adds_such_a_due_date_to_history_is_refused() -> None:
    take(small())
    data = small()
    data["changes"].append(data["changes"][1] | {"value": "2026-04", "effective": "2026-04-01"})
    assert "after its due date" in flaws_of(data)["changes[5].value"]


def test_after_the_outcome_was_mended_the_due_date_can_be_and_history_comes_in_again() -> None:
    take(small())
    settled_by = [Event.objects.get(key="o-open")]
    words = {"actual": "1 May", "miss": "late", "resolved_by": settled_by}
    say(
        "p-may",
        "outcome",
        "failed",
        evidence="c2",
        effective=MAY_2,
        withdraws=entry(5),
        **words,
    )
    first = date(2026, 3, 4)
    say("p-may", "due", "2026-04", evidence="c1", effective=first, withdraws=entry(2))
    exported = export_story(bridge())
    empty_record()
    take(exported)
    assert export_story(bridge()) == exported


def test_history_comes_in_though_what_settled_it_is_known_later_by_now() -> None:
    known_later()
    exported = export_story(bridge())
    empty_record()
    report = take(exported)
    assert any("was not known by 2026-05-02" in flaw.message for flaw in report.warnings)
    assert export_story(bridge()) == exported
    assert faults(bridge()) == []


@pytest.mark.parametrize("day", [MAY_2, date(2026, 5, 3), MAY_4, JUNE])
def test_as_of_a_day_a_story_with_such_a_settler_is_a_valid_bundle(day: date) -> None:
    known_later()
    exported = export_story_as_of(bridge(), day)
    empty_record()
    assert flaws_of(exported) == {}


def test_as_of_a_day_an_event_without_any_evidence_left_is_no_part_of_the_bundle() -> None:
    take(small())
    Citation.objects.filter(key="c2").update(review=ReviewState.REJECTED)
    exported = export_story_as_of(bridge(), JUNE)
    assert b"o-open" not in exported
    empty_record()
    assert flaws_of(exported) == {}


@pytest.mark.behind_the_desk
def test_as_of_a_day_a_story_without_any_evidence_left_has_nothing_known() -> None:
    take(small())
    Citation.objects.update(review=ReviewState.REJECTED)
    with pytest.raises(NothingKnown):
        export_story_as_of(bridge(), JUNE)
