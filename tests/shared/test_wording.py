from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.shared.wording import WORD, Piece, hedges_in, reworded, written_in

WORDS = st.lists(
    st.sampled_from(
        ["It", "will", "may", "open", "in", "May", "V4", "1.5", "a-b", "将", "于", "."]
    ),
    max_size=14,
).map(" ".join)


def told(before: str, after: str) -> str:
    """Return the pieces in one line: -gone-, +new+."""
    marks = {"same": "", "gone": "-", "new": "+"}
    return "".join(
        f"{marks[one.kind]}{one.marked}{marks[one.kind]}{one.space}"
        for one in reworded(before, after)
    )


def test_what_went_and_what_is_new_is_marked() -> None:
    before = "V4 may be the first visible sign that it is already happening."
    after = "V4 is the first visible sign that it is already a reality"
    assert told(before, after) == (
        "V4 -may be-+is+ the first visible sign that it is already -happening.-+a reality+"
    )


def test_case_quotation_marks_and_lost_punctuation_make_no_difference() -> None:
    assert reworded('The "model" will run, soon.', "the “model” will run soon") == [
        Piece("same", "the “model” will run soon")
    ]


def test_a_lone_small_word_between_two_changes_is_no_common_ground() -> None:
    before = "We know that it opens at the city gate"
    after = "We know that it opens near the old bridge"
    assert told(before, after) == (
        "We know that it opens -at the city gate-+near the old bridge+"
    )


def test_a_name_between_two_changes_is() -> None:
    before = "DeepSeek says V4 is made to run entirely on chips"
    after = "They swear V4 can run entirely on chips"
    assert "+ V4 -" in told(before, after)


def test_texts_with_too_little_in_common_are_not_compared() -> None:
    assert reworded("Shares fell on Tuesday", "The bridge will open in May") == []
    assert reworded("early in the morning", "the model, it is said") == []
    assert reworded("", "something") == []


def test_chinese_is_compared_character_by_character() -> None:
    assert told("据称可能将于四月发布新模型", "将于四月发布新模型") == (
        "-据称可能-将于四月发布新模型"
    )


@given(before=WORDS, after=WORDS)
def test_what_is_not_gone_is_the_later_text_and_what_is_not_new_the_earlier(
    before: str, after: str
) -> None:
    pieces = reworded(before, after)
    if pieces:
        assert "".join(one.words for one in pieces if one.kind != "gone") == after
        kept = " ".join(one.words for one in pieces if one.kind != "new")
        assert spoken(kept) == spoken(before)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


def spoken(text: str) -> list[str]:
    words = [word.strip().casefold() for word in WORD.findall(text)]
    return [word for word in words if any(letter.isalnum() for letter in word)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("It may reportedly open, or May opens it", "en", ["may", "reportedly"]),
        ("It plans to open", "en-GB", ["plans to"]),
        ("Their plans are public", "en", []),
        ("It is said to open", "", ["said to"]),
        ("据悉可能发布", "zh-Hans", ["据悉", "可能"]),
        ("Elle pourrait ouvrir", "fr", ["pourrait"]),
        ("Es soll öffnen", "de", ["soll"]),
        ("It may open", "ja", []),
    ],
)
def test_hedges_are_found_by_language(text: str, language: str, expected: list[str]) -> None:
    assert hedges_in(text, language) == expected


def test_the_script_tells_whether_a_text_can_be_chinese() -> None:
    assert not written_in("Today it is launched", "zh-Hans")
    assert written_in("今天发布 V4", "zh-Hans")
    assert written_in("Today", "en")
