"""Answers to addresses that cannot be served."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as plain_server_error

View = Callable[..., HttpResponse]


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
    # The reasons, such as a Host header that is not ours, are not for readers.
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return plain_server_error(request)
