"""The page that says how everything is decided, and how well that went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
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
    """Put the page together; ten queries for the first thousand settled predictions."""
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
    is_withdrawn = Q(withdrawn_by__isnull=False)
    is_verdict = ~Q(value=Outcome.OPEN) & (is_withdrawn | ~Q(change_kind=ChangeKind.REPEATED))
    counts = entries.order_by().aggregate(
        verdicts=Count("pk", filter=is_verdict),
        withdrawn=Count("pk", filter=is_verdict & is_withdrawn),
        reversed=Count("pk", filter=Q(change_kind=ChangeKind.REVERSED) & ~is_withdrawn),
    )
    return OwnVerdicts(
        **counts,
        reversed_url=changes_url(day, kinds=(ChangeKind.REVERSED.value,)),
        withdrawn_url=changes_url(day, kinds=(WITHDRAWN,)),
    )
