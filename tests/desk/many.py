"""Settling and postponing predictions as a browser does, with all that the page shows."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.desk.forms import fields_of_form
from tracker.stories.events import Event
from tracker.stories.models import Story


def page_of(story: Story, verb: str = "settle") -> str:
    return reverse(f"admin:tracker_story_{verb}", args=[story.pk])


def fields_on(response: Any) -> dict[str, Any]:
    """Return what a browser would send back of the page."""
    data = fields_of_form(response.context["top"])
    for row in response.context["rows"]:
        if not row.saved:
            data |= fields_of_form(row)
    return data


def send(client: Client, story: Story, typed: dict[str, Any], verb: str = "settle") -> Any:
    data = fields_on(client.get(page_of(story, verb))) | typed
    return client.post(page_of(story, verb), {k: v for k, v in data.items() if v is not None})


def row_of(response: Any, event: Event) -> Any:
    return next(row for row in response.context["rows"] if row.event == event)
