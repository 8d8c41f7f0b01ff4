"""Answers to addresses that cannot be served."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as plain_server_error

View = Callable[..., HttpResponse]
# How much of what was sent in vain is still taken from the line.
DRAINED_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class Retry:
    """The field of a day again, with what was typed. `name` is its key in the query."""

    path: str
    name: str
    label: str
    value: str
    hidden: Collection[tuple[str, str]] = ()


class UnreadableAddress(ValueError):
    """The query of an address cannot be read; `problem` says in a sentence why."""

    def __init__(
        self, problem: str, *, retry: Retry | None = None, start_url: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.retry = retry
        self.start_url = start_url


def explaining_bad_addresses(view: View) -> View:
    """Let `view` answer UnreadableAddress with a page that says what is accepted.

    Here and not in handler400, since Django logs a traceback for what gets there.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnreadableAddress as error:
            return render(request, "400.html", vars(error), status=400)

    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_much(request)
    # The reasons, such as a Host header that is not ours, are not for readers.
    return render(request, "400.html", status=400)


def too_much(request: HttpRequest) -> HttpResponse:
    """Answer to a form that is too big: what happened, and how nothing typed is lost."""
    # A browser shows no answer as long as it is sending.
    left = DRAINED_BYTES
    while left > 0 and (chunk := request.read(min(left, 2**16))):
        left -= len(chunk)
    context = {
        "most_fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        "most_megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20,
    }
    return render(request, "413.html", context, status=413)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return plain_server_error(request)
