"""How strong the evidence for an event is, in the words of a page: its grade and the sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reader.links import outlet_url
from tracker.scores.confidence import Voice
from tracker.scores.priors import PRIMARY
from tracker.scores.reckoning import Rating
from tracker.scores.record import Record
from tracker.sources.models import Outlet


@dataclass(frozen=True)
class SumLine:
    """One origin in the sum: `weight` is what it adds, `why` what that comes from."""

    outlet: str
    url: str
    heard: str
    weight: str
    why: str


@dataclass(frozen=True)
class Strength:
    """The confidence in an event. `number` and `letter` are "" where they are not shown.

    supported and denied are what the lines of each side come to, "" without any. `on` is the
    day whose knowledge counts, None for the present.
    """

    letter: str
    label: str
    number: str
    on: date | None
    is_settled: bool
    support: Sequence[SumLine]
    denial: Sequence[SumLine]
    supported: str
    denied: str

    @property
    def has_origins(self) -> bool:
        return bool(self.support or self.denial)

    @property
    def short(self) -> str:
        """The grade in a word or two, for a table."""
        return f"{self.letter} {self.number}" if self.letter else "–"


def strength_of(rating: Rating, day: date | None) -> Strength:
    """Return how a page as of `day` shows `rating`."""
    confidence = rating.confidence
    grade = confidence.grade
    lines = [sum_lines(side, rating, day) for side in (confidence.support, confidence.denial)]
    label = str(grade.label) if lines[0] or lines[1] else _("No known origin")
    return Strength(
        letter=grade.letter,
        label=label,
        number=two_digits(confidence.value) if grade.is_shown else "",
        on=rating.on,
        is_settled=rating.is_settled,
        support=lines[0],
        denial=lines[1],
        supported=two_digits(confidence.supported) if lines[0] else "",
        denied=two_digits(confidence.denied) if lines[1] else "",
    )


def two_digits(number: float) -> str:
    return f"{number + 1e-9:.2f}"


def sum_lines(voices: Iterable[Voice], rating: Rating, day: date | None) -> list[SumLine]:
    """Return the lines of one side, the heaviest first."""
    found = [(voice, rating.outlets[voice.origin.outlet]) for voice in voices]
    found.sort(key=lambda pair: (-pair[0].weight, pair[1].name, pair[1].pk))
    return [
        SumLine(
            outlet=outlet.name,
            url=outlet_url(outlet.slug, day),
            heard=heard(voice),
            weight=two_digits(voice.weight),
            why=why(voice, outlet),
        )
        for voice, outlet in found
    ]


def heard(voice: Voice) -> str:
    """Say how the origin is known."""
    if not voice.origin.is_on_file:
        return _("known from others that repeat it")
    return _("first-hand source") if voice.origin.is_primary else _("own reporting")


def why(voice: Voice, outlet: Outlet) -> str:
    """Say what its weight comes from: its record, what was expected before, and a hedge."""
    expected = two_digits(voice.prior.mean)
    if voice.prior == PRIMARY:
        prior = _("%(share)s expected of who is concerned itself") % {"share": expected}
    else:
        prior = _("%(share)s expected of its kind (%(kind)s)") % {
            "share": expected,
            "kind": str(outlet.get_kind_display()).lower(),
        }
    parts = [record_text(voice.record), prior]
    if voice.origin.hedged:
        parts.append(_("hedged, so it counts half"))
    return "; ".join(parts)


def record_text(record: Record) -> str:
    """Say how earlier predictions of an outlet turned out."""
    if not record.n:
        return _("no earlier prediction of its own is settled")
    settled = ngettext("%(n)d settled", "%(n)d settled", record.n) % {"n": record.n}
    said = [
        words % n
        for n, words in (
            (record.held, _("%d held up")),
            (record.partly, _("%d in part")),
            (record.failed, _("%d did not")),
        )
        if n
    ]
    return f"{settled}: {', '.join(said)}"
