"""Deciding about one proposed citation, and taking that back."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.desk.proposers import UNDONE
from tracker.desk.saving import own_among
from tracker.evidence.actions import review
from tracker.evidence.models import Citation, Review, ReviewState


class NotDecided(ValueError):
    """Somebody else was faster, or it is not for this person to decide; says so."""


@transaction.atomic
def decide(
    citation: int, state: ReviewState, *, by: AbstractBaseUser, reason: str = ""
) -> Review:
    """Accept or reject the proposed citation with this id.

    Raises NotDecided if it is proposed no longer, or if `by` proposed it, wants to accept it
    and four eyes are asked for. Raises Citation.DoesNotExist.
    """
    locked = Citation.objects.select_for_update().get(pk=citation)
    if locked.review != ReviewState.PROPOSED:
        raise NotDecided(meanwhile(locked))
    if state == ReviewState.ACCEPTED and own_among([locked], by):
        raise NotDecided(
            _("You proposed this: somebody else has to accept it. Nothing was changed.")
        )
    return review(locked, state, by=by.get_username(), reason=reason)


@transaction.atomic
def take_back(citation: int, decision: str, *, by: AbstractBaseUser) -> Review:
    """Propose the citation again that `by` decided about by the review with the id `decision`.

    Raises NotDecided if that is not the last word on it. Raises Citation.DoesNotExist.
    """
    locked = Citation.objects.select_for_update().get(pk=citation)
    last = locked.reviews.order_by("-id").first()
    if last is None or str(last.pk) != decision or last.state == ReviewState.PROPOSED:
        raise NotDecided(meanwhile(locked))
    if last.reviewed_by != by.get_username():
        raise NotDecided(_("Only who decided takes it back here. Nothing was changed."))
    return review(locked, ReviewState.PROPOSED, by=by.get_username(), reason=UNDONE)


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
