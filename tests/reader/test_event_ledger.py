from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.makers import make_citation, make_event, make_source, recorded
from tests.reader.pages import Element, get
from tracker.evidence.models import Basis
from tracker.stories.events import Event
from tracker.stories.values import Outcome, Status

pytestmark = pytest.mark.django_db


class TestLedger:
    def rows(self, page: Element) -> list[str]:
        return [row.text for row in page.one("table", "ledger").one("tbody").all("tr")]

    def test_each_change_is_told_with_reason_evidence_and_our_record(
        self, bridge: Event
    ) -> None:
        page = get(bridge.get_absolute_url())
        head = page.one("table", "ledger").one("thead").all("th")
        assert [one.text for one in head] == [
            "From", "What changed", "Stands at", "Grade", "Our record"
        ]  # fmt: skip
        rows = self.rows(page)
        assert len(rows) == 4
        assert "1 March 2026" in rows[0] and "First recorded" in rows[0]
        assert "Evidence: Wire, 1 March 2026" in rows[0]
        assert "No. 1, 1 November 2026 by ada" in rows[0]
        assert "Status raised, from “Rumored”" in rows[1]
        assert "Due date recorded" in rows[2] and "May 2026" in rows[2]
        assert "Settled" in rows[3] and "Wrong. May passed." in rows[3]
        assert "City, 1 June 2026; It is still closed" in rows[3]
        assert "pivot" in page.one("tr", id="change-3").attrs["class"]

    def test_digests_are_short_and_whole_and_lead_to_how_they_are_checked(
        self, bridge: Event
    ) -> None:
        page = get(bridge.get_absolute_url())
        digests = [one.digest for one in bridge.changes.order_by("effective", "number")]
        folds = page.one("table", "ledger").all("details", "digest")
        for fold, digest in zip(folds, digests, strict=True):
            assert fold.one("code", title=digest).text == digest[:10]
        assert [fold.one("code", "copied").text for fold in folds] == digests
        assert get("/method/").one("h2", id="ledger")
        assert page.all("a", href="/method/#ledger")

    def test_a_reversal_is_marked(self, bridge: Event) -> None:
        assert "Reversed" not in get(bridge.get_absolute_url()).text
        one = make_citation(event=bridge, source=make_source(published="2026-08-01"))
        recorded(bridge, "outcome", Outcome.OPEN, effective=date(2026, 8, 1), evidence=[one])
        assert "Reversed. Opened again" in self.rows(get(bridge.get_absolute_url()))[4]

    def test_entries_that_take_effect_later_are_absent(self, bridge: Event) -> None:
        page = get(bridge.get_absolute_url(), {"as_of": "2026-03-03"})
        assert len(self.rows(page)) == 1

    def test_a_slip_and_a_reversal_name_what_was_before(self, bridge: Event) -> None:
        one = make_citation(event=bridge, source=make_source(published="2026-08-01"))
        recorded(bridge, "due", "2026-09", effective=date(2026, 8, 1), evidence=[one])
        recorded(bridge, "outcome", Outcome.OPEN, effective=date(2026, 8, 1), evidence=[one])
        rows = self.rows(get(bridge.get_absolute_url()))
        assert "Due date moved, from May 2026" in rows[4]
        assert "Opened again" in rows[5]

    def test_the_reason_of_a_withdrawal_explains_no_outcome(self, bridge: Event) -> None:
        one = make_citation(event=bridge, source=make_source(published="2026-08-01"))
        day = date(2026, 8, 1)
        wrong = recorded(
            bridge, "outcome", Outcome.FAILED, effective=day, evidence=[one],
            actual="It stayed closed", reason="So they say.",
        )  # fmt: skip
        before = get(bridge.get_absolute_url()).one("section", "verdict").text
        assert "So they say." in before
        recorded(
            bridge, "outcome", Outcome.OPEN, effective=day, evidence=[one],
            withdraws=wrong[0], reason="Misread.",
        )  # fmt: skip
        after = get(bridge.get_absolute_url()).one("section", "verdict").text
        assert "An earlier outcome was withdrawn: Misread." in after

    def test_withdrawn_and_overridden_entries_are_marked(self, bridge: Event) -> None:
        one = make_citation(
            event=bridge, source=make_source(published="2026-03-10"), basis=Basis.RELAYED
        )
        wrong = recorded(bridge, "due", "2026-06", effective=date(2026, 3, 10), evidence=[one])
        recorded(
            bridge, "due", "2026-05", effective=date(2026, 3, 10), evidence=[one],
            withdraws=wrong[0], reason="Misread.",
        )  # fmt: skip
        other = make_event(story=bridge.story, statement="It will be red")
        weak = make_citation(event=other, basis=Basis.RELAYED)
        recorded(
            other, "status", Status.REPORTED, effective=date(2026, 3, 1), evidence=[weak],
            override=True, reason="Known to us.", now=datetime(2026, 11, 2, tzinfo=UTC),
        )  # fmt: skip
        page = get(bridge.get_absolute_url())
        withdrawn = page.one("tr", "withdrawn")
        by = wrong[0].number + 1
        assert f"Withdrawn by no. {by}: it counts nowhere." in withdrawn.text
        assert f"Withdraws no. {wrong[0].number}. Misread." in page.text
        assert "Recorded although the evidence did not suffice." in (
            get(other.get_absolute_url()).text
        )
