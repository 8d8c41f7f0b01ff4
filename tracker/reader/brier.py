"""The Brier score of the grades and what it is made of, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reader.rates import interval_text, percent
from tracker.scores.calibration import Brier
from tracker.scores.record import Record, wilson


@dataclass(frozen=True)
class Term:
    """A part of the Brier score; `sign` is "+", "−" or, for the sum, "="."""

    sign: str
    name: str
    value: str
    gloss: str


@dataclass(frozen=True)
class Score:
    text: str
    guess_text: str
    terms: Sequence[Term]


def score_of(brier: Brier, total: Record) -> Score:
    return Score(
        text=ngettext(
            "Brier score %(score)s over %(n)d prediction: the mean square of how far its "
            "confidence was from what happened. 0 is perfect.",
            "Brier score %(score)s over %(n)d predictions: the mean square of how far their "
            "confidence was from what happened. 0 is perfect.",
            brier.n,
        )
        % {"score": decimal(brier.score), "n": brier.n},
        guess_text=f"{guess_text(brier, total)} {skill_text(brier)}",
        terms=terms_of(brier),
    )


def guess_text(brier: Brier, total: Record) -> str:
    words = _(
        "The base rate is %(share)s of %(n)d (95%% interval %(interval)s). Whoever always "
        "guessed it, knowing it beforehand, would have scored %(guess)s."
    )
    return words % {
        "share": percent(total.points / total.n),
        "n": total.n,
        "interval": interval_text(wilson(total.points, total.n)),
        "guess": decimal(brier.uncertainty),
    }


def skill_text(brier: Brier) -> str:
    if brier.skill is None:
        return _("All came out alike, so that guess cannot be beaten.")
    number = f"{brier.skill:+.2f}".replace("-", "−")
    words = _("Against that our skill is %(skill)s: 1 is perfect, 0 no better, below 0 worse.")
    return words % {"skill": number}


def terms_of(brier: Brier) -> list[Term]:
    within = "−" if brier.within < 0 else "+"
    return [
        Term(
            "",
            _("Reliability"),
            decimal(brier.reliability),
            _("How far a grade's confidence is from the share that held up. Less is better."),
        ),
        Term(
            "−",
            _("Resolution"),
            decimal(brier.resolution),
            _("How much the grades differ in what held up. More is better."),
        ),
        Term(
            "+",
            _("Uncertainty"),
            decimal(brier.uncertainty),
            _("How mixed the outcomes were, whatever anybody said."),
        ),
        Term(
            within,
            _("Within the grades"),
            decimal(abs(brier.within)),
            _("What taking all predictions of a grade as one leaves over."),
        ),
        Term("=", _("Brier score"), decimal(brier.score), _("Rounded, as the parts are.")),
    ]


def decimal(number: float) -> str:
    return f"{number:.3f}"
