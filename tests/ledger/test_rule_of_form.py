from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.ledger.helpers import MAY_1, MAY_5, cited, refused, statuses
from tests.makers import (
    make_event,
    make_known,
    make_story,
    recorded,
)

pytestmark = pytest.mark.django_db


class TestForm:
    def test_the_future_is_refused_in_the_time_zone_of_the_story(self) -> None:
        # Half past five in the afternoon in London is the next day in Shanghai.
        now = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)
        shanghai = make_event(story=make_story(time_zone="Asia/Shanghai"))
        recorded(shanghai, effective=MAY_5, now=now)
        assert statuses(shanghai) == ["rumored"]
        with refused("effective", "2026-05-05 lies in the future"):
            recorded(make_event(), effective=MAY_5, now=now)

    def test_the_present_day_is_no_future(self) -> None:
        event = make_event()
        recorded(event, effective=MAY_5, now=datetime(2026, 5, 5, tzinfo=UTC))
        assert statuses(event) == ["rumored"]

    @pytest.mark.parametrize(
        ("field", "value", "part", "words"),
        [
            ("status", "proven", "value", "rumored, reported, confirmed"),
            ("outcome", "won", "value", "open, held, partly_held, failed, void"),
            ("due", "soon", "value", "not a date in EDTF"),
            ("due", "2026-05-01..2026-05-03", "value", ""),
            ("due", " 2026-05 ", "value", "Write 2026-05."),
            ("title", "reported", "field", "status, the outcome or the due date"),
        ],
    )
    def test_values_outside_the_vocabulary_are_refused(
        self, field: str, value: str, part: str, words: str
    ) -> None:
        event = make_known()
        citation = cited(event)
        parts = {"actual": "Yes."} if field == "outcome" else {}
        with refused(part, words):
            recorded(event, field, value, effective=MAY_1, evidence=[citation], **parts)

    @pytest.mark.parametrize(("field", "value"), [("outcome", "open"), ("due", "2026-06")])
    def test_an_occurrence_has_no_outcome_and_no_due_date(self, field: str, value: str) -> None:
        event = make_known(kind="occurrence")
        with refused("field", "Only predictions have an outcome and a due date"):
            recorded(event, field, value, effective=MAY_1)

    @pytest.mark.parametrize("value", ["held", "partly_held", "failed"])
    def test_an_outcome_says_what_actually_happened(self, value: str) -> None:
        event = make_known()
        with refused("actual", "what actually happened"):
            recorded(event, "outcome", value, effective=MAY_1, actual=" ")
        recorded(event, "outcome", value, effective=MAY_1, actual="It came.")
        assert event.outcome == value

    def test_void_needs_a_reason_and_no_actual(self) -> None:
        event = make_known()
        with refused("reason", "why it cannot be determined"):
            recorded(event, "outcome", "void", effective=MAY_1, reason="")
        recorded(event, "outcome", "void", effective=MAY_1, reason="No one measured it.")
        assert event.outcome == "void"

    def test_open_again_needs_no_citation_and_no_actual(self) -> None:
        event = make_known()
        recorded(event, "outcome", "failed", effective=MAY_1)
        recorded(event, "outcome", "open", effective=MAY_5, evidence=[])
        assert event.outcome == "open"

    @pytest.mark.parametrize("value", ["held", "partly_held", "failed", "void"])
    def test_every_other_outcome_needs_a_citation(self, value: str) -> None:
        event = make_known()
        # A confirmation comes with "held", and lacks the same.
        with refused("evidence", "Cite at least one"):
            recorded(event, "outcome", value, effective=MAY_1, evidence=[])

    @pytest.mark.parametrize("miss", ["late", "early", "overstated", "understated", "wrong"])
    def test_what_did_not_fully_hold_missed_in_some_way(self, miss: str) -> None:
        for value in ("partly_held", "failed"):
            event = make_known()
            recorded(event, "outcome", value, effective=MAY_1, miss=miss)
            assert event.changes.last().miss == miss

    @pytest.mark.parametrize("value", ["held", "void", "open"])
    def test_what_held_or_is_undecided_missed_nothing(self, value: str) -> None:
        event = make_known()
        with refused("miss", "Only what did not fully hold up"):
            recorded(event, "outcome", value, effective=MAY_1, miss="late")

    def test_an_unknown_miss_is_refused(self) -> None:
        event = make_known()
        with refused("miss", "late, early"):
            recorded(event, "outcome", "failed", effective=MAY_1, miss="sad")

    @pytest.mark.parametrize("part", ["actual", "miss"])
    def test_only_an_outcome_says_what_happened(self, part: str) -> None:
        with refused(part, "Only an outcome"):
            recorded(make_event(), effective=MAY_1, **{part: "late"})

    def test_words_that_no_database_takes_are_refused(self) -> None:
        event = make_known()
        with refused("reason", "control"):
            recorded(event, "status", "reported", effective=MAY_1, reason="a\x00b")
        with refused("actual", "300 characters"):
            recorded(event, "outcome", "failed", effective=MAY_1, actual="x" * 301)

    def test_an_outcome_or_due_date_comes_after_the_first_status(self) -> None:
        for field, value in (("outcome", "failed"), ("due", "2026-06")):
            for event in (make_event(), make_known(since=MAY_5)):
                with refused("effective", "has no status by then"):
                    recorded(event, field, value, effective=MAY_1)


class TestRepetition:
    def test_the_same_status_again_is_refused(self) -> None:
        event = make_known(status="reported", since=MAY_1)
        with refused("value", "stands at “reported” on that day already"):
            recorded(event, "status", "reported", effective=MAY_5)

    def test_the_same_due_date_again_is_refused(self) -> None:
        event = make_known()
        recorded(event, "due", "2026-06", effective=MAY_1)
        with refused("value", "stands at “2026-06”"):
            recorded(event, "due", "2026-06", effective=MAY_5)

    def test_the_same_status_from_an_earlier_day_is_news(self) -> None:
        event = make_known(status="reported", since=MAY_5)
        recorded(event, "status", "reported", effective=MAY_1)
        assert event.known_on == MAY_1

    def test_the_same_outcome_again_adds_what_is_known_now(self) -> None:
        event = make_known()
        recorded(event, "outcome", "failed", effective=MAY_1, actual="Not yet.")
        (change,) = recorded(event, "outcome", "failed", effective=MAY_5, actual="Never.")
        assert (event.outcome, change.actual) == ("failed", "Never.")

    def test_held_again_brings_no_second_confirmation(self) -> None:
        event = make_known(status="confirmed", since=MAY_1)
        assert len(recorded(event, "outcome", "held", effective=MAY_5)) == 1
