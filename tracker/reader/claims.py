"""What one document said, statement by statement, and how each turned out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.evidence.models import Stance
from tracker.ledger.asof import events_as_of
from tracker.ledger.public import public_citations
from tracker.ledger.verdicts import Verdict, outcome_entries, verdict_of
from tracker.reader.address import dated
from tracker.reader.citations import Cited, cited_as, with_survivors
from tracker.reader.entries import event_url, when_text
from tracker.reader.quote_order import Quoted, in_order_of_text
from tracker.reader.strands import strands_of
from tracker.reader.words import joined
from tracker.sources.models import SourceText
from tracker.stories.models import Story
from tracker.stories.values import Outcome


@dataclass(frozen=True)
class Quote:
    """A passage of the document; `stance_text` only where it does not support."""

    cited: Cited
    stance_text: str


@dataclass(frozen=True)
class Claim:
    """One statement with the passages that bear on it, and what became of it.

    is_counted: whether the document predicted it: supported it before it was settled.
    """

    number: int
    url: str
    statement: str
    is_prediction: bool
    stance: str
    is_counted: bool
    status: str
    when_text: str
    verdict: Verdict
    quotes: Sequence[Quote]

    @property
    def is_late(self) -> bool:
        return self.is_prediction and self.stance == Stance.SUPPORTS and not self.is_counted


@dataclass(frozen=True)
class StoryClaims:
    """The claims about one story, in the order of the document."""

    story: Story
    url: str
    claims: Sequence[Claim]


STANCE_TEXTS = {
    Stance.DENIES: gettext_lazy("It denied this"),
    Stance.QUESTIONS: gettext_lazy("It questioned this"),
    Stance.MENTIONS: gettext_lazy("It mentioned this"),
}


def claims_of(
    source: int, day: date | None, *, today: date, with_drafts: bool = False
) -> list[StoryClaims]:
    """Return what the document `source` says, by story, in its own order; five queries."""
    visible = public_citations(day, with_drafts=with_drafts).filter(
        Q(source=source) | Q(source__merged_into=source)
    )
    rows = [
        *with_survivors(day)
        .filter(pk__in=visible.values("pk"))
        .select_related("event")
        .order_by("story", "key")
    ]
    quotes: dict[int, list[Cited]] = {}
    cited = [cited_as(row, day) for row in rows]
    text = SourceText.objects.filter(source=source).values_list("text", flat=True).first()
    quoted = [Quoted(one.quote, one.locator) for one in cited]
    for index in in_order_of_text(quoted, text or ""):
        event = rows[index].event
        quotes.setdefault(event.merged_into_id or event.pk, []).append(cited[index])
    return by_story(quotes, day, today=today)


def by_story(
    quotes: Mapping[int, Sequence[Cited]], day: date | None, *, today: date
) -> list[StoryClaims]:
    """Put the events to `quotes`, by their ids and in their order, under their stories."""
    events = events_as_of(day).filter(pk__in=quotes).select_related("story").in_bulk()
    verdicts = outcome_entries(quotes, day)
    settled = {event: strand.settled for event, strand in strands_of(quotes, day).items()}
    stories: dict[int, list[Any]] = {}
    for pk in quotes:
        stories.setdefault(events[pk].story_id, []).append(events[pk])
    found = []
    number = 0
    for rows in sorted(stories.values(), key=lambda rows: rows[0].story.title.casefold()):
        claims = []
        for event in rows:
            number += 1
            turn = settled[event.pk]
            verdict = verdict_of(
                event.shown_outcome,
                event.shown_due,
                verdicts.get(event.pk),
                day=day or today,
            )
            claims.append(
                claim_of(
                    number, event, verdict, quotes[event.pk], day, turn.day if turn else None
                )
            )
        story = rows[0].story
        url = dated(story.get_absolute_url(), day)
        found.append(StoryClaims(story, url, claims))
    return found


def claim_of(
    number: int,
    event: Any,
    verdict: Verdict,
    quotes: Sequence[Cited],
    day: date | None,
    settled_on: date | None,
) -> Claim:
    stance = next(one for one in Stance.values if any(one == q.stance for q in quotes))
    known_on = min(quote.known_on for quote in quotes)
    is_early = settled_on is None or known_on < settled_on
    return Claim(
        number=number,
        url=event_url(event.pk, day),
        statement=event.statement,
        is_prediction=event.is_prediction,
        stance=stance,
        is_counted=event.is_prediction and stance == Stance.SUPPORTS and is_early,
        status=event.shown_status,
        when_text=when_text(event, day),
        verdict=verdict,
        quotes=[
            Quote(
                one, str(STANCE_TEXTS[Stance(one.stance)]) if one.stance != "supports" else ""
            )
            for one in quotes
        ],
    )


def sum_of(claims: Iterable[Claim]) -> list[str]:
    """Say in sentences what a document said and how its predictions turned out."""
    claims = [*claims]
    outcomes = Counter(one.verdict.outcome for one in claims if one.is_counted)
    supported = [one for one in claims if one.stance == Stance.SUPPORTS]
    occurrences = sum(not one.is_prediction for one in supported)
    late = sum(one.is_late for one in claims)
    sentences = []
    if n := outcomes.total():
        words = ngettext("It made %(n)d prediction", "It made %(n)d predictions", n)
        sentences.append(
            _("%(made)s: %(fates)s.")
            % {
                "made": words % {"n": n},
                "fates": fates_text(outcomes),
            }
        )
    if n := occurrences:
        words = ngettext("It reported %(n)d occurrence.", "It reported %(n)d occurrences.", n)
        sentences.append(words % {"n": n})
    if n := late:
        words = ngettext(
            "It supported %(n)d prediction that was already settled.",
            "It supported %(n)d predictions that were already settled.",
            n,
        )
        sentences.append(words % {"n": n})
    if others := joined(other_stances(claims)):
        sentences.append(_("It also %(others)s.") % {"others": others})
    return sentences


def fates_text(counts: Counter[str]) -> str:
    """Say how predictions stand, settled ones first: "1 held up; 2 are open"."""
    settled = {
        Outcome.HELD: _("%(n)d held up"),
        Outcome.PARTLY_HELD: _("%(n)d held up in part"),
        Outcome.FAILED: _("%(n)d did not hold up"),
    }
    n = counts[Outcome.OPEN]
    rest = {
        Outcome.VOID: _("%(n)d cannot be determined"),
        Outcome.OPEN: ngettext("%(n)d is open", "%(n)d are open", n),
    }
    parts = [
        joined(text % {"n": counts[key]} for key, text in words.items() if counts[key])
        for words in (settled, rest)
    ]
    return "; ".join(part for part in parts if part)


def other_stances(claims: Iterable[Claim]) -> Iterable[str]:
    counts = Counter(one.stance for one in claims)
    if n := counts[Stance.DENIES]:
        yield ngettext("denied %(n)d statement", "denied %(n)d statements", n) % {"n": n}
    if n := counts[Stance.QUESTIONS]:
        yield ngettext("questioned %(n)d", "questioned %(n)d", n) % {"n": n}
    if n := counts[Stance.MENTIONS]:
        yield ngettext("mentioned %(n)d", "mentioned %(n)d", n) % {"n": n}
