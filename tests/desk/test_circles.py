from __future__ import annotations

import pytest

from tests.makers import make_citation, make_relay, make_source
from tracker.desk.circles import circle_of

pytestmark = pytest.mark.django_db


def test_two_links_close_a_circle_over_what_is_on_file() -> None:
    one, two, three, four = (make_source(title=title) for title in "ABCD")
    make_relay(source=two, relayed=three)
    make_citation(source=four, relays=one)
    assert circle_of([(one, two), (three, four)]) == [one, two, three, four, one]


def test_links_that_lead_one_way_close_none() -> None:
    one, two, three = (make_source(title=title) for title in "ABC")
    assert circle_of([(one, two), (two, three), (one, three)]) == []


def test_a_circle_of_the_later_links_alone_is_found() -> None:
    one, two, three = (make_source(title=title) for title in "ABC")
    assert circle_of([(one, two), (two, three), (three, two)]) == [two, three, two]
