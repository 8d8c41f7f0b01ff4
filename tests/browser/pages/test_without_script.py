"""Without JavaScript every page says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.pages.places import PLACES, address_of, words_of
from tests.browser.sizes import DESK

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", PLACES)
def test_the_same_words_are_there(new_page: Callable[..., Any], place: str) -> None:
    said = []
    for has_script in (True, False):
        page = new_page(viewport=DESK, java_script_enabled=has_script)
        page.goto(address_of(place))
        said.append((page.title(), words_of(page)))
    assert len(said[0][1]) > 40
    assert said[0] == said[1]
