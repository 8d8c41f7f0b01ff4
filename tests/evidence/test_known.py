from __future__ import annotations

from datetime import date

import pytest

from tests.makers import make_citation, make_event, make_relay, make_source
from tracker.evidence.actions import review
from tracker.evidence.known import known_days, own_day, refresh_known_days
from tracker.evidence.models import Citation, ReviewState, SourceRelay
from tracker.sources.models import Source

APRIL_1, APRIL_5, APRIL_9 = date(2026, 4, 1), date(2026, 4, 5), date(2026, 4, 9)


@pytest.mark.parametrize(
    ("published", "accessed", "day"),
    [
        ("2026-04-01", None, APRIL_1),
        # The last day that the date may mean.
        ("2026-04", None, date(2026, 4, 30)),
        ("2026-04-01/2026-04-05", None, APRIL_5),
        ("../2026-04-05", None, APRIL_5),
        ("2026-04-05?", None, APRIL_5),
        # Without an end it may mean any day.
        ("2026-04-01/..", None, None),
        ("2026-04-01/..", APRIL_9, APRIL_9),
        ("", None, None),
        ("", APRIL_9, APRIL_9),
        # Whichever is earlier.
        ("2026", APRIL_9, APRIL_9),
        ("2026-04-01", APRIL_9, APRIL_1),
        # The day as written, whatever day it was elsewhere.
        ("2026-04-05T23:30:00-07:00", None, APRIL_5),
    ],
)
def test_a_document_shows_itself_by_which_day_it_was_known(
    published: str, accessed: date | None, day: date | None
) -> None:
    assert own_day(published, accessed) == day


def test_a_day_travels_from_relayer_to_relayed_down_the_whole_chain() -> None:
    own = {"a": APRIL_5, "b": APRIL_9, "c": None, "d": APRIL_1}
    days = known_days(own, [("a", "b"), ("b", "c"), ("c", "d")])
    assert days == {"a": APRIL_5, "b": APRIL_5, "c": APRIL_5, "d": APRIL_1}


def test_the_earliest_of_several_relayers_decides() -> None:
    days = known_days({"a": APRIL_9, "b": APRIL_1, "c": None}, [("a", "c"), ("b", "c")])
    assert days["c"] == APRIL_1


def test_a_relayer_that_nobody_knows_of_makes_nothing_known() -> None:
    assert known_days({"a": None, "b": None}, [("a", "b")])["b"] is None


def test_a_circle_of_relays_comes_to_rest() -> None:
    own = {"a": APRIL_5, "b": None, "c": APRIL_9}
    days = known_days(own, [("a", "b"), ("b", "c"), ("c", "a")])
    assert {*days.values()} == {APRIL_5}


def test_a_very_long_chain_is_followed_without_recursion() -> None:
    own: dict[int, date | None] = {0: APRIL_1} | dict.fromkeys(range(1, 5000))
    days = known_days(own, [(number, number + 1) for number in range(4999)])
    assert days[4999] == APRIL_1


@pytest.mark.django_db
class TestRefresh:
    def test_a_citation_that_relays_makes_the_relayed_document_known(self) -> None:
        relayed = make_source(published="")
        make_citation(source=make_source(published="2026-04-05"), relays=relayed)
        assert self.known_on(relayed) == APRIL_5

    def test_a_document_that_relays_another_as_a_whole_makes_it_known(self) -> None:
        relayed = make_source(published="2026-04-09")
        make_relay(source=make_source(published="2026-04-05"), relayed=relayed)
        assert self.known_on(relayed) == APRIL_5

    def test_a_denial_that_relays_makes_it_known_as_well(self) -> None:
        relayed = make_source(published="")
        source = make_source(published="2026-04-05")
        make_citation(source=source, relays=relayed, stance="denies")
        assert self.known_on(relayed) == APRIL_5

    def test_accepting_a_citation_moves_the_day_and_rejecting_it_moves_it_back(self) -> None:
        relayed = make_source(published="2026-04-09")
        deeper = make_source(published="")
        make_relay(source=relayed, relayed=deeper)
        source = make_source(published="2026-04-05")
        citation = make_citation(source=source, relays=relayed, review="proposed")
        assert (self.known_on(relayed), self.known_on(deeper)) == (APRIL_9, APRIL_9)
        review(citation, ReviewState.ACCEPTED, by="ada")
        assert (self.known_on(relayed), self.known_on(deeper)) == (APRIL_5, APRIL_5)
        review(citation, ReviewState.REJECTED, by="ada")
        assert (self.known_on(relayed), self.known_on(deeper)) == (APRIL_9, APRIL_9)

    def test_another_date_moves_everything_down_the_chain(self) -> None:
        first, second, third = (
            make_source(),
            make_source(published=""),
            make_source(published=""),
        )
        make_relay(source=first, relayed=second)
        make_citation(source=second, relays=third)
        first.published = "2026-04-09"
        first.save()
        refresh_known_days([first.pk])
        assert [self.known_on(each) for each in (first, second, third)] == [APRIL_9] * 3

    def test_a_relayer_above_what_is_refreshed_still_counts(self) -> None:
        relayed = make_source(published="")
        make_relay(source=make_source(published="2026-04-05"), relayed=relayed)
        refresh_known_days([relayed.pk])
        assert self.known_on(relayed) == APRIL_5

    def test_without_its_relay_a_document_is_unknown_again(self) -> None:
        relayed = make_source(published="")
        make_relay(source=make_source(published="2026-04-05"), relayed=relayed)
        SourceRelay.objects.all().delete()
        refresh_known_days([relayed.pk])
        assert self.known_on(relayed) is None

    def test_documents_in_a_circle_do_not_keep_each_other_known(self) -> None:
        # Refused by the forms; rows from elsewhere must still come to rest.
        one, other = make_source(published="2026-04-05"), make_source(published="")
        make_relay(source=one, relayed=other)
        make_relay(source=other, relayed=one)
        Source.objects.filter(pk=one.pk).update(published="")
        refresh_known_days([other.pk])
        assert [self.known_on(one), self.known_on(other)] == [None, None]

    def test_a_merged_document_and_its_survivor_are_known_from_one_day(self) -> None:
        survivor = make_source(published="2026-04-09")
        other = make_source(published="2026-04-05", merged_into=survivor)
        refresh_known_days([other.pk])
        assert [self.known_on(survivor), self.known_on(other)] == [APRIL_5, APRIL_5]

    def test_a_relay_of_a_merged_document_makes_its_survivor_known(self) -> None:
        survivor = make_source(published="")
        other = make_source(published="", merged_into=survivor)
        make_relay(source=make_source(published="2026-04-05"), relayed=other)
        assert self.known_on(survivor) == APRIL_5

    def known_on(self, source: Source) -> date | None:
        return Source.objects.get(pk=source.pk).known_on


@pytest.mark.django_db
class TestWhatIsPublic:
    def test_only_accepted_citations_of_known_sources_are_public(self) -> None:
        event = make_event()
        public = make_citation(event=event, source=make_source(published="2026-04-05"))
        make_citation(event=event, source=make_source(published=""))
        make_citation(event=event, review="proposed")
        make_citation(event=event, review="rejected")
        assert [*Citation.objects.public()] == [public]
        assert [*Citation.objects.public(APRIL_5)] == [public]
        assert [*Citation.objects.public(date(2026, 4, 4))] == []
