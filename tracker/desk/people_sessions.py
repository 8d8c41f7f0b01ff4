"""Who is signed in. Sessions serve the desk alone, so each is somebody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

USED_AT = "used_at"
# How exactly the last use is known; each note costs a query.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """A session that would let somebody in. `name` stands for its key, which is a secret."""

    name: str
    person: User
    used_at: datetime | None
    row: Session


class NoteLastUse:
    """Middleware: note in the session when it was last used at the desk, nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> None:
        # A page that a browser asks for by itself, over and over.
        if getattr(view, "only_watches", False):
            return
        # Asking who is signed in would already make a public page depend on its reader.
        is_at_desk = request.path.startswith(reverse("admin:index"))
        if not is_at_desk or not request.user.is_authenticated:
            return
        now = timezone.now()
        used_at = read_time(request.session.get(USED_AT))
        if used_at is None or now - used_at >= NOTED_EVERY:
            request.session[USED_AT] = now.isoformat()


def signed_in() -> list[SignedIn]:
    """Return who is signed in, the last to have done something first; two queries."""
    found = [*live_sessions()]
    return sorted(
        found, key=lambda one: (one.used_at is not None, one.used_at or 0), reverse=True
    )


def live_sessions() -> Iterator[SignedIn]:
    rows = [
        (row, row.get_decoded())
        for row in Session.objects.filter(expire_date__gt=timezone.now()).order_by("pk")
    ]
    numbers = {data[SESSION_KEY] for _row, data in rows if SESSION_KEY in data}
    active = User.objects.filter(is_active=True, pk__in=numbers).prefetch_related("groups")
    people = {str(person.pk): person for person in active}
    for row, data in rows:
        person = people.get(data.get(SESSION_KEY, ""))
        # One of before a new password lets nobody in any more.
        if person and constant_time_compare(
            data.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()
        ):
            yield SignedIn(
                session_name(row.session_key), person, read_time(data.get(USED_AT)), row
            )


def end_sessions(person: User) -> None:
    """End all sessions of `person`."""
    number = str(person.pk)
    ended = [
        row.pk
        for row in Session.objects.filter(expire_date__gt=timezone.now())
        if row.get_decoded().get(SESSION_KEY) == number
    ]
    Session.objects.filter(pk__in=ended).delete()


def session_name(key: str) -> str:
    """Return a name for the session with this key from which the key cannot be told."""
    return salted_hmac("tracker.desk.people_sessions", key).hexdigest()[:20]


def read_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
