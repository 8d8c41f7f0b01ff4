from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests.makers import make_outlet, make_source
from tracker.sources.models import Outlet, Source

pytestmark = pytest.mark.django_db


def errors_of(row: Outlet | Source) -> set[str]:
    """Return the names of the fields that are refused."""
    try:
        row.full_clean()
    except ValidationError as error:
        return {*error.message_dict}
    return set()


def test_an_address_is_on_file_once_in_all_its_forms() -> None:
    first = make_source(title="First", url="https://example.org/a")
    again = Source(outlet=first.outlet, title="Again", url="http://www.example.org/a/?utm_id=1")
    with pytest.raises(ValidationError, match=rf"“First” \(source {first.pk}\)"):
        again.full_clean()
    with pytest.raises(IntegrityError):
        again.save()


def test_documents_without_an_address_are_never_the_same() -> None:
    make_source(url="")
    assert errors_of(make_source(url="")) == set()


def test_a_source_is_no_twin_of_itself() -> None:
    assert errors_of(make_source(url="https://example.org/a")) == set()


def test_another_address_gets_another_canonical_form() -> None:
    source = make_source(url="https://example.org/a")
    source.url = "https://www.example.org/b"
    source.save(update_fields=["url"])
    assert Source.objects.get(pk=source.pk).canonical_url == "https://example.org/b"


@pytest.mark.parametrize(
    "url", ["http://[", "https://example.org:99999/", "ftp://example.org/", "example.org"]
)
def test_what_is_no_address_is_refused_and_breaks_nothing(url: str) -> None:
    source = make_source()
    source.url = url
    assert errors_of(source) == {"url"}


def test_an_address_too_long_for_the_index_is_refused() -> None:
    source = make_source()
    source.url = "https://example.org/" + "深" * 300
    assert errors_of(source) == {"url"}
    source.url = "https://example.org/" + "深" * 200
    assert errors_of(source) == set()


def test_an_outlet_is_one_name_at_one_domain() -> None:
    make_outlet(name="Ada", domain="example.org")
    make_outlet(name="Bob", domain="example.org")
    make_outlet(name="Ada", domain="example.com")
    with pytest.raises(IntegrityError):
        make_outlet(name="Ada", domain="example.org")


@pytest.mark.parametrize(
    "domain", ["www.example.org", "https://example.org", "Example.org", "a"]
)
def test_a_domain_is_a_plain_host(domain: str) -> None:
    assert errors_of(make_outlet(domain=domain)) == {"domain"}


def test_a_line_break_behind_a_domain_is_refused() -> None:
    assert errors_of(make_outlet(domain="example.org\n")) == {"domain"}


@pytest.mark.parametrize("kind", ["outlet", "source"])
def test_a_merged_record_leads_to_a_survivor_in_one_step(kind: str) -> None:
    make = {"outlet": make_outlet, "source": make_source}[kind]
    survivor = make()
    merged = make(merged_into=survivor)
    assert errors_of(merged) == set()
    assert errors_of(make(merged_into=merged)) == {"merged_into"}
    survivor.merged_into = survivor
    assert errors_of(survivor) == {"merged_into"}
    survivor.merged_into = make()
    assert errors_of(survivor) == {"merged_into"}


def test_a_document_is_known_on_its_day_and_after() -> None:
    source = make_source(published="2026-04-05")
    make_source(published="")
    assert [*Source.objects.known()] == [source]
    assert [*Source.objects.known(date(2026, 4, 5))] == [source]
    assert [*Source.objects.known(date(2026, 4, 4))] == []


def test_the_history_of_words_has_no_derived_fields() -> None:
    source = make_source(url="https://example.org/a", published="2026-04-05")
    names = {field.name for field in source.history.model._meta.get_fields()}
    assert not names & {"known_on", "canonical_url"}


def test_words_brought_back_keep_the_known_day() -> None:
    source = make_source(title="Old", published="2026-04-05")
    source.title = "New"
    source.save()
    source.history.earliest().instance.save()
    stored = Source.objects.get(pk=source.pk)
    assert (stored.title, stored.known_on) == ("Old", date(2026, 4, 5))
