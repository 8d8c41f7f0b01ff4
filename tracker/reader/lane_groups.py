"""The order in which lanes stand, and the groups they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.reader.rows import FirstReport, Place, Row
from tracker.stories.values import Outcome

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
        head = self.head(one)
        return head.row.place, head is not one, one.row.place

    def rivalry(self, one: Prediction) -> tuple[str, str]:
        """Return what rivals share: group and aspect; one without an aspect has no rivals."""
        head = self.head(one).row
        is_shared = self.by == ASPECT and head.aspect
        return self.groups[head.id], head.aspect.casefold() if is_shared else head.key

    def head(self, one: Prediction) -> Prediction:
        return self.known[one.row.broad] if self.is_under(one) else one

    def is_under(self, one: Prediction) -> bool:
        broad = one.row.broad
        return broad in self.known and self.groups[broad] == self.groups[one.row.id]

    def rank(self, group: str) -> tuple[bool, int]:
        is_outcome = self.by == OUTCOME
        return group == OTHER, Outcome.values.index(group) if is_outcome else 0


def placed(rows: Sequence[Row], by: str, first: Mapping[int, FirstReport]) -> list[Placed]:
    """Return the predictions `rows` grouped and in order; `first` tells who said each first.

    Groups stand in the order of their first prediction, those of outcomes in that of the
    outcomes. In a group the oldest comes first; by aspect, rivals stay together. A part
    follows its broader prediction where both are in one group.
    """
    known = predictions_of(rows, by, first)
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
        broad=one.row.broad,
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
    rows: Sequence[Row], by: str, first: Mapping[int, FirstReport]
) -> dict[int, Prediction]:
    """Map the ids of `rows` to what groups them; by aspect, parts go with their whole."""
    by_id = {row.id: row for row in rows}
    found = {}
    for row in rows:
        if by == OUTCOME:
            group, name = row.outcome, str(Outcome(row.outcome).label)
        elif by == OUTLET:
            report = first.get(row.id)
            group, name = (report.slug, report.outlet) if report else (OTHER, "")
        else:
            name = capfirst(by_id.get(row.broad, row).subject)
            group = name.casefold()
        found[row.id] = Prediction(row, group, name)
    return found
