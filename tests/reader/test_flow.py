from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.makers import make_event, make_known, make_occurrence, make_story, recorded
from tests.reader.pages import Element, get
from tests.reader.stories import story_of
from tests.reader.test_ribbons import DAYS
from tracker.reader.facets import Cell
from tracker.reader.flow import AFTER, MOST_THREADS, RULE, START, Flow, flow_of
from tracker.reader.rows import Pivot, Row, rows_of
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def said(number: int, subject: str, outcome: str = "open", days: int = 0) -> Row:
    known_on = DAY + timedelta(days=days)
    key = f"p-{number:04}"
    return Row(
        id=number, key=key, place=(known_on, True, key), known_on=known_on, status="rumored",
        outcome=outcome, kind="prediction", statement=f"No. {number}", aspect=f"Of {subject}",
        subject=subject, words=[],
    )  # fmt: skip


def drawn(rows: list[Row], pivot: Pivot | None = None, day: date | None = None) -> Flow:
    counts = Counter(row.outcome for row in rows)
    flow = flow_of(rows, [Cell(*pair) for pair in counts.items()], pivot=pivot, day=day)
    assert flow
    return flow


def pivot_on(days: int) -> Pivot:
    day = DAY + timedelta(days=days)
    return Pivot(0, (day, False, "o"), "It is")


def moves(path: str) -> list[tuple[float, float]]:
    """Return where the lines of a path begin."""
    return [(float(x), float(y)) for x, y in re.findall(r"M(\S+) ([\d.]+)", path)]


def test_without_predictions_there_is_no_drawing() -> None:
    assert flow_of([], [], pivot=None, day=None) is None


def test_the_largest_subjects_have_rows_and_the_others_share_one() -> None:
    names = "aaaaabbbbccccdddeeeffgghi"
    flow = drawn([said(number, name) for number, name in enumerate(names)])
    assert [(subject.label, subject.count) for subject in flow.subjects] == [
        ("A", 5), ("B", 4), ("C", 4), ("D", 3), ("E", 3), ("F", 2), ("Other subjects", 4)
    ]  # fmt: skip
    seven = drawn([said(number, name) for number, name in enumerate("aabcdefg")])
    assert [subject.label for subject in seven.subjects] == [*"ABCDEFG"]
    nameless = drawn([said(1, ""), said(2, "")])
    assert [(subject.label, subject.count) for subject in nameless.subjects] == [
        ("Predictions", 2)
    ]


def test_a_thread_begins_on_its_day_and_ends_in_the_row_of_its_outcome() -> None:
    rows = [said(1, "a", "held", 0), said(2, "a", "failed", 5), said(3, "b", "failed", 12)]
    flow = drawn(rows, pivot_on(10))
    middle = START + (RULE - 2 - START) / 2
    assert [x for x, _y in moves(flow.before)] == [START, middle]
    assert [x for x, _y in moves(flow.dots)] == [START, middle, AFTER]
    assert flow.some_after and not flow.some_early
    by_outcome = {stroke.outcome: stroke.path for stroke in flow.strokes}
    assert [*by_outcome] == ["held", "failed"]
    for outcome, low, high in (("held", 0, 50), ("failed", 50, 100)):
        for end in re.findall(r" ([\d.]+)H100", by_outcome[outcome]):
            assert low < float(end) < high
    lefts = sorted(y for stroke in flow.strokes for _x, y in moves(stroke.path))
    assert lefts[1] < 50 < lefts[2]
    assert [(part.start, part.share) for part in flow.shares] == [
        (0, 33.33), (33.33, 66.67)
    ]  # fmt: skip


def test_a_few_early_ones_do_not_squeeze_the_others() -> None:
    rows = [said(0, "a", days=-900), *(said(n, "a", days=n) for n in range(1, 25))]
    flow = drawn(rows, pivot_on(30))
    assert flow.some_early
    assert len(moves(flow.before)) == 25
    assert len(moves(flow.dots)) == 24
    assert moves(flow.dots)[0][0] == START


def test_thousands_are_bundled_and_that_is_said() -> None:
    story = story_of(260)
    page = get(story.get_absolute_url())
    figure = page.one("div", id="flow")
    starts = moves(figure.one("path", "said-before").attrs["d"])
    assert len(starts) <= MOST_THREADS
    assert len(starts) == 52  # 260 in fives
    assert "One line for up to 5 predictions of one subject and outcome" in figure.text
    assert figure.one("ul", "subjects").text == "Predictions 260"


