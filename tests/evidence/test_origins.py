from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from tests.makers import make_citation, make_event, make_outlet, make_relay, make_source
from tests.real_story import real_story, trace_in
from tracker.evidence.origins import Report, Trace, trace
from tracker.evidence.provenance import provenance_of
from tracker.stories.events import Event

# In these graphs "a1" and "a2" are documents of the outlet "a".
Counted = tuple[int, list[str], int]


def counted(
    *reports: Report,
    whole: Mapping[str, Sequence[str]] | None = None,
) -> Counted:
    """Return (reports, origins, unknown)."""
    whole = whole or {}
    documents = {report.source for report in reports} | {report.relays for report in reports}
    documents |= {*whole} | {relayed for targets in whole.values() for relayed in targets}
    outlets = {document: str(document)[0] for document in documents if document}
    found = trace(reports, whole=whole, outlets=outlets)
    return found.reports, [str(origin) for origin in found.origins], found.unknown


def own(source: str) -> Report:
    return Report(source, "first_hand")


def relay(source: str, relays: str | None = None) -> Report:
    return Report(source, "relayed", relays)


def test_nothing_said_is_no_report_and_no_origin() -> None:
    assert counted() == (0, [], 0)


def test_nine_articles_that_relay_one_are_nine_reports_of_one_origin() -> None:
    nine = [relay(f"{outlet}1", "z1") for outlet in "abcdefghi"]
    assert counted(*nine) == (9, ["z"], 0)


def test_the_relayed_article_counts_as_a_report_once_it_is_cited_itself() -> None:
    nine = [relay(f"{outlet}1", "z1") for outlet in "abcdefghi"]
    assert counted(*nine, own("z1")) == (10, ["z"], 0)


def test_two_ends_at_one_outlet_are_one_origin() -> None:
    assert counted(own("a1"), own("a2"), relay("b1", "a3")) == (3, ["a"], 0)


def test_two_outlets_that_found_out_themselves_are_two_origins() -> None:
    assert counted(own("a1"), Report("b1", "primary")) == (2, ["a", "b"], 0)


def test_a_relay_that_names_nobody_is_a_report_of_unknown_origin() -> None:
    assert counted(relay("a1"), own("b1")) == (2, ["b"], 1)


def test_a_chain_goes_on_by_the_relayed_documents_own_citation() -> None:
    # What b1 relays as a whole is not asked: it says itself where it has this from.
    reports = [relay("a1", "b1"), relay("b1", "c1")]
    assert counted(*reports, whole={"b1": ["d1"]}) == (2, ["c"], 0)


def test_a_chain_goes_on_by_what_a_document_relays_as_a_whole() -> None:
    whole = {"b1": ["c1"], "c1": ["d1"]}
    assert counted(relay("a1", "b1"), whole=whole) == (1, ["d"], 0)


def test_what_the_citing_document_relays_as_a_whole_gives_it_no_origin() -> None:
    assert counted(relay("a1"), whole={"a1": ["b1"]}) == (1, [], 1)


def test_own_reporting_ends_a_chain_whatever_the_document_relays_besides() -> None:
    assert counted(own("a1"), whole={"a1": ["b1"]}) == (1, ["a"], 0)


def test_a_chain_to_a_document_whose_citation_names_nobody_has_no_known_end() -> None:
    assert counted(relay("a1", "b1"), relay("b1"), whole={"b1": ["c1"]}) == (2, [], 2)


def test_a_document_that_relays_several_as_a_whole_has_several_ends() -> None:
    assert counted(relay("a1", "b1"), whole={"b1": ["c1", "d1"]}) == (1, ["c", "d"], 0)


def test_several_citations_of_one_document_are_one_report_with_all_their_ends() -> None:
    assert counted(own("a1"), relay("a1", "b1"), relay("a1")) == (1, ["a", "b"], 0)


def test_one_known_end_is_enough_for_a_report_to_be_no_unknown_one() -> None:
    assert counted(relay("a1"), relay("a1", "b1")) == (1, ["b"], 0)


def test_a_circle_in_the_data_ends_nowhere_and_is_not_followed_for_ever() -> None:
    assert counted(relay("a1", "b1"), relay("b1", "a1")) == (2, [], 2)


