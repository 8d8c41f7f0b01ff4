"""The role of an account, and the guard that somebody always holds the keys."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from tracker.desk.roles import ADMINISTRATORS, ALL


def role_of(user: User) -> str:
    """Return the name of the highest of the three groups that `user` is in, "" if in none."""
    names = {group.name for group in user.groups.all()}
    return next((name for name in reversed(ALL) if name in names), "")


def administrators() -> QuerySet[User]:
    """Return who can sign in now and look after the others."""
    members = User.objects.filter(groups__name=ADMINISTRATORS).values("pk")
    return User.objects.filter(
        Q(is_superuser=True) | Q(pk__in=members), is_active=True, is_staff=True
    ).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def are_the_last(people: Iterable[User], *, lock: bool = False) -> bool:
    """Tell whether no administrator would be left without `people`.

    lock: hold the accounts until the transaction ends, so that of two administrators who
    switch each other off at once the second is refused.
    """
    found = administrators().select_for_update() if lock else administrators()
    left = {*found.values_list("pk", flat=True)}
    return bool(left) and left <= {person.pk for person in people}
