from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tracker.dates.combining import between, marked
from tracker.dates.edtf import Precision, UnclearDate, narrowed, open_after, parse_edtf

# text: first day, last day, precision
DAYS = {
    "2026-04-24": ("2026-04-24", "2026-04-24", "day"),
    "2026-04": ("2026-04-01", "2026-04-30", "month"),
    "2024-02": ("2024-02-01", "2024-02-29", "month"),
    "2026-12": ("2026-12-01", "2026-12-31", "month"),
    "2026": ("2026-01-01", "2026-12-31", "year"),
    "1000": ("1000-01-01", "1000-12-31", "year"),
    "9999": ("9999-01-01", "9999-12-31", "year"),
    "2026-21": ("2026-03-01", "2026-05-31", "season"),
    "2026-23": ("2026-09-01", "2026-11-30", "season"),
    "2026-24": ("2026-12-01", "2027-02-28", "season"),
    "2027-24": ("2027-12-01", "2028-02-29", "season"),
    "2026-26": ("2026-06-01", "2026-08-31", "season"),
    "2026-30": ("2026-12-01", "2027-02-28", "season"),
    "2026-32": ("2026-06-01", "2026-08-31", "season"),
    "2026-33": ("2026-01-01", "2026-03-31", "quarter"),
    "2026-34": ("2026-04-01", "2026-06-30", "quarter"),
    "2026-36": ("2026-10-01", "2026-12-31", "quarter"),
    "2026-38": ("2026-05-01", "2026-08-31", "third"),
    "2026-40": ("2026-01-01", "2026-06-30", "half"),
    "2026-41": ("2026-07-01", "2026-12-31", "half"),
    "202X": ("2020-01-01", "2029-12-31", "decade"),
    "20XX": ("2000-01-01", "2099-12-31", "century"),
    "2026-XX": ("2026-01-01", "2026-12-31", "year"),
    "2026-XX-XX": ("2026-01-01", "2026-12-31", "year"),
    "2026-04-XX": ("2026-04-01", "2026-04-30", "month"),
    "2026-04-15/2026-04-30": ("2026-04-15", "2026-04-30", "interval"),
    "2026-04-24/2026-05": ("2026-04-24", "2026-05-31", "interval"),
    "2026/2026-04": ("2026-01-01", "2026-04-30", "interval"),
    "2026-04-24/2026-04-24": ("2026-04-24", "2026-04-24", "interval"),
    "2026-04-24/2026-04": ("2026-04-24", "2026-04-30", "interval"),
    "2026-04-29/..": ("2026-04-29", None, "interval"),
    "../2026-04": (None, "2026-04-30", "interval"),
    "2026-04/": ("2026-04-01", None, "interval"),
    "/2026-04": (None, "2026-04-30", "interval"),
    "2026-04-24T15:00:00": ("2026-04-24", "2026-04-24", "time"),
    "2026-04-24T15:00:00Z": ("2026-04-24", "2026-04-24", "time"),
    "2026-04-24T23:30:00-05:00": ("2026-04-24", "2026-04-24", "time"),
    "2026-04-24T15:00:00+08:00": ("2026-04-24", "2026-04-24", "time"),
}


@pytest.mark.parametrize("text", DAYS)
def test_the_days_a_date_may_mean_are_both_inside(text: str) -> None:
    first, last, precision = DAYS[text]
    edtf = parse_edtf(text)
    assert (edtf.first and str(edtf.first), edtf.last and str(edtf.last)) == (first, last)
    assert edtf.precision == precision
    assert edtf.text == str(edtf) == text
    assert edtf.is_open is (first is None or last is None)


