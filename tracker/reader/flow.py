"""From what was said before to what happened: one thread for each prediction.

Places are percent of a drawing that is stretched to the width and height it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.reader.axis import Axis, axis_of
from tracker.reader.facets import Cell
from tracker.reader.rows import Pivot, Row
from tracker.reader.shares import Share, shares_of
from tracker.stories.values import Outcome

# With more predictions than this a thread stands for several.
MOST_THREADS = 60
# Subjects with a row of their own; those with fewer predictions share a last one.
MOST_SUBJECTS = 6
MOST_EXAMPLES = 3
FEW = 8

# Where threads begin at the earliest, meet the rule, begin if said after it, and end.
START, RULE, AFTER, END = 2.0, 40.0, 44.0, 100.0
# Between two threads, at most; and how much of a row its threads may fill.
STEP, FILLED = 1.35, 0.78


@dataclass(frozen=True)
class Subject:
    label: str
    count: int


@dataclass(frozen=True)
class Result:
    """What came of some predictions; `cell` is the number with its link."""

    cell: Cell
    # What some of them were about.
    examples: Sequence[str]


@dataclass(frozen=True)
class Strokes:
    """All threads of an outcome from the rule on, as one path."""

    outcome: str
    path: str


@dataclass(frozen=True)
class Flow:
    """`per_thread` is how many predictions a thread stands for at most.

    The rule is the pivot if it is known, else the day of the page, if it has one.
    """

    subjects: Sequence[Subject]
    results: Sequence[Result]
    shares: Sequence[Share]
    before: str
    dots: str
    strokes: Sequence[Strokes]
    rule: float
    rule_text: str
    has_pivot: bool
    is_settled: bool
    # Whether few threads need less height.
    is_low: bool
    some_early: bool
    some_after: bool
    per_thread: int
    text: str


@dataclass(frozen=True)
class Thread:
    subject: int
    outcome: str
    known_on: date
    key: str
    is_after: bool


def flow_of(
    said: Sequence[Row], cells: Sequence[Cell], *, pivot: Pivot | None, day: date | None
) -> Flow | None:
    """Return the drawing of the predictions `said`, None without any.

    `cells` are the outcomes to be shown, in this order, each with its count among `said`.
    """
    if not said:
        return None
    labels = subjects_of(said)
    places = {label: place for place, label in enumerate(labels)}
    size = -(-len(said) // MOST_THREADS)
    threads = threads_of(said, places, pivot, size)
    lefts = spread([thread.subject for thread in threads], len(labels))
    ends = {cell.outcome: place for place, cell in enumerate(cells)}
    rights = spread([ends[thread.outcome] for thread in threads], len(cells))
    axis = before_rule(said, pivot, day)
    counts = Counter(place_of(row, places) for row in said)
    nameless = _("Other subjects") if len(labels) > 1 else _("Predictions")
    return Flow(
        subjects=[
            Subject(capfirst(label) or nameless, counts[place])
            for label, place in places.items()
        ],
        results=results_of(said, cells),
        shares=shares_of(Counter(row.outcome for row in said)),
        before="".join(
            f"M{place_at(thread, axis)} {y}H{RULE}"
            for thread, y in zip(threads, lefts, strict=True)
            if not thread.is_after
        ),
        dots="".join(
            f"M{place_at(thread, axis)} {y}h0"
            for thread, y in zip(threads, lefts, strict=True)
            if thread.is_after or axis.has(thread.known_on)
        ),
        strokes=strokes_of(threads, lefts, rights, cells),
        rule=RULE,
        rule_text=rule_text(pivot, day),
        has_pivot=pivot is not None,
        is_settled=any(row.outcome != Outcome.OPEN for row in said),
        is_low=len(threads) <= FEW,
        some_early=any(thread.known_on < axis.first for thread in threads),
        some_after=any(thread.is_after for thread in threads),
        per_thread=size,
        text=sentence(said, cells),
    )


def subjects_of(said: Sequence[Row]) -> list[str]:
    """Return the subjects that get a row, the largest first, and "" for the others, if any."""
    counts = Counter(row.subject for row in said)
    nameless = counts.pop("", 0)
    ordered = sorted(counts, key=lambda label: -counts[label])
    # A last row for a single subject may as well bear its name.
    room = MOST_SUBJECTS + (not nameless and len(ordered) == MOST_SUBJECTS + 1)
    has_others = nameless or len(ordered) > room
    return [*ordered[:room], ""] if has_others else ordered


def place_of(row: Row, places: Mapping[str, int]) -> int:
    return places.get(row.subject, len(places) - 1)


def threads_of(
    said: Iterable[Row], places: Mapping[str, int], pivot: Pivot | None, size: int
) -> list[Thread]:
    """Return a thread for every `size` predictions of one subject, outcome and side."""
    bundles: dict[tuple[int, str, bool], list[Row]] = {}
    for row in said:
        is_after = pivot is not None and row.known_on >= pivot.day
        name = place_of(row, places), row.outcome, is_after
        bundles.setdefault(name, []).append(row)
    return sorted(
        (
            Thread(subject, outcome, first.known_on, first.key, is_after)
            for (subject, outcome, is_after), rows in bundles.items()
            for first in sorted(rows, key=lambda row: (row.known_on, row.key))[::size]
        ),
        key=lambda thread: (thread.subject, thread.known_on, thread.key),
    )


def spread(rows: Sequence[int], count: int) -> list[float]:
    """Return a height for each thread: side by side around the middle of its row."""
    crowd = Counter(rows)
    met: Counter[int] = Counter()
    band = 100 / count
    heights = []
    for row in rows:
        step = min(STEP, FILLED * band / crowd[row])
        heights.append(round(band * (row + 0.5) + (met[row] - (crowd[row] - 1) / 2) * step, 2))
        met[row] += 1
    return heights


def before_rule(said: Iterable[Row], pivot: Pivot | None, day: date | None) -> Axis:
    """Return the days that lead to the rule."""
    days = [row.known_on for row in said]
    last = pivot.day if pivot else day or max(days)
    return axis_of(days, last)


def place_at(thread: Thread, axis: Axis) -> float:
    """Return where a thread begins: on its first day, left of the rule, or right of it."""
    if thread.is_after:
        return AFTER
    return round(START + axis.at(thread.known_on) * (RULE - 2 - START) / 100, 2)


def strokes_of(
    threads: Sequence[Thread],
    lefts: Sequence[float],
    rights: Sequence[float],
    cells: Iterable[Cell],
) -> list[Strokes]:
    paths: dict[str, list[str]] = {cell.outcome: [] for cell in cells}
    for thread, left, right in zip(threads, lefts, rights, strict=True):
        start = AFTER if thread.is_after else RULE
        paths[thread.outcome].append(f"M{start} {left}C62 {left} 62 {right} 84 {right}H{END}")
    return [Strokes(outcome, "".join(parts)) for outcome, parts in paths.items() if parts]


def results_of(said: Sequence[Row], cells: Iterable[Cell]) -> list[Result]:
    results = []
    for cell in cells:
        ended = [row for row in said if row.outcome == cell.outcome]
        by_reports = sorted(ended, key=lambda row: -len(row.reports))
        aspects = dict.fromkeys(row.aspect for row in by_reports if row.aspect)
        results.append(Result(cell, [*aspects][:MOST_EXAMPLES]))
    return results


def rule_text(pivot: Pivot | None, day: date | None) -> str:
    if pivot:
        return _("Release, %(day)s") % {"day": date_format(pivot.day, _("j F Y"))}
    return date_format(day, _("j F Y")) if day else ""


def sentence(said: Sequence[Row], cells: Iterable[Cell]) -> str:
    parts = [
        f"{cell.count} {Outcome(cell.outcome).label.lower()}" for cell in cells if cell.count
    ]
    return _("Threads lead from what was said to what came of it: %(parts)s.") % {
        "parts": ", ".join(parts)
    }
