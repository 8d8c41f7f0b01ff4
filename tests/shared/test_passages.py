from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.shared.passages import passage_of
from tracker.shared.text import occurs_in


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("is out", "It is\n  out now", "is\n  out"),
        ("'it's'", "so ‘it’s’.", "‘it’s’"),
        ("“out”", '"out"', '"out"'),
        ("芯片", "用了芯片。", "芯片"),
        ("1.5 (beta)", "v1.5 (beta)", "1.5 (beta)"),
        ("(x)", "a （x） b", "(x)"),
    ],
)
def test_a_quote_is_found_whatever_its_marks_and_spaces(
    quote: str, text: str, found: str
) -> None:
    passage = passage_of(quote, text)
    assert passage is not None
    assert passage.quote == found


@pytest.mark.parametrize(("quote", "text"), [("", "text"), (" ", "text"), ("no", "text")])
def test_what_is_not_there_has_no_passage(quote: str, text: str) -> None:
    assert passage_of(quote, text) is None


def test_the_context_ends_at_words_and_says_that_there_is_more() -> None:
    passage = passage_of("here", "one two three here four five six", around=7)
    assert passage is not None
    assert (passage.before, passage.after) == ("… three ", " four …")


@given(st.text(alphabet="ab \n'‘“\"", max_size=8), st.text(alphabet="ab \n'‘“\"", max_size=30))
def test_a_quote_that_occurs_has_a_passage(quote: str, text: str) -> None:
    assert (passage_of(quote, text) is not None) == bool(
        quote.strip() and occurs_in(quote, text)
    )
