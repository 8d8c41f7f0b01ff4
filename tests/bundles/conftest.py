from __future__ import annotations

from tests.in_step import search_in_step

__all__ = ["search_in_step"]
