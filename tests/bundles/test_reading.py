from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bundles.makers import flaws_of, small
from tracker.bundles.flaws import json_path

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"{", "line 1, column 2"),
        (b"[]", "one JSON object"),
        (b'{"format": 1, "format": 2}', "named twice"),
        (b'{"format": NaN}', "NaN"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_object_is_refused_in_one_sentence(content: bytes, words: str) -> None:
    found = flaws_of(content)
    assert [*found] == [""]
    assert words in found[""]


def test_a_byte_order_mark_is_no_flaw() -> None:
    assert flaws_of(b"\xef\xbb\xbf" + json.dumps(small()).encode()) == {}


def altered(*place: str | int, to: Any) -> dict[str, Any]:
    """The small bundle with one part set, or taken away by `to=None`."""
    data = small()
    target: Any = data
    for part in place[:-1]:
        target = target[part]
    if to is None:
        del target[place[-1]]
    else:
        target[place[-1]] = to
    return data


@pytest.mark.parametrize(
    ("place", "value", "path", "words"),
    [
        (("events", 0, "statement"), None, "events[0]", "Add “statement”"),
        (("events", 0, "colour"), "red", "events[0].colour", "Remove it"),
        (("events", 0, "kind"), "guess", "events[0].kind", "prediction, occurrence"),
        (("events", 0, "statement"), "x" * 301, "events[0].statement", "at most 300"),
        (("events", 0, "statement"), "", "events[0].statement", "too short"),
        (("events", 0, "statement"), 7, "events[0].statement", "a text, in quotes"),
        (("events", 0, "tags"), ["a", "a"], "events[0].tags", "only once"),
        (("outlets", 0, "country"), "China", "outlets[0].country", "capital letters"),
        (("story", "slug"), "The Bridge", "story.slug", "small letters"),
        (("changes", 0, "value"), "sure", "changes[0].value", "rumored, reported, confirmed"),
        (("changes", 0, "withdraws"), 0, "changes[0].withdraws", "from 1 on"),
        (("changes", 0, "digest"), "abc", "changes[0].digest", "64 hexadecimal"),
        (("citations",), {}, "citations", "a list, in brackets"),
        (("version",), 2, "version", "Write 1"),
        (("changes",), None, "", "Add “changes”"),
    ],
)
def test_the_schema_speaks_in_sentences(
    place: tuple[str | int, ...], value: Any, path: str, words: str
) -> None:
    found = flaws_of(altered(*place, to=value))
    assert words in found[path]


def test_paths_are_written_as_in_javascript() -> None:
    assert json_path("citations", 3, "event") == "citations[3].event"
