from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.shared.quotes import occurs_in, passage_of
from tracker.shared.text import comparable


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("is out", "It is\n  out now", "is\n  out"),
        ("'it's'", "so ‘it’s’.", "‘it’s’"),
        ("“out”", '"out"', '"out"'),
        ("芯片", "用了芯片。", "芯片"),
        ("1.5 (beta)", "v1.5 (beta)", "1.5 (beta)"),
        ("(x)", "a （x） b", "（x）"),
        ("café is", "the cafe\u0301  is", "cafe\u0301  is"),
        ("fin", "the ﬁnal", "ﬁn"),
        (
            "한국",
            "in \u1112\u1161\u11ab\u1100\u116e\u11a8.",
            "\u1112\u1161\u11ab\u1100\u116e\u11a8",
        ),
        ("b c", "a ¨ b　c", "b　c"),
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


ALPHABET = "ab \n'‘“\"（ﬁé\u0301　"


@given(st.text(alphabet=ALPHABET, max_size=8), st.text(alphabet=ALPHABET, max_size=30))
def test_a_quote_that_occurs_has_a_passage_with_its_words(quote: str, text: str) -> None:
    passage = passage_of(quote, text)
    assert (passage is not None) == bool(quote.strip() and occurs_in(quote, text))
    if passage is not None:
        assert comparable(quote) in comparable(passage.quote)
        assert passage.before + passage.quote + passage.after == text
