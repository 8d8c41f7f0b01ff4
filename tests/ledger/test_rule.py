from __future__ import annotations

from datetime import date

import pytest

from tests.ledger.helpers import MAY_1, MAY_5, cited, refused, statuses
from tests.makers import (
    make_citation,
    make_event,
    make_occurrence,
    make_source,
    recorded,
)

pytestmark = pytest.mark.django_db


class TestSufficiency:
    @pytest.mark.parametrize("stance", ["supports", "mentions"])
    def test_rumored_needs_one_that_supports_or_mentions(self, stance: str) -> None:
        event = make_event()
        recorded(
            event, "status", "rumored", effective=MAY_1, evidence=[cited(event, stance=stance)]
        )
        assert statuses(event) == ["rumored"]

    @pytest.mark.parametrize("stance", ["denies", "questions"])
    def test_a_denial_or_a_question_is_no_rumor(self, stance: str) -> None:
        event = make_event()
        citation = cited(event, stance=stance)
        with refused("evidence", "one citation that supports or mentions it"):
            recorded(event, "status", "rumored", effective=MAY_1, evidence=[citation])

    def test_a_relay_that_names_nobody_makes_it_rumored_not_reported(self) -> None:
        event = make_event()
        citation = cited(event, "relayed")
        with refused("evidence", "1 report, 0 known origins", "whose origin is known"):
            recorded(event, "status", "reported", effective=MAY_1, evidence=[citation])
        recorded(event, "status", "rumored", effective=MAY_1, evidence=[citation])
        assert statuses(event) == ["rumored"]

    def test_reported_needs_one_known_origin(self) -> None:
        event = make_event()
        recorded(event, "status", "reported", effective=MAY_1, evidence=[cited(event)])
        assert statuses(event) == ["reported"]

    def test_a_mention_is_no_report(self) -> None:
        event = make_event()
        citation = cited(event, stance="mentions")
        with refused("evidence", "0 reports, 0 known origins"):
            recorded(event, "status", "reported", effective=MAY_1, evidence=[citation])

    def test_one_primary_source_confirms(self) -> None:
        event = make_occurrence()
        citation = cited(event, "primary")
        recorded(event, "status", "confirmed", effective=MAY_1, evidence=[citation])
        assert statuses(event) == ["confirmed"]

    def test_a_relay_of_what_the_party_said_does_not_confirm(self) -> None:
        event = make_occurrence()
        statement = make_source(published="2026-05-01")
        citation = cited(event, "relayed", relays=statement)
        with refused("evidence", "1 report, 1 known origin.", "one more independent origin"):
            recorded(event, "status", "confirmed", effective=MAY_1, evidence=[citation])

    def test_a_primary_source_that_denies_does_not_confirm(self) -> None:
        event = make_occurrence()
        citation = cited(event, "primary", stance="denies")
        with refused("evidence", "a primary source, or two independent origins"):
            recorded(event, "status", "confirmed", effective=MAY_1, evidence=[citation])

    def test_two_independent_origins_confirm(self) -> None:
        event = make_occurrence()
        evidence = [cited(event), cited(event)]
        recorded(event, "status", "confirmed", effective=MAY_1, evidence=evidence)
        assert statuses(event) == ["confirmed"]

    def test_nine_relays_of_one_report_do_not_confirm(self) -> None:
        event = make_occurrence()
        first = make_source(published="2026-05-01")
        evidence = [cited(event, "relayed", relays=first) for _ in range(9)]
        with refused("evidence", "9 reports, 1 known origin."):
            recorded(event, "status", "confirmed", effective=MAY_1, evidence=evidence)

    def test_two_documents_of_one_outlet_do_not_confirm(self) -> None:
        event = make_occurrence()
        one = cited(event)
        other = make_source(outlet=one.source.outlet, published="2026-05-01")
        evidence = [one, make_citation(event=event, source=other)]
        with refused("evidence", "2 reports, 1 known origin."):
            recorded(event, "status", "confirmed", effective=MAY_1, evidence=evidence)

    def test_all_that_was_known_is_weighed_not_only_what_is_cited(self) -> None:
        event = make_occurrence()
        one, _other = cited(event), cited(event)
        recorded(event, "status", "confirmed", effective=MAY_1, evidence=[one])
        assert statuses(event) == ["confirmed"]

    def test_what_was_known_only_later_or_is_not_accepted_weighs_nothing(self) -> None:
        event = make_occurrence()
        one = cited(event)
        cited(event, known=MAY_5)
        cited(event, "primary", review="proposed")
        cited(event, "primary", review="rejected")
        with refused("evidence", "1 report, 1 known origin."):
            recorded(event, "status", "confirmed", effective=MAY_1, evidence=[one])
        recorded(event, "status", "confirmed", effective=MAY_5, evidence=[one])


