from __future__ import annotations

from datetime import date

import pytest

from tests.makers import make_known, make_story, recorded
from tests.reader.pages import Element, get
from tests.scores.slowly import EXPECTED, POINTS, Slowly
from tests.scores.test_calibration import settled_slowly
from tracker.ledger.models import Change
from tracker.reader.calibration import LEAST_JUDGED, conclusion, line_of
from tracker.reader.contact import Contact, contact_of
from tracker.reader.method_page import own_verdicts
from tracker.reader.rates import percent
from tracker.scores.calibration import Forecast, bins_of
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

pytestmark = pytest.mark.django_db


def test_the_method_page_explains_every_mark() -> None:
    page = get("/method/")
    text = page.text
    for word in (
        "Rumored", "Reported", "Confirmed", "Open", "Held up", "Partly held up",
        "Did not hold up", "Cannot be determined", "origin", "ledger", "Corrections",
        "Track records", "Wilson",
    ):  # fmt: skip
        assert word in text
    assert "Write to whoever runs this site." in text


def test_it_names_the_contact_of_the_site(settings: pytest.FixtureRequest) -> None:
    settings.TRACKER_CONTACT = "errors@example.org"  # type: ignore[attr-defined]
    link = get("/method/").one("a", href="mailto:errors@example.org")
    assert link.text == "errors@example.org"


@pytest.mark.parametrize(
    ("setting", "contact"),
    [
        ("", None),
        ("errors@example.org", Contact("errors@example.org", "mailto:errors@example.org")),
        ("https://example.org/a", Contact("https://example.org/a", "https://example.org/a")),
    ],
)
def test_a_contact_is_a_mail_or_a_web_address(setting: str, contact: Contact | None) -> None:
    assert contact_of(setting) == contact


def rows(page: Element, kind: str) -> dict[str, list[str]]:
    """Return the rows of a table by what stands in their first cell."""
    found = [
        [cell.text for cell in row if cell.tag in {"th", "td"}]
        for row in page.one("table", kind).one("tbody").all("tr")
    ]
    return {first: rest for first, *rest in found}


def test_what_it_expects_of_outlets_is_what_confidence_is_worked_out_with() -> None:
    told = rows(get("/method/"), "priors")
    assert told.pop("The party concerned, about what it did") == ["0.95", "20"]
    assert sorted(told.values(), reverse=True) == [
        [f"{mean:.2f}", "4"] for mean in sorted({*EXPECTED.values()}, reverse=True)
    ]
    assert sum(len(kinds.split(", ")) for kinds in told) == len(EXPECTED)


def test_its_examples_add_up() -> None:
    text = get("/method/").one("section", **{"aria-labelledby": "grades"}).text
    assert f"= {1 - 0.4 * 0.85:.2f}, grade B/C." in text
    assert f"= {0.66 * 0.45:.2f}, grade D." in text
    assert f"= {(0.55 * 4 + 6) / 12:.2f}." in text


def test_the_bands_leave_no_gap() -> None:
    told = [row[0] for row in rows(get("/method/"), "bands").values()]
    assert told[:2] == ["0.90 and above", "0.75 to below 0.90"]
    assert told[-1].startswith("below 0.10")
    lows = [text.split()[0] for text in told[:-2]]
    assert lows == [text.split()[-1] for text in told[1:-1]]


@pytest.mark.parametrize("day", [date(2026, 4, 26), date(2026, 7, 1), None])
def test_its_table_is_the_one_worked_out_slowly(real_story: Story, day: date | None) -> None:
    forecasts, _unheard = settled_slowly(Slowly(), day or date.max)
    page = get("/method/", {"as_of": day.isoformat()} if day else None)
    lines = rows(page, "graded")
    lows = [0.9, 0.75, 0.55, 0.35, 0.1, 0]
    for low, high, cells in zip(lows, [2, *lows], lines.values(), strict=False):
        here = [(f, POINTS[o]) for f, o in forecasts if low <= round(f + 1e-9, 2) < high]
        assert cells[1].startswith(str(len(here)))
        if here:
            held = sum(points for _f, points in here) / len(here)
            assert cells[2].startswith(f"{int(held * 100 + 0.5)}% of {len(here)}95% interval")
    shown = {max(low for low in lows if low <= round(f + 1e-9, 2)) for f, _o in forecasts}
    drawn = shown - {0}
    assert len(page.all("circle", "dot")) == len(drawn)
    n = len(forecasts)
    score = sum((round(f + 1e-9, 2) - POINTS[o]) ** 2 for f, o in forecasts) / n
    assert rows(page, "terms")["Brier score"][0] == f"= {score:.3f}"
    assert f"{n} settled predictions with evidence" in page.text


