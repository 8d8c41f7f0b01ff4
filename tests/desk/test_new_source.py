from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.desk.forms import send
from tests.makers import make_outlet
from tracker.sources.models import Source

ADD = reverse("admin:tracker_source_add")


def add(client: Client, **typed: Any) -> Any:
    known = {"title": "The memo", "published": "2 March 2026"}
    return send(client, ADD, **known | typed)


def test_a_source_takes_the_one_outlet_that_is_on_file_at_its_address(
    moderator: Client,
) -> None:
    outlet = make_outlet(name="The Example", domain="example.org")
    make_outlet(name="Another", domain="example.com")
    add(moderator, url="https://www.example.org/memo?utm_source=x")
    assert Source.objects.get().outlet == outlet


def test_outlets_that_share_an_address_are_named_to_choose_from(moderator: Client) -> None:
    for name in ["Ann", "Ben"]:
        make_outlet(name=name, domain="example.org")
    form = add(moderator, url="https://example.org/memo").context["adminform"].form
    assert form.errors["outlet"] == ["Several are on file there, choose one: Ann, Ben."]
    assert not Source.objects.exists()


def test_a_source_of_no_outlet_says_what_to_do(moderator: Client) -> None:
    for url in ["https://example.org/memo", ""]:
        form = add(moderator, url=url).context["adminform"].form
        assert form.errors["outlet"] == ["Choose an outlet, or name a new one."]
