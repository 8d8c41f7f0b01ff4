"""Two people who link one document."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.at_once import at_once
from tests.makers import make_occurrence, make_source, make_user
from tracker.evidence.models import Citation
from tracker.sources.models import Source, SourceText

NO_ROWS = {"rows-TOTAL_FORMS": "0", "rows-INITIAL_FORMS": "0"}


def address_of(source: Source) -> str:
    return reverse("admin:tracker_source_link", args=[source.pk])


@pytest.mark.parametrize("button", ["_text", "_save"])
def test_nobody_overwrites_a_text_unseen(
    moderator: Client, editor: Client, button: str
) -> None:
    source = make_source(text="the old text")
    address = address_of(source)
    shown = moderator.get(address).context["text_seen"]
    mine = NO_ROWS | {"text": "my text", "text_seen": shown, button: "1"}
    editor.post(address, NO_ROWS | {"text": "her text", "text_seen": shown, "_text": "1"})
    answer = moderator.post(address, mine)
    page = answer.content.decode()
    assert "Somebody put another text on file meanwhile" in page
    assert "her text" in page
    assert answer.context["pasted"]["text"].value() == "my text"
    assert SourceText.objects.get().text == "her text"
    moderator.post(address, mine | {"text_seen": answer.context["text_seen"]})
    assert SourceText.objects.get().text == "my text"


@pytest.mark.usefixtures("shared_database")
class TestAtOnce:
    @pytest.fixture
    def two(self, shared_database: None) -> list[Client]:
        clients = [Client(), Client()]
        for client in clients:
            client.force_login(make_user(group="Editors"))
            client.get("/admin/")
        return clients

    def test_of_two_texts_one_is_kept_and_the_other_shown_again(
        self, two: list[Client]
    ) -> None:
        address = address_of(make_source())
        texts = ["one text", "another text"]
        sent = [NO_ROWS | {"text": text, "text_seen": "", "_save": "1"} for text in texts]
        answers = at_once(
            *(partial(one.post, address, data) for one, data in zip(two, sent, strict=True))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        (lost,) = (number for number in (0, 1) if answers[number].status_code == 200)
        assert answers[lost].context["pasted"]["text"].value() == texts[lost]
        assert SourceText.objects.get().text == texts[1 - lost]

    def test_of_two_who_link_the_same_one_does_and_the_other_is_asked(
        self, two: list[Client]
    ) -> None:
        address = address_of(make_source())
        row: dict[str, Any] = {"event": make_occurrence().pk, "stance": "supports"}
        row |= {"basis": "primary"}
        data = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0"}
        data |= {f"rows-0-{name}": value for name, value in row.items()}
        answers = at_once(*(partial(client.post, address, data) for client in two))
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        assert Citation.objects.count() == 1
        (lost,) = (answer for answer in answers if answer.status_code == 200)
        assert "It is on file already" in lost.content.decode()
