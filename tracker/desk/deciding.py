"""Deciding about citations, one or many, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.desk.proposers import UNDONE, own_among
from tracker.desk.saving import lock
from tracker.desk.versions import is_as_seen
from tracker.evidence.actions import review
from tracker.evidence.models import Citation, Review, ReviewState


class NotDecided(ValueError):
    """Somebody else was faster, or it is not for this person to decide; says so."""


@dataclass(frozen=True)
class Decided:
    """How many of many citations were decided, were left as one's own, or waited no longer."""

    decided: int
    own: int
    others: int


@transaction.atomic
def decide(
    citation: int,
    state: ReviewState,
    *,
    by: AbstractBaseUser,
    seen: str,
    reason: str = "",
    last: str | None = None,
) -> Review:
    """Accept or reject the citation with this id.

    seen: the version of its words that `by` was shown (see desk.versions).
    last: the id of the newest review that `by` was shown, "" for none; None if the citation
    was shown as proposed.

    Raises NotDecided if somebody decided or rewrote it meanwhile, or if four eyes are asked
    for and `by` wants to accept words of their own. Raises Citation.DoesNotExist.
    """
    locked = locked_citation(citation)
    newest = locked.reviews.order_by("-id").first()
    if last is None:
        is_decided = locked.review != ReviewState.PROPOSED
    else:
        is_decided = last != (str(newest.pk) if newest else "")
    if is_decided:
        raise NotDecided(meanwhile(locked))
    if not is_as_seen(seen, locked):
        raise NotDecided(
            _("The words were changed meanwhile: look at them again. Nothing was changed.")
        )
    if state == ReviewState.ACCEPTED and own_among([locked], by):
        raise NotDecided(
            _(
                "These words are yours, proposed or rewritten: somebody else has to accept "
                "them. Nothing was changed."
            )
        )
    return review(locked, state, by=by.get_username(), reason=reason)


@transaction.atomic
def decide_all(
    citations: Iterable[int], state: ReviewState, *, by: AbstractBaseUser
) -> Decided:
    """Accept or reject those of `citations` (ids) that wait, but for one's own."""
    chosen = Citation.objects.filter(pk__in=[*citations])
    # In one order, so that two who decide wait, and never for each other.
    for story in sorted(set(chosen.values_list("story", flat=True))):
        lock(story)
    rows = [*chosen.select_for_update().order_by("pk")]
    waiting = [row for row in rows if row.review == ReviewState.PROPOSED]
    own = own_among(waiting, by) if state == ReviewState.ACCEPTED else set()
    decided = [row for row in waiting if row.pk not in own]
    for row in decided:
        review(row, state, by=by.get_username())
    return Decided(len(decided), len(own), len(rows) - len(waiting))


@transaction.atomic
def take_back(citation: int, decision: str, *, by: AbstractBaseUser) -> Review:
    """Propose the citation again that `by` decided about by the review with the id `decision`.

    Raises NotDecided if that is not the last word on it. Raises Citation.DoesNotExist.
    """
    locked = locked_citation(citation)
    last = locked.reviews.order_by("-id").first()
    if last is None or str(last.pk) != decision or last.state == ReviewState.PROPOSED:
        raise NotDecided(meanwhile(locked))
    if last.reviewed_by != by.get_username():
        raise NotDecided(_("Only who decided takes it back here. Nothing was changed."))
    return review(locked, ReviewState.PROPOSED, by=by.get_username(), reason=UNDONE)


def locked_citation(citation: int) -> Citation:
    """Return the citation as it is, and let nobody change it, or record in its story, until
    the transaction ends. Raises Citation.DoesNotExist."""
    # The story first, as all who save words or record do: nobody waits for each other.
    lock(Citation.objects.values_list("story", flat=True).get(pk=citation))
    return Citation.objects.select_for_update().get(pk=citation)


def meanwhile(citation: Citation) -> str:
    """Say how `citation` stands, to somebody who meant it to stand otherwise."""
    last = citation.reviews.order_by("-id").first()
    said = {
        ReviewState.ACCEPTED: _("%s accepted this meanwhile."),
        ReviewState.REJECTED: _("%s rejected this meanwhile."),
        ReviewState.PROPOSED: _("%s proposed this again meanwhile."),
    }[ReviewState(citation.review)] % (last.reviewed_by if last else _("Somebody"))
    reason = last.reason if last and last.reason != UNDONE else ""
    told = _("Reason: “%s”.") % reason if reason else ""
    return " ".join(filter(None, [said, told, _("Nothing was changed.")]))
