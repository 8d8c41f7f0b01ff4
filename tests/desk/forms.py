"""Sending a form of the desk as a browser does: with all that it shows."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tracker.desk.versions import seen_of
from tracker.evidence.models import Citation


def fields_of(response: HttpResponse) -> dict[str, Any]:
    """Return what a browser would send back of the admin form in `response`."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        forms += [formset.management_form, *formset.forms]
    data: dict[str, Any] = {}
    for form in forms:
        data |= fields_of_form(form)
    return data


def fields_of_form(form: BaseForm) -> dict[str, Any]:
    data = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        data[field.html_name] = "on" if value is True else value
    return data


def send(client: Client, address: str, **changes: Any) -> HttpResponse:
    """Open the form at `address`, change some fields and save it; None leaves a field out.

    A row added to citations or relays is told by its place: `citations__0__quote`.
    """
    data = fields_of(client.get(address))
    for name, value in changes.items():
        name = name.replace("__", "-")
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return client.post(address, data)


def errors_of(response: HttpResponse) -> str:
    """Return all that the form in `response` complains about, in one text."""
    assert response.status_code == 200
    return " ".join(str(error) for error in response.context["errors"])


def messages_of(response: HttpResponse) -> str:
    """Return the messages that the next page would show."""
    return " ".join(str(message) for message in response.wsgi_request._messages)


def seen(citation: Citation) -> str:
    """Return the version of the words of `citation` that a page would carry now."""
    return seen_of(Citation.objects.filter(pk=citation.pk))[citation.pk]


def decide_in_form(
    client: Client, citation: Citation, button: str, query: str = "", **data: str
) -> HttpResponse:
    """Open the form of `citation` and press the button that accepts or rejects it."""
    address = reverse("admin:tracker_citation_change", args=[citation.pk]) + query
    page = client.get(address)
    shown = {"seen": seen(citation), "last_review": page.context["last_review"]}
    return client.post(address, shown | {button: "1"} | data)
