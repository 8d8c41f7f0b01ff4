"""Track records follow the record, in the transaction that changes it."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from tests.makers import (
    make_citation,
    make_event,
    make_occurrence,
    make_outlet,
    make_relay,
    make_source,
    make_story,
    recorded,
)
from tests.scores_on_file import scores_stay_true
from tracker.evidence.actions import review
from tracker.evidence.models import Basis, ReviewState
from tracker.ledger.actions import ChangeRefused
from tracker.scores.models import Call
from tracker.sources.models import Outlet
from tracker.stories.events import Event
from tracker.stories.values import Outcome

__all__ = ["scores_stay_true"]
pytestmark = pytest.mark.django_db
SAID, SETTLED = date(2026, 3, 1), date(2026, 3, 20)


def make_call(outlet: Outlet, *, event: Event | None = None) -> Event:
    """Let `outlet` report a prediction first-hand on the day SAID."""
    event = event or make_event()
    source = make_source(outlet=outlet, published=SAID.isoformat())
    recorded(event, effective=SAID, evidence=[make_citation(event=event, source=source)])
    return event


def standing(outlet: Outlet, day: date | None = None) -> list[tuple[str, str, int | None]]:
    """Return (role, outcome, lead) of the outlet's calls on `day`."""
    calls = Call.objects.as_of(day).filter(outlet=outlet)
    return [*calls.values_list("role", "outcome", "lead")]


def test_an_outcome_settles_the_call_from_its_day_on() -> None:
    wire = make_outlet()
    event = make_call(wire)
    assert standing(wire) == [("own", "open", None)]
    recorded(event, "outcome", Outcome.FAILED, effective=SETTLED)
    assert standing(wire, date(2026, 3, 19)) == [("own", "open", None)]
    assert standing(wire, SETTLED) == standing(wire) == [("own", "failed", 19)]


def test_a_back_dated_outcome_moves_the_past() -> None:
    wire = make_outlet()
    event = make_call(wire)
    recorded(event, "outcome", Outcome.FAILED, effective=SETTLED)
    recorded(event, "outcome", Outcome.PARTLY_HELD, effective=date(2026, 3, 10))
    assert standing(wire, date(2026, 3, 9)) == [("own", "open", None)]
    assert standing(wire, date(2026, 3, 10)) == [("own", "partly_held", 9)]
    assert standing(wire, SETTLED) == [("own", "failed", 19)]


def test_an_outcome_that_is_withdrawn_counts_on_no_day() -> None:
    wire = make_outlet()
    event = make_call(wire)
    wrong = recorded(event, "outcome", Outcome.FAILED, effective=SETTLED)[0]
    recorded(
        event, "outcome", Outcome.OPEN, effective=SETTLED, withdraws=wrong, reason="Misread."
    )
    assert standing(wire, SETTLED) == standing(wire) == [("own", "open", None)]


def test_what_fails_or_is_taken_back_leaves_no_trace() -> None:
    wire = make_outlet()
    event = make_call(wire)
    before = [*Call.objects.values()]
    said = [*event.citations.all()]
    with pytest.raises(ChangeRefused):
        recorded(event, "outcome", Outcome.HELD, effective=date(2027, 1, 1), evidence=said)
    with transaction.atomic():
        recorded(event, "outcome", Outcome.FAILED, effective=SETTLED, evidence=said)
        assert standing(wire) == [("own", "failed", 19)]
        transaction.set_rollback(True)
    assert [*Call.objects.values()] == before


def test_only_reports_from_before_the_outcome_are_calls() -> None:
    late = make_outlet()
    event = make_call(make_outlet())
    recorded(event, "outcome", Outcome.FAILED, effective=SETTLED)
    on_the_day = make_source(outlet=late, published=SETTLED.isoformat())
    make_citation(event=event, source=on_the_day)
    assert standing(late) == []


def test_a_citation_counts_while_it_is_accepted() -> None:
    blog, event = make_outlet(), make_call(make_outlet())
    source = make_source(outlet=blog, published="2026-03-02")
    citation = make_citation(event=event, source=source, review=ReviewState.PROPOSED)
    assert standing(blog) == []
    review(citation, ReviewState.ACCEPTED, by="ada")
    assert standing(blog) == [("own", "open", None)]
    review(citation, ReviewState.REJECTED, by="ada")
    assert standing(blog) == []


def test_a_relay_makes_the_relayed_outlet_the_origin() -> None:
    wire, blog = make_outlet(), make_outlet()
    event = make_event()
    post = make_source(outlet=blog, published="2026-03-02")
    report = make_source(outlet=wire, published="2026-03-01")
    said = make_citation(event=event, source=post, relays=report)
    recorded(event, effective=date(2026, 3, 2), evidence=[said])
    assert (standing(wire), standing(blog)) == (
        [("own", "open", None)],
        [("relayed", "open", None)],
    )
    # That report turns out to repeat another one itself.
    paper = make_outlet()
    make_relay(source=report, relayed=make_source(outlet=paper, published="2026-02-01"))
    assert (standing(wire), standing(paper)) == ([], [("own", "open", None)])


def test_a_broad_prediction_is_not_counted_beside_its_parts() -> None:
    wire, story = make_outlet(), make_story()
    broad = make_call(wire, event=make_event(story=story))
    part = make_call(wire, event=make_event(story=story, part_of=broad))
    recorded(broad, "outcome", Outcome.FAILED, effective=SETTLED)
    recorded(part, "outcome", Outcome.HELD, effective=date(2026, 3, 25))

    def counted(day: date) -> set[int]:
        calls = Call.objects.as_of(day).filter(outlet=wire, counted=True)
        return {*calls.values_list("event", flat=True)}

    assert counted(SETTLED) == {broad.pk}
    assert counted(date(2026, 3, 25)) == {part.pk}


def test_occurrences_are_no_calls() -> None:
    wire = make_outlet()
    event = make_occurrence()
    source = make_source(outlet=wire, published=SAID.isoformat())
    cited = make_citation(event=event, source=source, basis=Basis.PRIMARY)
    recorded(event, "status", "confirmed", effective=SAID, evidence=[cited])
    assert standing(wire) == []


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_scores", *arguments, stdout=out, stderr=StringIO(), no_color=True)
    return out.getvalue()


def test_the_command_finds_and_mends_what_differs() -> None:
    event = make_call(make_outlet())
    recorded(event, "outcome", Outcome.FAILED, effective=SETTLED)
    before = [*Call.objects.order_by("since").values_list("event", "since", "until", "outcome")]
    assert run("--check") == "Every track record is as worked out anew.\n"
    Call.objects.filter(until=None).update(outcome="held")
    with pytest.raises(CommandError, match="2 rows of the track records differ"):
        run("--check")
    assert run() == "Mended 2 rows.\n"
    assert run("--check") == "Every track record is as worked out anew.\n"
    after = [*Call.objects.order_by("since").values_list("event", "since", "until", "outcome")]
    assert after == before


def test_a_record_without_predictions_is_in_order() -> None:
    assert run("--check") == run() == "Every track record is as worked out anew.\n"
