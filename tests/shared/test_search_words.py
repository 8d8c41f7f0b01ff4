from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.shared.search_words import (
    BREAK,
    hits_in,
    phrase_of,
    spelled,
    spelled_texts,
    terms_of,
    words_in,
)

# Far more of what has rules of its own than chance would bring.
RARE = "aAzZ09éÉßİ ._-'\"*華为华龍龙ｶﾞカ한①½㈱ﬁ\u0301\u200d\x00"
TEXT = st.text(st.characters() | st.sampled_from(RARE), max_size=40)


def texts(text: str) -> list[str]:
    return [word.text for word in words_in(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Huawei's  Ascend-910B!", ["huawei", "s", "ascend", "910b"]),
        ("Café NAÏVE Straße", ["cafe", "naive", "strasse"]),
        ("Cafe\u0301", ["cafe"]),
        ("ＡＩ ﬁrst ①", ["ai", "first", "1"]),
        ("华为Ascend芯片", ["华", "为", "ascend", "芯", "片"]),
        ("華為", ["华", "为"]),
        ("co\u00adop zero\u200bwidth", ["coop", "zerowidth"]),
        ("½ ㈱", ["1", "2", "株"]),
        ("… – ?", []),
    ],
)
def test_it_cuts_texts_into_words_that_can_be_compared(text: str, words: list[str]) -> None:
    assert texts(text) == words


@given(TEXT)
def test_words_lie_in_their_text_one_after_the_other(text: str) -> None:
    end = 0
    for word in words_in(text):
        assert word.text and 0 <= word.start < word.end <= len(text)
        # Several words may come of one character.
        assert word.start >= end or word.start == end - 1
        end = word.end


@given(TEXT)
def test_words_are_their_own_words(text: str) -> None:
    assert texts(" ".join(texts(text))) == texts(text)


@given(TEXT)
def test_databases_are_given_letters_alone(text: str) -> None:
    spelling = spelled_texts([text, text])
    assert set(spelling) <= {*"abcdefghijklmnopqrstuvwxyz "}
    assert not any(spelled(word).startswith(BREAK) for word in texts(text))


@given(st.text(max_size=6), st.text(max_size=6))
def test_words_begin_alike_if_and_only_if_their_spellings_do(one: str, other: str) -> None:
    assert spelled(one + other).startswith(spelled(one))
    assert (spelled(one) == spelled(other)) == (one == other)
    assert spelled(other).startswith(spelled(one)) == other.startswith(one)


def test_no_phrase_runs_over_the_end_of_a_text() -> None:
    assert spelled_texts(["on huawei", "chips"]) == f"on huawei {BREAK} chips"


@pytest.mark.parametrize(
    ("text", "search", "marked"),
    [
        ("Huawei chips of HUAWEI", "hua", ["Huawei", "HUAWEI"]),
        ("讓華為提前", "华为", ["華為"]),
        ("V4 entirely on Huawei", "v4 on", ["V4", "on"]),
        ("Café au lait", "cafe", ["Café"]),
        ("华为华为", "华为", ["华为华为"]),
        ("Nothing", "else", []),
    ],
)
def test_it_tells_where_a_text_has_what_is_searched(
    text: str, search: str, marked: list[str]
) -> None:
    assert [text[start:end] for start, end in hits_in(text, terms_of(search))] == marked


def test_a_search_is_for_each_of_its_terms_and_as_typed_for_all_in_a_row() -> None:
    terms = terms_of("Deep-Seek 华为 deep-seek !")
    assert [term.words for term in terms] == [("deep", "seek"), ("华", "为")]
    assert [term.is_open for term in terms] == [True, False]
    assert phrase_of(terms).words == ("deep", "seek", "华", "为")