def test_it_says_at_how_many_a_grade_can_be_judged() -> None:
    few = bins_of([Forecast(0.6, "failed")] * (LEAST_JUDGED - 1))
    assert "too few to judge" in conclusion(few)
    assert "9 settled predictions" in conclusion(few)
    assert [line_of(one).reading for one in few if one.forecasts] == ["Too few to judge"]
    more = bins_of([Forecast(0.6, "failed")] * LEAST_JUDGED)
    assert "Only these grades have 10 or more and can be judged at all: B/C (10)." in (
        conclusion(more)
    )


@pytest.mark.parametrize(
    ("held", "reading"),
    [
        (0, "Held up less often than expected"),
        (6, "Fits what was expected"),
        (10, "Held up more often than expected"),
    ],
)
def test_a_grade_with_enough_is_read(held: int, reading: str) -> None:
    forecasts = [Forecast(0.6, "held")] * held + [Forecast(0.6, "failed")] * (10 - held)
    assert [line_of(one).reading for one in bins_of(forecasts) if one.forecasts] == [reading]


def test_the_confidence_of_what_is_only_watched_is_not_told() -> None:
    (line,) = [line_of(one) for one in bins_of([Forecast(0.05, "failed")]) if one.forecasts]
    assert (line.expected_text, line.n, line.share_text) == ("", 1, "0%")


def test_shares_are_rounded_as_people_do() -> None:
    assert [percent(share) for share in (0.625, 0.575, 0.005, 0, 1)] == [
        "63%", "58%", "1%", "0%", "100%",
    ]  # fmt: skip


def test_without_a_record_it_says_so() -> None:
    page = get("/method/")
    assert "No prediction with evidence has been settled yet" in page.text
    assert "No verdict has been recorded yet." in page.text
    assert page.all("figure", "reliability") == page.all("table", "graded") == []


def verdict(event: Event, value: str, month: int, **parts: object) -> Change:
    """Record an outcome on the first of a month of 2026."""
    entries = recorded(event, "outcome", value, effective=date(2026, month, 1), **parts)  # type: ignore[arg-type]
    return next(entry for entry in entries if entry.field == "outcome")


def test_it_counts_how_often_verdicts_did_not_stand() -> None:
    story = make_story()
    stood, reversed_, opened, withdrawn = (make_known(story=story) for _ in range(4))
    verdict(stood, "failed", 3)
    verdict(stood, "failed", 4)
    verdict(reversed_, "failed", 3)
    verdict(reversed_, "held", 5)
    verdict(opened, "void", 3)
    verdict(opened, "open", 6, evidence=[])
    wrong = verdict(withdrawn, "failed", 3)
    verdict(withdrawn, "open", 3, evidence=[], withdraws=wrong, reason="Wrong story.")
    verdict(make_known(story=make_story(publication=Publication.DRAFT)), "failed", 3)
    found = own_verdicts(None)
    # One stood; one was reversed by another; one by "open"; one was withdrawn.
    assert (found.verdicts, found.reversed, found.withdrawn) == (5, 2, 1)
    early = own_verdicts(date(2026, 4, 15))
    assert (early.verdicts, early.reversed, early.withdrawn) == (4, 0, 1)
    links = get("/method/").one("section", **{"aria-labelledby": "own"}).all("a")
    assert [link.text for link in links] == [
        "2 of 5 reversed by a later outcome",
        "1 of 5 withdrawn as wrong from the start",
    ]
    assert len(get(links[0].attrs["href"]).all("li", "change")) == 2


def test_as_of_a_day_it_says_so_and_is_not_indexed(real_story: Story) -> None:
    page = get("/method/", {"as_of": "2026-04-26"})
    assert page.one("meta", name="robots").attrs["content"] == "noindex"
    assert page.one("link", rel="canonical").attrs["href"].endswith("/method/")
    assert page.one("div", "pastbar").one("a").attrs["href"] == "/method/"
    assert page.one("input", id="as_of").attrs["value"] == "2026-04-26"
    own = page.one("section", **{"aria-labelledby": "own"})
    assert "as_of=2026-04-26" in own.all("a")[0].attrs["href"]
    assert get("/method/").all("meta", name="robots") == []


def test_a_day_that_cannot_be_read_is_told() -> None:
    assert "foo" in get("/method/", {"as_of": "foo"}, status=400).one("input").attrs["value"]
