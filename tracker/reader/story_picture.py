"""The picture of a story: its title, how its predictions turned out, and the flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.reader.facets import Cell
from tracker.reader.flow import RULE, Flow, Strokes, flow_of
from tracker.reader.pictures import Title, day_text, stretched, title_of
from tracker.reader.rows import rows_of
from tracker.reader.shares import ORDER
from tracker.reader.words import tally_title
from tracker.stories.models import Story

# Where the flow stands and how large it is, in pixels.
LEFT, TOP, ACROSS, DOWN = 60, 350, 760, 230
TITLE_TOP, TITLE_ROOM = 96, 166


@dataclass(frozen=True)
class Count:
    """A number of predictions with one outcome, and how high its words stand."""

    outcome: str
    count: int
    y: float


@dataclass(frozen=True)
class StoryPicture:
    title: Title
    tally_title: str
    day_text: str
    before: str
    dots: str
    strokes: Sequence[Strokes]
    counts: Sequence[Count]
    # Where the double rule stands, None while the pivot is not known.
    rule: float | None


def story_picture(story: Story, day: date | None) -> StoryPicture:
    """Put the picture of `story` as of `day` together; two queries."""
    rows = rows_of(story, day)
    said = [row for row in rows.all if row.outcome]
    outcomes = Counter(row.outcome for row in said)
    cells = [Cell(outcome, outcomes[outcome]) for outcome in ORDER if outcomes[outcome]]
    flow = flow_of(said, cells, pivot=rows.pivot, day=day)
    step = DOWN / max(len(cells), 1)
    return StoryPicture(
        title=title_of(story.title, TITLE_TOP, TITLE_ROOM),
        tally_title=tally_title(outcomes) if said else "",
        day_text=day_text(day),
        before=on_picture(flow.before) if flow else "",
        dots=on_picture(flow.dots) if flow else "",
        strokes=strokes_of(flow) if flow else [],
        counts=[
            Count(cell.outcome, cell.count, TOP + (place + 0.5) * step)
            for place, cell in enumerate(cells)
        ],
        rule=LEFT + RULE * ACROSS / 100 if flow and flow.has_pivot else None,
    )


def on_picture(path: str) -> str:
    return stretched(path, across=ACROSS / 100, down=DOWN / 100)


def strokes_of(flow: Flow) -> list[Strokes]:
    if not flow.is_settled:
        return []
    return [replace(stroke, path=on_picture(stroke.path)) for stroke in flow.strokes]
