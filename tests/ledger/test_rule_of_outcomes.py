from __future__ import annotations

from datetime import date

import pytest

from tests.ledger.helpers import MAY_1, MAY_5, MAY_9, cited, refused
from tests.makers import (
    make_event,
    make_known,
    make_occurrence,
    recorded,
)
from tracker.evidence.models import Citation
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db


class TestHeldAndConfirmed:
    def test_a_prediction_is_not_confirmed_alone(self) -> None:
        event = make_known()
        with refused("value", "confirmed together with the outcome held"):
            recorded(event, "status", "confirmed", effective=MAY_1)

    def test_held_brings_confirmed_with_it(self) -> None:
        event = make_known(status="reported")
        outcome, status = recorded(event, "outcome", "held", effective=MAY_1, reason="Seen.")
        assert (outcome.value, status.value) == ("held", "confirmed")
        assert (status.number, status.effective) == (outcome.number + 1, MAY_1)
        assert (event.status, event.outcome) == ("confirmed", "held")

    def test_held_needs_evidence_that_confirms(self) -> None:
        event = make_known(status="reported", since=MAY_1)
        Citation.objects.update(basis="first_hand")
        citation = cited(event, "relayed")
        with refused("evidence", "2 reports, 1 known origin", "To confirm"):
            recorded(event, "outcome", "held", effective=MAY_1, evidence=[citation])
        assert (event.status, event.outcome) == ("reported", "open")

    @pytest.mark.parametrize("value", ["open", "partly_held", "failed", "void"])
    def test_leaving_held_lowers_the_status(self, value: str) -> None:
        event = make_known(status="confirmed", since=MAY_1)
        _outcome, status = recorded(event, "outcome", value, effective=MAY_5)
        assert (status.value, status.effective) == ("reported", MAY_5)
        assert (event.status, event.outcome) == ("reported", value)

    def test_the_status_falls_to_what_the_evidence_bears(self) -> None:
        event = make_known(status="confirmed", since=MAY_1)
        Citation.objects.filter(event=event).update(basis="relayed")
        citation = cited(event, stance="denies")
        recorded(event, "outcome", "failed", effective=MAY_5, evidence=[citation])
        assert event.status == "rumored"

    def test_where_nothing_bears_any_status_the_override_is_taken_along(self) -> None:
        event = make_known(status="confirmed", since=MAY_1)
        Citation.objects.filter(event=event).update(review="rejected")
        parts = {"effective": MAY_5, "evidence": [cited(event, stance="denies")]}
        with refused("evidence", "To call it rumored"):
            recorded(event, "outcome", "failed", **parts)
        _, status = recorded(
            event, "outcome", "failed", override=True, reason="Faked.", **parts
        )
        assert (status.value, status.override) == ("rumored", True)

    def test_a_confirmed_status_is_not_lowered_alone(self) -> None:
        event = make_known(status="confirmed", since=MAY_1)
        with refused("value", "confirmed together with the outcome held"):
            recorded(event, "status", "reported", effective=MAY_5)

    def test_an_occurrence_is_confirmed_and_lowered_freely(self) -> None:
        event = make_known(kind="occurrence", status="confirmed", since=MAY_1)
        recorded(event, "status", "reported", effective=MAY_5)
        assert event.status == "reported"

    def test_held_from_an_earlier_day_does_not_outlive_a_later_failure(self) -> None:
        event = make_known(status="reported", since=MAY_1)
        recorded(event, "outcome", "failed", effective=MAY_9)
        with refused("value", "On 2026-05-09 the status is confirmed and the outcome failed"):
            recorded(event, "outcome", "held", effective=MAY_5)