def test_while_nothing_is_settled_the_future_is_hatched() -> None:
    story = make_story()
    event = make_known(story=story, since=DAY)
    recorded(event, "outcome", Outcome.FAILED, effective=DAY + timedelta(days=9))
    figure = get(story.get_absolute_url(), {"as_of": "2026-03-05"}).one("div", id="flow")
    assert figure.one("p", "unknown").text == "Not known yet"
    assert "5 March 2026" in figure.text
    assert figure.one("path", "day") and not figure.all("path", "pivot")
    figure = get(story.get_absolute_url()).one("div", id="flow")
    assert figure.all("p", "unknown") == []


def test_the_rule_is_the_pivot_once_it_is_known() -> None:
    story = make_story()
    make_known(story=story, since=DAY)
    opening = make_occurrence(story=story, statement="It opens", date="2026-03-04")
    recorded(opening, effective=date(2026, 3, 6))
    story.pivot = opening
    story.save(update_fields=["pivot"])
    before = get(story.get_absolute_url(), {"as_of": "2026-03-05"}).one("div", id="flow")
    assert "release" not in before.text.lower() and before.all("path", "pivot") == []
    after = get(story.get_absolute_url(), {"as_of": "2026-03-06"}).one("div", id="flow")
    assert "Release, 4 March 2026" in after.text
    assert after.one("path", "pivot")


def test_a_filter_draws_what_it_leaves_whatever_the_outcome() -> None:
    story = make_story()
    for number in range(3):
        event = make_known(story=story, statement=f"Red {number}", since=DAY)
        if number:
            recorded(event, "outcome", Outcome.FAILED, effective=DAY + timedelta(days=9))
    make_event(story=story)
    make_known(story=story, statement="Blue", since=DAY)
    page = get(story.get_absolute_url(), {"q": "red", "outcome": "failed"})
    figure = page.one("div", id="flow")
    assert figure.one("h2").text == "3 predictions, 2 settled"
    assert len(moves(figure.one("path", "start").attrs["d"])) == 3
    assert figure.one("a", id="tally-failed").attrs["aria-current"] == "true"
    page = get(story.get_absolute_url(), {"kind": "occurrence"})
    assert page.one("div", id="flow").text == ""


@pytest.mark.parametrize("day", DAYS)
def test_the_drawing_of_the_real_story_is_that_of_an_obvious_count(
    real_story: Story, day: date | None
) -> None:
    query = {"as_of": day.isoformat()} if day else {}
    figure = get(real_story.get_absolute_url(), query).one("div", id="flow")
    statements = rows_of(real_story, day).all
    outcomes = {row.id: row.outcome for row in statements if row.outcome}
    events = Event.objects.in_bulk([*outcomes])
    release = real_story.pivot.known_on
    pivot = release if day is None or release <= day else None
    shown = sum(
        int(one.one("span", "n").text) for one in figure.one("ul", "subjects").all("li")
    )
    assert shown == len(events)
    for subject in figure.one("ul", "subjects").all("li"):
        label, count = (part.text for part in subject.all("span"))
        if label != "Other subjects":
            tagged = [event for event in events.values() if event.tags[0] == label.lower()]
            assert len(tagged) == int(count)
    early = [event for event in events.values() if not pivot or event.known_on < pivot]
    assert starts_in(figure, "said-before") == len(early)
    if len(set(outcomes.values())) > 1:
        for outcome, count in Counter(outcomes.values()).items():
            assert starts_in(figure, f"to-{outcome}") == count
    # Days turn into places one by one.
    days = sorted(event.known_on for event in events.values())
    first = min(days[len(days) // 20], pivot or day or days[-1])
    length = ((pivot or day or days[-1]) - first).days or 1
    expected = sorted(
        round(START + (RULE - 2 - START) * max(0, (event.known_on - first).days) / length, 1)
        for event in early
    )
    path = figure.one("path", "said-before").attrs["d"]
    assert sorted(x for x, _y in moves(path)) == pytest.approx(expected, abs=0.06)


def starts_in(figure: Element, kind: str) -> int:
    return sum(
        len(moves(path.attrs["d"])) for path in figure.one("svg", "threads").all("path", kind)
    )
