"""The index finds what reading through all texts finds, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import make_citation, make_event, make_outlet, make_source
from tests.search.slow import HAN, indexed, scanned, texts
from tracker.search.index import check_index, install, remove
from tracker.search.rebuild import broken_tables, stale_rows
from tracker.shared.search_words import terms_of
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db

WORDS = [
    "Huawei",
    "Ascend",
    "910B",
    "V4",
    "Café",
    "zürich",
    "华为",
    "昇腾",
    "中芯国际",
    "芯片",
    "5nm",
]
ODD = ['"', "a*", "NEAR(a b)", "a AND", "a:b", "!a <-> b", "^a", "{a b}:c", "-a", "zz"]


def terms_in_record() -> list[str]:
    """Return words, beginnings of words and Chinese of one to three characters on record."""
    found = set()
    for _key, text in texts():
        for word in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z0-9]+", text):
            if HAN.search(word):
                found |= {word[i : i + n] for i in range(len(word)) for n in (1, 2, 3)}
            else:
                found |= {word, word[:3], word[:1].upper()}
    return sorted(found)


def test_the_index_finds_in_the_real_story_what_a_scan_finds(real_story: Story) -> None:
    terms = terms_in_record()
    chosen = random.Random(4).sample(terms, 150) + ["Huawei", "hua", "Ascend", "V4", "reuters"]
    assert len(terms) > 1000
    missed = {term: scanned(term) - indexed(term) for term in chosen}
    assert {term: rows for term, rows in missed.items() if rows} == {}
    assert len(indexed("huawei")) > 50


def test_the_index_finds_in_random_records_what_a_scan_finds_and_no_more() -> None:
    chance = random.Random(7)
    for _ in range(40):
        joined = "".join(chance.choice(WORDS) + chance.choice(["", " "]) for _ in range(5))
        event = make_event(statement=joined, aspect=chance.choice(WORDS))
        make_citation(event=event, quote=chance.choice(WORDS) * 2)
    make_outlet(name="华为技术", domain="huawei.example")
    make_source(title="Ascend: 昇腾", authors=["李明"])
    terms = terms_in_record()
    assert len(terms) > 60
    for term in terms:
        assert scanned(term) <= indexed(term), term
        assert not HAN.search(term) or scanned(term) == indexed(term), term


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        ("華為", True),
        ("华", True),
        ("chips hua", True),
        ("on 华为 chips", True),
        ("cafe", True),
        ("芯片", False),
        ("huawei laptops", False),
        ("为华", False),
        ("chips huawei entirely", True),
        ("awei", False),
    ],
)
def test_every_term_has_to_be_found(search: str, is_found: bool) -> None:
    event = make_event(statement="Café: entirely on Huawei (华为) chips")
    assert (("event", event.pk) in indexed(search)) == is_found


def test_no_phrase_is_found_across_two_texts() -> None:
    event = make_event(statement="It runs on 华", aspect="为什么")
    assert ("event", event.pk) in indexed("华")
    assert ("event", event.pk) not in indexed("华为")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=60) | st.sampled_from(ODD))
def test_whatever_is_typed_is_no_error_and_a_text_is_found_by_itself(text: str) -> None:
    text = text.replace("\x00", "").encode(errors="ignore").decode()
    Event.objects.all().delete()
    event = make_event(statement=text[:300])
    if terms_of(text):
        assert ("event", event.pk) in indexed(text)


class TestInStep:
    def test_what_is_saved_changed_and_deleted_is_in_the_index(self) -> None:
        event = make_event(statement="First words")
        event.statement = "Second words"
        event.save(update_fields=["statement"])
        assert indexed("second") == {("event", event.pk)} and indexed("first") == set()
        event.refresh_from_db()
        event.detail = "Not searched"
        event.save()
        assert indexed("second") == {("event", event.pk)}
        Event.objects.filter(pk=event.pk).delete()
        assert indexed("words") == set()

    def test_what_an_update_writes_past_the_rows_is_told_and_mended(self, capsys: Any) -> None:
        event = make_event(statement="Old")
        call_command("rebuild_search", check=True)
        Event.objects.filter(pk=event.pk).update(statement="New")
        assert [row.pk for row in stale_rows()] == [event.pk]
        with pytest.raises(CommandError, match="1 row differs"):
            call_command("rebuild_search", check=True)
        assert indexed("new") == set()
        call_command("rebuild_search")
        assert indexed("new") == {("event", event.pk)} and indexed("old") == set()
        call_command("rebuild_search", check=True)
        assert "0 rows differ" in capsys.readouterr().out

    def test_a_lost_index_is_told_and_put_back(self) -> None:
        event = make_event(statement="Kept")
        # PostgreSQL changes no index of a table on which checks of foreign keys wait.
        connection.check_constraints()
        remove(connection)
        assert [error.id for error in check_index(databases=["default"])] == ["tracker.E002"]
        assert len(broken_tables()) == 4
        with pytest.raises(CommandError, match="out of step"):
            call_command("rebuild_search", check=True)
        call_command("rebuild_search")
        assert check_index(databases=["default"]) == [] and broken_tables() == []
        assert indexed("kept") == {("event", event.pk)}

    def test_installing_twice_does_no_harm(self) -> None:
        event = make_event(statement="Kept")
        connection.check_constraints()
        install(connection)
        assert indexed("kept") == {("event", event.pk)}

    def test_one_table_that_is_out_of_step_is_told(self) -> None:
        event = make_event(statement="Kept")
        connection.check_constraints()
        breaking = ["DROP INDEX tracker_event_search"]
        if connection.vendor == "sqlite":
            # A row that changes while its trigger is away.
            breaking = [
                "DROP TRIGGER tracker_event_search_update",
                "UPDATE tracker_event SET search_words = 'other'",
                "DROP TRIGGER tracker_event_search_insert",
            ]
        with connection.cursor() as cursor:
            for statement in breaking:
                cursor.execute(statement)
        assert broken_tables() == ["tracker_event"]
        call_command("rebuild_search")
        assert broken_tables() == [] and indexed("kept") == {("event", event.pk)}
