from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.shared.chinese import all_forms, simplified, written_forms
from tracker.shared.similar import is_similar, marks

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=3)


@pytest.mark.parametrize(
    ("traditional", "plain"),
    [
        ("華為", "华为"),
        ("臺灣積體電路", "台湾积体电路"),
        ("晶片將於四月發布", "晶片将于四月发布"),
        ("DeepSeek V4 於 2026", "DeepSeek V4 于 2026"),
        ("寒武纪", "寒武纪"),
        ("English, as it is", "English, as it is"),
        ("", ""),
    ],
)
def test_traditional_characters_become_simplified_ones(traditional: str, plain: str) -> None:
    assert simplified(traditional) == plain


@given(CHINESE, CHINESE)
def test_a_part_is_written_as_in_the_whole(one: str, other: str) -> None:
    assert simplified(one) + simplified(other) == simplified(one + other)
    assert len(simplified(one)) == len(one)
    assert simplified(simplified(one)) == simplified(one)


@given(CHINESE)
def test_a_text_is_among_the_forms_of_what_it_becomes(text: str) -> None:
    forms = written_forms(text)
    assert text in forms
    assert simplified(text) in forms
    assert {simplified(form) for form in forms} == {simplified(text)}


def test_a_pair_of_characters_has_few_forms() -> None:
    assert max(map(len, all_forms().values())) <= 8


@pytest.mark.parametrize(
    ("one", "other"),
    [("華為昇騰晶片將用於訓練V4", "V4的训练将使用华为昇腾晶片"), ("寒武紀適配", "寒武纪适配")],
)
def test_both_ways_to_write_chinese_say_the_same(one: str, other: str) -> None:
    assert is_similar(marks(one), marks(other))
