from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.makers import make_source
from tracker.shared.fields import LanguageField, TextListField
from tracker.sources.models import Source


def lines(**kwargs: Any) -> Any:
    return Source._meta.get_field("authors").formfield(**kwargs)


def test_a_list_is_typed_one_item_a_line() -> None:
    assert lines().clean(" Ada \r\n\r\nBob\nAda\n") == ["Ada", "Bob"]
    assert lines().clean("") == []


def test_a_list_is_shown_one_item_a_line() -> None:
    assert lines().prepare_value(["Ada", "Bob"]) == "Ada\nBob"
    assert lines().prepare_value("Ada\nBob") == "Ada\nBob"


def test_a_list_that_is_typed_again_has_not_changed() -> None:
    assert not lines().has_changed(["Ada", "Bob"], "Ada\nBob\n")
    assert lines().has_changed(["Ada"], "Bob")


@pytest.mark.parametrize("value", ["Ada", {"name": "Ada"}, ["Ada", 1], ["a\x00"], [["Ada"]], 5])
def test_only_a_list_of_texts_is_one(value: Any) -> None:
    with pytest.raises(ValidationError):
        TextListField().clean(value, None)


def test_a_list_of_texts_is_taken() -> None:
    assert TextListField().clean(["Ada", "深"], None) == ["Ada", "深"]
    assert TextListField().clean([], None) == []


@pytest.mark.parametrize(
    ("tag", "is_right"),
    [("en", True), ("zh-Hans", True), ("de-CH-1996", True), ("english text", False)]
    + [("e", False), ("en_US", False), ("en-", False), ("en\n", False)],
)
def test_languages_are_tags(tag: str, *, is_right: bool) -> None:
    field = LanguageField()
    if is_right:
        assert field.clean(tag, None) == tag
    else:
        with pytest.raises(ValidationError):
            field.clean(tag, None)


@pytest.mark.django_db
def test_every_field_of_words_refuses_control_characters() -> None:
    source = make_source()
    for name in ("title", "note", "url", "language"):
        setattr(source, name, "https://example.org/\u202e")
    source.authors = ["a\x00"]
    with pytest.raises(ValidationError) as refused:
        source.full_clean()
    assert {*refused.value.message_dict} == {"title", "note", "url", "language", "authors"}
