from __future__ import annotations

import pytest

from tracker.reader.quote_order import Quoted, in_order_of_text


def order(text: str, *quotes: tuple[str, str]) -> list[int]:
    return in_order_of_text([Quoted(quote, locator) for quote, locator in quotes], text)


def test_quotes_stand_where_the_text_has_them() -> None:
    text = "It will open in May. It “costs”\n nothing."
    assert order(text, ('"costs" nothing', "p. 1"), ("open in May", "p. 9")) == [1, 0]


def test_what_the_text_does_not_have_stays_behind_the_one_before_it_on_file() -> None:
    assert order("one two three", ("three", ""), ("four", ""), ("", ""), ("one", "")) == [
        3, 0, 1, 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("p. 3", "page 12"),
        ("pp. 3-4", "p. 12, para 1"),
        ("para 2", "¶ 10"),
        ("p. 3, line 9", "p. 12, line 1"),
        ("1:59", "01:00:01"),
    ],
)
def test_locators_decide_without_a_text(first: str, second: str) -> None:
    swapped = [1, 0] if "para 1" not in second else [0, 1]
    assert order("", ("a", second), ("b", first)) == swapped
    assert order("", ("b", first), ("a", second)) == [0, 1]


def test_locators_decide_where_the_text_has_none_of_the_quotes() -> None:
    assert order("another edition", ("said", "p. 2"), ("told", "p. 1")) == [1, 0]


def test_numbers_without_a_unit_and_words_tell_no_place() -> None:
    assert order("", ("a", "2"), ("b", "Abstract"), ("c", "1")) == [0, 1, 2]


def test_other_units_than_the_most_common_are_not_compared() -> None:
    quotes = [("a", "p. 9"), ("b", "para 1"), ("c", "p. 2")]
    assert order("", *quotes) == [2, 0, 1]