@pytest.mark.parametrize(
    ("text", "canonical"),
    {
        " 2026-04 ": "2026-04",
        "202x": "202X",
        "2026-04-xx": "2026-04-XX",
        "2026-04-24t15:00:00z": "2026-04-24T15:00:00Z",
        "2026-04-24T15:00:00+00:00": "2026-04-24T15:00:00Z",
        "2026-04-24T15:00:00+08": "2026-04-24T15:00:00+08:00",
    }.items(),
)
def test_what_means_the_same_is_written_in_one_way(text: str, canonical: str) -> None:
    assert parse_edtf(text).text == canonical
    assert parse_edtf(canonical).text == canonical


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2026-04", False, False),
        ("2026-04~", True, False),
        ("2026-04?", False, True),
        ("2026-04-24%", True, True),
        ("202X~", True, False),
        ("2026-33?", False, True),
        ("2026-04~/2026-05", True, False),
        ("2026-04/2026-05?", False, True),
        ("2026-04~/..", True, False),
    ],
)
def test_qualifiers_are_told_apart_from_the_days(
    text: str, approximate: bool, uncertain: bool
) -> None:
    edtf = parse_edtf(text)
    assert (edtf.approximate, edtf.uncertain) == (approximate, uncertain)
    plain = parse_edtf(text.translate({ord(mark): None for mark in "~?%"}))
    assert (edtf.first, edtf.last) == (plain.first, plain.last)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "soon",
            "24 April 2026",
            "2026-4",
            "26-04-24",
            "20260424",
            "2026-04-24 15:00",
        ),
        *("2026-13", "2026-00", "2026-04-31", "2026-02-29", "2026-42", "2026-20", "2026-33-01"),
        *("0999", "0000-01", "-0400", "Y170000002", "10000", "9999-24", "2XXX", "XXXX"),
        *("202X-04", "2026-XX-24", "2026-0X", "2026~-04", "2026-04~?", "~2026"),
        *(
            "/",
            "..",
            "../..",
            "/..",
            "2026/2027/2028",
            "2026-04/soon",
            "2026-04/...",
            "2026--04",
        ),
        *("2026-05/2026-04", "2026-04-25/2026-04-24", "2027/2026", "2026-34/2026-33"),
        *("2026-04-24T24:00:00", "2026-04-24T15:60:00", "2026-04-24T15:00", "2026-04T15:00:00"),
        *("2026-04-24T15:00:00+15:00", "2026-04-24T15:00:00Z~", "2026-04-24T15:00:00+08:99"),
        "2026-04-24T15:00:00Z/2026-04-25",
        *("2026-04\x00", "2026-04\n", "2026-\u200b04", "２０２６", "२०२६", "2026–04", "202６"),
        *("2026" + " " * 60, "2026/" * 5000),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UnclearDate, match=r"\w+ .+\.$"):
        parse_edtf(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    {
        "2026-05/2026-04": "ends .* before it starts",
        "2026-04-31": "not in the calendar",
        "2026/2027/2028": "more than two ends",
        "0999": "1000 to 9999",
        "2026-04-24T15:00:00+15:00": "14 hours",
        "2026-04-24T25:00:00": "no clock shows",
        "202X-04": "name no month",
        "2026-XX-24": "name no day",
        "../..": "a start or an end",
        "2026-04\x00": "cannot be seen",
        "soon": "not a date in EDTF",
    }.items(),
)
def test_the_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(UnclearDate, match=reason):
        parse_edtf(text)


def test_the_moment_is_known_only_with_a_time_of_day() -> None:
    assert parse_edtf("2026-04-24").moment is None
    assert parse_edtf("2026-04-24T15:00:00").moment == datetime(2026, 4, 24, 15)  # noqa: DTZ001
    assert parse_edtf("2026-04-24T15:00:00Z").moment == datetime(2026, 4, 24, 15, tzinfo=UTC)
    beijing = timezone(timedelta(hours=8))
    assert parse_edtf("2026-04-24T15:00:00+08:00").moment == datetime(
        2026, 4, 24, 15, tzinfo=beijing
    )


def test_an_interval_has_two_ends_and_another_date_is_both_its_own() -> None:
    start, end = parse_edtf("2026-04-24/2026-05~").ends
    assert (start, end) == (parse_edtf("2026-04-24"), parse_edtf("2026-05~"))
    assert parse_edtf("2026-04/").ends == (parse_edtf("2026-04"), None)
    april = parse_edtf("2026-04")
    assert april.ends == (april, april)


def test_every_precision_can_be_met() -> None:
    met = {parse_edtf(text).precision for text in DAYS}
    assert met == set(Precision)


