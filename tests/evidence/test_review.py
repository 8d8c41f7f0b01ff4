from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.makers import make_citation, make_source
from tracker.evidence.actions import review
from tracker.evidence.models import Citation, ReviewState

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_decision_is_kept_with_who_when_and_why() -> None:
    citation = make_citation(review="proposed")
    record = review(citation, ReviewState.REJECTED, by="ada", reason="Not there.", now=NOON)
    assert (record.state, record.reviewed_by, record.reason, record.reviewed_at) == (
        "rejected",
        "ada",
        "Not there.",
        NOON,
    )
    assert citation.review == "rejected"
    assert Citation.objects.get(pk=citation.pk).review == "rejected"


def test_every_decision_stays_on_file_and_the_newest_counts() -> None:
    citation = make_citation(review="proposed")
    for state in (ReviewState.ACCEPTED, ReviewState.REJECTED, ReviewState.ACCEPTED):
        review(citation, state, by="ada")
    states = [each.state for each in citation.reviews.all()]
    assert states == ["accepted", "rejected", "accepted"]
    assert [*Citation.objects.accepted()] == [citation]


def test_a_review_is_no_change_of_words() -> None:
    citation = make_citation(review="proposed")
    review(citation, ReviewState.ACCEPTED, by="ada")
    assert citation.history.count() == 1


def test_words_that_nobody_saved_are_not_saved_by_a_review() -> None:
    citation = make_citation(review="proposed", quote="It ships in May.")
    citation.quote = "It ships in June."
    review(citation, ReviewState.ACCEPTED, by="ada")
    assert Citation.objects.get(pk=citation.pk).quote == "It ships in May."


def test_words_brought_back_from_history_leave_the_review_alone() -> None:
    citation = make_citation(review="proposed", quote="It ships in May.")
    citation.quote = "It ships in June."
    citation.save()
    review(citation, ReviewState.ACCEPTED, by="ada")
    citation.history.earliest().instance.save()
    stored = Citation.objects.get(pk=citation.pk)
    assert (stored.quote, stored.review) == ("It ships in May.", "accepted")


def test_a_review_of_what_relays_nothing_moves_no_day() -> None:
    source = make_source(published="2026-04-05")
    citation = make_citation(source=source, review="proposed")
    review(citation, ReviewState.ACCEPTED, by="ada")
    source.refresh_from_db()
    assert str(source.known_on) == "2026-04-05"
