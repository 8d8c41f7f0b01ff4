"""Shares and their intervals in words."""

from __future__ import annotations

from math import floor

from django.utils.translation import gettext as _

from tracker.scores.record import Interval


def percent(share: float) -> str:
    return _("%(n)d%%") % {"n": whole_percent(share)}


def interval_text(interval: Interval) -> str:
    low, high = whole_percent(interval.low), whole_percent(interval.high)
    return _("%(low)d–%(high)d%%") % {"low": low, "high": high}


def whole_percent(share: float) -> int:
    """Round as people do: 0.625 is 63 percent."""
    return floor(share * 100 + 0.5 + 1e-9)
