"""How grades come about, told with the very numbers that they are worked out with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from tracker.reader.calibration import range_text
from tracker.scores.confidence import HEDGED_FACTOR, Confidence, Origin, Voice
from tracker.scores.grades import GRADES, Grade
from tracker.scores.priors import BY_KIND, PRIMARY
from tracker.scores.record import Record
from tracker.sources.models import OutletKind


@dataclass(frozen=True)
class GradeBand:
    grade: Grade
    range_text: str


@dataclass(frozen=True)
class PriorLine:
    """What outlets of these kinds are worth before they have a record."""

    kinds: str
    mean: str
    strength: str


@dataclass(frozen=True)
class Grading:
    bands: Sequence[GradeBand]
    priors: Sequence[PriorLine]
    hedging_text: str
    record_text: str
    sum_text: str
    denial_text: str


def grading() -> Grading:
    return Grading(
        bands=[GradeBand(grade, range_text(grade)) for grade in GRADES],
        priors=prior_lines(),
        hedging_text=_(
            "What an outlet only says with a hedge (“may”, “reportedly”) counts %(factor)s "
            "times as much."
        )
        % {"factor": f"{HEDGED_FACTOR:g}"},
        record_text=record_example(),
        **sum_example(),
    )


def prior_lines() -> list[PriorLine]:
    """Return the kinds of outlets by what they are worth, the most first."""
    ranked = sorted(BY_KIND.items(), key=lambda item: -item[1].mean)
    primary = _("The party concerned, about what it did")
    lines = [PriorLine(primary, f"{PRIMARY.mean:.2f}", f"{PRIMARY.strength:g}")]
    for prior, kinds in groupby(ranked, key=lambda item: item[1]):
        names = ", ".join(str(kind.label) for kind, _prior in kinds)
        lines.append(PriorLine(names, f"{prior.mean:.2f}", f"{prior.strength:g}"))
    return lines


def record_example() -> str:
    kind, record = OutletKind.NEWSPAPER, Record(held=5, partly=2, failed=1)
    prior = BY_KIND[kind]
    return _(
        "Example: a newspaper begins at %(mean)s, worth %(strength)s predictions. Of %(n)d "
        "settled ones %(held)d held up and %(partly)d partly: (%(mean)s × %(strength)s + "
        "%(points)s) / (%(strength)s + %(n)d) = %(share)s."
    ) % {
        "mean": f"{prior.mean:.2f}",
        "strength": f"{prior.strength:g}",
        "n": record.n,
        "held": record.held,
        "partly": record.partly,
        "points": f"{record.points:g}",
        "share": f"{prior.after(record):.2f}",
    }


def sum_example() -> dict[str, str]:
    wire = voice(OutletKind.WIRE)
    blog = voice(OutletKind.BLOG, hedged=True)
    paper = voice(OutletKind.NEWSPAPER)
    said = Confidence([wire, blog], [])
    denied = Confidence([wire, blog], [paper])
    words = {
        "wire": f"{wire.weight:.2f}",
        "blog": f"{blog.weight:.2f}",
        "paper": f"{paper.weight:.2f}",
        "said": f"{said.value:.2f}",
        "grade": said.grade.letter,
        "denied": f"{denied.value:.2f}",
        "after": denied.grade.letter,
    }
    return {
        "sum_text": _(
            "Example: a wire service without a record says it (%(wire)s), a blog with a hedge "
            "(%(blog)s). Confidence: 1 − (1 − %(wire)s) × (1 − %(blog)s) = %(said)s, grade "
            "%(grade)s."
        )
        % words,
        "denial_text": _(
            "If a newspaper denies it (%(paper)s), what is left is "
            "%(said)s × (1 − %(paper)s) = %(denied)s, grade %(after)s."
        )
        % words,
    }


def voice(kind: OutletKind, *, hedged: bool = False) -> Voice:
    origin = Origin(outlet=kind, is_primary=False, is_on_file=True, hedged=hedged)
    return Voice(origin, BY_KIND[kind], Record())
