from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.shared.similar import is_similar, marks, similarity

ALIKE = [
    ("DeepSeek releases V4 in April", "DeepSeek V4 will be released in late April"),
    ("V4 runs entirely on Huawei Ascend chips", "V4 will run on Huawei's Ascend chips"),
    (
        "DeepSeek V4 was trained on Huawei chips",
        "ＤｅｅｐＳｅｅｋ Ｖ４ was trained on HUAWEI chips",
    ),
    ("DeepSeek V4将于四月发布", "DeepSeek将在四月发布V4"),
    ("华为昇腾芯片将用于训练V4", "V4的训练将使用华为昇腾芯片"),
    ("寒武纪适配DeepSeek", "DeepSeek已与寒武纪完成适配"),
]
DIFFERENT = [
    ("DeepSeek releases V4 in April", "Nvidia shares fall after the report"),
    ("The price of tokens falls by half", "The weights are published under the MIT licence"),
    ("华为昇腾芯片将用于训练V4", "英伟达股价在报道后下跌"),
    ("It is in the end what it was", "It will be with the others in the end"),
    ("DeepSeek", "DeepSeek releases V4 in April"),
    ("", ""),
]


@pytest.mark.parametrize("pair", ALIKE)
def test_texts_that_say_the_same_in_other_words_are_similar(pair: tuple[str, str]) -> None:
    assert is_similar(marks(pair[0]), marks(pair[1]))


@pytest.mark.parametrize("pair", DIFFERENT)
def test_texts_that_say_something_else_are_not(pair: tuple[str, str]) -> None:
    assert not is_similar(marks(pair[0]), marks(pair[1]))


def test_marks_are_beginnings_of_words_and_pairs_of_characters() -> None:
    assert marks("The Companies of V4, 華为升腾!") == {"compan", "v4", "华为", "为升", "升腾"}
    assert marks("每 day") == {"每", "day"}


def test_it_is_the_mean_of_resemblance_and_overlap() -> None:
    assert similarity(frozenset("ab"), frozenset("abcd")) == (2 / 4 + 2 / 2) / 2


@given(st.frozensets(st.sampled_from("abcdefgh")), st.frozensets(st.sampled_from("abcdefgh")))
def test_it_is_the_same_both_ways_and_one_only_for_the_same(
    one: frozenset[str], other: frozenset[str]
) -> None:
    found = similarity(one, other)
    assert found == similarity(other, one)
    assert 0 <= found <= 1
    assert (found == 1) == (one == other and bool(one))


@given(st.text())
def test_any_text_has_marks_that_no_white_space_is_in(text: str) -> None:
    assert all(mark and not mark.isspace() for mark in marks(text))
