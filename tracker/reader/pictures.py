"""Pictures of pages, for the sites that show a link with one: drawn as SVG, sent as PNG."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path
from textwrap import wrap
from typing import Any
from unicodedata import east_asian_width

import resvg_py
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.translation import gettext as _

# What the sites that show pictures ask for, in pixels.
WIDTH, HEIGHT = 1200, 630
# Liberation is shipped, so that a picture looks the same on a server without fonts; letters
# that it lacks come from the fonts of the system.
FONTS = Path(__file__).parent / "fonts"
STYLE = Path(__file__).parent / "pictures.css"
# How long the PNG of a drawing is kept, and how long others may keep an answer, in seconds.
KEPT, FRESH = 7 * 24 * 3600, 3600
# Sizes of the title in pixels, each with the columns of its lines.
SIZES = ((72, 30), (56, 39), (44, 50), (36, 61))
LEADING = 1.15
SMALL_COLUMNS = 80


@dataclass(frozen=True)
class TextLine:
    text: str
    # Where its letters stand, in pixels from the top.
    y: int


@dataclass(frozen=True)
class Title:
    size: int
    lines: Sequence[TextLine]

    @property
    def bottom(self) -> int:
        return self.lines[-1].y if self.lines else 0


def title_of(text: str, top: int, room: int) -> Title:
    """Set `text` below `top` in the largest size that fits into `room`, both in pixels."""
    for size, columns in SIZES:
        lines, step = lines_of(text, columns), round(size * LEADING)
        if len(lines) * step <= room:
            return Title(size, placed(lines, top=top + size, step=step))
    return Title(size, placed(cut(lines, room // step), top=top + size, step=step))


def lines_of(text: str, columns: int) -> list[str]:
    """Break `text` into lines of at most `columns` narrow letters; a Chinese one takes two."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return wrap(text, columns if wide * 2 < len(text) else columns // 2)


def cut(lines: Sequence[str], most: int) -> list[str]:
    return [*lines] if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def placed(lines: Sequence[str], *, top: int, step: int) -> list[TextLine]:
    return [TextLine(text, top + number * step) for number, text in enumerate(lines)]


def small_lines(text: str, top: int, most: int) -> list[TextLine]:
    return placed(cut(lines_of(text, SMALL_COLUMNS), most), top=top, step=38)


def day_text(day: date | None) -> str:
    return _("As known on %(day)s") % {"day": date_format(day, _("j F Y"))} if day else ""


def picture(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Answer with the drawing that `template` makes of `context`, as PNG.

    It is drawn once: the answer's ETag and the cache go by the drawing itself, so that what
    changed is never shown as it was.
    """
    svg = render_to_string(template, {"width": WIDTH, "height": HEIGHT, **context})
    name = hashlib.sha256(svg.encode()).hexdigest()
    etag = f'W/"{name}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        png = cache.get_or_set(f"picture:{name}", lambda: png_of(svg), KEPT)
        response = HttpResponse(png, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH}"
    # Made for other sites to show.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def png_of(svg: str) -> bytes:
    """Draw `svg`; raises ValueError if it is none."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        style_sheet=STYLE.read_text(encoding="utf-8"),
        font_dirs=[str(FONTS)],
        serif_family="Liberation Serif",
        sans_serif_family="Liberation Sans",
        font_family="Liberation Serif",
    )


def stretched(path: str, *, across: float, down: float) -> str:
    """Return a path of the commands M, C, H and h with its x and y multiplied.

    A drawing that is stretched as a whole has its strokes stretched with it, which only
    browsers can be told not to do.
    """
    parts = []
    for command, numbers in re.findall(r"([MCHh])([^MCHh]*)", path):
        factors = cycle([across] if command in "Hh" else [across, down])
        moved = [
            f"{float(number) * factor:.1f}"
            for number, factor in zip(numbers.split(), factors, strict=False)
        ]
        parts.append(command + " ".join(moved))
    return "".join(parts)
