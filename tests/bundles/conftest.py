from __future__ import annotations

from tests.scores_on_file import scores_stay_true  # noqa: F401
