from __future__ import annotations

from tests.in_step import search_in_step
from tests.scores_on_file import scores_stay_true

__all__ = ["scores_stay_true", "search_in_step"]
