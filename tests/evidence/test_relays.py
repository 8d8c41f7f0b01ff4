from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests.makers import make_citation, make_event, make_relay, make_source
from tracker.evidence.models import Citation, SourceRelay
from tracker.evidence.relays import find_cycle, relay_path, whole_relays


def test_a_graph_without_circles_has_none() -> None:
    assert find_cycle({}) == []
    assert find_cycle({"a": ["b", "c"], "b": ["d"], "c": ["d"]}) == []


def test_a_circle_is_named_with_its_first_node_at_both_ends() -> None:
    assert find_cycle({"x": ["a"], "a": ["b"], "b": ["c"], "c": ["a"]}) == ["a", "b", "c", "a"]


def test_what_relays_itself_is_a_circle() -> None:
    assert find_cycle({"a": ["a"]}) == ["a", "a"]


def test_a_circle_behind_a_very_long_chain_is_found_without_recursion() -> None:
    chain = {number: [number + 1] for number in range(5000)} | {5000: [4999]}
    assert find_cycle(chain) == [4999, 5000, 4999]


@pytest.mark.django_db
class TestRelays:
    def test_a_document_relayed_as_a_whole_cannot_relay_back(self) -> None:
        one, other = make_source(title="One"), make_source(title="Other")
        make_relay(source=one, relayed=other)
        with pytest.raises(ValidationError, match="“Other” → “One” → “Other”"):
            SourceRelay(source=other, relayed=one).full_clean()

    def test_relays_of_documents_and_of_citations_close_a_circle_together(self) -> None:
        one, two, three = (make_source(title=title) for title in ("One", "Two", "Three"))
        make_relay(source=one, relayed=two)
        make_citation(source=two, relays=three)
        with pytest.raises(ValidationError, match="“Three” → “One” → “Two” → “Three”"):
            SourceRelay(source=three, relayed=one).full_clean()
        with pytest.raises(ValidationError) as refused:
            Citation(source=three, relays=one, basis="relayed").clean()
        assert refused.value.message_dict == {
            "relays": ["This closes a circle of relays: “Three” → “One” → “Two” → “Three”."]
        }

    @pytest.mark.parametrize("review", ["proposed", "rejected"])
    def test_citations_that_do_not_count_yet_close_a_circle_too(self, review: str) -> None:
        one, other = make_source(), make_source()
        make_citation(source=one, relays=other, review=review)
        with pytest.raises(ValidationError, match="circle"):
            SourceRelay(source=other, relayed=one).full_clean()

    def test_a_merged_document_stands_for_its_survivor_in_a_circle(self) -> None:
        one, survivor = make_source(), make_source()
        merged = make_source(merged_into=survivor)
        make_relay(source=one, relayed=merged)
        with pytest.raises(ValidationError, match="circle"):
            SourceRelay(source=survivor, relayed=one).full_clean()

    def test_two_ways_to_one_document_are_no_circle(self) -> None:
        top, left, right, bottom = (make_source() for _ in range(4))
        for source, relayed in ((top, left), (top, right), (left, bottom)):
            make_relay(source=source, relayed=relayed)
        SourceRelay(source=right, relayed=bottom).full_clean()

    def test_the_way_is_the_shortest_with_both_ends(self) -> None:
        start, middle, goal = make_source(), make_source(), make_source()
        make_relay(source=start, relayed=middle)
        make_citation(source=middle, relays=goal)
        assert relay_path(start, goal) == [start, middle, goal]
        make_relay(source=start, relayed=goal)
        assert relay_path(start, goal) == [start, goal]
        assert relay_path(goal, start) == []

    def test_a_chain_as_deep_as_anybody_makes_is_followed(self) -> None:
        chain = [make_source() for _ in range(60)]
        SourceRelay.objects.bulk_create(
            SourceRelay(source=source, relayed=relayed)
            for source, relayed in zip(chain, chain[1:], strict=False)
        )
        assert relay_path(chain[0], chain[-1]) == chain
        assert len(whole_relays([chain[0].pk])) == 59

    def test_a_circle_in_the_database_is_loaded_once(self) -> None:
        one, other = make_source(), make_source()
        make_relay(source=one, relayed=other)
        make_relay(source=other, relayed=one)
        assert whole_relays([one.pk]) == {one.pk: [other.pk], other.pk: [one.pk]}

    def test_nothing_is_asked_of_the_database_for_nothing(
        self, django_assert_num_queries: object
    ) -> None:
        with django_assert_num_queries(0):
            assert whole_relays([]) == {}


@pytest.mark.django_db
class TestCitations:
    def test_only_a_relayed_citation_names_what_it_relays(self) -> None:
        citation = make_citation()
        citation.relays = make_source()
        with pytest.raises(ValidationError) as refused:
            citation.clean()
        assert {*refused.value.message_dict} == {"relays"}
        with pytest.raises(IntegrityError, match="only_relayed_citations"):
            citation.save()

    def test_a_citation_does_not_relay_its_own_source(self) -> None:
        source = make_source(title="One")
        with pytest.raises(ValidationError, match="No document relays itself"):
            Citation(source=source, relays=source, basis="relayed").clean()
        with pytest.raises(IntegrityError, match="citation_does_not_relay"):
            make_citation(source=source, relays=source)

    def test_a_relaying_citation_without_a_source_is_refused_and_breaks_nothing(self) -> None:
        with pytest.raises(ValidationError) as refused:
            Citation(relays=make_source(), basis="relayed").full_clean()
        assert "source" in refused.value.message_dict

    def test_a_translation_needs_its_quote(self) -> None:
        with pytest.raises(ValidationError) as refused:
            Citation(translation="Yes.", quote="").clean()
        assert {*refused.value.message_dict} == {"translation"}
        Citation(translation="Yes.", quote="是。").clean()

    def test_a_citation_is_of_its_events_story_and_stays_there(self) -> None:
        citation = make_citation()
        assert citation.story == citation.event.story
        citation.event = make_event(story=citation.story)
        citation.clean()
        citation.event = make_event()
        with pytest.raises(ValidationError) as refused:
            citation.clean()
        assert {*refused.value.message_dict} == {"event"}

    def test_a_document_relays_another_as_a_whole_once(self) -> None:
        relay = make_relay()
        with pytest.raises(IntegrityError, match=r"relay_is_on_file_once|UNIQUE"):
            make_relay(source=relay.source, relayed=relay.relayed)

    def test_a_document_does_not_relay_itself(self) -> None:
        source = make_source()
        with pytest.raises(IntegrityError, match="source_does_not_relay_itself"):
            make_relay(source=source, relayed=source)
