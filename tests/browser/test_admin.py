from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model


@pytest.fixture
def administrator(live_site: str) -> None:
    get_user_model().objects.create_superuser("ada", password="only-for-tests")


def test_the_desk_keeps_to_the_content_security_policy(page: Any, administrator: None) -> None:
    page.goto("/admin/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", "only-for-tests")
    page.click("input[type=submit]")
    page.goto("/admin/auth/user/add/")
    assert page.title().startswith("Add user")


def test_a_breach_of_the_policy_is_noticed(browser: Any, live_site: str) -> None:
    messages: list[str] = []
    page = browser.new_page(base_url=live_site)
    page.on("console", lambda message: messages.append(message.text))
    page.goto("/admin/login/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.close()
    assert "Content Security Policy" in messages[0]
