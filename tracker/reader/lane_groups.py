"""The order in which lanes stand, and the groups they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.evidence.models import Citation, Stance
from tracker.ledger.asof import events_as_of
from tracker.reader.rows import Place, Row
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome

ASPECT, OUTCOME, OUTLET = "aspect", "outcome", "outlet"
GROUPINGS = {
    ASPECT: gettext_lazy("aspect"),
    OUTCOME: gettext_lazy("outcome"),
    OUTLET: gettext_lazy("first outlet"),
}
# The group of what has none, and of what would stand alone in its own; the last.
OTHER = ""


@dataclass(frozen=True)
class Prediction:
    """One prediction with the group it belongs to by its nature, and that group's name."""

    row: Row
    aspect: str
    # The id of the broader prediction if that is known, 0 otherwise.
    broad: int
    group: str
    name: str


@dataclass(frozen=True)
class Placed:
    """A prediction in the order of the page.

    number, title: of the group it stands in. name: that of its own group where it stands in
    another. is_under: whether it stands below its broader prediction.
    """

    row: Row
    number: int
    title: str
    name: str
    broad: int
    is_under: bool


@dataclass(frozen=True)
class Order:
    """By what predictions are ordered: the parts among them, and who comes first where."""

    known: Mapping[int, Prediction]
    groups: Mapping[int, str]
    by: str

    def place(self, one: Prediction) -> tuple[Place, bool, Place]:
        """Return the place in a group: a part behind its broader prediction."""
        head = self.known[one.broad] if self.is_under(one) else one
        return head.row.place, head is not one, one.row.place

    def rivalry(self, one: Prediction) -> tuple[str, str]:
        """Return what rivals share: group and aspect; one without an aspect has no rivals."""
        head = self.known[one.broad] if self.is_under(one) else one
        is_shared = self.by == ASPECT and head.aspect
        return self.groups[head.row.id], head.aspect.casefold() if is_shared else head.row.key

    def is_under(self, one: Prediction) -> bool:
        return one.broad in self.known and self.groups[one.broad] == self.groups[one.row.id]

    def rank(self, group: str) -> tuple[bool, int]:
        is_outcome = self.by == OUTCOME
        return group == OTHER, Outcome.values.index(group) if is_outcome else 0


def placed(story: Story, rows: Sequence[Row], by: str, day: date | None) -> list[Placed]:
    """Return the predictions `rows` grouped and in order; one query, by outlet two.

    Groups stand in the order of their first prediction, those of outcomes in that of the
    outcomes. In a group the oldest comes first; by aspect, rivals stay together. A part
    follows its broader prediction where both are in one group.
    """
    known = predictions_of(story, rows, by, day)
    order = Order(known, groups_of([*known.values()], by), by)
    by_age = sorted(known.values(), key=lambda one: one.row.place)
    first_of_group: dict[str, Place] = {}
    first_of_rivals: dict[tuple[str, str], Place] = {}
    for one in by_age:
        first_of_group.setdefault(order.groups[one.row.id], one.row.place)
        first_of_rivals.setdefault(order.rivalry(one), order.place(one)[0])
    ordered = sorted(
        by_age,
        key=lambda one: (
            order.rank(order.groups[one.row.id]),
            first_of_group[order.groups[one.row.id]],
            first_of_rivals[order.rivalry(one)],
            order.place(one),
        ),
    )
    numbers: dict[str, int] = {}
    return [numbered(one, order, numbers) for one in ordered]


def numbered(one: Prediction, order: Order, numbers: dict[str, int]) -> Placed:
    group = order.groups[one.row.id]
    is_own = group == one.group != OTHER
    return Placed(
        row=one.row,
        number=numbers.setdefault(group, len(numbers) + 1),
        title=one.name if is_own else _("Other"),
        name="" if is_own else one.name,
        broad=one.broad,
        is_under=order.is_under(one),
    )


def groups_of(predictions: Sequence[Prediction], by: str) -> dict[int, str]:
    """Map ids to groups. Those that would stand alone stand together, if there are more."""
    groups = {one.row.id: one.group for one in predictions}
    sizes = Counter(groups.values())
    alone = [pk for pk, group in groups.items() if sizes[group] == 1 and group != OTHER]
    if by != OUTCOME and len(alone) + sizes[OTHER] > 1:
        groups |= dict.fromkeys(alone, OTHER)
    return groups


def predictions_of(
    story: Story, rows: Sequence[Row], by: str, day: date | None
) -> dict[int, Prediction]:
    """Map the ids of `rows` to what groups them; by aspect, parts go with their whole."""
    words = {
        pk: (aspect, capfirst(tags[0] if tags else aspect), broad or 0)
        for pk, aspect, tags, broad in events_as_of(day)
        .filter(story=story, kind=Kind.PREDICTION)
        .values_list("pk", "aspect", "tags", "part_of")
    }
    outlets = first_outlets(story, day) if by == OUTLET else {}
    found = {}
    for row in rows:
        aspect, topic, broad = words[row.id]
        if broad not in words:
            broad = 0
        if by == OUTCOME:
            group, name = row.outcome, str(Outcome(row.outcome).label)
        elif by == OUTLET:
            group, name = outlets.get(row.id, (OTHER, ""))
        else:
            name = words[broad][1] if broad else topic
            group = name.casefold()
        found[row.id] = Prediction(row, aspect, broad, group, name)
    return found


def first_outlets(story: Story, day: date | None) -> dict[int, tuple[str, str]]:
    """Map events to slug and name of the outlet that said so first, as of `day`; one query."""
    supporting = (
        Citation.objects.public(day)
        .filter(story=story, stance=Stance.SUPPORTS, source__known_on__isnull=False)
        .order_by("-source__known_on", "-key")
        .values_list(
            "event",
            Coalesce("source__outlet__merged_into__slug", "source__outlet__slug"),
            Coalesce("source__outlet__merged_into__name", "source__outlet__name"),
        )
    )
    # From the last to the first: what came first overwrites.
    return {event: (slug, name) for event, slug, name in supporting}
