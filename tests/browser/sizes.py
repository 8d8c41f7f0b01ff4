"""The windows that pages are looked at in."""

from __future__ import annotations

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
