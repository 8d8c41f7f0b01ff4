"""Dates made from other dates: intervals, and the same date with more doubt."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.dates.edtf import MARKS, Edtf, Precision, UnclearDate, parse_edtf


def between(start: Edtf | None, end: Edtf | None) -> Edtf:
    """Return the interval from the start of `start` to the end of `end`, None being open.

    A time of day is dropped: EDTF has none in intervals. Both may be intervals themselves.
    """
    first = start.ends[0] if start else None
    last = end.ends[1] if end else None
    return parse_edtf(f"{_without_time(first)}/{_without_time(last)}")


def marked(edtf: Edtf, *, approximate: bool = False, uncertain: bool = False) -> Edtf:
    """Return the same date with further qualifiers, on both ends of an interval.

    Raises UnclearDate for a date with a time of day, which EDTF does not qualify.
    """
    if edtf.precision == Precision.TIME:
        raise UnclearDate(
            _("A time of day cannot be uncertain or approximate. Write the day alone.")
        )
    if edtf.precision != Precision.INTERVAL:
        mark = MARKS[edtf.approximate or approximate, edtf.uncertain or uncertain]
        return parse_edtf(edtf.text.rstrip("~?%") + mark)
    written = edtf.text.split("/")
    ends = [
        marked(end, approximate=approximate, uncertain=uncertain).text if end else text
        for end, text in zip(edtf.ends, written, strict=True)
    ]
    return parse_edtf("/".join(ends))


def _without_time(end: Edtf | None) -> str:
    if end is None:
        return ".."
    return str(end.first) if end.precision == Precision.TIME else end.text
