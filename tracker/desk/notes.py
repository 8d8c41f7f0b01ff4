"""Working notes: among colleagues, on no public page and in no bundle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def with_notes(fieldsets: Sequence[Any], request: HttpRequest) -> list[Any]:
    """Return `fieldsets` and, for who may read drafts, one with the working notes."""
    if unread_by(request.user):
        return [*fieldsets]
    return [*fieldsets, (_("Among colleagues"), {"fields": ["working_notes"]})]


def unread_by(person: Any) -> Sequence[str]:
    """Return the fields that are not for `person`, in any version."""
    return [] if person.has_perm("tracker.see_draft") else ["working_notes"]
