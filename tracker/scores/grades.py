"""Grades: the bands into which confidence falls."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Grade:
    """A band of confidence: from `least` up to, and without, that of the next better one.

    `letter` is "" for what is watched but not graded; its number is not shown.
    """

    letter: str
    label: object
    least: float

    @property
    def is_shown(self) -> bool:
        return bool(self.letter)


# Best first. Each number belongs to the better of two bands that meet in it.
GRADES = (
    Grade("A", _("High, direct sources"), 0.90),
    Grade("A/B", _("Strong"), 0.75),
    Grade("B/C", _("Medium"), 0.55),
    Grade("C/D", _("Weak to medium"), 0.35),
    Grade("D", _("Weak signal"), 0.10),
    Grade("", _("Internal monitoring"), 0.0),
)


def grade_of(value: float) -> Grade:
    """Return the grade of a confidence between 0 and 1."""
    return next(grade for grade in GRADES if value >= grade.least)