@pytest.mark.parametrize(
    ("text", "by", "expected"),
    [
        ("2026-04-29/..", "2026-05-02", "2026-04-29/2026-05-02"),
        ("2026-04-03/2026-04-23", "2026-04-04", "2026-04-03/2026-04-04"),
        ("2026-04-03/2026-04-23", "2026-04-03", "2026-04-03"),
        ("2026-04-03/2026-04-23", "2026-04-23", "2026-04-03/2026-04-23"),
        ("2026-04", "2026-04-10", "2026-04-01/2026-04-10"),
        ("2026-04", "2026-04-30", "2026-04"),
        ("2026-34", "2026-04-01", "2026-04-01"),
        ("2026", "2026-02-03", "2026-01-01/2026-02-03"),
        ("../2026-04", "2026-04-10", "../2026-04-10"),
        ("/2026-04", "2026-04-10", "/2026-04-10"),
        ("../2026-04", "2026-05-10", "../2026-04"),
        ("2026-04/", "2026-05-10", "2026-04/2026-05-10"),
        ("2026-04/2026-05", "2026-05-10", "2026-04/2026-05-10"),
        ("2026-04/2026-05", "2026-04-10", "2026-04-01/2026-04-10"),
        ("2026-04~", "2026-04-10", "2026-04-01~/2026-04-10"),
        ("2026-04-03?/..", "2026-04-10", "2026-04-03?/2026-04-10"),
        ("2026-04-24", "2026-04-24", "2026-04-24"),
        ("2026-04-24T15:00:00Z", "2026-05-01", "2026-04-24T15:00:00Z"),
        # Contradictions are left for a person to judge.
        ("2026-05", "2026-04-10", "2026-05"),
        ("2026-05/..", "2026-04-10", "2026-05/.."),
    ],
)
def test_a_date_is_narrowed_to_what_is_known(text: str, by: str, expected: str) -> None:
    assert narrowed(parse_edtf(text), date.fromisoformat(by)).text == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("2026-04-03/2026-04-23", "2026-04-10", "2026-04-03/.."),
        ("2026-04-03/2026-04-23", "2026-04-03", "2026-04-03/.."),
        ("2026-04-03/2026-04-23", "2026-04-23", "2026-04-03/2026-04-23"),
        ("2026-04-03/2026-04-23", "2026-04-02", "2026-04-03/2026-04-23"),
        ("2026-04/2026-05", "2026-04-10", "2026-04/.."),
        ("2026-04~/2026-05?", "2026-04-10", "2026-04~/.."),
        ("2026-04", "2026-04-10", "2026-04-01/.."),
        ("2026?", "2026-04-10", "2026-01-01?/.."),
        ("2026-05", "2026-04-10", "2026-05"),
        ("2026-04-24", "2026-04-24", "2026-04-24"),
        ("2026-04-03/..", "2026-04-10", "2026-04-03/.."),
        ("2026-04-03/", "2026-04-10", "2026-04-03/"),
        ("../2026-04", "2026-04-10", "../2026-04-10"),
        ("../2026-03", "2026-04-10", "../2026-03"),
    ],
)
def test_an_end_that_lies_ahead_is_open(text: str, day: str, expected: str) -> None:
    assert open_after(parse_edtf(text), date.fromisoformat(day)).text == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-04", "2026-05-01", "2026-04/2026-05-01"),
        ("2026-04", None, "2026-04/.."),
        (None, "2026-04", "../2026-04"),
        ("2026-04-01/2026-04-10", "2026-05-01/2026-05-10", "2026-04-01/2026-05-10"),
        ("2026-04-24T15:00:00Z", "2026-05", "2026-04-24/2026-05"),
    ],
)
def test_two_dates_make_an_interval(start: str | None, end: str | None, expected: str) -> None:
    ends = [parse_edtf(text) if text else None for text in (start, end)]
    assert between(*ends).text == expected


def test_marks_are_added_to_those_that_are_there() -> None:
    assert marked(parse_edtf("2026-04"), approximate=True).text == "2026-04~"
    assert marked(parse_edtf("2026-04~"), uncertain=True).text == "2026-04%"
    assert marked(parse_edtf("2026-04/.."), uncertain=True).text == "2026-04?/.."
    assert marked(parse_edtf("2026-04/2026-05?"), approximate=True).text == "2026-04~/2026-05%"
    with pytest.raises(UnclearDate, match="time of day"):
        marked(parse_edtf("2026-04-24T15:00:00Z"), approximate=True)
