"""The page that says how everything is decided, and how well that went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.ledger.entries import OUTCOME
from tracker.ledger.kinds import ChangeKind, with_kinds
from tracker.reader.asof import AsOfControl, Past, titled
from tracker.reader.calibration import Calibration, calibration_as_of
from tracker.reader.changes import WITHDRAWN, changes_url, public_changes
from tracker.reader.contact import Contact
from tracker.reader.grading import Grading, grading
from tracker.stories.values import Outcome


@dataclass(frozen=True)
class OwnVerdicts:
    """How often the editors' verdicts stood. `verdicts` counts withdrawn ones, too."""

    verdicts: int
    reversed: int
    withdrawn: int
    reversed_url: str
    withdrawn_url: str

    @property
    def text(self) -> str:
        if not self.verdicts:
            return _("No verdict has been recorded yet.")
        return ngettext(
            "%(n)d verdict has been recorded.", "%(n)d verdicts have been recorded.",
            self.verdicts,
        ) % {"n": self.verdicts}  # fmt: skip

    @property
    def reversed_text(self) -> str:
        return _("%(count)d of %(n)d reversed by a later outcome") % {
            "count": self.reversed,
            "n": self.verdicts,
        }

    @property
    def withdrawn_text(self) -> str:
        return _("%(count)d of %(n)d withdrawn as wrong from the start") % {
            "count": self.withdrawn,
            "n": self.verdicts,
        }


@dataclass(frozen=True)
class MethodPage:
    title: str
    calibration: Calibration
    grading: Grading
    own: OwnVerdicts
    contact: Contact | None
    asof: AsOfControl
    past: Past | None


def method_page(day: date | None, *, today: date, contact: Contact | None) -> MethodPage:
    """Put the page together; ten queries for each thousand settled predictions."""
    path = reverse("reader:method")
    return MethodPage(
        title=titled(_("Method"), day),
        calibration=calibration_as_of(day),
        grading=grading(),
        own=own_verdicts(day),
        contact=contact,
        asof=AsOfControl(
            path=path,
            value=(day or today).isoformat(),
            first="",
            last=today.isoformat(),
            hidden=(),
        ),
        past=Past(day, path) if day else None,
    )


def own_verdicts(day: date | None) -> OwnVerdicts:
    """Count the verdicts on predictions in effect by `day`; one query.

    The same outcome recorded again is no further verdict. What is withdrawn is so by our
    record of today, whatever the day.
    """
    entries: Any = with_kinds(public_changes(day).filter(field=OUTCOME))
    counts = Counter(
        kept
        for value, kind, withdrawn_by in entries.order_by().values_list(
            "value", "change_kind", "withdrawn_by"
        )
        for kept in counted_as(value, kind, is_withdrawn=withdrawn_by is not None)
    )
    return OwnVerdicts(
        verdicts=counts["verdicts"],
        reversed=counts["reversed"],
        withdrawn=counts["withdrawn"],
        reversed_url=changes_url(day, kinds=(ChangeKind.REVERSED.value,)),
        withdrawn_url=changes_url(day, kinds=(WITHDRAWN,)),
    )


def counted_as(value: str, kind: str, *, is_withdrawn: bool) -> list[str]:
    """Return as what an outcome entry counts; "open" is no verdict but may reverse one."""
    if is_withdrawn:
        return [] if value == Outcome.OPEN else ["verdicts", "withdrawn"]
    found = ["reversed"] if kind == ChangeKind.REVERSED else []
    if value != Outcome.OPEN and kind != ChangeKind.REPEATED:
        found.append("verdicts")
    return found
