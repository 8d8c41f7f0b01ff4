from __future__ import annotations

from time import process_time

import pytest

from tracker.shared.quotes import Part, QuoteCheck, Verdict, check_quote, occurs_in

ENGLISH = (
    "DeepSeek will release its V4 model in mid-to-late April, trained wholly on Huawei "
    "Ascend chips, two people said."
)
CHINESE = "据两位知情人士透露，深度求索将于四月中下旬发布第四代模型，完全基于华为昇腾芯片训练。"


def parts(check: QuoteCheck, origin: str) -> list[str]:
    return [part.words.strip() for part in check.parts if part.origin == origin]


def long_text(passage: str, *, filler: str) -> str:
    """Return some 200 kB in which `passage` stands two thirds of the way down."""
    words = [f"{filler}{number * 7919 % 4001}" for number in range(60_000)]
    size = 200_000 // len(" ".join(words[:1000]).encode()) * 1000
    return " ".join([*words[: size * 2 // 3], passage, *words[size * 2 // 3 : size]])


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("two people said", ENGLISH),
        ("model in\n mid-to-late  April", ENGLISH),
        ('he said "no"', "Then he said “no” and left."),
        ("于四月中下旬发布", CHINESE),
    ],
)
def test_white_space_and_quotation_marks_make_no_difference(quote: str, text: str) -> None:
    assert check_quote(quote, text) == QuoteCheck(Verdict.WORD_FOR_WORD)


@pytest.mark.parametrize(
    "quote",
    [
        "It's “entirely” new",
        'It’s "entirely" new',
        "It's «entirely»   new",
        "It's\n„entirely“\u00a0new",
        "Ｉt's 「entirely」 new",
        "It's 『entirely』 new",
    ],
)
def test_quotes_are_found_whatever_their_marks_and_spaces(quote: str) -> None:
    text = "They wrote: It's “entirely”\tnew. And left."
    assert occurs_in(quote, text)


@pytest.mark.parametrize(
    "quote", ["It's entirely new", "it's “entirely” new", "It's “entire” new"]
)
def test_a_quote_in_other_words_is_not_found(quote: str) -> None:
    assert not occurs_in(quote, "They wrote: It's “entirely” new.")


def test_the_words_that_differ_are_marked() -> None:
    check = check_quote("trained entirely on Huawei Ascend chips", ENGLISH)
    assert check.verdict == Verdict.DIFFERENT
    assert (parts(check, "text"), parts(check, "typed")) == (["wholly"], ["entirely"])
    assert check.parts[0] == Part("same", "trained ")


def test_in_chinese_characters_are_marked() -> None:
    check = check_quote("深度求索将在四月下旬发布第四代模型", CHINESE)
    assert check.verdict == Verdict.DIFFERENT
    assert (parts(check, "text"), parts(check, "typed")) == (["于", "中"], ["在"])


def test_a_capital_letter_is_a_difference() -> None:
    check = check_quote("Two people said", ENGLISH)
    assert (parts(check, "text"), parts(check, "typed")) == (["two"], ["Two"])


@pytest.mark.parametrize("quote", ["nothing of this kind was ever said", "完全不同", "!", "q"])
def test_what_is_nowhere_alike_is_not_found(quote: str) -> None:
    assert check_quote(quote, ENGLISH) == QuoteCheck(Verdict.NOT_FOUND)


def test_without_a_text_nothing_is_said_about_the_quote() -> None:
    assert check_quote("anything", None) == QuoteCheck(Verdict.NO_TEXT)
    assert check_quote("anything", "") == QuoteCheck(Verdict.NOT_FOUND)


@pytest.mark.parametrize(
    ("passage", "quote", "filler"),
    [
        (ENGLISH, ENGLISH.replace("wholly", "entirely"), "word"),
        (CHINESE, CHINESE.replace("完全", "主要"), "字句文章报道"),
    ],
    ids=["English", "Chinese"],
)
def test_the_nearest_passage_of_a_long_text_is_found_quickly(
    passage: str, quote: str, filler: str
) -> None:
    text = long_text(passage, filler=filler)
    assert 180_000 < len(text.encode()) < 220_000
    took = []
    for _ in range(5):
        before = process_time()
        check = check_quote(quote, text)
        took.append(process_time() - before)
    assert check.verdict == Verdict.DIFFERENT
    assert len(parts(check, "text")) == 1
    # The quickest of five, in time of this process alone.
    assert min(took) < 0.1


def test_a_very_long_quote_of_common_words_takes_no_longer() -> None:
    text = "so it is and so it was " * 9000
    before = process_time()
    check_quote("it was and is so it " * 90, text)
    check_quote("so it was not and so it is " * 18, text)
    assert process_time() - before < 1
