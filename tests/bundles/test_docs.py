from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.bundles.makers import take

DOCS = Path(__file__).parents[2] / "docs/bundles.md"
pytestmark = pytest.mark.django_db


def test_the_example_in_the_docs_is_a_bundle() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert take(json.loads(example)).added["changes"] == 1