class TestEvidence:
    def test_every_status_cites_something(self) -> None:
        with refused("evidence", "Cite at least one accepted citation"):
            recorded(make_event(), evidence=[])

    def test_a_citation_of_another_event_is_no_evidence(self) -> None:
        event = make_event()
        other = make_event(story=event.story, key="p-other")
        citation = cited(other)
        cited(event)
        with refused("evidence", "about another event, “p-other”"):
            recorded(event, effective=MAY_1, evidence=[citation])

    def test_a_citation_of_another_story_is_none_even_with_a_key_of_this_one(self) -> None:
        event = make_event()
        cited(event, key="c-1")
        foreign = cited(make_event(), key="c-1")
        with refused("evidence", "same story"):
            recorded(event, effective=MAY_1, evidence=[foreign])

    @pytest.mark.parametrize("review", ["proposed", "rejected"])
    def test_only_accepted_citations_are_evidence(self, review: str) -> None:
        event = make_event()
        cited(event)
        citation = cited(event, review=review, key="c-new")
        with refused("evidence", "“c-new” is not accepted"):
            recorded(event, effective=MAY_1, evidence=[citation])

    def test_what_was_known_only_after_the_effective_date_is_no_evidence(self) -> None:
        event = make_event()
        cited(event)
        citation = cited(event, known=MAY_5)
        with refused("evidence", "known only on 2026-05-05, after 2026-05-01"):
            recorded(event, effective=MAY_1, evidence=[citation])
        recorded(event, effective=MAY_5, evidence=[citation])
        assert statuses(event) == ["rumored"]

    def test_a_source_without_a_known_day_is_no_evidence(self) -> None:
        event = make_event()
        cited(event)
        citation = make_citation(event=event, source=make_source(published=""))
        with refused("evidence", "known only on an unknown day"):
            recorded(event, effective=MAY_1, evidence=[citation])

    def test_a_citation_is_named_once(self) -> None:
        event = make_event()
        citation = cited(event)
        with refused("evidence", "named twice"):
            recorded(event, effective=MAY_1, evidence=[citation, citation])


class TestOverride:
    def test_it_sets_aside_what_the_evidence_lacks(self) -> None:
        event = make_event()
        citation = cited(event, "relayed")
        (change,) = recorded(
            event,
            "status",
            "reported",
            effective=MAY_1,
            evidence=[citation],
            override=True,
            reason="Known to us.",
        )
        assert (change.override, event.status) == (True, "reported")

    def test_it_needs_a_reason(self) -> None:
        event = make_event()
        citation = cited(event, "relayed")
        with refused("reason", "Overriding the evidence rule needs a reason"):
            recorded(
                event, "status", "reported", effective=MAY_1, evidence=[citation], override=True
            )

    def test_it_sets_nothing_else_aside(self) -> None:
        event = make_event()
        override = {"override": True, "reason": "Because."}
        with refused("evidence", "Cite at least one"):
            recorded(event, effective=MAY_1, evidence=[], **override)
        with refused("evidence", "not accepted"):
            recorded(
                event, effective=MAY_1, evidence=[cited(event, review="proposed")], **override
            )
        with refused("evidence", "known only on"):
            recorded(event, effective=MAY_1, evidence=[cited(event, known=MAY_5)], **override)
        with refused("effective", "future"):
            recorded(event, effective=date(2027, 1, 1), **override)
        recorded(event, effective=MAY_1)
        with refused("value", "together with the outcome held"):
            recorded(event, "status", "confirmed", effective=MAY_5, **override)
        with refused("actual", "what actually happened"):
            recorded(event, "outcome", "failed", effective=MAY_5, actual="", **override)
