from __future__ import annotations

import pytest

from tests.makers import make_user


@pytest.fixture
def editor(live_site: str) -> None:
    """Ada, an editor, for `log_in`."""
    make_user(group="Editors", username="ada")
