"""Typed text with everything taken out that does not matter to a date."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from tracker.dates.calendar_text import MONTH, from_chinese
from tracker.dates.edtf import UnclearDate

MAX_TYPED = 120


def plain(text: str) -> str:
    """Return `text` in lower case, with plain spaces, digits and dashes."""
    if len(text) > MAX_TYPED:
        raise UnclearDate(_("A date has at most %(count)d characters.") % {"count": MAX_TYPED})
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        raise UnclearDate(_("Write a date, such as 24 April 2026, April 2026 or 2026."))
    if not text.isprintable():
        raise UnclearDate(_("The date holds characters that cannot be seen. Type it anew."))
    text = from_chinese(text.casefold())
    text = re.sub("[‐‑]", "-", text)
    text = re.sub("[‒—―]", "–", text)
    text = text.replace("’", "'").replace("−", "-")
    text = re.sub(rf"(?<!\S)((?:\d{{1,2}}[-/ ])?{MONTH})[-/](\d{{4}})$", r"\1 \2", text)
    text = re.sub(rf"(\d)[-/]({MONTH} \d{{4}})$", r"\1 \2", text)
    text = re.sub(r"\b(early|mid)[ -]to[ -](mid|late)\b", r"\1-\2", text)
    text = re.sub(r"\b([ap])\.m\.", r"\1m", text)
    return " ".join(text.split()).rstrip(",;!") or text
