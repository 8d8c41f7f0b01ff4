from __future__ import annotations

import pytest

from tests.reader.pages import get
from tracker.reader.contact import Contact, contact_of


def test_the_method_page_explains_every_mark() -> None:
    page = get("/method/")
    text = page.text
    for word in (
        "Rumored", "Reported", "Confirmed", "Open", "Held up", "Partly held up",
        "Did not hold up", "Cannot be determined", "origin", "ledger", "Corrections",
        "Track records", "Wilson",
    ):  # fmt: skip
        assert word in text
    assert "Write to whoever runs this site." in text


def test_it_names_the_contact_of_the_site(settings: pytest.FixtureRequest) -> None:
    settings.TRACKER_CONTACT = "errors@example.org"  # type: ignore[attr-defined]
    link = get("/method/").one("a", href="mailto:errors@example.org")
    assert link.text == "errors@example.org"


@pytest.mark.parametrize(
    ("setting", "contact"),
    [
        ("", None),
        ("errors@example.org", Contact("errors@example.org", "mailto:errors@example.org")),
        ("https://example.org/a", Contact("https://example.org/a", "https://example.org/a")),
    ],
)
def test_a_contact_is_a_mail_or_a_web_address(setting: str, contact: Contact | None) -> None:
    assert contact_of(setting) == contact
