from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tracker.shared.text import comparable, control_character
from tracker.shared.validators import (
    validate_line,
    validate_snapshot_address,
    validate_text,
    validate_web_address,
)


@pytest.mark.parametrize(
    "text", ["", "One\ttwo\r\nthree", "深度求索", "e\u0301", "👩‍💻", "עברית"]
)
def test_words_of_every_script_hold_no_control_character(text: str) -> None:
    assert control_character(text) == ""


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\x00", "U+0000"),
        ("\x0b", "U+000B"),
        ("\x1b", "U+001B"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\ufeff", "U+FEFF"),
        ("\ud83d", "U+D83D"),
    ],
)
def test_characters_that_hide_something_are_named(character: str, code: str) -> None:
    assert control_character(f"a{character}b\x00") == code
    with pytest.raises(ValidationError) as refused:
        validate_text(f"a{character}b")
    assert code in refused.value.messages[0]


@pytest.mark.parametrize("text", ["", "One line.", "Tabs\tare space."])
def test_one_line_is_one_line(text: str) -> None:
    validate_line(text)


@pytest.mark.parametrize("text", ["One\ntwo", "One\r\ntwo", "One\n", "One\u2028two", "a\x00"])
def test_a_line_has_no_second_one(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_line(text)


def test_what_is_comparable_has_no_space_at_its_ends() -> None:
    assert comparable(" ‘a’ \n b ") == "'a' b"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "HTTP://EXAMPLE.ORG:8080/a?b#c",
        "https://xn--bcher-kva.example/深",
        "http://[2001:db8::1]/",
    ],
)
def test_web_addresses_are_taken(address: str) -> None:
    validate_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "//example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "https://",
        "https:///a",
        "https://./",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/a\nb",
        "https://example.org/\x00",
        "https://[::1",
        "https://example.org:port/",
        "https://example.org:99999/",
        " https://example.org/",
    ],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        validate_web_address(address)


def test_a_search_in_an_archive_is_no_snapshot() -> None:
    snapshot = "https://web.archive.org/web/20260424070000/https://example.org/"
    validate_snapshot_address(snapshot)
    with pytest.raises(ValidationError, match="one snapshot"):
        validate_snapshot_address("https://web.archive.org/web/*/https://example.org/")
    with pytest.raises(ValidationError):
        validate_snapshot_address("javascript:alert(1)")
