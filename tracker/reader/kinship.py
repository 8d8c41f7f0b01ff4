"""What is akin to an event or a story, as one documented sum. Pure functions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

# Points of an event that is about the same aspect, for each tag and for each document in
# common; more documents than MOST_DOCUMENTS add nothing, as a report of a release may be
# cited for everything.
ASPECT, TAG, DOCUMENT, MOST_DOCUMENTS = 3, 2, 1, 3
# Points of a story on the same topic, for each tag and for each outlet in common; of either
# kind MOST at the most, so that long stories are not akin to everything.
TOPIC, MOST = 3, 3
# One outlet that wrote about both makes no two stories akin.
LEAST_OF_STORIES = 2

Akin = TypeVar("Akin", "EventKin", "StoryKin")


@dataclass(frozen=True)
class EventKin:
    """What an event has in common with another; `days` lie between the two."""

    id: Hashable
    key: str
    same_aspect: bool
    tags: int
    documents: int
    days: int

    @property
    def points(self) -> int:
        documents = min(self.documents, MOST_DOCUMENTS)
        return ASPECT * self.same_aspect + TAG * self.tags + DOCUMENT * documents

    @property
    def place(self) -> tuple[int, int, str]:
        """The least is the nearest: most points, then fewest days between, then by key."""
        return -self.points, self.days, self.key


@dataclass(frozen=True)
class StoryKin:
    """What a story has in common with another."""

    id: Hashable
    title: str
    same_topic: bool
    tags: int
    outlets: int

    @property
    def points(self) -> int:
        return TOPIC * self.same_topic + min(self.tags, MOST) + min(self.outlets, MOST)

    @property
    def place(self) -> tuple[int, int, str]:
        """The least is the nearest: most points, then most in common, then by title."""
        return -self.points, -self.tags - self.outlets, self.title


@dataclass(frozen=True)
class Traits:
    """What kinship between events is judged by."""

    id: Hashable
    key: str
    known_on: date
    aspect: str
    tags: Iterable[str]
    documents: Iterable[Hashable]


def event_kin(one: Traits, other: Traits) -> EventKin:
    """Return what `other` has in common with `one`."""
    return EventKin(
        id=other.id,
        key=other.key,
        same_aspect=bool(one.aspect) and folded(one.aspect) == folded(other.aspect),
        tags=in_common(one.tags, other.tags),
        documents=len({*one.documents} & {*other.documents}),
        days=abs((one.known_on - other.known_on).days),
    )


def in_common(some: Iterable[str], others: Iterable[str]) -> int:
    """Return how many texts both have, whatever their case."""
    return len({folded(text) for text in some} & {folded(text) for text in others})


def folded(text: str) -> str:
    return text.strip().casefold()


def nearest(found: Iterable[Akin], most: int, *, least: int = 1) -> list[Akin]:
    """Return the nearest of those that have at least `least` points, the nearest first."""
    kept = [one for one in found if one.points >= least]
    return sorted(kept, key=lambda one: one.place)[:most]
