"""Answers to addresses that cannot be served."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as plain_server_error


@dataclass(frozen=True)
class Retry:
    """The as-of form again, with what was typed."""

    path: str
    value: str
    hidden: Collection[tuple[str, str]] = ()


class UnreadableAddress(BadRequest):
    """The query of an address cannot be read; `problem` says in a sentence why."""

    def __init__(
        self, problem: str, *, retry: Retry | None = None, start_url: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.retry = retry
        self.start_url = start_url


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Other reasons, such as a Host header that is not ours, are not for readers.
    context: dict[str, Any] = {}
    if isinstance(exception, UnreadableAddress):
        context = {
            "problem": exception.problem,
            "retry": exception.retry,
            "start_url": exception.start_url,
        }
    return render(request, "400.html", context, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return plain_server_error(request)