class TestSettling:
    def test_a_confirmed_settling_event_is_enough_for_held(self) -> None:
        event = make_known(status="rumored")
        settler = self.settler(event, status="confirmed")
        recorded(
            event,
            "outcome",
            "held",
            effective=MAY_1,
            evidence=self.own(settler),
            resolved_by=[settler],
        )
        assert (event.status, event.outcome) == ("confirmed", "held")

    def test_a_settling_event_that_is_only_reported_is_not(self) -> None:
        event = make_event()
        recorded(event, evidence=[cited(event, "relayed", known=date(2026, 1, 1))])
        settler = self.settler(event, status="reported")
        with refused("evidence", "To confirm"):
            recorded(
                event,
                "outcome",
                "held",
                effective=MAY_1,
                evidence=self.own(settler),
                resolved_by=[settler],
            )

    def test_a_settling_event_confirmed_only_later_is_not_enough_before(self) -> None:
        event = make_event()
        recorded(event, evidence=[cited(event, "relayed", known=date(2026, 1, 1))])
        settler = self.settler(event, status="reported")
        recorded(settler, "status", "confirmed", effective=MAY_9)
        evidence = [self.own(settler)[0]]
        with refused("evidence", "To confirm"):
            recorded(
                event,
                "outcome",
                "held",
                effective=MAY_5,
                evidence=evidence,
                resolved_by=[settler],
            )

    def test_evidence_of_an_event_counts_only_when_that_event_is_named(self) -> None:
        event = make_known()
        settler = self.settler(event, status="confirmed")
        with refused("evidence", "about another event"):
            recorded(event, "outcome", "failed", effective=MAY_1, evidence=self.own(settler))

    def test_a_settling_event_must_have_been_known(self) -> None:
        event = make_known()
        late = self.settler(event, status="confirmed", since=MAY_9)
        draft = make_occurrence(story=event.story)
        for settler in (late, draft):
            with refused("resolved_by", "was not known by 2026-05-05"):
                recorded(event, "outcome", "failed", effective=MAY_5, resolved_by=[settler])

    def test_a_prediction_does_not_settle_itself(self) -> None:
        event = make_known()
        with refused("resolved_by", "no other event of this story"):
            recorded(event, "outcome", "failed", effective=MAY_1, resolved_by=[event])

    def test_an_event_of_another_story_settles_nothing(self) -> None:
        event, foreign = make_known(), make_known(kind="occurrence")
        with refused("resolved_by", "same story"):
            recorded(event, "outcome", "failed", effective=MAY_1, resolved_by=[foreign])

    def test_a_settling_event_is_named_once(self) -> None:
        event = make_known()
        settler = self.settler(event)
        with refused("resolved_by", "named twice"):
            recorded(
                event, "outcome", "failed", effective=MAY_1, resolved_by=[settler, settler]
            )

    @pytest.mark.parametrize(("field", "value"), [("status", "reported"), ("due", "2026-06")])
    def test_only_an_outcome_is_settled(self, field: str, value: str) -> None:
        event = make_known()
        settler = self.settler(event)
        with refused("resolved_by", "Only an outcome"):
            recorded(event, field, value, effective=MAY_1, resolved_by=[settler])

    @pytest.mark.parametrize(
        ("happened", "due", "is_late"),
        [
            ("2026-05-01", "2026-04", True),
            ("2026-04-30", "2026-04", False),
            ("2026-05-01", "../2026-04-30", True),
            ("2026-05-01", "2026-04/..", False),
            # Perhaps in time: the first day that the date may mean decides.
            ("2026-04/2026-05", "2026-04-15", False),
            ("", "2026-04", False),
        ],
    )
    def test_what_came_true_after_its_due_date_did_not_hold(
        self, happened: str, due: str, is_late: bool
    ) -> None:
        event = make_known(status="reported")
        recorded(event, "due", due, effective=date(2026, 1, 2))
        settler = self.settler(event, status="confirmed", date=happened)
        parts = {"effective": MAY_5, "resolved_by": [settler]}
        if is_late:
            with refused("value", "failed, with the miss “late”"):
                recorded(event, "outcome", "held", **parts)
            recorded(event, "outcome", "failed", miss="late", **parts)
            assert event.outcome == "failed"
        else:
            recorded(event, "outcome", "held", **parts)
            assert event.outcome == "held"

    def test_the_due_date_of_that_day_decides_not_a_later_one(self) -> None:
        event = make_known(status="reported")
        recorded(event, "due", "2026-04", effective=date(2026, 1, 2))
        recorded(event, "due", "2026-06", effective=MAY_9)
        settler = self.settler(event, status="confirmed", date="2026-05-01")
        with refused("value", "after its due date (2026-04)"):
            recorded(event, "outcome", "held", effective=MAY_5, resolved_by=[settler])

    def settler(
        self, event: Event, *, status: str = "reported", since: date = MAY_1, **fields: str
    ) -> Event:
        return make_known(
            story=event.story, kind="occurrence", status=status, since=since, **fields
        )

    def own(self, event: Event) -> list[Citation]:
        return [*event.citations.all()]