def test_a_very_long_chain_is_followed_to_its_end() -> None:
    chain = {f"b{number}": [f"b{number + 1}"] for number in range(5000)}
    chain["b5000"] = ["z1"]
    assert counted(relay("a1", "b0"), whole=chain) == (1, ["z"], 0)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 10), (3, ["albis-news", "the-information"], 0)),
        (date(2026, 11, 22), (6, ["albis-news", "the-information"], 1)),
    ],
    ids=str,
)
def test_the_reports_that_v4_runs_entirely_on_huawei_come_from_two_origins(
    day: date, expected: tuple[int, list[str], int]
) -> None:
    found = trace_in(real_story(), "p-run-entirely-huawei", day)
    assert (found.reports, sorted(found.origins), found.unknown) == expected


@pytest.mark.django_db
class TestStoredTraces:
    def test_only_accepted_supporting_citations_known_by_the_day_are_counted(self) -> None:
        event = make_event()
        counts = make_citation(event=event, source=make_source(published="2026-04-01"))
        make_citation(event=event, source=make_source(published="2026-04-02"))
        make_citation(event=event, review="proposed")
        make_citation(event=event, review="rejected")
        for stance in ("denies", "questions", "mentions"):
            make_citation(event=event, stance=stance)
        make_citation()
        assert self.traced(event, date(2026, 4, 1)) == Trace(
            reports=1,
            origins=(counts.source.outlet_id,),
            ends=(counts.source_id,),
            unknown=0,
        )
        assert self.traced(event, None).reports == 2

    def test_what_a_document_says_of_another_event_leads_nowhere(self) -> None:
        event = make_event()
        middle, elsewhere = make_source(), make_source()
        make_citation(event=event, relays=middle)
        make_citation(source=middle, relays=elsewhere)
        assert self.traced(event, None).ends == (middle.pk,)

    def test_relays_of_whole_documents_are_followed_in_the_database(self) -> None:
        event = make_event()
        origin, middle = make_source(), make_source()
        make_relay(source=middle, relayed=origin)
        make_citation(event=event, relays=middle)
        assert self.traced(event, None).origins == (origin.outlet_id,)

    def test_documents_of_merged_outlets_have_one_origin(self) -> None:
        survivor = make_outlet()
        other = make_outlet(merged_into=survivor)
        event = make_event()
        make_citation(event=event, source=make_source(outlet=survivor))
        make_citation(event=event, source=make_source(outlet=other))
        found = self.traced(event, None)
        assert (found.reports, found.origins) == (2, (survivor.pk,))

    def test_merged_documents_are_one_report(self) -> None:
        survivor = make_source()
        other = make_source(merged_into=survivor)
        event = make_event()
        make_citation(event=event, source=survivor)
        make_citation(event=event, source=other)
        found = self.traced(event, None)
        assert (found.reports, found.ends) == (1, (survivor.pk,))

    def test_a_relay_of_a_merged_document_leads_to_its_survivor(self) -> None:
        survivor = make_source()
        other = make_source(merged_into=survivor)
        event = make_event()
        make_citation(event=event, relays=other)
        assert self.traced(event, None).ends == (survivor.pk,)

    def test_what_a_merged_document_relays_as_a_whole_its_survivor_relays(self) -> None:
        survivor, origin = make_source(), make_source()
        other = make_source(merged_into=survivor)
        make_relay(source=other, relayed=origin)
        event = make_event()
        make_citation(event=event, relays=survivor)
        assert self.traced(event, None).ends == (origin.pk,)

    def test_a_relay_as_a_whole_of_a_merged_document_leads_to_its_survivor(self) -> None:
        survivor, middle, origin = make_source(), make_source(), make_source()
        other = make_source(merged_into=survivor)
        make_relay(source=middle, relayed=other)
        make_relay(source=survivor, relayed=origin)
        event = make_event()
        make_citation(event=event, relays=middle)
        assert self.traced(event, None).ends == (origin.pk,)

    def test_documents_that_relayed_each_other_and_were_merged_are_an_end(self) -> None:
        survivor, other = make_source(), make_source()
        make_relay(source=other, relayed=survivor)
        other.merged_into = survivor
        other.save()
        event = make_event()
        make_citation(event=event, relays=survivor)
        assert self.traced(event, None).ends == (survivor.pk,)

    def test_three_queries_trace_however_many_events(
        self, django_assert_num_queries: Any
    ) -> None:
        events = [make_event() for _ in range(4)]
        for event in events:
            middle = make_source()
            make_relay(source=middle)
            make_citation(event=event, relays=middle)
        with django_assert_num_queries(3):
            provenance_of([event.pk for event in events], None)

    def traced(self, event: Event, day: date | None) -> Trace:
        return provenance_of([event.pk], day)[event.pk].trace
