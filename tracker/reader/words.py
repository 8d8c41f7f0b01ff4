"""Sentences built from counts alone, so that they hold as of any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reader.rows import Row
from tracker.stories.values import Outcome, Status


def known_text(rows: Sequence[Row], day: date) -> str:
    """Say in a sentence or two what was known on `day`."""
    shown_day = date_format(day, _("j F Y"))
    if not rows:
        return _("Nothing of this story was known on %(day)s.") % {"day": shown_day}
    n = len(rows)
    statuses = Counter(row.status for row in rows)
    sentences = [
        ngettext(
            "By %(day)s, %(n)d event was known: %(parts)s.",
            "By %(day)s, %(n)d events were known: %(parts)s.",
            n,
        )
        % {
            "day": shown_day,
            "n": n,
            "parts": joined(counted(statuses, Status)),
        }
    ]
    outcomes = Counter(row.outcome for row in rows if row.outcome)
    if n := outcomes.total():
        text = ngettext(
            "Of the %(n)d prediction among them, %(parts)s.",
            "Of the %(n)d predictions among them, %(parts)s.",
            n,
        )
        sentences.append(text % {"n": n, "parts": joined(fates(outcomes))})
    return " ".join(sentences)


def counted(counts: Counter[str], words: type[Status] | type[Outcome]) -> Iterable[str]:
    """Yield "3 reported" and the like, what there is none of left out."""
    for value, label in words.choices:
        if counts[value]:
            yield f"{counts[value]} {str(label).lower()}"


def fates(counts: Counter[str]) -> Iterable[str]:
    """Yield what had become of predictions, what there is none of left out."""
    words = {
        Outcome.HELD: _("%(n)d had held up"),
        Outcome.PARTLY_HELD: _("%(n)d had held up in part"),
        Outcome.FAILED: _("%(n)d had not held up"),
        Outcome.VOID: _("%(n)d could not be determined"),
        Outcome.OPEN: ngettext(
            "%(n)d was still open", "%(n)d were still open", counts[Outcome.OPEN]
        ),
    }
    for outcome, text in words.items():
        if counts[outcome]:
            yield text % {"n": counts[outcome]}


def joined(parts: Iterable[str]) -> str:
    """Return "a, b and c"."""
    return get_text_list([*parts], _("and"))


def tally_title(counts: Counter[str]) -> str:
    """Say how many predictions there are, by the `counts` of outcomes, and how many settled."""
    predictions = sum(count for outcome, count in counts.items() if outcome)
    settled = predictions - counts[Outcome.OPEN]
    if not settled:
        text = ngettext(
            "%(n)d prediction, none settled", "%(n)d predictions, none settled", predictions
        )
    elif settled == predictions:
        text = ngettext(
            "%(n)d prediction, settled", "%(n)d predictions, all settled", predictions
        )
    else:
        text = ngettext(
            "%(n)d prediction, %(settled)d settled",
            "%(n)d predictions, %(settled)d settled",
            predictions,
        )
    return text % {"n": predictions, "settled": settled}


def predictions_text(shown: int, known: int, *, is_narrowed: bool) -> str:
    """Say how many predictions there are, or which part of those `known` is shown."""
    if not is_narrowed:
        return ngettext("%(n)d prediction", "%(n)d predictions", shown) % {"n": shown}
    text = ngettext(
        "Showing %(n)d of %(all)d prediction", "Showing %(n)d of %(all)d predictions", known
    )
    return text % {"n": shown, "all": known}


def with_place(text: str, first: int, last: int) -> str:
    """Add to a count which of them, from 1 on, stand on the page."""
    words = _("%(count)s, %(first)d to %(last)d on this page")
    return words % {"count": text, "first": first, "last": last}
